"""What nobody can go below: protect a packet, and hand it to the kernel."""

import os
import socket
import time

from pylibsrtp import Policy, Session

PACKETS, SIZE = 40_000, 1200


def protect_and_send_us() -> float:
    """Microseconds of CPU for a packet, through the libraries as they are, to a full buffer."""
    key, profile = os.urandom(28), Policy.SRTP_PROFILE_AEAD_AES_128_GCM
    policy = Policy(key=key, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile)
    session = Session(policy)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiving,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending,
    ):
        receiving.bind(("127.0.0.1", 0))
        to = receiving.getsockname()
        packets = [
            b"\x80\x60" + (at & 0xFFFF).to_bytes(2, "big") + bytes(SIZE - 4)
            for at in range(PACKETS)
        ]
        begun = time.process_time()
        for packet in packets:
            sending.sendto(session.protect(packet), to)
        return (time.process_time() - begun) / PACKETS * 1e6
