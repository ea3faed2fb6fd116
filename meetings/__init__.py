"""What a meeting is, without HTTP: agenda, speakers, votes, attendance. Nothing is here yet."""
