"""Decree 30/2020, article 15 and appendix I, II.3: number, symbol and date of a document."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.documents.models.states import DocumentState
from services.documents.types import DOCUMENT_TYPES, symbol_of
from tests.bulk import copies
from tests.office import OFFICE_DAY, Office
from tests.story import CLERK, drafted

# 31 December 17:30 UTC is 1 January 00:30 in Vietnam (Decision 28/2018, article 14.4).
LAST_OF_2024 = datetime(2024, 12, 31, 16, 30, tzinfo=UTC)
FIRST_OF_2025 = datetime(2024, 12, 31, 17, 30, tzinfo=UTC)


async def numbered(office: Office, *, number: int = 1, **draft: Any) -> list[dict[str, Any]]:
    """As many signed documents given their numbers, one after the other."""
    original = await drafted(office, file=None, **draft)
    ids = await copies(
        office, original["id"], number, state=DocumentState.SIGNED, signed_at=OFFICE_DAY
    )
    clerk = await office.renew(CLERK)
    answers = [await clerk.post(f"/documents/{made}/issue") for made in ids]
    assert {answer.status_code for answer in answers} == {202}, answers[0].text
    return [answer.json() for answer in answers]


async def test_numbers_run_from_01_with_a_leading_zero_below_ten(office: Office) -> None:
    issued = await numbered(office, number=11)
    assert [row["number_and_symbol"] for row in issued] == [
        *(f"0{n}/KH-UBND" for n in range(1, 10)),
        "10/KH-UBND",
        "11/KH-UBND",
    ]


async def test_the_series_begins_anew_on_1_january_in_vietnam(office: Office) -> None:
    office.clock.moment = LAST_OF_2024
    last = await numbered(office, number=3)
    assert [(row["number"], row["issued_on"]) for row in last] == [
        (n, "2024-12-31") for n in (1, 2, 3)
    ]
    original = await drafted(office, file=None)
    waiting = await copies(
        office, original["id"], 1, state=DocumentState.SIGNED, signed_at=LAST_OF_2024
    )
    office.clock.moment = FIRST_OF_2025
    clerk = await office.renew(CLERK)
    first = (await clerk.post(f"/documents/{waiting[0]}/issue")).json()
    assert (first["number"], first["issued_on"]) == (1, "2025-01-01")


async def test_arrival_numbers_begin_anew_as_well(office: Office) -> None:
    paper = {
        "sender_name": "Ngân hàng",
        "number_and_symbol": "1/CV",
        "issued_on": "2024-12-20",
        "type_code": "CV",
        "abstract": "V/v phối hợp",
    }
    found = []
    for moment in (LAST_OF_2024, LAST_OF_2024 + timedelta(minutes=29), FIRST_OF_2025):
        office.clock.moment = moment
        clerk = await office.renew("vanthu.myhoa")
        row = (await clerk.post("/incoming", paper)).json()
        found.append((row["year"], row["arrival_number"]))
    assert found == [(2024, 1), (2024, 2), (2025, 1)]


async def test_each_agency_has_its_own_series_and_one_for_all_types(office: Office) -> None:
    await numbered(office, type_code="KH")
    [decision] = await numbered(office, type_code="QĐ")
    assert decision["number_and_symbol"] == "02/QĐ-UBND"
    [letter] = await numbered(office, type_code="CV")
    assert letter["number_and_symbol"] == "03/UBND-VHTT"


@pytest.mark.parametrize(
    ("code", "symbol"),
    [("KH", "KH-UBND"), ("QyĐ", "QyĐ-UBND"), ("CV", "UBND-VP"), ("ThC", "UBND-VP")],
)
def test_a_symbol_is_the_types_and_the_agencys_abbreviation(code: str, symbol: str) -> None:
    assert symbol_of(code, agency="UBND", department="VP") == symbol


def test_there_are_29_types_and_no_symbol_holds_a_space() -> None:
    """Article 7."""
    assert len(DOCUMENT_TYPES) == 29
    assert not any(
        " " in symbol_of(code, agency="UBND", department="VP") for code in DOCUMENT_TYPES
    )


async def test_the_date_is_the_day_the_number_was_given(office: Office) -> None:
    office.clock.moment = datetime(2024, 11, 25, 17, 0, tzinfo=UTC)  # midnight in Vietnam
    [row] = await numbered(office)
    assert date.fromisoformat(row["issued_on"]) == date(2024, 11, 26)
