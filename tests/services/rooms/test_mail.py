"""Mail with a calendar object (RFC 5545, RFC 5546), handed to a real SMTP server."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import icalendar

from services.mail.settings import MailSettings
from services.mail.smtp import SmtpMail
from tests.meetings import door, invited, planned
from tests.office import only
from tests.postbox import open_postbox

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.office import Office

CLERK = "vanthu.myhoa@thapmuoi.example"


def words_in(message: EmailMessage) -> str:
    body = message.get_body()
    assert body is not None
    return str(body.get_content())


def calendar_in(message: EmailMessage) -> Any:
    part = next(one for one in message.iter_attachments())
    assert part.get_content_type() == "text/calendar"
    calendar = icalendar.Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["METHOD"]
    return calendar


def event_in(message: EmailMessage) -> Any:
    return calendar_in(message).walk("VEVENT")[0]


async def test_everybody_invited_gets_the_event(office: Office) -> None:
    async with open_postbox(office) as postbox:
        meeting = await invited(office, "H20.90.03", content="Số liệu quý IV; kế hoạch, dự toán")
        addresses = {message["To"] for message in postbox.messages}
        assert addresses == {
            "phochutich.huyen@thapmuoi.example",
            "chanhvanphong.huyen@thapmuoi.example",
            CLERK,
        }
        message = postbox.to(CLERK)[0]
    assert "Mời họp" in message["Subject"]
    assert f"http://congvu.test/meetings/{meeting['id']}" in words_in(message)
    calendar, event = calendar_in(message), event_in(message)
    assert (calendar["METHOD"], event["SEQUENCE"], event["STATUS"]) == ("REQUEST", 0, "CONFIRMED")
    assert event["UID"] == f"{meeting['id']}@congvu.test"
    assert event.decoded("DTSTART").isoformat() == "2024-12-03T01:00:00+00:00"
    assert event["SUMMARY"] == meeting["title"]
    assert event["DESCRIPTION"] == "Số liệu quý IV; kế hoạch, dự toán"
    assert event["ATTENDEE"] == f"mailto:{CLERK}"
    assert event["ORGANIZER"].params["CN"] == "Ủy ban nhân dân huyện Tháp Mười"


async def test_a_new_time_is_the_same_event_with_the_next_sequence(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    async with open_postbox(office) as postbox:
        await planner.post(f"{door(meeting)}/invite", {})
        await planner.patch(door(meeting), {"title": "Họp giao ban"})
        later = {"starts_at": "2024-12-04T01:00:00Z", "ends_at": "2024-12-04T03:00:00Z"}
        await planner.patch(door(meeting), later)
        await planner.post(f"{door(meeting)}/cancel", {"reason": "Chủ tọa đi công tác đột xuất"})
        await office.work()
        found = postbox.to("phochutich.huyen@thapmuoi.example")
    events = sorted((event_in(one) for one in found), key=lambda event: int(event["SEQUENCE"]))
    # A new title alone writes to nobody.
    assert [(event["SEQUENCE"], event["STATUS"]) for event in events] == [
        (0, "CONFIRMED"),
        (1, "CONFIRMED"),
        (2, "CANCELLED"),
    ]
    assert len({event["UID"] for event in events}) == 1
    last = max(found, key=lambda one: int(event_in(one)["SEQUENCE"]))
    assert calendar_in(last)["METHOD"] == "CANCEL"
    assert "Chủ tọa đi công tác đột xuất" in words_in(last)


async def test_long_lines_are_folded_and_no_letter_is_cut(office: Office) -> None:
    title = "Họp trực tuyến, đánh giá; triển khai nhiệm vụ chuyển đổi số " * 4
    meeting = await planned(office, title=title.strip())
    planner = await office.sign_in("chuyenvien.huyen")
    async with open_postbox(office) as postbox:
        await planner.post(f"{door(meeting)}/invite", {})
        await office.work()
        message = postbox.messages[0]
    part = next(iter(message.iter_attachments()))
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert max(len(line) for line in payload.split(b"\r\n")) <= 75
    assert event_in(message)["SUMMARY"] == title.strip()


async def test_without_a_server_mail_is_skipped_and_says_so(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    await planner.post(f"{door(meeting)}/invite", {})
    await office.work()
    rows = (await planner.get(f"{door(meeting)}/mail")).json()
    assert {row["state"] for row in rows} == {"skipped"}


async def test_an_address_refused_for_good_is_not_tried_again(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    async with open_postbox(office) as postbox:
        postbox.refused.add("phochutich.huyen@thapmuoi.example")
        await planner.post(f"{door(meeting)}/invite", {})
        await office.work()
    rows = (await planner.get(f"{door(meeting)}/mail")).json()
    failed = only(rows, state="failed")
    assert failed["address"] == "phochutich.huyen@thapmuoi.example"
    assert "550" in failed["problem"]
    assert only(rows, state="sent")["address"] == "chanhvanphong.huyen@thapmuoi.example"


async def test_a_server_that_cannot_be_reached_is_tried_again(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    nowhere = MailSettings(host="127.0.0.1", port=9, timeout_seconds=1)
    office.platform = dataclasses.replace(office.platform, mail=SmtpMail(nowhere))
    await planner.post(f"{door(meeting)}/invite", {})
    await office.work()
    rows = (await planner.get(f"{door(meeting)}/mail")).json()
    assert {row["state"] for row in rows} == {"queued"}


async def test_a_guest_is_sent_a_link_of_their_own(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    guest = {"full_name": "Ông Trần Khách", "office": "Viễn thông", "email": "khach@vnpt.example"}
    await planner.post(f"{door(meeting)}/seats", [{"guest": guest}])
    async with open_postbox(office) as postbox:
        await planner.post(f"{door(meeting)}/invite", {})
        await office.work()
        words = words_in(postbox.to("khach@vnpt.example")[0])
    secret = words.split("/meetings/guest/")[1].split(maxsplit=1)[0]
    seen = await office.client.get(f"/api/v1/public/meetings/{secret}")
    assert seen.json()["guest_name"] == "Ông Trần Khách"


async def test_who_is_added_or_taken_away_later_hears_of_it_alone(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    await planner.post(f"{door(meeting)}/invite", {})
    await office.work()
    async with open_postbox(office) as postbox:
        seat = [{"appointment_id": planner.appointment_id}]
        added = (await planner.post(f"{door(meeting)}/seats", seat)).json()["seats"][-1]
        await office.work()
        await planner.delete(f"{door(meeting)}/seats/{added['id']}")
        await office.work()
        methods = [(one["To"], calendar_in(one)["METHOD"]) for one in postbox.messages]
    address = "chuyenvien.huyen@thapmuoi.example"
    assert methods == [(address, "REQUEST"), (address, "CANCEL")]


async def test_a_server_without_encryption_is_given_nothing(office: Office) -> None:
    meeting = await planned(office)
    planner = await office.sign_in("chuyenvien.huyen")
    async with open_postbox(office, starttls=True) as postbox:
        await planner.post(f"{door(meeting)}/invite", {})
        await office.work()
    assert postbox.messages == []
    rows = (await planner.get(f"{door(meeting)}/mail")).json()
    assert {row["state"] for row in rows} == {"queued"}
