"""Signatures with a key on the official's own machine, by certificate, digest and value."""

from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from httpx2 import Response

from tests.holders import OURS, Token, give, new_token, register, seen, start
from tests.office import Office, Officer, etag
from tests.story import CLERK, SIGNER, approved, door, read, signed


@pytest.fixture
async def leader(office: Office) -> Officer:
    return await office.sign_in(SIGNER)


@pytest.fixture
async def token(office: Office, leader: Officer, key_dir: Path) -> Token:
    made = new_token(key_dir)
    await register(office, leader, made.certificate)
    return made


async def opened(
    office: Office, leader: Officer, token: Token
) -> tuple[dict[str, Any], dict[str, Any]]:
    """An approved document, and its session as it waits for the value."""
    document = await approved(office)
    answer = await start(leader, document, token)
    assert answer.status_code == 201, answer.text
    return document, await seen(office, leader, answer.json())


def refused(answer: Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.json()["type"] == f"urn:congvu:problem:{code}"


async def test_the_leader_signs(office: Office, leader: Officer, token: Token) -> None:
    document, session = await opened(office, leader, token)
    assert (session["stage"], session["hash_function"]) == ("waiting", "SHA-256")
    given = await give(leader, session, token.sign(b64decode(session["to_sign"])))
    assert given.status_code == 200, given.text
    assert given.json()["stage"] == "completing"
    assert (await seen(office, leader, session))["state"] == "completed"
    ready = await read(office, document, expected="signed")
    assert ready["verdict"]["outcome"] == "valid"
    [one] = ready["verdict"]["signatures"]
    assert (one["purpose"], one["signer"]) == ("person", "Nguyễn Văn Hiệp")
    acts = {row["act"] for row in (await leader.get(f"{door(document)}/history")).json()}
    assert {"document:signature:start", "document:signature:complete"} <= acts


async def test_the_clerk_numbers_and_seals_with_one_token(office: Office, key_dir: Path) -> None:
    """Two signatures, one after the other in one session; the number is spent once."""
    clerk = await office.sign_in(CLERK)
    token = new_token(key_dir, "Ủy ban nhân dân huyện Tháp Mười")
    await register(office, clerk, token.certificate, seal=True)
    document = await signed(office)
    session = (await start(clerk, document, token)).json()
    for step in (1, 2):
        session = await seen(office, clerk, session)
        assert (session["step"], len(session["steps"]), session["stage"]) == (step, 2, "waiting")
        given = await give(clerk, session, token.sign(b64decode(session["to_sign"])))
        assert given.status_code == 200, given.text
    assert (await seen(office, clerk, session))["state"] == "completed"
    issued = await read(office, document, expected="issued")
    assert issued["number_and_symbol"] == "01/KH-UBND"


async def test_a_client_key_is_never_looked_for_on_the_server(
    office: Office, leader: Officer, token: Token
) -> None:
    document = await approved(office)
    refused(await leader.post(f"{door(document)}/sign"), 409, "key-elsewhere")


async def test_without_a_registered_certificate_nothing_begins(
    office: Office, leader: Officer, key_dir: Path
) -> None:
    document = await approved(office)
    refused(await start(leader, document, new_token(key_dir)), 409, "credential-missing")


async def test_another_certificate_than_the_registered_one(
    office: Office, leader: Officer, token: Token, key_dir: Path
) -> None:
    document = await approved(office)
    answer = await start(leader, document, new_token(key_dir))
    refused(answer, 409, "certificate-not-registered")
    assert (await read(office, document))["signing"] is None


@pytest.mark.parametrize("origin", ["https://evil.example", "http://congvu.test.evil", "", "null"])
async def test_another_origin(origin: str, office: Office, leader: Officer, token: Token) -> None:
    document, session = await opened(office, leader, token)
    bad = {"Origin": origin} if origin else {}
    value = token.sign(b64decode(session["to_sign"]))
    refused(await give(leader, session, value, headers=bad), 403, "origin-refused")
    refused(await start(leader, document, token, headers=bad), 403, "origin-refused")
    path = f"/signing-sessions/{session['id']}"
    for act, body in (("abort", {"reason": "user-cancelled"}), ("calls", {})):
        refused(await leader.post(f"{path}/{act}", body, headers=bad), 403, "origin-refused")


async def test_another_person_does_not_see_the_session(
    office: Office, leader: Officer, token: Token
) -> None:
    _, session = await opened(office, leader, token)
    value = token.sign(b64decode(session["to_sign"]))
    for username in ("chutich.huyen", "vanthu.huyen"):
        other = await office.sign_in(username)
        refused(await give(other, session, value), 404, "not-found")
        refused(await other.get(f"/signing-sessions/{session['id']}"), 404, "not-found")


async def test_one_session_a_document(office: Office, leader: Officer, token: Token) -> None:
    document, session = await opened(office, leader, token)
    refused(await start(leader, document, token), 409, "signing-under-way")
    ended = await leader.post(
        f"/signing-sessions/{session['id']}/abort", {"reason": "user-cancelled"}, headers=OURS
    )
    assert ended.json()["state"] == "aborted"
    assert (await start(leader, document, token)).status_code == 201


async def test_after_its_time_a_session_takes_nothing(
    office: Office, leader: Officer, token: Token
) -> None:
    document, session = await opened(office, leader, token)
    office.clock.move(timedelta(minutes=5))
    value = token.sign(b64decode(session["to_sign"]))
    answer = await give(leader, session, value)
    refused(answer, 409, "signing-session-over")
    assert answer.json()["state"] == "expired"
    again = await start(leader, document, token)
    assert again.status_code == 201, again.text
    before = (await leader.get(f"/signing-sessions/{session['id']}")).json()
    assert (before["state"], before["to_sign"]) == ("expired", None)


async def test_a_value_serves_once(office: Office, leader: Officer, token: Token) -> None:
    _, session = await opened(office, leader, token)
    value = token.sign(b64decode(session["to_sign"]))
    assert (await give(leader, session, value)).status_code == 200
    refused(await give(leader, session, value), 409, "move-refused")
    assert (await seen(office, leader, session))["state"] == "completed"
    refused(await give(leader, session, value), 409, "signing-session-over")


async def test_a_value_of_another_session_or_key_is_refused(
    office: Office, leader: Officer, token: Token, key_dir: Path
) -> None:
    """The digest of another document, or a wrong token: the session goes on waiting."""
    _, first = await opened(office, leader, token)
    _, second = await opened(office, leader, token)
    assert first["to_sign"] != second["to_sign"]
    wrong = new_token(key_dir).sign(b64decode(second["to_sign"]))
    for value in (token.sign(b64decode(first["to_sign"])), wrong, b"nothing"):
        refused(await give(leader, second, value), 409, "value-refused")
    right = token.sign(b64decode(second["to_sign"]))
    assert (await give(leader, second, right)).status_code == 200
    assert (await seen(office, leader, second))["state"] == "completed"


async def test_another_version_of_the_document(
    office: Office, leader: Officer, token: Token
) -> None:
    document = await approved(office)
    stale = {**OURS, **etag({"version": document["version"] - 1})}
    refused(await start(leader, document, token, headers=stale), 412, "changed-meanwhile")
    current = {**OURS, **etag(document)}
    session = (await start(leader, document, token, headers=current)).json()
    # While it is under way nobody changes the document.
    answer = await leader.post(f"{door(document)}/return", {"reason": "Nội dung cần sửa lại"})
    refused(answer, 409, "signing-under-way")
    assert (await seen(office, leader, session))["stage"] == "waiting"


async def test_a_revoked_certificate_does_not_begin(
    office: Office, leader: Officer, token: Token, key_dir: Path
) -> None:
    """Known to the authority alone: found before a PIN is typed."""
    made = await office.platform.signing.ensure_key(
        label="thu-hoi", common_name="Thu hồi", organisation="", email="", now=office.clock.now()
    )
    await office.platform.signing.revoke_key(
        label="thu-hoi", at=office.clock.now() - timedelta(hours=1)
    )
    gone = revoked_token(made.pem, key_dir)
    await register(office, leader, gone.certificate)
    document = await approved(office)
    session = await seen(office, leader, (await start(leader, document, gone)).json())
    assert (session["state"], session["problem"]) == ("aborted", "certificate-revoked")
    assert "sign" in (await leader.get(door(document))).json()["actions"]


def revoked_token(pem: str, key_dir: Path) -> Token:
    private = load_pem_private_key((key_dir / "thu-hoi.key.pem").read_bytes(), password=None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return Token(private, x509.load_pem_x509_certificate(pem.encode()))


async def test_an_agent_the_office_does_not_use(
    office: Office, leader: Officer, token: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await approved(office)
    monkeypatch.setitem(office.platform.settings.__dict__, "signing_agents", "sign_service")
    refused(await start(leader, document, token), 400, "field-refused")
