"""Why a socket is closed, by the code that a browser is told (RFC 6455, 7.4.2: 4000-4999)."""

from enum import IntEnum

from auth.errors import NotSignedIn
from meetings.errors import NotVisible


class Closing(IntEnum):
    """`RESTART` and `SLOW` are of RFC 6455's registry; a client joins anew after them."""

    DONE = 1000
    RESTART = 1012
    SLOW = 1013
    MALFORMED = 4400
    NOT_SIGNED_IN = 4401
    REFUSED = 4403
    NOT_FOUND = 4404
    NO_JOIN = 4408
    REPLACED = 4409
    REMOVED = 4410
    FLOOD = 4429
    FAILED = 4500


def closing_of(error: Exception) -> Closing:
    """The code for who may not sit here, or not any longer."""
    if isinstance(error, NotVisible):
        return Closing.NOT_FOUND
    return Closing.NOT_SIGNED_IN if isinstance(error, NotSignedIn) else Closing.REFUSED


class SocketRefused(Exception):
    """The socket must be closed with this code; the sentence is for people."""

    def __init__(self, code: Closing, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
