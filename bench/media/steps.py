"""`python -m bench.media.steps`: what each way of sending costs, one beside the other.

CPU time of this process for each datagram of 1.2 kB to 13 viewers on the loopback, whose sockets
are full: nobody is woken, so it is the sender's part alone.
"""

import os
import socket
import statistics
import struct
import time
from collections.abc import Callable

from pylibsrtp import Policy, Session

from meetings.media.forwarding.native import Address, context_of
from meetings.media.forwarding.outbox import Leg, Outbox, Route
from meetings.media.forwarding.packets import Packet

VIEWERS, PACKETS, REPEATS, SIZE = 13, 2000, 5, 1200
GCM, CM = Policy.SRTP_PROFILE_AEAD_AES_128_GCM, Policy.SRTP_PROFILE_AES128_CM_SHA1_80
KEY_SIZES = {GCM: 28, CM: 30}


def session(profile: int) -> Session:
    key = os.urandom(KEY_SIZES[profile])
    policy = Policy(key=key, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile)
    policy.window_size, policy.allow_repeat_tx = 1024, True
    return Session(policy)


def packets() -> list[Packet]:
    return [
        Packet(
            at,
            at,
            marker=False,
            data=b"\x80\x60" + at.to_bytes(2, "big") + bytes(SIZE - 4),
            payload_at=12,
        )
        for at in range(PACKETS)
    ]


class Loopback:
    """A sending socket and 13 addresses, at which nothing is read."""

    def __init__(self) -> None:
        self.sending = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.receiving = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(VIEWERS)]
        for one in self.receiving:
            one.bind(("127.0.0.1", 0))
        self.addresses = [one.getsockname() for one in self.receiving]

    def raw(self, at: int) -> bytes:
        port = struct.pack("!H", self.addresses[at][1])
        return struct.pack("=H", socket.AF_INET) + port + b"\x7f\0\0\x01" + bytes(8)

    def close(self) -> None:
        for one in (self.sending, *self.receiving):
            one.close()


def one_by_one(opened: Loopback, profile: int) -> None:
    """As the libraries offer it: copy, protect, sendto."""
    sessions = [session(profile) for _ in range(VIEWERS)]
    for packet in packets():
        for at in range(VIEWERS):
            data = bytearray(packet.data)
            struct.pack_into("!HII", data, 2, packet.seq, packet.timestamp, at)
            opened.sending.sendto(sessions[at].protect(bytes(data)), opened.addresses[at])


def in_batches(opened: Loopback, profile: int, *, burst: int, segmenting: bool) -> None:
    """As the engine does it: in place, 64 in a call; `burst` packets of a picture together."""
    outbox = Outbox(opened.sending.fileno(), name_size=16, segmenting=segmenting)
    sessions = [session(profile) for _ in range(VIEWERS)]
    routes = [
        Route(outbox, Address(opened.raw(at)), context_of(one), one)
        for at, one in enumerate(sessions)
    ]
    legs: list[Leg] = [
        (route.context, route.pointer, at, 0, 0, None) for at, route in enumerate(routes)
    ]
    made = packets()
    for at in range(0, PACKETS, burst):
        outbox.fan_out(made[at : at + burst], legs)
    outbox.flush()


def cost_us(work: Callable[[], None]) -> float:
    """Median of some runs, after one that warms up."""
    work()
    spent = []
    for _ in range(REPEATS):
        begun = time.process_time()
        work()
        spent.append((time.process_time() - begun) / PACKETS / VIEWERS * 1e6)
    return statistics.median(spent)


def main() -> None:
    opened = Loopback()
    ways: dict[str, Callable[[], None]] = {
        "copy, protect, sendto; AES-CM": lambda: one_by_one(opened, CM),
        "the same with GCM": lambda: one_by_one(opened, GCM),
        "in place, sendmmsg; GCM": lambda: in_batches(opened, GCM, burst=1, segmenting=False),
        "bursts of 5, sendmmsg": lambda: in_batches(opened, GCM, burst=5, segmenting=False),
        "bursts of 5, segmented": lambda: in_batches(opened, GCM, burst=5, segmenting=True),
        "bursts of 32, segmented": lambda: in_batches(opened, GCM, burst=32, segmenting=True),
    }
    for name, work in ways.items():
        print(f"{name:32} {cost_us(work):6.2f} us")
    opened.close()


if __name__ == "__main__":
    main()
