"""Checks are answered to those who know the password; servers are named only if there are some."""

from datetime import UTC, datetime, timedelta

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from meetings.media.errors import DescriptionRefused
from meetings.media.forwarding import descriptions
from meetings.media.forwarding.ice import IceLite, answer, username_in
from meetings.media.ice_servers import ice_servers
from meetings.media.settings import MediaSettings

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
HERE = ("192.0.2.7", 4000)


def _check(lite: IceLite, *, password: str | None = None, nominates: bool = False) -> bytes:
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{lite.username}:theirs"
    request.attributes["PRIORITY"] = 1
    if nominates:
        request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity((password or lite.password).encode())
    return bytes(request)


@pytest.mark.parametrize("nominates", [True, False])
def test_a_check_is_answered_with_the_address_it_came_from(*, nominates: bool) -> None:
    lite = IceLite(lambda _: None)
    check = _check(lite, nominates=nominates)
    assert username_in(check) == lite.username
    answered = answer(check, password=lite.password, source=HERE)
    assert answered is not None
    response, told = answered
    assert told is nominates
    message = stun.parse_message(response)
    assert message.attributes["XOR-MAPPED-ADDRESS"] == HERE
    assert message.check_message_integrity(lite.password.encode())


def test_who_does_not_know_the_password_is_not_answered() -> None:
    lite = IceLite(lambda _: None)
    check = _check(lite, password="x" * 24)
    assert answer(check, password=lite.password, source=HERE) is None
    lite.renew()
    assert username_in(check) != lite.username


@given(st.binary(max_size=200), st.booleans())
def test_whatever_comes_is_not_answered(data: bytes, request: bool) -> None:  # noqa: FBT001 - given
    whole = b"\0\1" + data if request else data
    username_in(whole)
    assert answer(whole, password="x" * 24, source=HERE) is None


@given(st.text(max_size=300))
def test_whatever_is_no_description_is_refused(text: str) -> None:
    for sdp in (text, f"v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na={text}\r\n"):
        with pytest.raises(DescriptionRefused):
            descriptions.read(sdp)


def test_no_server_is_told_of_unless_it_is_named() -> None:
    assert ice_servers(MediaSettings(), participant="An", now=NOW) == []


def test_the_password_for_turn_ends_by_itself() -> None:
    settings = MediaSettings(
        ice_urls=("stun:a.vn:3478", "turn:b.vn:3478?transport=udp", "turns:b.vn:5349"),
        turn_secret=SecretStr("north"),
        turn_lifetime=timedelta(hours=1),
    )
    stun_server, turn_server = ice_servers(settings, participant="An", now=NOW)
    assert stun_server == {"urls": ["stun:a.vn:3478"]}
    assert turn_server["urls"] == ["turn:b.vn:3478?transport=udp", "turns:b.vn:5349"]
    ends, _, whose = turn_server["username"].partition(":")
    assert datetime.fromtimestamp(int(ends), UTC) == NOW + timedelta(hours=1)
    assert "An" not in whose
    again = ice_servers(settings, participant="An", now=NOW)[1]
    other = ice_servers(settings, participant="Bình", now=NOW)[1]
    assert again["credential"] == turn_server["credential"] != other["credential"]


def test_a_server_of_turn_needs_a_secret() -> None:
    with pytest.raises(ValidationError, match="turn_secret"):
        MediaSettings(ice_urls=("turn:b.vn:3478",))
    with pytest.raises(ValidationError, match="stun: or turn:"):
        MediaSettings(ice_urls=("https://b.vn",))
