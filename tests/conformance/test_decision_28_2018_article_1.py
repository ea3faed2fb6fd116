"""Decision 28/2018, article 1.2: documents with state secrets are not exchanged here.

Every door that asks, or that can see the mark, refuses; the attempt is journalled without its
content, although the transaction it came in is rolled back.
"""

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

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
    assert_refused_as_secret(await clerk.post("/verifications", content=secret))
    await assert_journalled_without_content(office, [{"mark": "MẬT"}] * 3)
    async with office.platform.database.session() as session:
        assert await count(session, DocumentFile) == 0
    assert not await office.platform.blobs.exists(digest_of(secret))


async def test_a_word_file_whose_pdf_is_marked_secret_is_not_kept(
    office: Office, tmp_path: Path
) -> None:
    """A mark the door does not see in the Word file is seen in its PDF; then nothing is kept."""
    require_peer("libreoffice")
    docx = marked_by_its_style()
    document = await drafted(office, file=None)
    document = await uploaded(office, document, docx, filename="a.docx")
    assert await office.platform.blobs.exists(digest_of(docx))
    await office.work()
    drafter = await office.sign_in(DRAFTER)
    document = (await drafter.get(door(document))).json()
    assert [(row["digest"], row["state"], row["problem"]) for row in document["files"]] == [
        (None, "failed", "state-secret")
    ] * 2
    await assert_journalled_without_content(office, [{"mark": "MẬT"}])
    assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]


def marked_by_its_style() -> bytes:
    """A Word file that says "mật" and shows MẬT, since the style sets capitals."""
    changed = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(corpus.docx("secret"))) as source,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name).decode()
            if name == "word/document.xml":
                assert ">MẬT<" in content
                content = content.replace(">MẬT<", ">mật<")
            if name == "word/styles.xml":
                before, style, after = content.partition('w:styleId="Mark"')
                content = before + style + after.replace("<w:rPr>", "<w:rPr><w:caps/>", 1)
            target.writestr(name, content)
    return changed.getvalue()


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
