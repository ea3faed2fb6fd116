"""Certificates that an administrator registers: what is checked, and what counts from when."""

from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from httpx2 import Response
from sqlmodel import col, select

from auth.acts import Act
from signing.demo_ca import DemoAuthority
from signing.service import Signing
from signing.settings import SigningSettings
from storage.journal import JournalEntry
from tests.agents.certificates import issue
from tests.holders import give, new_token, seen, start
from tests.office import OFFICE_DAY, Office, Officer, only
from tests.peers import require_peer
from tests.signing.issuers import Issuer
from tests.story import CLERK, SIGNER, approved, door
from tests.tokens import MODULE, PIN, TOKEN, SoftToken

if TYPE_CHECKING:
    from collections.abc import Callable

ADMINISTRATOR = "quantri"
NAME = "Nguyễn Văn Hiệp"
REASON = "Chứng thư số đã hết nhu cầu dùng"


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def made(
    key_dir: Path, *, public: Any = None, name: str = NAME, now: datetime = OFFICE_DAY, **facts: Any
) -> x509.Certificate:
    """A certificate of the demonstration authority, for a new key unless one is given."""
    key = public or ec.generate_private_key(ec.SECP256R1()).public_key()
    return issue(key_dir, key, name=name, now=now, **facts)


async def send(
    office: Office, file: bytes, *, path: str = "", by: str = ADMINISTRATOR, **wanted: Any
) -> Response:
    signer, officer = await office.sign_in(SIGNER), await office.sign_in(by)
    body = {
        "certificate": b64encode(file).decode(),
        "appointment_id": signer.appointment_id,
        "key_store": "client",
    }
    return await officer.post(f"/agencies/{signer.agency_id}/credentials{path}", body | wanted)


async def holders(office: Office) -> list[dict[str, Any]]:
    officer = await office.sign_in(ADMINISTRATOR)
    answer = await officer.get(f"/agencies/{officer.agency_id}/credentials")
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def of(office: Office, officer: Officer) -> list[dict[str, Any]]:
    """The certificates of the officer's appointment, the newest first."""
    row = only(await holders(office), appointment_id=officer.appointment_id)
    return list(row["credentials"])


async def test_every_holder_is_listed_with_the_certificate_in_force(office: Office) -> None:
    found = await holders(office)
    assert found[0]["appointment_id"] is None
    assert found[0]["name"] == "Ủy ban nhân dân huyện Tháp Mười"
    states = [[one["state"] for one in row["credentials"]] for row in found]
    assert states == [["in_force"]] * len(found)
    assert {one["key_store"] for row in found for one in row["credentials"]} == {"software"}


@pytest.mark.parametrize("form", [Encoding.PEM, Encoding.DER])
async def test_what_is_in_the_certificate_is_shown_beside_what_is_known(
    form: Encoding, office: Office, key_dir: Path
) -> None:
    certificate = made(key_dir, public=rsa.generate_private_key(65537, 2048).public_key())
    file = certificate.public_bytes(form)
    shown = (await send(office, file, path="/examination")).json()
    assert shown["key_kind"] == "RSA 2048"
    assert shown["key_tried"] is False
    assert shown["findings"] == []
    assert {row["field"]: row["same"] for row in shown["compared"]} == {
        "name": True,
        "organisation": False,
        "email": False,
    }
    assert only(shown["compared"], field="email")["here"] == "phochutich.huyen@thapmuoi.example"
    assert len(await of(office, await office.sign_in(SIGNER))) == 1


def private_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("nothing", "unreadable"),
        ("encryption", "key_usage"),
        ("expired", "expired"),
        ("early", "not_yet_valid"),
        ("short", "unsupported_key"),
        ("authority", "key_usage"),
        ("two", "several"),
        ("private", "private_key"),
    ],
)
async def test_a_certificate_that_cannot_sign_is_refused_with_the_reason(
    kind: str, reason: str, office: Office, key_dir: Path
) -> None:
    files: dict[str, Callable[[], bytes]] = {
        "nothing": lambda: b"\x30\x03no",
        "encryption": lambda: pem(made(key_dir, signs=False)),
        "expired": lambda: pem(made(key_dir, now=OFFICE_DAY - timedelta(days=400))),
        "early": lambda: pem(made(key_dir, now=OFFICE_DAY + timedelta(days=2))),
        "short": lambda: pem(
            made(key_dir, public=rsa.generate_private_key(65537, 1024).public_key())  # noqa: S505 - what is refused
        ),
        "authority": (key_dir / "ca" / "issuing.crt.pem").read_bytes,
        "two": lambda: pem(made(key_dir)) + pem(made(key_dir)),
        "private": lambda: pem(made(key_dir)) + private_key(),
    }
    answer = await send(office, files[kind]())
    assert (answer.status_code, answer.json()["reason"]) == (409, reason)
    assert answer.json()["type"] == "urn:congvu:problem:certificate-refused"


