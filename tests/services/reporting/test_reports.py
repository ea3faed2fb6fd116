"""An agency's report: filled in, signed by its head, submitted, returned, sent again, accepted."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests import corpus
from tests.office import Office, etag, only
from tests.reports import (
    DISTRICT,
    MY_HOA,
    OPENER,
    accepted,
    door,
    filled,
    issued,
    lines_of,
    opened,
    pass_on,
    read,
    report_of,
    returned,
    sent,
    sent_to_sign,
    submitted,
)

WHY = "Tử số G01 chưa khớp với biểu của phòng chuyên môn"


async def acts_of(office: Office, report: dict[str, Any]) -> list[str]:
    opener = await office.sign_in(OPENER)
    lines = (await opener.get(door(report) + "/history")).json()
    return [line["act"].removeprefix("reporting:") for line in lines]


async def test_from_the_form_to_the_sum(office: Office) -> None:
    period = await opened(office)
    report = report_of(period, "Mỹ Hòa")
    done = await accepted(office, report)
    assert (done["state"], done["late"]) == ("accepted", False)
    (submission,) = done["submissions"]
    assert submission["state"] == "issued"
    assert submission["number_and_symbol"].endswith("BC-UBND")
    # The district has it as any document, and the sheet adds it up.
    clerk = await office.sign_in("vanthu.huyen")
    arrived = (await clerk.get("/incoming")).json()["items"]
    assert only(arrived, number_and_symbol=submission["number_and_symbol"])
    opener = await office.sign_in(OPENER)
    sheet = (await opener.get(f"/reporting-periods/{period['id']}/sheet")).json()
    row = only(sheet["rows"], indicator_code="G02")
    assert row["total"] == {"numerator": 900, "denominator": 1200, "percent": 75.0}
    assert [column["name"].removeprefix("Ủy ban nhân dân ") for column in sheet["missing"]] == [
        "huyện Tháp Mười",
        "xã Thanh Mỹ",
    ]
    assert await acts_of(office, report) == [
        "report:save", "report:send", "report:submit", "report:accept",
    ]  # fmt: skip


async def test_nobody_changes_what_is_on_its_way_to_signature(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    now = await sent(office, report)
    assert now["state"] == "signing"
    clerk = await office.sign_in("vanthu.myhoa")
    body = lines_of({"G01": (1, 60)})
    answer = await clerk.put(door(report) + "/lines", json=body, headers=etag(now))
    assert (answer.status_code, answer.json()["state"]) == (409, "signing")
    # Given up as a document, it is a draft again.
    document = now["submissions"][0]["document_id"]
    answer = await clerk.post(
        f"/documents/{document}/cancel", {"reason": "Còn phải sửa số liệu trong biểu"}
    )
    assert answer.status_code == 200, answer.text
    await office.work()
    again = await filled(office, report, numbers={"G01": (44, 60)})
    assert (again["state"], again["submissions"][0]["state"]) == ("draft", "cancelled")


async def test_what_is_signed_is_kept_by_the_database_itself(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    await submitted(office, report)
    for statement in (
        "UPDATE report_line SET numerator = numerator + 1",
        "DELETE FROM report_line",
        """INSERT INTO report_line (report_id, number, indicator_code, note)
        SELECT report_id, number, 'G03', '' FROM report_line LIMIT 1""",
    ):
        with pytest.raises(DBAPIError, match="is kept as it was signed"):
            async with office.platform.database.engine.begin() as connection:
                await connection.execute(text(statement))


async def test_returned_corrected_and_sent_again(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    await submitted(office, report)
    back = await returned(office, report, WHY)
    assert (back["state"], back["number"], back["return_reason"]) == ("returned", 2, WHY)
    line = only(back["lines"], indicator_code="G01")
    assert (line["numerator"], line["denominator"]) == (45, 60)  # begins with what was sent
    await filled(office, report, numbers={"G01": (40, 60)})
    await sent_to_sign(office, report)
    await issued(office, report)
    opener = await office.sign_in(OPENER)
    assert (await opener.post(door(report) + "/accept")).status_code == 200
    found = await read(office, "vanthu.myhoa", report)
    first, second = found["submissions"]
    assert (first["number"], first["return_reason"]) == (1, WHY)
    assert (second["number"], second["return_reason"]) == (2, "")
    assert first["document_id"] != second["document_id"]
    assert found["state"] == "accepted"


async def test_what_a_share_cannot_be(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    clerk = await office.sign_in("vanthu.myhoa")
    now = await read(office, "vanthu.myhoa", report)

    async def refused(line: dict[str, Any]) -> tuple[int, str]:
        answer = await clerk.put(door(report) + "/lines", json={"lines": [line]}, headers=etag(now))
        assert answer.status_code in {400, 422}, answer.text
        return answer.status_code, answer.json()["errors"][0]["field"]

    g01 = {"indicator_code": "G01"}
    assert await refused({**g01, "numerator": 61, "denominator": 60}) == (400, "G01")
    assert await refused({**g01, "numerator": -1, "denominator": 60}) == (400, "G01")
    assert await refused({**g01, "numerator": 1}) == (400, "G01")
    unasked = {"indicator_code": "G03", "numerator": 1, "denominator": 2}
    assert await refused(unasked) == (400, "G03")
    assert (await refused({**g01, "numerator": 0.5, "denominator": 1}))[0] == 422
    assert (await refused({**g01, "numerator": 10**18, "denominator": 10**18}))[0] == 422
    # A growth may be one of more than all, or a decrease.
    await filled(office, report, numbers={"E12": (-3, 100)})
    await filled(office, report, numbers={"E12": (130, 100)})
    # Nothing of a refused form is kept, and an old one is noticed.
    assert (
        only((await read(office, "vanthu.myhoa", report))["lines"], indicator_code="G01")[
            "denominator"
        ]
        is None
    )
    stale = await clerk.put(
        door(report) + "/lines", json=lines_of({"G01": (1, 2)}), headers=etag(now)
    )
    assert stale.status_code == 412


async def test_a_report_that_leaves_something_out_is_not_signed(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    await filled(office, report, numbers={"G01": (1, 2)})
    clerk = await office.sign_in("vanthu.myhoa")
    head = await office.sign_in("chutich.myhoa")
    plan = {"signer_appointment_id": head.appointment_id}
    answer = await clerk.post(door(report) + "/send", plan)
    assert (answer.status_code, answer.json()["indicators"]) == (409, ["G02", "E12"])
    await filled(office, report)
    plan = {"signer_appointment_id": clerk.appointment_id}
    answer = await clerk.post(door(report) + "/send", plan)
    assert answer.json()["errors"][0]["field"] == "signer_appointment_id"


async def test_the_head_chooses_who_fills_it_in(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    official = await office.sign_in("canbo.myhoa")
    now = await read(office, "canbo.myhoa", report)
    assert not now["may_fill"]
    body = lines_of({"G01": (1, 2)})
    answer = await official.put(door(report) + "/lines", json=body, headers=etag(now))
    assert answer.status_code == 403
    head = await office.sign_in("chutich.myhoa")
    choice = {"appointment_id": official.appointment_id}
    assert (await official.put(door(report) + "/holder", json=choice)).status_code == 403
    answer = await head.put(door(report) + "/holder", json=choice)
    assert answer.json()["holder"]["appointment_id"] == official.appointment_id
    await filled(office, report, by="canbo.myhoa", numbers={"G01": (1, 2)})
    stranger = await office.sign_in("vanthu.phudien")
    choice = {"appointment_id": stranger.appointment_id}
    assert (await head.put(door(report) + "/holder", json=choice)).status_code == 400


async def test_a_deputy_signs_for_the_head(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    now = await sent(office, report, signer="Phó Chủ tịch")
    document = now["submissions"][0]["document_id"]
    await pass_on(office, document, by="vanthu.myhoa", leader="phochutich.myhoa")
    assert (await read(office, "vanthu.myhoa", report))["state"] == "submitted"


async def test_the_office_reports_to_itself_and_keeps_it(office: Office) -> None:
    report = report_of(await opened(office), "huyện Tháp Mười")
    now = await sent(office, report, by="vanthu.huyen", signer="Phó Chủ tịch")
    document = now["submissions"][0]["document_id"]
    await pass_on(office, document, by="vanthu.huyen", leader="phochutich.huyen")
    assert (await read(office, "vanthu.huyen", report))["state"] == "submitted"


async def test_evidence_stands_beside_a_line(office: Office) -> None:
    report = report_of(await opened(office), "Mỹ Hòa")
    clerk = await office.sign_in("vanthu.myhoa")
    path = door(report) + "/lines/G01/evidence"
    pdf = corpus.pdf("letter")
    await clerk.put(path, params={"filename": "so-theo-doi.pdf"}, content=pdf)
    answer = await clerk.put(path, params={"filename": "so-theo-doi.pdf"}, content=pdf)
    assert answer.status_code == 200, answer.text  # the same file is kept once
    (file,) = only(answer.json()["lines"], indicator_code="G01")["evidence"]
    kept = await clerk.get(f"{door(report)}/evidence/{file['id']}/file")
    assert kept.content == pdf
    answer = await clerk.put(path, params={"filename": "x.pdf"}, content=b"PK no pdf")
    assert answer.status_code == 415
    await sent(office, report)
    answer = await clerk.delete(f"{door(report)}/evidence/{file['id']}")
    assert answer.status_code == 409
    await issued(office, report)
    back = await returned(office, report, WHY)
    (copy,) = only(back["lines"], indicator_code="G01")["evidence"]
    assert copy["digest"] == file["digest"]
    answer = await clerk.delete(f"{door(report)}/evidence/{copy['id']}")
    assert only(answer.json()["lines"], indicator_code="G01")["evidence"] == []
    opener = await office.sign_in(OPENER)
    first = await opener.get(f"{door(report)}/evidence/{file['id']}/file")
    assert first.content == pdf  # of the submission that was signed


async def test_what_was_accepted_is_proposed_next_time(office: Office) -> None:
    await accepted(office, report_of(await opened(office), "Mỹ Hòa"))
    later = await opened(office, period="2024-Q4", kind="ad_hoc", title="Báo cáo nhanh")
    now = await read(office, "vanthu.myhoa", report_of(later, "Mỹ Hòa"))
    line = only(now["lines"], indicator_code="G02")
    assert (line["numerator"], line["proposed_numerator"], line["proposed_denominator"]) == (
        None, 900, 1200,
    )  # fmt: skip
    known = only(now["known"], code="G07")
    assert (known["numerator"], known["denominator"]) == (1, 1)  # the report itself


async def test_sent_late_is_said(office: Office) -> None:
    period = await opened(office, due_on="2024-11-25", agencies=(DISTRICT, MY_HOA))
    office.clock.move(timedelta(hours=10))  # 18:30 of the same day, in Vietnam
    for username in (OPENER, "vanthu.myhoa", "chutich.myhoa"):
        await office.renew(username)
    report = report_of(period, "Mỹ Hòa")
    assert not (await read(office, OPENER, report))["late"]
    office.clock.move(timedelta(hours=14))
    for username in (OPENER, "vanthu.myhoa", "chutich.myhoa"):
        await office.renew(username)
    assert (await read(office, OPENER, report))["late"]  # missing
    assert (await submitted(office, report))["late"]
