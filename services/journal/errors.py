"""What the journal's public part refuses."""

from uuid import UUID


class JournalError(Exception):
    """Root of this service's expected failures."""


class PartMissing(JournalError):
    """No checkpoint, tile or stamp of this name is published."""

    def __init__(self, name: str) -> None:
        super().__init__(f"not published: {name}")


class SizesRefused(JournalError):
    """No proof leads from one of these sizes to the other."""

    def __init__(self, old: int, new: int) -> None:
        super().__init__(f"no proof from {old} to {new} leaves")


class EntryMissing(JournalError):
    """The journal has no entry of this id."""

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(f"no such entry: {entry_id}")


class QuestionRefused(JournalError):
    """A filter that the question does not have, or a period that is none."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class AnswerTooLong(JournalError):
    """More lines than one package takes: ask for a shorter period, or one agency."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} lines; narrow the question")
        self.most = most
