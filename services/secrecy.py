"""State secrets are refused by name; the attempt is journalled without its content."""

from datetime import datetime
from enum import StrEnum

from auth.actor import Actor, make_entry
from auth.acts import Act
from services.errors import ServiceError
from storage.ids import new_id
from storage.journal import JournalEntry, LeavesTrace


class Secrecy(StrEnum):
    """Only `NONE` enters this system; the others exist so that a door can refuse them by name."""

    NONE = "none"
    CONFIDENTIAL = "confidential"
    SECRET = "secret"  # noqa: S105 - a state-secret level (tối mật)
    TOP_SECRET = "top_secret"  # noqa: S105 - a state-secret level (tuyệt mật)


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


def refuse_secrets(actor: Actor, secrecy: Secrecy, *, noun: str, now: datetime) -> None:
    """Raise for anything marked Mật or above; the attempt is journalled without content."""
    if secrecy is not Secrecy.NONE:
        raise state_secret(actor, secrecy, noun=noun, now=now)
