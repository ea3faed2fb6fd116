"""Files at the door: what is taken, what is refused and why."""

import zipfile
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response

from services.documents import conversion
from services.documents.models.document import DocumentFile
from storage.outbox import OutboxEvent
from tests import corpus
from tests.bulk import count
from tests.office import Office, etag
from tests.peers import require_peer
from tests.story import CLERK, DRAFTER, door, drafted, issued, uploaded


async def send(office: Office, document: dict[str, Any], content: bytes, filename: str) -> Response:
    drafter = await office.sign_in(DRAFTER)
    return await drafter.put(
        f"{door(document)}/file",
        params={"filename": filename},
        content=content,
        headers=etag(document),
    )


@pytest.mark.parametrize(
    ("content", "filename", "reason"),
    [
        (b"", "rong.pdf", "type-unknown"),
        (b"Plain words", "a.pdf", "type-unknown"),
        (b"MZ" + bytes(100), "a.exe", "type-unknown"),
        (b"%PDF-1.7\nnothing follows", "a.pdf", None),
        (b"PK\x03\x04" + bytes(60), "a.xlsx", "type-unknown"),
        (b"PK\x03\x04" + bytes(60), "a.docx", None),
    ],
)
async def test_what_is_no_office_file_is_refused(
    content: bytes, filename: str, reason: str | None, office: Office
) -> None:
    document = await drafted(office, file=None)
    answer = await send(office, document, content, filename)
    assert (answer.status_code, answer.json()["type"]) == (415, "urn:congvu:problem:file-refused")
    assert reason in {answer.json()["reason"], None}
    await assert_no_file(office, document)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
async def test_a_truncated_pdf_is_refused_or_readable(share: float, office: Office) -> None:
    document = await drafted(office, file=None)
    whole = corpus.pdf("letter")
    answer = await send(office, document, whole[: int(len(whole) * share)], "a.pdf")
    assert answer.status_code in {200, 415}, answer.text
    if answer.status_code == 200:  # what could be repaired must be what will be signed
        assert answer.json()["files"][0]["pages"] == 1


async def test_a_truncated_word_file_is_refused(office: Office) -> None:
    document = await drafted(office, file=None)
    whole = corpus.docx(corpus.docx_names()[0])
    for share in (0.1, 0.5, 0.9):
        answer = await send(office, document, whole[: int(len(whole) * share)], "a.docx")
        assert answer.status_code == 415, answer.text


async def test_a_damaged_word_file_is_refused(office: Office) -> None:
    document = await drafted(office, file=None)
    whole = corpus.docx(corpus.docx_names()[0])
    body = zipfile.ZipFile(BytesIO(whole)).getinfo("word/document.xml")
    begin = body.header_offset + 30 + len(body.filename)
    for place in (begin, begin + body.compress_size // 2):
        damaged = bytearray(whole)
        damaged[place : place + 40] = b"\xff" * 40
        answer = await send(office, document, bytes(damaged), "a.docx")
        assert (answer.status_code, answer.json()["reason"]) == (415, "not-word"), answer.text


async def test_an_encrypted_pdf_is_refused(office: Office) -> None:
    document = await drafted(office, file=None)
    answer = await send(office, document, corpus.pdf("encrypted"), "a.pdf")
    assert (answer.status_code, answer.json()["reason"]) == (415, "encrypted")


async def test_a_signed_pdf_is_no_draft(office: Office) -> None:
    ready = await issued(office)
    clerk = await office.sign_in(CLERK)
    sealed = (await clerk.get(f"{door(ready)}/file")).content
    document = await drafted(office, file=None)
    answer = await send(office, document, sealed, "a.pdf")
    assert (answer.status_code, answer.json()["reason"]) == (415, "signed-already")


async def test_a_file_larger_than_the_limit_is_refused(office: Office) -> None:
    document = await drafted(office, file=None)
    office.platform.settings.upload_limit = 30_000
    answer = await send(office, document, corpus.pdf("letter"), "a.pdf")
    assert (answer.status_code, answer.json()["limit"]) == (413, 30_000)
    await assert_no_file(office, document)


async def test_a_new_file_replaces_the_draft_and_keeps_the_old(office: Office) -> None:
    document = await drafted(office, file="letter")
    document = await uploaded(office, document, corpus.pdf("notice"))
    assert [row["revision"] for row in document["files"]] == [1, 2]
    drafter = await office.sign_in(DRAFTER)
    answer = await drafter.get(f"{door(document)}/file")
    assert answer.content == corpus.pdf("notice")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["etag"] == f'"{document["files"][1]["digest"]}"'
    picture = await drafter.get(f"{door(document)}/pages/2", params={"width": 300})
    assert picture.content.startswith(b"\x89PNG")
    assert (await drafter.get(f"{door(document)}/pages/3")).status_code == 404


async def test_a_word_file_becomes_a_pdf(office: Office) -> None:
    require_peer("libreoffice")
    name = corpus.docx_names()[0]
    document = await drafted(office, file=None)
    document = await uploaded(office, document, corpus.docx(name), filename="du-thao.docx")
    drafter = await office.sign_in(DRAFTER)
    assert [(row["role"], row["state"]) for row in document["files"]] == [
        ("source", "ready"),
        ("main", "converting"),
    ]
    early = await drafter.post(
        f"{door(document)}/submit", {"reviewer_appointment_id": drafter.appointment_id}
    )
    assert early.status_code == 400
    await office.work()
    document = (await drafter.get(door(document))).json()
    main = document["files"][1]
    assert (main["state"], main["filename"]) == ("ready", "du-thao.pdf")
    assert main["pages"] == corpus.docx_facts(name).pages
    assert (await drafter.get(f"{door(document)}/file")).content.startswith(b"%PDF-")


async def test_without_libreoffice_a_word_file_is_told_to_come_as_pdf(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert not conversion.can_convert()
    document = await drafted(office, file=None)
    answer = await send(office, document, corpus.docx(corpus.docx_names()[0]), "a.docx")
    assert (answer.status_code, answer.json()["reason"]) == (415, "pdf-needed")


async def test_a_word_file_that_cannot_be_converted_says_so_on_the_document(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_peer("libreoffice")
    document = await drafted(office, file=None)
    document = await uploaded(
        office, document, corpus.docx(corpus.docx_names()[0]), filename="a.docx"
    )
    monkeypatch.setenv("PATH", "/nonexistent")
    await office.work()
    drafter = await office.sign_in(DRAFTER)
    document = (await drafter.get(door(document))).json()
    assert (document["files"][1]["state"], document["files"][1]["problem"]) == (
        "failed",
        "pdf-needed",
    )
    document = await uploaded(office, document, corpus.pdf("letter"))
    assert "submit" in document["actions"]


async def assert_no_file(office: Office, document: dict[str, Any]) -> None:
    async with office.platform.database.session() as session:
        wanted = DocumentFile.document_id == UUID(document["id"])
        assert await count(session, DocumentFile, wanted) == 0
        assert await count(session, OutboxEvent) == 0
