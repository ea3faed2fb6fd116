"""The evidence package of a signed document: records first, then work on the files, then bytes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.service import get_agency
from services.documents.models.document import Document
from services.documents.repository import documents as rows
from services.documents.repository.attachments import list_attachments
from services.documents.repository.deliveries import list_deliveries
from services.documents.types import DOCUMENT_TYPES
from services.errors import FileAbsent
from services.evidence.contents import Files, Records, contents_of
from services.evidence.making import prove_file, prove_log, sign_manifest
from services.history import list_history
from signing.service import Signing
from storage.blobs.port import BlobStore
from storage.merkle.notes import PublicKey
from storage.sequencing.proving import Placed, place_entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What the database says; `digests` name the document's file and its attachments."""

    digests: list[str]
    records: Records
    placed: list[Placed]


async def collect_evidence(
    *, session: AsyncSession, actor: Actor, document: Document, now: datetime
) -> Collected:
    """Read the records of a signed document, and journal that they were taken.

    Call it after the door (access.py). Raises `FileAbsent` before the first signature.
    """
    main = await rows.find_main_file(session, document.id)
    if document.signed_at is None or main is None or main.digest is None:
        raise FileAbsent("the document is not signed yet")
    attached = [one.digest for one in await list_attachments(session, document.id) if one.digest]
    found = await list_history(session, [("document", document.id)])
    placed = await place_entries(session, [entry.id for entry, *_ in found])
    records = Records(
        about=await _about(session, document),
        receipts=await _receipts(session, document),
        journal=[json.loads(one.text) for one in placed],
        proof=None,
    )
    record_act(
        session,
        actor=actor,
        act=Act.EVIDENCE_TAKE,
        subject=("document", document.id),
        now=now,
        digest=main.digest,
    )
    return Collected(digests=[main.digest, *attached], records=records, placed=placed)


async def _about(session: AsyncSession, document: Document) -> dict[str, object]:
    agency = await get_agency(session, document.agency_id)
    return {
        "agency_code": agency.code,
        "agency": agency.name,
        "type": DOCUMENT_TYPES.get(document.type_code, document.type_code),
        "number_and_symbol": document.number_and_symbol,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
    }


async def _receipts(session: AsyncSession, document: Document) -> list[dict[str, object]]:
    """One a receiver: the digest that was sent, and every state that came back."""
    agencies = {agency.id: agency for _, agency in await rows.list_receivers(session, document.id)}
    return [
        {
            "receiver_code": agencies[agency_id].code,
            "receiver": agencies[agency_id].name,
            "medium": delivery.medium,
            "digest": delivery.digest,
            "events": [
                event.model_dump(mode="json", include={"sequence", "state", "code", "reason", "at"})
                for event in events
            ],
        }
        for agency_id, (delivery, events) in (await list_deliveries(session, document.id)).items()
    ]


async def pack_evidence(
    blobs: BlobStore,
    signing: Signing,
    collected: Collected,
    *,
    witnesses: Sequence[PublicKey],
    now: datetime,
) -> Files:
    """Take the files apart, verify them anew, and sign the manifest; outside any transaction.

    Without a key of the system the manifest stays unsigned (services/evidence/making.py).
    """
    document, *attached = [
        await prove_file(signing, await blobs.get(digest), now=now) for digest in collected.digests
    ]
    proof = await prove_log(blobs, collected.placed, witnesses)
    records = replace(collected.records, proof=proof)
    return await sign_manifest(signing, contents_of(document, attached, records, now=now), now=now)
