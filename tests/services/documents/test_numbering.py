"""Running numbers: no gap and no duplicate, whoever asks at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

from httpx2 import Response

from services.documents.models.incoming import IncomingDocument
from services.documents.models.states import DocumentState, IncomingState
from tests.bulk import copies, insert_rows
from tests.office import OFFICE_DAY, Office
from tests.rows import incoming_row
from tests.story import CLERK, drafted

CLIENTS = 32
DOCUMENTS = 2_000
ARRIVALS = 300


async def by_many(paths: list[str], send: Callable[[str], Awaitable[Response]]) -> list[Response]:
    """Send every request, `CLIENTS` at a time, each client one after the other."""
    waiting = iter(paths)
    answers: list[Response] = []

    async def client() -> None:
        for path in waiting:
            answers.append(await send(path))  # noqa: PERF401 - others append meanwhile

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return answers


async def test_32_clients_issue_2000_documents_in_one_book(office: Office) -> None:
    clerk = await office.sign_in(CLERK)
    original = await drafted(office, file=None)
    ids = await copies(
        office, original["id"], DOCUMENTS, state=DocumentState.SIGNED, signed_at=OFFICE_DAY
    )
    answers = await by_many([f"/documents/{made}/issue" for made in ids], clerk.post)
    assert {answer.status_code for answer in answers} == {202}
    issued = [answer.json() for answer in answers]
    assert sorted(row["number"] for row in issued) == list(range(1, DOCUMENTS + 1))
    assert {row["id"] for row in issued} == {str(made) for made in ids}


async def test_arrival_numbers_are_one_series_for_what_comes_at_once(office: Office) -> None:
    clerk = await office.sign_in("vanthu.myhoa")
    rows = [incoming_row(UUID(clerk.agency_id), state=IncomingState.ARRIVED)] * ARRIVALS
    ids = await insert_rows(office, IncomingDocument, rows)
    answers = await by_many([f"/incoming/{made}/register" for made in ids], clerk.post)
    assert {answer.status_code for answer in answers} == {200}
    numbers = sorted(answer.json()["arrival_number"] for answer in answers)
    assert numbers == list(range(1, ARRIVALS + 1))


async def test_a_refused_issue_spends_no_number(office: Office) -> None:
    clerk = await office.sign_in(CLERK)
    original = await drafted(office, file=None, codes=())
    lonely, *_ = await copies(
        office, original["id"], 1, state=DocumentState.SIGNED, signed_at=OFFICE_DAY
    )
    assert (await clerk.post(f"/documents/{lonely}/issue")).status_code == 400
    full = await drafted(office, file=None)
    other, *_ = await copies(
        office, full["id"], 1, state=DocumentState.SIGNED, signed_at=OFFICE_DAY
    )
    stale = await clerk.post(f"/documents/{other}/issue", headers={"If-Match": '"77"'})
    assert stale.status_code == 412
    assert (await clerk.post(f"/documents/{other}/issue")).json()["number"] == 1


async def test_the_same_document_issued_by_two_clients_has_one_number(office: Office) -> None:
    clerk = await office.sign_in(CLERK)
    original = await drafted(office, file=None)
    made, after = await copies(
        office, original["id"], 2, state=DocumentState.SIGNED, signed_at=OFFICE_DAY
    )
    answers = await asyncio.gather(*(clerk.post(f"/documents/{made}/issue") for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [202, *([409] * 7)]
    assert (await clerk.post(f"/documents/{after}/issue")).json()["number"] == 2
