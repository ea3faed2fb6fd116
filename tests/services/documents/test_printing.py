"""Printed copies: made of the original and not in its place, and looked up by anybody."""

import io
import re
from datetime import timedelta
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest

from services.documents.models.lookup import ALPHABET, CODE_LENGTH, new_code
from services.qr import qr_code
from services.settings import ServiceSettings
from tests import story
from tests.office import API, Office, Officer

LOOKUP = f"{API}/public/documents"
# What the strip says, read off the page as a person would.
CODE = re.compile(r"Mã tra cứu: ((?:[0-9A-Z]{4} ?){5})")
ADDRESS = re.compile(r"(http://\S+/v/([0-9A-Z]{20})/([0-9a-f]{16}))")


@pytest.fixture
async def issued(office: Office) -> dict[str, Any]:
    document = await story.issued(office)
    await office.work()
    return document


async def copy_of(officer: Officer, document: dict[str, Any]) -> bytes:
    answer = await officer.get(f"/documents/{document['id']}/print")
    assert answer.status_code == 200, answer.text
    assert "ban-in-" in answer.headers["Content-Disposition"]
    return answer.content


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


async def test_a_copy_says_what_it_is_and_how_it_is_checked(
    office: Office, issued: dict[str, Any]
) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    copy = await copy_of(clerk, issued)
    original = (await clerk.get(f"/documents/{issued['id']}/file")).content
    pages = pages_of(copy)
    assert len(pages) == len(pages_of(original))
    for text in pages:
        assert "BẢN IN TỪ VĂN BẢN ĐIỆN TỬ" in text
        assert "chưa phải bản sao y" in text
    found = ADDRESS.search(pages[0].replace("\r\n", ""))
    assert found
    code = CODE.search(pages[0])
    assert code
    assert code[1].replace(" ", "") == found[2]
    assert b"/Sig" not in copy
    again = ADDRESS.search(pages_of(await copy_of(clerk, issued))[0].replace("\r\n", ""))
    assert again
    assert again[1] == found[1]
    acts = [row["act"] for row in (await clerk.get(f"/documents/{issued['id']}/history")).json()]
    assert acts.count("document:copy:print") == 2
    after = (await clerk.get(f"/documents/{issued['id']}/file")).content
    assert after == original


async def code_of(office: Office, document: dict[str, Any]) -> tuple[str, str]:
    clerk = await office.sign_in("vanthu.huyen")
    found = ADDRESS.search(pages_of(await copy_of(clerk, document))[0].replace("\r\n", ""))
    assert found
    return found[2], found[3]


async def test_anybody_learns_what_may_be_public_and_no_more(
    office: Office, issued: dict[str, Any]
) -> None:
    code, digest = await code_of(office, issued)
    found = (await office.client.get(f"{LOOKUP}/{code}", params={"digest": digest})).json()
    assert found.pop("digest").startswith(digest)
    signers = found.pop("signers")
    assert signers[0]["name"] == "Nguyễn Văn Hiệp"
    assert found.pop("verified_at")
    assert found == {
        "code": code,
        "agency": "Ủy ban nhân dân huyện Tháp Mười",
        "number_and_symbol": issued["number_and_symbol"],
        "issued_on": issued["issued_on"],
        "type_name": issued["type_name"],
        "state": "in_force",
        "digest_matches": True,
        "outcome": "valid",
        "reason": "ok",
    }
    text = str((await office.client.get(f"{LOOKUP}/{code}")).json())
    assert issued["abstract"] not in text
    assert issued["id"] not in text
    other = await office.client.get(f"{LOOKUP}/{code}", params={"digest": "0" * 16})
    assert other.json()["digest_matches"] is False


async def test_codes_that_are_none_tell_nothing(office: Office, issued: dict[str, Any]) -> None:
    unknown = await office.client.get(f"{LOOKUP}/{new_code()}")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "urn:congvu:problem:not-found")
    malformed = await office.client.get(f"{LOOKUP}/{issued['id']}")
    assert malformed.status_code == 422


async def test_looking_up_is_bounded(office: Office) -> None:
    most = ServiceSettings().public_per_minute
    answers = [await office.client.get(f"{LOOKUP}/{new_code()}") for _ in range(most + 1)]
    assert [one.status_code for one in answers] == [404] * most + [429]
    office.clock.move(timedelta(minutes=1))
    assert (await office.client.get(f"{LOOKUP}/{new_code()}")).status_code == 404


async def test_before_the_issue_there_is_no_copy(office: Office) -> None:
    document = await story.signed(office)
    clerk = await office.sign_in("vanthu.huyen")
    answer = await clerk.get(f"/documents/{document['id']}/print")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:congvu:problem:file-absent")


def test_codes_are_long_and_readable() -> None:
    codes = {new_code() for _ in range(100)}
    assert len(codes) == 100
    assert all(len(one) == CODE_LENGTH and set(one) <= set(ALPHABET) for one in codes)


def test_a_qr_code_has_its_quiet_zone() -> None:
    picture = qr_code("http://a.example/v/X")
    assert picture.startswith(b"<svg")
    assert io.BytesIO(picture).read()
