"""What leaves a socket: each packet is copied, patched and protected where the kernel takes it."""

import errno
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from meetings.media.forwarding import native
from meetings.media.forwarding.native import ROOM, Address, Datagrams
from meetings.media.forwarding.packets import PATCH, PATCH_AT, Packet

CAPACITY = 64
#: Before libsrtp's tag; where the datagram lies there is room for more.
LARGEST_SENT = 1500


class Route:
    """Where a connection's datagrams go, and the SRTP context that they are protected with."""

    __slots__ = ("_owner", "address", "context", "outbox", "pointer")

    def __init__(self, outbox: "Outbox", address: Address, context: Any, owner: object) -> None:
        self.outbox = outbox
        self.address = address
        self.pointer = address.pointer
        self.context = context
        # The context is a bare pointer into it.
        self._owner = owner


#: One m-line of one viewer, as far as a packet needs to know it: SRTP context, address, SSRC, what
#: is added to seq and to timestamp, and what changes the picture's numbers, if they must be.
#: A tuple, since it is taken apart for every packet that is sent.
Leg = tuple[Any, int, int, int, int, Callable[[Packet], bytes] | None]


class Outbox:
    """Collects up to 64 datagrams; they leave in one system call when it is full or flushed.

    Datagrams of one size that go to one viewer one after the other are one message, which the
    kernel takes apart (UDP_SEGMENT): it costs it little more than a single one.
    """

    def __init__(self, fileno: int, *, name_size: int, segmenting: bool) -> None:
        self._fileno = fileno
        self._datagrams = Datagrams(CAPACITY)
        self._datagrams.expect_names(name_size)
        self._length = native.new_length()
        #: Datagrams, and messages that they are in.
        self._count = self._messages = 0
        self.segmenting = segmenting
        self.sent = 0
        self.dropped = 0

    def fan_out(
        self, packets: Sequence[Packet], legs: Iterable[Leg], *, seq: int = 0, timestamp: int = 0
    ) -> None:
        """Send packets to many, all of whose routes lead through here. The hot loop.

        To the shifts of each leg, `seq` and `timestamp` are added.
        """
        datagrams, length, at = self._datagrams, self._length, self._count
        memory, pointers, vectors = datagrams.memory, datagrams.pointers, datagrams.vectors
        patch, protect, segmenting = PATCH.pack_into, native.protect, self.segmenting
        for context, pointer, ssrc, seq_shift, time_shift, shifted in legs:
            seq_shift, time_shift = seq_shift + seq, time_shift + timestamp  # noqa: PLW2901 - sums
            run = joined = 0
            for packet in packets:
                data = packet.data if shifted is None else shifted(packet)
                begin, size = at * ROOM, len(data)
                memory[begin : begin + size] = data
                patch(
                    memory,
                    begin + PATCH_AT,
                    (packet.seq + seq_shift) & 0xFFFF,
                    (packet.timestamp + time_shift) & 0xFFFFFFFF,
                    ssrc,
                )
                length[0] = size
                if protect(context, pointers[at], length):
                    run = 0
                    continue
                sealed = vectors[2 * at + 1] = length[0]
                if sealed <= run and segmenting:
                    joined += 1
                    datagrams.join(self._messages - 1, joined, run)
                    run = sealed if sealed == run else 0
                else:
                    datagrams.begin(self._messages, at, pointer)
                    self._messages += 1
                    run, joined = sealed, 1
                at += 1
                if at == CAPACITY:
                    self._count = at
                    self.flush()
                    at = run = 0
        self._count = at

    def put(self, data: bytes, route: Route, *, control: bool = False) -> None:
        """Send one packet whose header is complete; `control`: it is RTCP."""
        if len(data) > LARGEST_SENT:
            return
        datagrams, at = self._datagrams, self._count
        datagrams.memory[at * ROOM : at * ROOM + len(data)] = data
        self._length[0] = len(data)
        call = native.protect_rtcp if control else native.protect
        if call(route.context, datagrams.pointers[at], self._length):
            return
        datagrams.vectors[2 * at + 1] = self._length[0]
        datagrams.begin(self._messages, at, route.pointer)
        self._messages += 1
        self._count = at + 1
        if self._count == CAPACITY:
            self.flush()

    def flush(self) -> None:
        """Hand everything to the kernel; what it has no room for is lost, as on any full line."""
        done, count = 0, self._messages
        while done < count:
            sent = self._datagrams.send(self._fileno, done, count - done)
            if sent <= 0:
                # Only the first one's error is told: it is left out, the others may pass.
                self.dropped += 1
                self.segmenting = self.segmenting and native.last_error() != errno.EIO
                sent = 1
            else:
                self.sent += sent
            done += sent
        self._count = self._messages = 0
