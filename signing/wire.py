"""How parent and worker talk: pickles with their length in front, over pipes.

A PDF lies in a file that both see (:mod:`signing.shared_file`): a task whose first argument is
bytes is sent without it, an answer that is bytes without them.
"""

import pickle
import struct
from dataclasses import dataclass
from enum import Enum, StrEnum
from io import BytesIO
from typing import Any, BinaryIO

HEADER = struct.Struct(">Q")


class Outcome(StrEnum):
    """What the value of an answer is."""

    VALUE = "value"
    ERROR = "error"
    #: The length of the bytes in the shared file.
    IN_FILE = "in_file"
    #: The shared file holds what was given and, up to this length, what was appended to it.
    APPENDED = "appended"


@dataclass(frozen=True, kw_only=True)
class Task:
    """A method to call; ``in_file`` is the length of its first argument, if that is not here."""

    method: str
    arguments: tuple[object, ...]
    in_file: int | None = None


_OWN = {"signing.models", "signing.verdicts", "signing.evidence", "signing.errors"}
#: What an answer may be made of besides the package's own types and plain exceptions.
_PLAIN = {
    ("datetime", "datetime"),
    ("datetime", "date"),
    ("datetime", "timezone"),
    ("datetime", "timedelta"),
    ("builtins", "IndexError"),
    ("builtins", "ValueError"),
}


class _AnswerUnpickler(pickle.Unpickler):
    """Builds only known types: a worker taken over by a hostile PDF runs nothing here."""

    def find_class(self, module: str, name: str) -> object:
        own = module in _OWN and "." not in name
        if own or (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


class _Pickler(pickle.Pickler):
    """Writes an enumeration's member as its value: Python 3.11.2 would write a call of getattr."""

    def reducer_override(self, obj: object) -> Any:
        return (type(obj), (obj.value,)) if isinstance(obj, Enum) else NotImplemented


def pack(message: object) -> bytes:
    """Return the message with its length in front."""
    body = BytesIO()
    _Pickler(body, protocol=pickle.HIGHEST_PROTOCOL).dump(message)
    return HEADER.pack(body.tell()) + body.getvalue()


def unpack_answer(body: bytes) -> tuple[Outcome, object]:
    """What kind of answer it is, and its value; UnpicklingError when it is none."""
    try:
        outcome, value = _AnswerUnpickler(BytesIO(body)).load()
        return Outcome(outcome), value
    except (TypeError, ValueError) as error:
        raise pickle.UnpicklingError from error


def read_message(stream: BinaryIO) -> object:
    """Return the next message from the parent, or None when it has gone."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    body = stream.read(HEADER.unpack(header)[0])
    message: object = pickle.loads(body)  # noqa: S301 - only the parent writes to this pipe
    return message
