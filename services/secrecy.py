"""State secrets are refused by name; the attempt is journalled without its content."""

from datetime import datetime

from auth.actor import Actor, make_entry
from auth.acts import Act
from services.errors import ServiceError
from storage.ids import new_id
from storage.journal import JournalEntry, LeavesTrace


class StateSecretRefused(ServiceError, LeavesTrace):
    """Marked Mật, Tối mật or Tuyệt mật: never on this system (Decision 28/2018, article 1.2)."""

    def __init__(self, mark: str, *, trace: JournalEntry) -> None:
        super().__init__(f"a document marked {mark} cannot be kept or sent here")
        self.mark = mark
        self.traces = (trace,)


def state_secret(actor: Actor, mark: str, *, noun: str, now: datetime) -> StateSecretRefused:
    """The refusal to raise, with its trace; `noun` is what the document would have become."""
    entry = make_entry(
        actor=actor,
        act=Act.SECRET_REFUSE,
        subject=(noun, new_id()),
        now=now,
        details={"mark": mark},
    )
    return StateSecretRefused(mark, trace=entry)
