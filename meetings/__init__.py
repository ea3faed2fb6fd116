"""What a meeting is, without HTTP: plan, seats, agenda, its course, votes, minutes; its media."""
