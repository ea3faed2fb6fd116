"""The consolidated Báo cáo: drafted from the period, signed and issued to the province."""

from typing import Any

from tests.corpus import reading
from tests.office import Office, only
from tests.reports import OPENER, accepted, opened, pass_on, report_of


async def wanted(office: Office, period: dict[str, Any]) -> dict[str, Any]:
    opener = await office.sign_in(OPENER)
    leaders = (await opener.get("/staff", params={"permission": "sign"})).json()
    plan = {"signer_appointment_id": only(leaders, position="Phó Chủ tịch")["appointment_id"]}
    answer = await opener.post(f"/reporting-periods/{period['id']}/document", plan)
    assert answer.status_code == 202, answer.text
    await office.work()
    answer = await opener.get(f"/reporting-periods/{period['id']}")
    return dict(answer.json()["papers"][-1])


async def text_of(office: Office, document_id: str) -> str:
    opener = await office.sign_in(OPENER)
    pdf = (await opener.get(f"/documents/{document_id}/file")).content
    return " ".join(reading.page_texts(pdf))


async def test_the_yearly_report_goes_to_the_province(office: Office) -> None:
    period = await opened(office, period="2024", due_on="2024-11-27")
    await accepted(office, report_of(period, "Mỹ Hòa"))
    paper = await wanted(office, period)
    assert paper["state"] == "drafted", paper
    opener = await office.sign_in(OPENER)
    document = (await opener.get(f"/documents/{paper['document_id']}")).json()
    assert (document["type_code"], document["state"]) == ("BC", "draft")
    (receiver,) = document["receivers"]
    assert receiver["agency"]["code"] == "H20"
    said = await text_of(office, document["id"])
    assert "1/3 cơ quan đã gửi báo cáo" in said
    assert "Hồ sơ thủ tục hành chính xử lý hoàn toàn trực tuyến 900 1.200 75 % ≥ 80 %" in said
    assert "Ủy ban nhân dân xã Thanh Mỹ: chưa nhập" in said
    again = await opener.post(
        f"/reporting-periods/{period['id']}/document",
        {"signer_appointment_id": document["signer"]["appointment_id"]},
    )
    assert again.status_code == 409  # one under way at a time
    await pass_on(
        office, document["id"], by=OPENER, leader="phochutich.huyen", clerk="vanthu.huyen"
    )
    answer = await opener.get(f"/reporting-periods/{period['id']}")
    (issued,) = answer.json()["papers"]
    assert issued["state"] == "issued"
    assert issued["number_and_symbol"].endswith("/BC-UBND")
