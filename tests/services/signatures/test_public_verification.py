"""Verification for everybody: without signing in, bounded, and nothing of the file is kept."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import text

from services.errors import TooManyVisits
from services.public import PublicVisits
from services.settings import ServiceSettings
from tests import corpus, story
from tests.office import API, OFFICE_DAY, Office

PATH = f"{API}/public/verifications"


@pytest.fixture
async def signed(office: Office) -> bytes:
    document = await story.signed(office)
    officer = await office.sign_in(story.SIGNER)
    return (await officer.get(f"/documents/{document['id']}/file")).content


async def ask(office: Office, pdf: bytes, **options: Any) -> Response:
    return await office.client.post(PATH, content=pdf, **options)


async def test_anybody_gets_the_verdict(office: Office, signed: bytes) -> None:
    answer = await ask(office, signed)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    found = answer.json()
    assert found["outcome"] == "valid"
    assert found["signatures"][0]["signer"] == "Nguyễn Văn Hiệp"
    assert found["comparison"] is None


async def test_the_report_comes_as_xml_where_it_is_asked_for(office: Office, signed: bytes) -> None:
    answer = await ask(office, signed, headers={"Accept": "application/xml"})
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert ET.fromstring(answer.content).tag.endswith("}ValidationReport")  # noqa: S314 - our own
    officer = await office.sign_in(story.SIGNER)
    again = await officer.post(
        "/verifications", content=signed, headers={"Accept": "text/html, application/xml;q=0.9"}
    )
    assert again.content == answer.content


async def rows_of(office: Office) -> dict[str, int]:
    async with office.platform.database.session() as session:
        names = await session.exec(
            text("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
                 "AND relkind = 'r'")  # type: ignore[call-overload]
        )  # fmt: skip
        found = {}
        for (name,) in names.all():
            count = await session.exec(text(f'SELECT count(*) FROM "{name}"'))  # type: ignore[call-overload]  # noqa: S608
            found[name] = count.one()[0]
    return found


def files_of(*folders: Path) -> set[str]:
    return {str(path) for folder in folders for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def own_temporary(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "temporary"
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    folder.mkdir()
    yield folder
    tempfile.tempdir = before


async def test_no_row_no_blob_and_no_file_remains(
    office: Office, signed: bytes, tmp_path: Path, own_temporary: Path
) -> None:
    rows, files = await rows_of(office), files_of(tmp_path)
    secret = corpus.pdf("secret")
    own = {"Sec-Fetch-Site": "same-origin"}
    for pdf in (signed, signed + b"\n1 0 obj\n<<>>\nendobj\n", secret, b"no pdf", signed[:2000]):
        office.clock.move(timedelta(minutes=1))  # so that none is refused for being one too many
        for options in ({}, {"params": {"pictures": "true"}}):
            await ask(office, pdf, **options)
        sent = await office.client.post("/verify", files={"file": ("a.pdf", pdf)}, headers=own)
        assert "set-cookie" not in sent.headers
    assert await rows_of(office) == rows
    assert files_of(tmp_path) == files


async def test_a_secret_is_refused_without_a_trace(office: Office) -> None:
    answer = await ask(office, corpus.pdf("secret"))
    assert answer.status_code == 403
    problem = answer.json()
    assert problem["type"] == "urn:congvu:problem:state-secret-not-examined"
    assert problem["mark"] == "MẬT"
    assert "signatures" not in problem


@pytest.mark.parametrize("pdf", [b"", b"no pdf", b"%PDF-1.7\n"])
async def test_what_is_no_pdf_is_refused_in_words(office: Office, pdf: bytes) -> None:
    answer = await ask(office, pdf)
    assert answer.status_code == 415
    assert answer.json()["type"] == "urn:congvu:problem:file-not-examinable"


async def test_a_large_file_is_refused(office: Office) -> None:
    small = office.platform.settings.model_copy(update={"upload_limit": 1000})
    office.app.state.platform = replace(office.platform, settings=small)
    answer = await ask(office, corpus.pdf("letter"))
    assert (answer.status_code, answer.json()["limit"]) == (413, 1000)


async def test_one_address_may_ask_twelve_times_a_minute(office: Office) -> None:
    """A forwarded address is a client's own word here: it makes no new visitor."""
    most = ServiceSettings().public_per_minute
    answers = [
        await ask(office, b"", headers={"X-Forwarded-For": f"203.0.113.{number}"})
        for number in range(most + 1)
    ]
    assert [one.status_code for one in answers] == [415] * most + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert answers[-1].json()["type"] == "urn:congvu:problem:too-many-requests"
    office.clock.move(timedelta(minutes=1))
    assert (await ask(office, b"")).status_code == 415


async def test_another_address_is_another_visitor(office: Office) -> None:
    for _ in range(ServiceSettings().public_per_minute):
        await ask(office, b"")
    last = await ask(office, b"")
    transport = ASGITransport(app=office.app, client=("198.51.100.7", 1))
    async with AsyncClient(transport=transport, base_url="http://congvu.test") as other:
        assert (last.status_code, (await other.post(PATH)).status_code) == (429, 415)


async def test_work_for_everybody_is_bounded(office: Office) -> None:
    with office.platform.public_visits.working(at_once=1):
        answer = await ask(office, b"")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert (await ask(office, b"")).status_code == 415


def test_visitors_are_counted_together_as_well() -> None:
    visits = PublicVisits()
    for number in range(5):
        visits.count(f"10.0.0.{number}", most=2, overall=5, now=OFFICE_DAY)
    with pytest.raises(TooManyVisits) as refused:
        visits.count("10.0.1.1", most=2, overall=5, now=OFFICE_DAY + timedelta(seconds=20))
    assert refused.value.retry_after_seconds == 40
    visits.count("10.0.1.1", most=2, overall=5, now=OFFICE_DAY + timedelta(minutes=1))


def test_all_addresses_of_one_ipv6_home_are_one_visitor() -> None:
    visits = PublicVisits()
    visits.count("2001:db8:1:2::1", most=1, overall=9, now=OFFICE_DAY)
    visits.count("2001:db8:1:3::1", most=1, overall=9, now=OFFICE_DAY)
    with pytest.raises(TooManyVisits):
        visits.count("2001:db8:1:2:ffff::9", most=1, overall=9, now=OFFICE_DAY)
