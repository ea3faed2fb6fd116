"""How parent and worker talk: pickles with their length in front, over pipes."""

import pickle
import struct
from io import BytesIO
from typing import BinaryIO

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
        own = module in {"signing.models", "signing.errors"} and "." not in name
        if own or (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def pack(message: object) -> bytes:
    """Return the message with its length in front."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(body)) + body


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
