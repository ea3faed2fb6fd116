"""Signed notes of C2SP: checkpoints of a log, and the cosignatures of its witnesses.

A note is a text, an empty line, and signatures: `— name base64(key id, signature)`. A checkpoint's
text is origin, size and root. A key is written `name+id+base64(kind, key)`.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from storage.merkle.tree import HASH_BYTES

MOST_CHARACTERS = 64 * 1024
MOST_SIGNATURES = 64
_KEY_ID_BYTES = 4
_TIME_BYTES = 8
_NAME = re.compile(r"[^\s+\x00-\x20]{1,200}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LINE = re.compile(r"— (\S+) (\S+)")


class NoteMalformed(Exception):
    """A text that is no note, no checkpoint or no key; the message says which part is wrong."""


class KeyKind(IntEnum):
    """What a signature of the key says: signed-note, and tlog-cosignature."""

    LOG = 0x01
    WITNESS = 0x04


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whose signatures are trusted for what."""

    name: str
    kind: KeyKind
    raw: bytes

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.raw).digest()[
            :_KEY_ID_BYTES
        ]

    @property
    def text(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode(bytes([self.kind]) + self.raw)}"

    @staticmethod
    def parse(text: str) -> "PublicKey":
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        data = decode(encoded)
        if not _NAME.fullmatch(name) or len(data) != 1 + HASH_BYTES or data[0] not in set(KeyKind):
            raise NoteMalformed(f"not a key: {text[:300]}")
        key = PublicKey(name, KeyKind(data[0]), data[1:])
        if key.key_id.hex() != key_id:
            raise NoteMalformed(f"the key does not belong to its name: {text[:300]}")
        return key

    def holds(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that signs, under its name."""

    name: str
    kind: KeyKind
    key: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.name, self.kind, self.key.public_key().public_bytes_raw())

    def sign(self, text: str, *, now: datetime | None = None) -> str:
        """The signature line under `text`; a witness says when (`now`)."""
        if self.kind is KeyKind.LOG:
            return self._line(self.key.sign(text.encode()))
        if now is None:
            raise ValueError("a cosignature has a time")
        seconds = int(now.timestamp())
        signature = self.key.sign(_cosigned(text, seconds))
        return self._line(seconds.to_bytes(_TIME_BYTES, "big") + signature)

    def _line(self, signature: bytes) -> str:
        return f"— {self.name} {encode(self.public.key_id + signature)}\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log as it stood: how many leaves, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{encode(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A signed text. Nothing is verified by taking it apart."""

    text: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(self.lines)}"

    @staticmethod
    def parse(written: str) -> "Note":
        text, gap, rest = written.rpartition("\n\n")
        lines = rest.splitlines(keepends=True)
        if len(written) > MOST_CHARACTERS or not gap or not 0 < len(lines) <= MOST_SIGNATURES:
            raise NoteMalformed("not a signed note")
        if not all(_LINE.fullmatch(line[:-1]) and line.endswith("\n") for line in lines):
            raise NoteMalformed("not a signature of a note")
        return Note(f"{text}\n", tuple(lines))

    def checkpoint(self) -> Checkpoint:
        """What the text says, if it is a checkpoint's. Raises `NoteMalformed`."""
        rows = self.text.split("\n")
        if len(rows) < 4 or not rows[0] or not _SIZE.fullmatch(rows[1]):  # noqa: PLR2004 - three lines and their end
            raise NoteMalformed("not a checkpoint")
        root = decode(rows[2])
        if len(root) != HASH_BYTES:
            raise NoteMalformed("not the root of a checkpoint")
        return Checkpoint(rows[0], int(rows[1]), root)

    def signed_by(self, key: PublicKey) -> str | None:
        """The line of a signature by `key` that holds."""
        return next((line for line in self.lines if _holds(key, self.text, line)), None)

    def only(self, key: PublicKey) -> "Note":
        """The note with the signature of `key` alone: what a time stamp stands for."""
        line = self.signed_by(key)
        return Note(self.text, (line,) if line else ())

    def joined_by(self, lines: Iterable[str]) -> "Note":
        return Note(self.text, tuple(dict.fromkeys([*self.lines, *lines])))


def cosigned_at(line: str) -> datetime:
    """When a witness says that it cosigned; for a line that holds."""
    data = _signature(line)
    return datetime.fromtimestamp(int.from_bytes(data[:_TIME_BYTES], "big"), UTC)


def encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def decode(text: str) -> bytes:
    """Strict: one text for one value, so that no changed text passes for the same."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or encode(data) != text:
        raise NoteMalformed(f"not base64: {text[:100]}")
    return data


def _holds(key: PublicKey, text: str, line: str) -> bool:
    found = _LINE.fullmatch(line.rstrip("\n"))
    try:
        data = decode(found[2]) if found else b""
    except NoteMalformed:
        return False
    if not found or found[1] != key.name or data[:_KEY_ID_BYTES] != key.key_id:
        return False
    signature = data[_KEY_ID_BYTES:]
    if key.kind is KeyKind.LOG:
        return key.holds(text.encode(), signature)
    seconds = int.from_bytes(signature[:_TIME_BYTES], "big")
    return key.holds(_cosigned(text, seconds), signature[_TIME_BYTES:])


def _signature(line: str) -> bytes:
    return decode(line.split()[2])[_KEY_ID_BYTES:]


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
