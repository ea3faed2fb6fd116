"""Everything that was done: in an agency, by a person, with a record."""

from services.journal.service.questions.entries import list_entries
from services.journal.service.questions.question import Question

QUESTION = Question(findings=(), find=list_entries)
