"""G08D and G08C: work files closed in the period, every document and step electronic."""

from datetime import UTC, datetime
from typing import Any

from services.documents.models.states import Medium, WorkFileState
from tests.office import Office, Officer, only
from tests.services.statistics.records import DISTRICT, MY_HOA, THANH_MY, Registers

E, P = Medium.ELECTRONIC, Medium.PAPER
NOVEMBER = datetime(2024, 11, 5, 3, tzinfo=UTC)


async def figures_of(officer: Officer, **asked: Any) -> list[dict[str, Any]]:
    answer = await officer.get("/indicators", params={"period": "2024-11", **asked})
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def test_each_fate_is_counted_and_opens_to_its_file(
    office: Office, registers: Registers
) -> None:
    made = {
        "electronic": await registers.close_file(MY_HOA, NOVEMBER, documents=[E, E], steps=[E]),
        "paper_document": await registers.close_file(MY_HOA, NOVEMBER, documents=[E, P]),
        "paper_step": await registers.close_file(MY_HOA, NOVEMBER, documents=[E], steps=[E, P]),
        "no_document": await registers.close_file(MY_HOA, NOVEMBER, steps=[E]),
    }
    await registers.close_file(MY_HOA, NOVEMBER, documents=[E], state=WorkFileState.OPEN)
    clerk = await office.sign_in("vanthu.myhoa")
    read = only(await figures_of(clerk), code="G08C")
    assert (read["numerator"], read["denominator"], read["percent"]) == (1, 4, 25.0)
    assert read["reasons"] == dict.fromkeys(made, 1)

    answer = await clerk.get("/indicators/G08C/evidence", params={"period": "2024-11"})
    rows = answer.json()["items"]
    assert {row["reason"]: row["id"] for row in rows} == {
        reason: str(file_id) for reason, file_id in made.items()
    }
    assert {row["noun"] for row in rows} == {"work_file"}


async def test_each_level_has_its_own_figure(office: Office, registers: Registers) -> None:
    await registers.close_file(DISTRICT, NOVEMBER, documents=[E])
    await registers.close_file(MY_HOA, NOVEMBER, documents=[E])
    await registers.close_file(THANH_MY, NOVEMBER, documents=[P])
    district = await office.sign_in("vanthu.huyen")
    read = await figures_of(district)
    of_district, of_communes = only(read, code="G08D"), only(read, code="G08C")
    assert (of_district["numerator"], of_district["denominator"]) == (1, 1)
    assert (of_communes["numerator"], of_communes["denominator"]) == (1, 2)

    answer = await district.get("/indicators/G08C/agencies", params={"period": "2024-11"})
    by_code = {row["code"]: (row["numerator"], row["denominator"]) for row in answer.json()}
    assert len(by_code) == 13
    assert by_code[MY_HOA] == (1, 1)
    assert by_code[THANH_MY] == (0, 1)
    assert sum(total for _, total in by_code.values()) == of_communes["denominator"]

    commune = await office.sign_in("vanthu.thanhmy")
    assert {row["code"] for row in await figures_of(commune)} == {
        *("G07", "G08C", "G10", "G11", "G12", "G13", "G16", "G18")
    }


async def test_the_day_of_closing_is_vietnams(office: Office, registers: Registers) -> None:
    # 14 November 2024, 23:59 and 15 November, 00:00 in Vietnam.
    await registers.close_file(MY_HOA, datetime(2024, 11, 14, 16, 59, tzinfo=UTC), documents=[E])
    await registers.close_file(MY_HOA, datetime(2024, 11, 14, 17, 0, tzinfo=UTC), documents=[P])
    clerk = await office.sign_in("vanthu.myhoa")
    november = only(await figures_of(clerk), code="G08C")
    december = only(await figures_of(clerk, period="2024-12"), code="G08C")
    assert november["reasons"] == {"electronic": 1}
    assert december["reasons"] == {"paper_document": 1}
    assert (november["provisional"], december["provisional"]) == (False, True)


async def test_a_paper_document_taken_into_a_file_makes_the_file_paper(office: Office) -> None:
    clerk = await office.sign_in("vanthu.myhoa")
    paper = {
        "sender_name": "Ông Nguyễn Văn A", "number_and_symbol": "Đơn", "issued_on": "2024-11-20",
        "type_code": "CV", "abstract": "Đơn đề nghị xác nhận",
    }  # fmt: skip
    incoming = (await clerk.post("/incoming", paper)).json()
    opened = await clerk.post("/work-files", {"symbol": "01.VP", "title": "Đơn thư"})
    assert opened.status_code == 201, opened.text
    path = f"/work-files/{opened.json()['id']}"
    await clerk.post(f"{path}/items", {"incoming_id": incoming["id"]})
    closed = await clerk.post(f"{path}/close")
    assert closed.status_code == 200, closed.text
    await office.collect()
    read = only(await figures_of(clerk, period="2024"), code="G08C")
    assert read["reasons"] == {"paper_document": 1}
