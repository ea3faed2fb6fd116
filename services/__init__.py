"""Everything that speaks HTTP: the services, and what composes them into one process or several."""
