"""ICE-lite (RFC 8445, 2.5): answer checks that know the password, send where they nominate.

The server is reachable at fixed addresses, so it checks nothing itself and contacts nobody. A
browser whose address changes is followed as soon as it nominates from the new one.
"""

import asyncio
import secrets
import string
from typing import Protocol

from aioice import stun

_LETTERS = string.ascii_letters + string.digits
_WAITING = 64  # datagrams of a handshake, at most
_USERNAME = 0x0006  # RFC 8489, 14.3
_METHOD_AND_CLASS = b"\x00\x01"  # a binding request


def random_letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


class Sender(Protocol):
    def __call__(self, data: bytes) -> None: ...


class IceLite:
    """Credentials of one peer connection, and what aiortc's DTLS sees as its transport."""

    role = "controlled"

    def __init__(self, send: Sender) -> None:
        self._send_now = send
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(_WAITING)
        self.username = random_letters(8)
        self.password = random_letters(24)

    def renew(self) -> None:
        """Take new credentials: the browser restarts ICE (RFC 8445, 2.4)."""
        self.username, self.password = random_letters(8), random_letters(24)

    def hand_in(self, data: bytes) -> None:
        """Take a DTLS datagram; a flood of them is cut off."""
        if not self._waiting.full():
            self._waiting.put_nowait(data)

    def close(self) -> None:
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(None)

    async def _recv(self) -> bytes:
        data = await self._waiting.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self._send_now(data)


def username_in(data: bytes) -> str | None:
    """Return our part of USERNAME in a binding request, without looking at anything else."""
    if data[:2] != _METHOD_AND_CLASS:
        return None
    at = 20
    while at + 4 <= len(data):
        kind, size = (
            int.from_bytes(data[at : at + 2], "big"),
            int.from_bytes(data[at + 2 : at + 4], "big"),
        )
        if kind == _USERNAME:
            return data[at + 4 : at + 4 + size].partition(b":")[0].decode("latin-1")
        at += 4 + size + -size % 4
    return None


def answer(data: bytes, *, password: str, source: tuple[str, int]) -> tuple[bytes, bool] | None:
    """Return the answer to a check and whether it nominates; None where it is not authentic."""
    try:
        request = stun.parse_message(data)
    except (ValueError, IndexError, KeyError, TypeError):
        return None
    key = password.encode()
    if request.message_class != stun.Class.REQUEST or not request.check_message_integrity(key):
        return None
    response = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.RESPONSE,
        transaction_id=request.transaction_id,
        attributes={"XOR-MAPPED-ADDRESS": source},
    )
    response.add_message_integrity(key)
    return bytes(response), "USE-CANDIDATE" in request.attributes
