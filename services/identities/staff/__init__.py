"""The people of an agency: departments, appointments with their dates, who may do what."""
