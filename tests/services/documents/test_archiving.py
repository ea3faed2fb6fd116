"""Issued documents stay provable: archived before they are sent, renewed before it is too late."""

import copy
import dataclasses
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlmodel import col, select

from auth.acts import Act
from services.documents.archiving_jobs import hand_out
from services.documents.models.archive import DocumentArchive
from services.documents.models.document import DocumentFile
from services.documents.models.incoming import Delivery, IncomingDocument
from services.documents.models.states import FileRole
from signing.service import Signing
from signing.verdicts import Level
from storage.journal import JournalEntry
from tests.office import Office
from tests.story import issued

ENDS = datetime(2032, 1, 1, tzinfo=UTC)
DUE = ENDS - timedelta(days=365)


async def archive_of(office: Office, document: dict[str, Any]) -> DocumentArchive:
    async with office.platform.database.session() as session:
        return await session.get_one(DocumentArchive, UUID(document["id"]))


async def files_of(office: Office, document: dict[str, Any]) -> list[DocumentFile]:
    async with office.platform.database.session() as session:
        rows = await session.exec(
            select(DocumentFile)
            .where(
                DocumentFile.document_id == UUID(document["id"]),
                DocumentFile.role == FileRole.MAIN,
            )
            .order_by(col(DocumentFile.revision))
        )
        return list(rows.all())


async def sent_digests(office: Office, document: dict[str, Any]) -> set[str | None]:
    async with office.platform.database.session() as session:
        rows = await session.exec(
            select(Delivery.digest, IncomingDocument.digest)
            .join(IncomingDocument, col(IncomingDocument.delivery_id) == Delivery.id)
            .where(Delivery.document_id == UUID(document["id"]))
        )
        return {digest for pair in rows.all() for digest in pair}


async def acts_of(office: Office, document: dict[str, Any]) -> list[JournalEntry]:
    async with office.platform.database.session() as session:
        rows = await session.exec(
            select(JournalEntry)
            .where(
                JournalEntry.subject_id == UUID(document["id"]),
                JournalEntry.act == Act.ARCHIVE_COMPLETE,
            )
            .order_by(col(JournalEntry.at))
        )
        return list(rows.all())


def with_settings(office: Office, **changes: Any) -> None:
    """Decide by other settings from now on; the worker processes keep theirs."""
    signing = copy.copy(office.platform.signing)
    signing.settings = signing.settings.model_copy(update=changes)
    with_signing(office, signing)


def with_signing(office: Office, signing: Signing) -> None:
    office.platform = dataclasses.replace(office.platform, signing=signing)
    office.app.state.platform = office.platform


async def overview(office: Office) -> dict[str, Any]:
    administrator = await office.renew("quantri")
    return dict((await administrator.get("/archives")).json())


async def test_receivers_get_the_archived_file(office: Office) -> None:
    document = await issued(office)
    archive = await archive_of(office, document)
    files = await files_of(office, document)
    assert (archive.reached, archive.protected_until) == (Level.B_LTA, ENDS)
    assert (archive.look_at, archive.problem) == (DUE, None)
    assert files[-1].digest == archive.digest
    assert await sent_digests(office, document) == {archive.digest}
    old, new = [await office.platform.blobs.get(str(one.digest)) for one in files[-2:]]
    assert new.startswith(old)
    assert "/DSS" in PdfFileReader(io.BytesIO(new)).root
    [act] = await acts_of(office, document)
    assert (act.digest, act.details["from"]) == (archive.digest, files[-2].digest)
    assert act.details["level"] == "PAdES-B-LTA"


async def test_renewed_before_the_time_stamp_ends(office: Office) -> None:
    document = await issued(office)
    first = await archive_of(office, document)
    assert await hand_out(office.platform, now=DUE - timedelta(seconds=1)) == 0
    office.clock.moment = DUE
    assert await hand_out(office.platform, now=DUE) == 1
    assert await hand_out(office.platform, now=DUE) == 0
    await office.work()
    second = await archive_of(office, document)
    assert second.protected_until is not None
    assert second.protected_until > ENDS
    assert second.digest != first.digest
    old, new = [await office.platform.blobs.get(one.digest) for one in (first, second)]
    assert new.startswith(old)
    # What was sent stays what it was; the file that is kept is the renewed one.
    assert await sent_digests(office, document) == {first.digest}
    assert (await files_of(office, document))[-1].digest == second.digest
    assert [one.digest for one in await acts_of(office, document)] == [first.digest, second.digest]


async def test_a_document_goes_out_although_it_cannot_be_archived(office: Office) -> None:
    usual = office.platform.signing
    mean = usual.settings.model_copy(update={"archive_mib": 0, "workers": 1})
    async with Signing(mean) as signing:
        with_signing(office, signing)
        document = await issued(office)
        for _ in range(2):
            office.clock.move(timedelta(days=1))
            assert await hand_out(office.platform, now=office.clock.moment) == 1
            await office.work()
    archive = await archive_of(office, document)
    assert (archive.reached, archive.failures) == (Level.B_T, 3)
    assert archive.problem is not None
    assert archive.problem.startswith("ArchiveTooLarge")
    assert await sent_digests(office, document) == {(await files_of(office, document))[-1].digest}
    assert await acts_of(office, document) == []
    [alarm] = (await overview(office))["alarms"]
    assert (alarm["document_id"], alarm["failures"]) == (document["id"], 3)
    assert (alarm["level"], alarm["reached"]) == ("PAdES-B-LTA", "PAdES-B-T")
    with_signing(office, usual)
    office.clock.move(timedelta(days=1))
    await hand_out(office.platform, now=office.clock.moment)
    await office.work()
    seen = await overview(office)
    assert (seen["levels"], seen["alarms"]) == ({"PAdES-B-LTA": 1}, [])


@pytest.mark.parametrize(("level", "stamps"), [(Level.B_T, 3), (Level.B_B, 0)])
async def test_a_class_of_short_life_is_not_archived(
    office: Office, level: Level, stamps: int
) -> None:
    with_settings(office, levels={"KH": level})
    document = await issued(office)
    archive = await archive_of(office, document)
    assert (archive.reached, archive.look_at, archive.problem) == (level, None, None)
    pdf = await office.platform.blobs.get(archive.digest)
    assert "/DSS" not in PdfFileReader(io.BytesIO(pdf)).root
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    stamped = [one for one in signatures if one.signer_info["unsigned_attrs"].native]
    assert (len(signatures), len(stamped)) == (3, stamps)


async def test_an_alarm_comes_before_the_end(office: Office) -> None:
    await issued(office)
    left = ENDS - office.clock.moment
    with_settings(office, alarm_before=left - timedelta(days=1))
    assert (await overview(office))["alarms"] == []
    with_settings(office, alarm_before=left + timedelta(days=1))
    seen = await overview(office)
    assert [one["reached"] for one in seen["alarms"]] == ["PAdES-B-LTA"]
    assert seen["first_end"] == "2032-01-01T00:00:00Z"


async def test_only_the_administrator_sees_archives(office: Office) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    assert (await clerk.get("/archives")).status_code == 403
