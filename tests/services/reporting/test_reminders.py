"""Agencies are told that their report is wanted: by a person, and by the system in time."""

from datetime import timedelta

from services.reporting.main import remind_all
from tests.office import Office
from tests.postbox import open_postbox
from tests.reports import DISTRICT, MY_HOA, OPENER, opened, read, report_of, submitted


async def test_who_has_not_sent_is_told(office: Office) -> None:
    period = await opened(office)
    await submitted(office, report_of(period, "Mỹ Hòa"))
    opener = await office.sign_in(OPENER)
    path = f"/reporting-periods/{period['id']}/reminders"
    answer = await opener.post(path, {"text": "Đề nghị gửi trước 17 giờ"})
    assert answer.json() == {"reminded": 2}
    now = await read(office, OPENER, report_of(period, "Thanh Mỹ"))
    (reminder,) = now["reminders"]
    assert (reminder["kind"], reminder["text"]) == ("asked", "Đề nghị gửi trước 17 giờ")
    assert (await read(office, OPENER, report_of(period, "Mỹ Hòa")))["reminders"] == []
    one = {"report_ids": [report_of(period, "Thanh Mỹ")["id"]]}
    assert (await opener.post(path, one)).json() == {"reminded": 1}
    stranger = {"report_ids": [period["id"]]}
    assert (await opener.post(path, stranger)).status_code == 400
    await office.work()  # without a mail server nothing is sent, and nothing fails


async def test_the_system_reminds_once_before_and_once_after(office: Office) -> None:
    period = await opened(office, due_on="2024-11-27")
    assert await remind_all(office.platform) == 3
    assert await remind_all(office.platform) == 0
    office.clock.move(timedelta(days=2))
    assert await remind_all(office.platform) == 0  # due today
    office.clock.move(timedelta(days=1))
    assert await remind_all(office.platform) == 3
    assert await remind_all(office.platform) == 0
    await office.renew(OPENER)
    now = await read(office, OPENER, report_of(period, "Thanh Mỹ"))
    assert [row["kind"] for row in now["reminders"]] == ["due_soon", "late"]


async def test_it_goes_by_mail_to_those_who_can_do_something(office: Office) -> None:
    period = await opened(office, agencies=(DISTRICT, MY_HOA))
    opener = await office.sign_in(OPENER)
    report = report_of(period, "Mỹ Hòa")
    async with open_postbox(office) as postbox:
        path = f"/reporting-periods/{period['id']}/reminders"
        words = {"report_ids": [report["id"]], "text": "Gửi trước 17 giờ"}
        await opener.post(path, words)
        await office.work()
        (message,) = postbox.messages
    assert "vanthu.myhoa@thapmuoi.example" in message["To"]
    assert "chutich.myhoa@thapmuoi.example" in message["To"]
    assert "canbo.myhoa@" not in message["To"]
    body = message.get_body()
    assert body is not None
    said = str(body.get_content())
    assert "Gửi trước 17 giờ" in said
    assert f"http://congvu.test/agency-reports/{report['id']}" in said
