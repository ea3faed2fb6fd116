"""Printed copies: made from the electronic original, and looked up by the code on them.

Decree 30/2020, article 25: a copy of an electronic document on paper is made by printing it. What
is printed here is no certified copy (sao y); it says so, and how it can be checked.
"""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor, record_act
from auth.acts import Act
from auth.service import get_agency
from services.documents.errors import NotVisible
from services.documents.models.document import Document
from services.documents.models.lookup import new_code
from services.documents.models.states import DocumentState
from services.documents.printed import CopyFacts, typeset_copy
from services.documents.repository import documents as rows
from services.documents.repository.lookup import find_issued, keep_code
from services.documents.schemas.lookup import PublicDocument, PublicSigner, PublicState
from services.documents.types import DOCUMENT_TYPES
from services.errors import FileAbsent
from signing.service import Signing
from storage.blobs.port import BlobStore


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOrder:
    """What a printed copy is made from, read before the work starts."""

    digest: str
    code: str
    agency: str
    number_and_symbol: str
    issued_on: date


async def order_copy(
    *, session: AsyncSession, actor: Actor, document: Document, now: datetime
) -> CopyOrder:
    """Give the document its code if it has none, and journal that a copy was made.

    Call it after the door (access.py). Raises `FileAbsent` before the issue.
    """
    main = await rows.find_main_file(session, document.id)
    number, day = document.number_and_symbol, document.issued_on
    issued = document.state is DocumentState.ISSUED
    if not issued or main is None or main.digest is None or number is None or day is None:
        raise FileAbsent("the document is not issued yet")
    agency = await get_agency(session, document.agency_id)
    code = await keep_code(session, document.id, new_code(), now=now)
    record_act(
        session,
        actor=actor,
        act=Act.COPY_PRINT,
        subject=("document", document.id),
        now=now,
        digest=main.digest,
    )
    return CopyOrder(
        digest=main.digest,
        code=code,
        agency=agency.name,
        number_and_symbol=number,
        issued_on=day,
    )


async def make_copy(
    blobs: BlobStore, signing: Signing, order: CopyOrder, *, public_url: str, now: datetime
) -> bytes:
    """The pages with a strip below each: code, digest, address and QR code."""
    printable = await signing.flatten(await blobs.get(order.digest))
    facts = CopyFacts(
        code=order.code,
        digest=order.digest,
        agency=order.agency,
        number_and_symbol=order.number_and_symbol,
        issued_on=order.issued_on,
        public_url=public_url,
    )
    return await asyncio.to_thread(typeset_copy, printable, facts, now=now)


async def look_up(*, session: AsyncSession, code: str, digest: str | None) -> PublicDocument:
    """What may be known of an issued document by its code; `digest` is a prefix to compare.

    Raises `NotVisible` for a code that was never printed, and alike for anything not in force.
    """
    found = await find_issued(session, code)
    if found is None:
        raise NotVisible("document", code)
    document, agency = found
    main = await rows.find_main_file(session, document.id)
    number, day = document.number_and_symbol, document.issued_on
    if main is None or main.digest is None or number is None or day is None:
        raise NotVisible("document", code)
    verdict = await rows.find_verdict(session, main.digest)
    facts = verdict.verdict if verdict else {}
    return PublicDocument(
        code=code,
        agency=agency.name,
        number_and_symbol=number,
        issued_on=day,
        type_name=DOCUMENT_TYPES.get(document.type_code, document.type_code),
        state=PublicState.IN_FORCE,
        digest=main.digest,
        digest_matches=main.digest.startswith(digest) if digest else None,
        outcome=verdict.outcome if verdict else None,
        reason=facts.get("reason"),
        verified_at=verdict.at if verdict else None,
        signers=[
            PublicSigner(
                name=one["signer"],
                organisation=one["organisation"],
                purpose=one["purpose"],
                signed_at=one["signed_at"],
            )
            for one in facts.get("signatures", ())
            if not one["is_document_timestamp"]
        ],
    )
