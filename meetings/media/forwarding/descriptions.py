"""SDP (RFC 8866, RFC 9429): read what browsers say, and write what we say."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from aiortc.rtcdtlstransport import RTCDtlsFingerprint
from aiortc.sdp import MediaDescription, SessionDescription

from meetings.media.errors import DescriptionRefused
from meetings.media.forwarding.packets import (
    AUDIO_TYPE,
    RTX_TYPE,
    SEND_TIME_ID,
    VIDEO_TYPE,
    Extensions,
)
from meetings.media.shapes import Purpose, Track

LARGEST = 200_000
SECTIONS = 96
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
_CODEC = {"audio": ("audio/opus", 48_000), "video": ("video/vp8", 90_000)}
_RED = ("audio/red", 48_000)
_KEPT = {"audio": (MID, LEVEL), "video": (MID, SEND_TIME)}


@dataclass(frozen=True, slots=True)
class Section:
    """An m-line of a browser; `payload_type` is None where it has nothing that we forward."""

    mid: str
    kind: str
    profile: str
    direction: str
    payload_type: int | None
    #: RED around it, where the browser has that (RFC 2198).
    redundant_type: int | None
    extensions: Mapping[str, int]
    ssrcs: tuple[int, ...]
    formats: frozenset[int]
    rejected: bool

    @property
    def ids(self) -> Extensions:
        return Extensions(mid=self.extensions.get(MID, 0), level=self.extensions.get(LEVEL, 0))


@dataclass(frozen=True, slots=True)
class Description:
    sections: tuple[Section, ...]
    fingerprints: tuple[RTCDtlsFingerprint, ...]
    #: Changes when the browser restarts ICE.
    username: str
    #: What the browser will be in the handshake: actpass, active or passive.
    setup: str


@dataclass(frozen=True, slots=True)
class Ourselves:
    """What every description of ours says of the connection."""

    username: str
    password: str
    fingerprints: Sequence[RTCDtlsFingerprint]
    #: In every section: not every browser looks at the first one only.
    candidates: Sequence[tuple[str, int]]


def read(sdp: str) -> Description:
    """Read a description of a browser; whatever is wrong with it is `DescriptionRefused`."""
    if len(sdp) > LARGEST or not sdp.isascii():
        raise DescriptionRefused("sdp", "too_large_or_not_ascii")
    try:
        parsed = SessionDescription.parse(sdp)
        return _description(parsed)
    except DescriptionRefused:
        raise
    except Exception as error:
        # The parser asserts, unpacks and converts what it meets.
        raise DescriptionRefused("sdp", "malformed") from error


def _description(parsed: SessionDescription) -> Description:
    media = parsed.media
    if not 0 < len(media) <= SECTIONS:
        raise DescriptionRefused("sdp", "sections")
    carrier = next((one for one in media if one.dtls and one.dtls.fingerprints), None)
    if carrier is None or carrier.dtls is None or carrier.ice is None:
        raise DescriptionRefused("sdp", "no_fingerprint")
    if not any(one.algorithm.lower() == "sha-256" for one in carrier.dtls.fingerprints):
        raise DescriptionRefused("sdp", "fingerprint")
    bundled = {mid for one in parsed.group if one.semantic == "BUNDLE" for mid in one.items}
    sections = tuple(_section(one, bundled) for one in media)
    if len({one.mid for one in sections}) < len(sections):
        raise DescriptionRefused("sdp", "mids")
    return Description(
        sections,
        tuple(carrier.dtls.fingerprints[:4]),
        carrier.ice.usernameFragment or "",
        {"auto": "actpass", "client": "active", "server": "passive"}[carrier.dtls.role],
    )


def _section(media: MediaDescription, bundled: Container[str | int]) -> Section:
    mid = media.rtp.muxId
    if not mid or len(mid) > 16 or not mid.isprintable() or " " in mid:
        raise DescriptionRefused("sdp", "mid")
    wanted = _CODEC.get(media.kind)
    types = {
        (one.mimeType.lower(), one.clockRate): one.payloadType for one in reversed(media.rtp.codecs)
    }
    payload_type = types.get(wanted) if wanted and media.rtcp_mux else None
    return Section(
        mid=mid,
        kind=media.kind,
        profile=media.profile,
        direction=media.direction or "sendrecv",
        payload_type=payload_type,
        redundant_type=types.get(_RED) if payload_type and media.kind == "audio" else None,
        extensions={
            one.uri: one.id
            for one in media.rtp.headerExtensions
            if one.uri in _KEPT.get(media.kind, ()) and 0 < one.id < 15
        },
        ssrcs=tuple(one.ssrc for one in media.ssrc[:2]),
        formats=frozenset(one for one in media.fmt if isinstance(one, int)),
        # Firefox offers what is only in the bundle with port 0 (RFC 9143, 7.2.1).
        rejected=media.port == 0 and mid not in bundled,
    )


def purposes_of(description: Description, tracks: Sequence[Track]) -> dict[str, Purpose]:
    """Match tracks to m-lines; each purpose at most once, and of the right kind."""
    sections = {one.mid: one for one in description.sections}
    purposes: dict[str, Purpose] = {}
    for track in tracks:
        section = sections.get(track.mid)
        if section is None or (section.kind == "audio") is not track.purpose.is_audio:
            raise DescriptionRefused(track.mid, "track")
        if track.purpose in purposes.values():
            raise DescriptionRefused(track.mid, "purpose_twice")
        if section.payload_type is None:
            raise DescriptionRefused(track.mid, "no_common_codec")
        if section.direction in {"sendonly", "sendrecv"} and not section.rejected:
            purposes[track.mid] = track.purpose
    return purposes


def write_answer(
    offered: Sequence[Section], ours: Ourselves, *, taken: Container[str], version: int
) -> str:
    """Answer an offer of UP; `taken` has the mids that are received.

    No b= lines: Chromium applies that of any m-line to the whole connection. REMB limits it.
    """
    bundled = [one.mid for one in offered if one.payload_type is not None]
    lines = _session(bundled, version)
    for section in offered:
        if section.payload_type is None:
            lines += [
                f"m={section.kind} 0 {section.profile} {_formats(section)}",
                "c=IN IP4 0.0.0.0",
                f"a=mid:{section.mid}",
                "a=inactive",
                *_connection(ours, setup="passive"),
            ]
            continue
        lines += _received(section, ours, taken=section.mid in taken)
    return "\r\n".join(lines) + "\r\n"


def _formats(section: Section) -> str:
    return " ".join(map(str, sorted(section.formats))) or "webrtc-datachannel"


def _received(section: Section, ours: Ourselves, *, taken: bool) -> list[str]:
    number, redundant = section.payload_type, section.redundant_type
    numbers = f"{redundant} {number}" if redundant else f"{number}"
    lines = [f"m={section.kind} 9 {section.profile} {numbers}", "c=IN IP4 0.0.0.0"]
    lines += [
        f"a=mid:{section.mid}",
        "a=recvonly" if taken else "a=inactive",
        "a=rtcp-mux",
        *_connection(ours, setup="passive"),
        *(f"a=extmap:{number} {uri}" for uri, number in section.extensions.items()),
    ]
    if section.kind == "audio":
        return [
            *lines,
            f"a=rtpmap:{number} opus/48000/2",
            f"a=fmtp:{number} minptime=10;useinbandfec=1;maxaveragebitrate=32000",
            *_redundancy(redundant, number),
        ]
    return [*lines, f"a=rtpmap:{number} VP8/90000", *_feedback(number)]


def _redundancy(redundant: int | None, number: int | None) -> list[str]:
    """Named first in the m-line, it is what the browser sends."""
    if not redundant:
        return []
    return [f"a=rtpmap:{redundant} red/48000/2", f"a=fmtp:{redundant} {number}/{number}"]


def _feedback(number: int | None) -> list[str]:
    return [f"a=rtcp-fb:{number} {kind}" for kind in ("nack", "nack pli", "goog-remb")]


@dataclass(frozen=True, slots=True)
class Sent:
    """An m-line of DOWN: video has a second SSRC, for retransmissions."""

    mid: str
    ssrc: int
    rtx_ssrc: int | None = None


def write_offer(sent: Sequence[Sent], ours: Ourselves, *, cname: str, version: int) -> str:
    """Offer DOWN: all m-lines that there have ever been, always in the same order."""
    lines = _session([one.mid for one in sent], version)
    for one in sent:
        lines += _sent_audio() if one.rtx_ssrc is None else _sent_video(one)
        lines += [
            f"a=mid:{one.mid}",
            f"a=msid:{one.mid} {one.mid}",
            "a=sendonly",
            "a=rtcp-mux",
            *_connection(ours, setup="actpass"),
            *(f"a=ssrc:{ssrc} cname:{cname}" for ssrc in (one.ssrc, one.rtx_ssrc) if ssrc),
        ]
    return "\r\n".join(lines) + "\r\n"


def _sent_audio() -> list[str]:
    return [
        f"m=audio 9 UDP/TLS/RTP/SAVPF {AUDIO_TYPE}",
        "c=IN IP4 0.0.0.0",
        f"a=rtpmap:{AUDIO_TYPE} opus/48000/2",
        f"a=fmtp:{AUDIO_TYPE} minptime=10;useinbandfec=1",
    ]


def _sent_video(one: Sent) -> list[str]:
    return [
        f"m=video 9 UDP/TLS/RTP/SAVPF {VIDEO_TYPE} {RTX_TYPE}",
        "c=IN IP4 0.0.0.0",
        f"a=extmap:{SEND_TIME_ID} {SEND_TIME}",
        f"a=rtpmap:{VIDEO_TYPE} VP8/90000",
        *_feedback(VIDEO_TYPE),
        f"a=rtpmap:{RTX_TYPE} rtx/90000",
        f"a=fmtp:{RTX_TYPE} apt={VIDEO_TYPE}",
        f"a=ssrc-group:FID {one.ssrc} {one.rtx_ssrc}",
    ]


def _session(mids: Sequence[str], version: int) -> list[str]:
    return [
        "v=0",
        f"o=- 1 {version} IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {' '.join(mids)}",
        "a=msid-semantic:WMS *",
    ]


def _connection(ours: Ourselves, *, setup: str) -> list[str]:
    sha256 = next(one for one in ours.fingerprints if one.algorithm == "sha-256")
    return [
        f"a=ice-ufrag:{ours.username}",
        f"a=ice-pwd:{ours.password}",
        f"a=fingerprint:sha-256 {sha256.value}",
        f"a=setup:{setup}",
        *(
            f"a=candidate:{at} 1 udp {2_130_706_431 - at} {host} {port} typ host"
            for at, (host, port) in enumerate(ours.candidates, 1)
        ),
        "a=end-of-candidates",
    ]
