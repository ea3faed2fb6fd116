"""What we use of aiortc, aioice and pylibsrtp beyond their public names is there, and fits."""

import inspect

import aiortc
import pylibsrtp
from aioice import stun
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_PROFILES,
    RTCCertificate,
    RTCDtlsTransport,
)
from aiortc.sdp import SessionDescription
from pylibsrtp._binding import ffi, lib

from meetings.media.forwarding.ice import IceLite
from meetings.media.forwarding.native import context_of


def test_the_versions_are_those_that_were_read() -> None:
    assert aiortc.__version__ == "1.16.0"
    assert pylibsrtp.__version__.split(".")[0] == "1"


def test_a_dtls_transport_asks_of_its_transport_what_ours_has() -> None:
    source = inspect.getsource(RTCDtlsTransport)
    used = {"_recv", "_send", "role"}
    for name in used:
        assert f"transport.{name}" in source
        assert hasattr(IceLite, name)
    transport = RTCDtlsTransport(IceLite(lambda _: None), [RTCCertificate.generateCertificate()])  # type: ignore[arg-type] # as the engine does
    for name in ("_rx_srtp", "_tx_srtp", "_srtp_profiles", "_set_role"):
        assert hasattr(transport, name)
    assert transport.state == "new"
    assert list(inspect.signature(RTCDtlsTransport.start).parameters) == [
        "self",
        "remoteParameters",
    ]


def test_gcm_with_128_bits_is_there() -> None:
    assert SRTP_AEAD_AES_128_GCM in SRTP_PROFILES


def test_a_session_holds_its_context() -> None:
    session = pylibsrtp.Session()
    assert ffi.typeof(context_of(session)) is ffi.typeof("srtp_t")


def test_libsrtp_works_in_place_on_memory_and_length() -> None:
    for name in ("srtp_protect", "srtp_protect_rtcp", "srtp_unprotect", "srtp_unprotect_rtcp"):
        kind = ffi.typeof(getattr(lib, name))
        assert [one.cname for one in kind.args] == ["struct srtp_ctx_t_ *", "void *", "int *"]


def test_stun_and_sdp_are_read_by_these_names() -> None:
    for name in ("parse_message", "Message", "Class", "Method"):
        assert hasattr(stun, name)
    assert callable(stun.Message.check_message_integrity)
    assert callable(stun.Message.add_message_integrity)
    assert callable(SessionDescription.parse)