async def test_a_file_is_bounded(office: Office) -> None:
    assert (await send(office, bytes(100 * 1024))).status_code == 422


async def test_a_revoked_certificate_is_refused(office: Office, key_dir: Path) -> None:
    certificate = made(key_dir)
    authority = DemoAuthority(key_dir)
    authority._revoke(  # noqa: SLF001 - the authority revokes by label, this one was made elsewhere
        f"{certificate.serial_number:x}", at=OFFICE_DAY - timedelta(hours=1), reason="unspecified"
    )
    answer = await send(office, pem(certificate))
    assert (answer.status_code, answer.json()["reason"]) == (409, "revoked")


async def test_a_stranger_s_certificate_is_taken_with_a_warning(office: Office) -> None:
    """Trust that cannot be made sure is for the administrator to judge, and stays on record."""
    certificate = Issuer("http://nobody.invalid").leaf()
    shown = (await send(office, pem(certificate), path="/examination")).json()
    assert shown["findings"] == ["certificate_untrusted"]
    stored = await send(office, pem(certificate))
    assert stored.json()["warnings"] == ["certificate_untrusted"]


async def test_a_registered_certificate_signs_and_the_older_stays_on_record(
    office: Office, key_dir: Path
) -> None:
    """No row by hand: the administrator uploads, the leader signs with the token."""
    token = new_token(key_dir)
    stored = await send(office, pem(token.certificate))
    assert stored.status_code == 201, stored.text
    signer = await office.sign_in(SIGNER)
    kept = await of(office, signer)
    assert [one["state"] for one in kept] == ["in_force", "superseded"]
    assert kept[0]["key_label"] == kept[0]["fingerprint"]
    document = await approved(office)
    started = (await start(signer, document, token)).json()
    opened = await seen(office, signer, started)
    given = await give(signer, opened, token.sign(b64decode(opened["to_sign"])))
    assert given.status_code == 200, given.text
    assert (await seen(office, signer, opened))["state"] == "completed"
    await assert_journalled(office, kept[0]["id"], Act.CREDENTIAL_REGISTER)


async def assert_journalled(office: Office, credential_id: str, act: Act) -> None:
    async with office.platform.database.session() as session:
        rows = await session.exec(
            select(JournalEntry).where(
                col(JournalEntry.subject_id) == UUID(credential_id), JournalEntry.act == act
            )
        )
        entry = rows.one()
    administrator = await office.sign_in(ADMINISTRATOR)
    assert str(entry.appointment_id) == administrator.appointment_id
    assert entry.details["holder"] == NAME


async def test_a_certificate_counts_from_its_day_on(office: Office, key_dir: Path) -> None:
    stored = await send(office, pem(made(key_dir)), valid_from="2024-11-27")
    assert stored.json()["state"] == "to_come"
    signer = await office.sign_in(SIGNER)
    assert [one["state"] for one in await of(office, signer)] == ["to_come", "in_force"]
    office.clock.move(timedelta(days=2))
    await office.renew(ADMINISTRATOR)
    assert [one["state"] for one in await of(office, signer)] == ["in_force", "superseded"]


@pytest.mark.parametrize(
    ("day", "detail"),
    [("2024-11-24", "lies in the past"), ("2031-01-01", "lies after the end of the certificate")],
)
async def test_a_day_that_cannot_be_is_refused(
    day: str, detail: str, office: Office, key_dir: Path
) -> None:
    answer = await send(office, pem(made(key_dir)), valid_from=day)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "valid_from", "detail": detail}]


