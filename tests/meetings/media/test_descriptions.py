"""What browsers describe, as each of them writes it."""

import pytest

from meetings.media.forwarding.descriptions import purposes_of, read
from meetings.media.shapes import Purpose, Track

#: In Firefox' first offer everything but the first m-line has port 0 (RFC 9143, 7.2.1).
FIREFOX = """v=0
o=mozilla...THIS_IS_SDPARTA-99.0 1826562956650904595 0 IN IP4 0.0.0.0
s=-
t=0 0
a=fingerprint:sha-256 {fingerprint}
a=group:BUNDLE {bundle}
a=ice-options:trickle
m=audio 9 UDP/TLS/RTP/SAVPF 109
c=IN IP4 0.0.0.0
a=sendonly
a=ice-pwd:f8a122edf7813ac3638becc55eecdccf
a=ice-ufrag:b8751817
a=mid:0
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=setup:actpass
a=ssrc:2815796207 cname:someone
m=video 0 UDP/TLS/RTP/SAVPF 120 124
c=IN IP4 0.0.0.0
a=bundle-only
a=sendonly
a=ice-pwd:f8a122edf7813ac3638becc55eecdccf
a=ice-ufrag:b8751817
a=mid:1
a=rtcp-mux
a=rtpmap:120 VP8/90000
a=rtpmap:124 rtx/90000
a=fmtp:124 apt=120
a=setup:actpass
a=ssrc:3854036652 cname:someone
"""
MICROPHONE, CAMERA = Track("0", Purpose.MICROPHONE), Track("1", Purpose.CAMERA)


@pytest.mark.parametrize(
    ("bundle", "sent"),
    [
        ("0 1", {"0": Purpose.MICROPHONE, "1": Purpose.CAMERA}),
        # Not even in the bundle: the m-line was given up.
        ("0", {"0": Purpose.MICROPHONE}),
    ],
)
def test_port_0_ends_what_is_not_in_the_bundle(bundle: str, sent: dict[str, Purpose]) -> None:
    fingerprint = ":".join(["AB"] * 32)
    offer = FIREFOX.format(fingerprint=fingerprint, bundle=bundle).replace("\n", "\r\n")
    assert purposes_of(read(offer), [MICROPHONE, CAMERA]) == sent
