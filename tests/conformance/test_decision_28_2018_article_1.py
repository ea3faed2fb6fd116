"""Decision 28/2018, article 1.2: documents with state secrets are not exchanged here.

Every door that asks, or that can see the mark, refuses; the attempt is journalled without its
content, although the transaction it came in is rolled back.
"""

import hashlib

import pytest
from httpx2 import Response
from sqlmodel import select

from auth.acts import Act
from services.documents.models.document import Document, DocumentFile
from services.documents.models.incoming import IncomingDocument
from storage.journal import JournalEntry
from tests import corpus
from tests.bulk import count
from tests.office import Office, etag
from tests.peers import require_peer
from tests.story import CLERK, DRAFTER, door, drafted, facts_of_draft, uploaded

SECRET = "urn:congvu:problem:state-secret"
PAPER = {
    "sender_name": "Công an huyện",
    "number_and_symbol": "15/CV-CAH",
    "issued_on": "2024-11-20",
    "type_code": "CV",
    "abstract": "V/v không ai được đọc",
}


@pytest.mark.parametrize("level", ["confidential", "secret", "top_secret"])
async def test_a_secret_is_refused_at_every_door_that_asks(level: str, office: Office) -> None:
    drafter, clerk = await office.sign_in(DRAFTER), await office.sign_in(CLERK)
    document = await drafted(office, file=None)
    body = await facts_of_draft(office)
    for answer in [
        await drafter.post("/documents", {**body, "abstract": "Không ai", "secrecy": level}),
        await drafter.patch(
            door(document), {"abstract": "Không ai", "secrecy": level}, headers=etag(document)
        ),
        await clerk.post("/incoming", {**PAPER, "secrecy": level}),
    ]:
        assert_refused_as_secret(answer)
    await assert_journalled_without_content(office, [{"mark": level}] * 3)
    async with office.platform.database.session() as session:
        assert await count(session, Document) == 1
        assert await count(session, IncomingDocument) == 0
    assert (await drafter.get(door(document))).json()["abstract"] != "Không ai"


async def test_a_pdf_that_is_marked_secret_is_not_kept(office: Office) -> None:
    document = await drafted(office, file=None)
    drafter = await office.sign_in(DRAFTER)
    secret = corpus.pdf("secret")
    assert_refused_as_secret(
        await drafter.put(
            f"{door(document)}/file",
            params={"filename": "a.pdf"},
            content=secret,
            headers=etag(document),
        )
    )
    clerk = await office.sign_in(CLERK)
    paper = (await clerk.post("/incoming", PAPER)).json()
    scan = await clerk.put(
        f"/incoming/{paper['id']}/file",
        params={"filename": "scan.pdf"},
        content=secret,
        headers=etag(paper),
    )
    assert_refused_as_secret(scan)
    await assert_journalled_without_content(office, [{"mark": "MẬT"}] * 2)
    async with office.platform.database.session() as session:
        assert await count(session, DocumentFile) == 0
    assert not await office.platform.blobs.exists(digest_of(secret))


async def test_a_word_file_whose_pdf_is_marked_secret_is_refused_and_journalled(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mark the door did not see in the Word file (in a text box, say) is seen in its PDF."""
    require_peer("libreoffice")

    async def marked(docx: bytes) -> bytes:
        return corpus.pdf("secret")

    monkeypatch.setattr("services.documents.conversion_jobs.convert_to_pdf", marked)
    document = await drafted(office, file=None)
    document = await uploaded(
        office, document, corpus.docx(corpus.docx_names()[0]), filename="a.docx"
    )
    await office.work()
    drafter = await office.sign_in(DRAFTER)
    document = (await drafter.get(door(document))).json()
    assert document["files"][1]["problem"] == "state-secret"
    assert not await office.platform.blobs.exists(digest_of(corpus.pdf("secret")))
    await assert_journalled_without_content(office, [{}])


def assert_refused_as_secret(answer: Response) -> None:
    assert (answer.status_code, answer.json()["type"]) == (403, SECRET), answer.text


async def assert_journalled_without_content(office: Office, details: list[dict[str, str]]) -> None:
    async with office.platform.database.session() as session:
        rows = await session.exec(select(JournalEntry).where(JournalEntry.act == Act.SECRET_REFUSE))
        entries = rows.all()
    assert [entry.details for entry in entries] == details
    assert all(entry.digest is None for entry in entries)
    assert all(entry.agency_id for entry in entries)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