async def test_a_key_serves_one_person(office: Office, key_dir: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    first, renewed = (made(key_dir, public=private.public_key()) for _ in range(2))
    assert (await send(office, pem(first))).status_code == 201
    chairman = await office.sign_in("chutich.huyen")
    for file in (first, renewed):
        for holder in (chairman.appointment_id, None):
            answer = await send(office, pem(file), appointment_id=holder)
            assert (answer.status_code, answer.json()["reason"]) == (409, "other_holder")
    again = await send(office, pem(first))
    assert (again.status_code, again.json()["reason"]) == (409, "registered_already")
    assert (await send(office, pem(renewed))).status_code == 201


async def test_an_ended_certificate_signs_no_more_and_is_not_deleted(office: Office) -> None:
    administrator, signer = await office.sign_in(ADMINISTRATOR), await office.sign_in(SIGNER)
    credential = (await of(office, signer))[0]
    path = f"/credentials/{credential['id']}/end"
    assert (await administrator.post(path, {"reason": "ngắn"})).status_code == 422
    assert (await administrator.post(path, {"reason": REASON})).status_code == 204
    kept = (await of(office, signer))[0]
    assert (kept["state"], kept["end_reason"]) == ("ended", REASON)
    document = await approved(office)
    refused = await signer.post(f"{door(document)}/sign")
    assert refused.json()["type"] == "urn:congvu:problem:credential-missing"
    again = await administrator.post(path, {"reason": REASON})
    assert again.json()["type"] == "urn:congvu:problem:already-ended"
    checked = await administrator.post(f"/credentials/{credential['id']}/check")
    assert checked.status_code == 409
    await assert_journalled(office, credential["id"], Act.CREDENTIAL_END)


async def test_a_signature_that_waits_is_not_made_with_an_ended_certificate(office: Office) -> None:
    """A token that was lost must not sign what was begun before."""
    administrator, signer = await office.sign_in(ADMINISTRATOR), await office.sign_in(SIGNER)
    document = await approved(office)
    assert (await signer.post(f"{door(document)}/sign")).status_code == 202
    credential = (await of(office, signer))[0]
    await administrator.post(f"/credentials/{credential['id']}/end", {"reason": REASON})
    await office.work()
    seen_again = (await signer.get(door(document))).json()
    assert seen_again["state"] == "approved"
    assert seen_again["signing"]["state"] == "aborted"


async def test_the_end_of_a_certificate_is_warned_of(office: Office, key_dir: Path) -> None:
    signer = await office.sign_in(SIGNER)
    for days, warning in ((59, "ends_within_60"), (29, "ends_within_30"), (6, "ends_within_7")):
        await send(office, pem(made(key_dir, days=days)))
        assert (await of(office, signer))[0]["warnings"] == [warning]
    # A successor that is registered already takes the warning away.
    await send(office, pem(made(key_dir)), valid_from="2024-11-27")
    assert (await of(office, signer))[1]["warnings"] == []


async def test_a_check_keeps_what_it_finds(office: Office, key_dir: Path) -> None:
    administrator, signer = await office.sign_in(ADMINISTRATOR), await office.sign_in(SIGNER)
    certificate = made(key_dir)
    stored = (await send(office, pem(certificate))).json()
    DemoAuthority(key_dir)._revoke(  # noqa: SLF001 - as above
        f"{certificate.serial_number:x}", at=OFFICE_DAY, reason="unspecified"
    )
    checked = await administrator.post(f"/credentials/{stored['id']}/check")
    assert checked.json()["warnings"] == ["revoked"]
    assert (await of(office, signer))[0]["warnings"] == ["revoked"]
    # The software key of the demonstration has its certificate beside it, and signs.
    software = (await of(office, signer))[1]
    again = (await administrator.post(f"/credentials/{software['id']}/check")).json()
    assert (again["warnings"], again["key_kind"]) == ([], "ECDSA secp256r1")


async def test_a_key_of_the_server_must_sign_with_the_certificate(
    office: Office, key_dir: Path
) -> None:
    clerk = await office.sign_in(CLERK)
    wanted: dict[str, Any] = {"key_store": "software", "appointment_id": clerk.appointment_id}
    file = pem(made(key_dir))
    absent = await send(office, file, **wanted, key_label="nobody")
    assert (absent.status_code, absent.json()["reason"]) == (409, "no_such_key")
    other = await send(office, file, **wanted, key_label="person-vanthu.huyen")
    assert other.json()["type"] == "urn:congvu:problem:another-certificate"
    unnamed = await send(office, file, **wanted, key_label="software:")
    assert unnamed.json()["errors"] == [{"field": "key_label", "detail": "cannot be empty"}]
    nowhere = await send(office, file, key_store="pkcs11", key_label="a")
    assert (nowhere.status_code, nowhere.json()["reason"]) == (409, "store_not_configured")


async def test_a_commune_takes_no_key_of_the_server_that_names_another(
    office: Office, key_dir: Path, local_administrator: Officer
) -> None:
    """Before the district has registered its key, the commune's administrator finds its label."""
    district = "Ủy ban nhân dân huyện Tháp Mười"
    DemoAuthority(key_dir).issue(
        label="new-seal", common_name=district, organisation=district, email="", now=OFFICE_DAY
    )
    file = (key_dir / "new-seal.crt.pem").read_bytes().partition(b"\n-----BEGIN")[0] + b"\n"
    body = {
        "certificate": b64encode(file).decode(),
        "appointment_id": None,
        "key_store": "software",
        "key_label": "new-seal",
    }
    path = f"/agencies/{local_administrator.agency_id}/credentials"
    for where in (path, f"{path}/examination"):
        refused = await local_administrator.post(where, body)
        assert (refused.status_code, refused.json()["reason"]) == (409, "names_another")
    above = await office.sign_in(ADMINISTRATOR)
    assert (await above.post(path, body)).status_code == 201


async def test_the_administrator_above_may_and_others_may_not(
    office: Office, key_dir: Path
) -> None:
    commune = await office.sign_in("chutich.myhoa")
    administrator = await office.sign_in(ADMINISTRATOR)
    body = {
        "certificate": b64encode(pem(made(key_dir))).decode(),
        "appointment_id": commune.appointment_id,
        "key_store": "client",
    }
    path = f"/agencies/{commune.agency_id}/credentials"
    assert (await commune.post(path, body)).status_code == 403
    # The appointment is not of the agency that is named.
    elsewhere = await administrator.post(f"/agencies/{administrator.agency_id}/credentials", body)
    assert elsewhere.status_code == 404
    assert (await administrator.post(path, body)).status_code == 201
    managed = (await administrator.get("/managed-agencies")).json()
    assert [row["code"] for row in managed[:1]] == ["H20.90"]
    assert len(managed) == 14


async def test_a_key_on_a_token_is_tried_and_then_seals(
    office: Office, key_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_peer("softhsm2")
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = made(key_dir, public=private.public_key(), name="Văn phòng")
    token = SoftToken.make(tmp_path)
    der = certificate.public_bytes(Encoding.DER)
    token.put("dau", private=private, certificates=(der,))
    # A certificate beside a key that is not its own.
    token.put("lech", private=ec.generate_private_key(ec.SECP256R1()), certificates=(der,))
    monkeypatch.setenv("SOFTHSM2_CONF", str(token.conf))
    (tmp_path / "pin").write_text(PIN)
    settings = SigningSettings(
        key_dir=key_dir,
        workers=1,
        pkcs11_module=MODULE,
        pkcs11_token=TOKEN,
        pkcs11_pin_file=tmp_path / "pin",
        pkcs11_environment=frozenset({"SOFTHSM2_CONF"}),
    )
    async with Signing(settings) as signing:
        office.app.state.platform = replace(office.platform, signing=signing)
        wanted: dict[str, Any] = {"key_store": "pkcs11", "appointment_id": None}
        wrong = await send(office, der, **wanted, key_label="lech")
        assert wrong.json()["type"] == "urn:congvu:problem:key-not-usable", wrong.text
        stored = await send(office, der, **wanted, key_label="pkcs11:dau")
        assert stored.status_code == 201, stored.text
        assert stored.json()["key_label"] == "dau"
    seal = (await holders(office))[0]["credentials"]
    assert [one["state"] for one in seal] == ["in_force", "superseded"]
