"""The few C calls of the hot path: libsrtp through pylibsrtp's binding, recvmmsg and sendmmsg.

pylibsrtp copies each packet three times and allocates twice; here libsrtp works in place, in the
memory from which the kernel reads and into which it writes.
"""

import ctypes
import socket
import struct
from array import array
from typing import Any

from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib

ROOM = 2048  # of one datagram
#: Largest we take: what fits into a frame of Ethernet.
LARGEST = 1472
MESSAGE_WORDS = 8  # struct mmsghdr on 64-bit Linux, in words of 8 bytes
_NAME, _NAME_SIZE, _VECTOR, VECTORS_WORD, _CONTROL, _CONTROL_SIZE, SIZE_WORD = 0, 1, 2, 3, 4, 5, 7
#: struct cmsghdr with a size of segments (UDP_SEGMENT): its length, SOL_UDP, 103, and two bytes.
_SEGMENT = struct.Struct("=QiiHxxxxxx")
SOL_UDP, UDP_SEGMENT = 17, 103
#: A plain number: the enumerations of `socket` cost half a microsecond at each use.
DONT_WAIT = int(socket.MSG_DONTWAIT)

protect = lib.srtp_protect
protect_rtcp = lib.srtp_protect_rtcp
unprotect = lib.srtp_unprotect
unprotect_rtcp = lib.srtp_unprotect_rtcp

_libc = ctypes.CDLL(None, use_errno=True)
_sendmmsg, _recvmmsg = _libc.sendmmsg, _libc.recvmmsg
_sendmmsg.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int]
_recvmmsg.argtypes = [*_sendmmsg.argtypes, ctypes.c_void_p]


def context_of(session: Session) -> Any:
    """Return the `srtp_t` inside, which lives as long as the session."""
    return session._srtp[0]  # noqa: SLF001 - asserted by tests/meetings/media/test_private_names


def last_error() -> int:
    """Return the errno of the last call of this module."""
    return ctypes.get_errno()


def can_segment(opened: socket.socket) -> bool:
    """Whether the kernel takes datagrams apart (Linux 4.18 and newer)."""
    try:
        opened.setsockopt(SOL_UDP, UDP_SEGMENT, 0)
    except OSError:
        return False
    return True


def new_length() -> Any:
    """Return the in-out length that libsrtp takes."""
    return ffi.new("int *")


class Address:
    """A socket address as the kernel has it, in memory that stays where it is."""

    __slots__ = ("_memory", "pointer", "raw", "size")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._memory = ctypes.create_string_buffer(raw, len(raw))
        self.pointer = ctypes.addressof(self._memory)
        self.size = len(raw)

    @property
    def host_and_port(self) -> tuple[str, int]:
        port = int.from_bytes(self.raw[2:4], "big")
        if self.size == _V4_SIZE:
            return socket.inet_ntop(socket.AF_INET, self.raw[4:8]), port
        return socket.inet_ntop(socket.AF_INET6, self.raw[8:24]), port


_V4_SIZE, _V6_SIZE = 16, 28
NAME_SIZE = {socket.AF_INET: _V4_SIZE, socket.AF_INET6: _V6_SIZE}


class Datagrams:
    """Room for `capacity` datagrams, each with its address, as recvmmsg and sendmmsg take them."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.memory = bytearray(capacity * ROOM)
        self.names = bytearray(capacity * 32)
        self.headers = array("Q", bytes(capacity * MESSAGE_WORDS * 8))
        self.vectors = array("Q", bytes(capacity * 16))
        whole = ffi.from_buffer(self.memory, require_writable=True)
        self._held = (whole, ffi.from_buffer(self.names, require_writable=True))
        self.pointers = [whole + at * ROOM for at in range(capacity)]
        base, names = (int(ffi.cast("uintptr_t", one)) for one in self._held)
        vectors = self.vectors.buffer_info()[0]
        for at in range(capacity):
            self.vectors[2 * at] = base + at * ROOM
            self.vectors[2 * at + 1] = ROOM
            word = MESSAGE_WORDS * at
            self.headers[word + _NAME] = names + 32 * at
            self.headers[word + _VECTOR] = vectors + 16 * at
            self.headers[word + VECTORS_WORD] = 1
        self._pointer, self._vectors = self.headers.buffer_info()[0], vectors
        self._controls = bytearray(capacity * _SEGMENT.size)
        self._held_controls = ffi.from_buffer(self._controls, require_writable=True)
        self._control = int(ffi.cast("uintptr_t", self._held_controls))

    def expect_names(self, size: int) -> None:
        """Say how large an address is, in every header."""
        for at in range(self.capacity):
            self.headers[MESSAGE_WORDS * at + _NAME_SIZE] = size

    def begin(self, message: int, at: int, name: int) -> None:
        """Let a message to the address at `name` begin with datagram `at`."""
        word = MESSAGE_WORDS * message
        self.headers[word + _NAME] = name
        self.headers[word + _VECTOR] = self._vectors + 16 * at
        self.headers[word + VECTORS_WORD] = 1
        self.headers[word + _CONTROL] = self.headers[word + _CONTROL_SIZE] = 0

    def join(self, message: int, count: int, size: int) -> None:
        """Let a message have `count` datagrams of this size, the last one less or the same.

        The kernel takes it apart.
        """
        word = MESSAGE_WORDS * message
        self.headers[word + VECTORS_WORD] = count
        if count == 2:  # noqa: PLR2004 - from now on it is more than one
            at = _SEGMENT.size * message
            _SEGMENT.pack_into(self._controls, at, _SEGMENT.size - 6, SOL_UDP, UDP_SEGMENT, size)
            self.headers[word + _CONTROL] = self._control + at
            self.headers[word + _CONTROL_SIZE] = _SEGMENT.size

    def receive(self, fileno: int) -> int:
        """Return how many came; 0 when there are none."""
        came: int = _recvmmsg(fileno, self._pointer, self.capacity, DONT_WAIT, None)
        return max(came, 0)

    def send(self, fileno: int, first: int, count: int) -> int:
        """Return how many left; -1 with the errno set."""
        at = self._pointer + MESSAGE_WORDS * 8 * first
        return int(_sendmmsg(fileno, at, count, DONT_WAIT))
