"""How parent and worker talk: pickles with their length in front, over pipes."""

import pickle
import struct
from enum import Enum
from io import BytesIO
from typing import Any, BinaryIO

HEADER = struct.Struct(">Q")

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
        own = module in {"signing.models", "signing.verdicts", "signing.errors"} and "." not in name
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


def unpack_answer(body: bytes) -> tuple[bool, object]:
    """Whether the task succeeded, and its value or its error."""
    succeeded, value = _AnswerUnpickler(BytesIO(body)).load()
    return bool(succeeded), value


def read_message(stream: BinaryIO) -> object:
    """Return the next message from the parent, or None when it has gone."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    body = stream.read(HEADER.unpack(header)[0])
    message: object = pickle.loads(body)  # noqa: S301 - only the parent writes to this pipe
    return message
