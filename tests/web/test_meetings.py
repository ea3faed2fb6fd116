"""Meetings from their plan to their conclusion, through the pages, without any script."""

from typing import Any

import pytest

from tests import meetings as story
from tests.office import Office
from tests.web.accessible import faults
from tests.web.browser import Browser, open_browser

COMMUNE = "chutich.myhoa"
MY_HOA = "H20.90.03"


async def plan_form(browser: Browser, office: Office, **more: Any) -> dict[str, Any]:
    facts = await story.facts_of_plan(office)
    (agency,) = [row["id"] for row in await office.agencies() if row["code"] == MY_HOA]
    return {
        "do": "save",
        "title": "Giao ban chuyển đổi số tháng 12",
        "kind": "briefing",
        "form": "online",
        "chair_appointment_id": facts["chair_appointment_id"],
        "secretary_appointment_id": facts["secretary_appointment_id"],
        "starts_day": "3/12/2024",
        "starts_clock": "08:00",
        "ends_day": "03/12/2024",
        "ends_clock": "11:00",
        "receiver": agency,
        f"purpose_{agency}": "member",
        "item_title": ["Báo cáo kết quả tháng 11", "Thảo luận", "", ""],
        "item_minutes": ["20", "40", "15", "15"],
        "item_kind": ["report", "discussion", "report", "report"],
        "item_presenter": ["", "", "", ""],
        **more,
    }


async def planned(office: Office) -> str:
    """The address of a meeting planned in the form, with a commune and two items."""
    async with open_browser(office, story.PLANNER) as browser:
        form = await plan_form(browser, office)
        page = await browser.read("/meetings/new")
        hidden = page.form("/meetings/new").values
        answer = await browser.send("/meetings/new", {"key": hidden["key"], **form})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])


async def invited(office: Office) -> str:
    path = await planned(office)
    async with open_browser(office, story.PLANNER) as browser:
        await act(browser, path, "invitation")
        await office.work()
    meeting = await story.read(office, {"id": path.rsplit("/", 1)[1]})
    await story.carried_through(office, meeting["papers"][0]["document_id"])
    return path


async def act(browser: Browser, path: str, name: str, **typed: Any) -> None:
    answer = await browser.submit(path, f"{path}/acts/{name}", typed)
    assert answer.status_code == 303, answer.text


async def test_a_meeting_is_planned_with_agencies_and_programme(office: Office) -> None:
    path = await planned(office)
    async with open_browser(office, story.PLANNER) as browser:
        page = await browser.read(path)
        assert faults(page) == []
        for text in ("08:00 – 11:00", "Ủy ban nhân dân xã Mỹ Hòa", "2. Thảo luận", "60 phút"):
            assert text in page.text
        assert "Giao ban chuyển đổi số tháng 12" in (await browser.read("/meetings")).text
        listed = await browser.read("/meetings?state=planned")
        assert faults(listed) == []
        assert path in listed.links


async def test_a_plan_that_is_refused_keeps_what_was_typed(office: Office) -> None:
    async with open_browser(office, story.PLANNER) as browser:
        form = await plan_form(browser, office, ends_clock="07:00")
        answer = await browser.send("/meetings/new", form)
        assert answer.status_code == 422
        assert "Giao ban chuyển đổi số tháng 12" in answer.text
        assert "Có ô nhập chưa đúng." in answer.text
        secret = await plan_form(browser, office, secrecy="secret")
        answer = await browser.send("/meetings/new", secret)
        assert answer.status_code == 403
        assert "độ mật không được đưa lên hệ thống" in answer.text


async def test_the_form_shows_which_rooms_are_taken(office: Office) -> None:
    clerk = await office.sign_in(story.CLERK)
    place = await story.opened_place(clerk, "Phòng họp số 1", capacity=40)
    await story.planned(office, place_id=place["id"])
    async with open_browser(office, story.PLANNER) as browser:
        form = await plan_form(browser, office, place_id=place["id"])
        looked = await browser.send("/meetings/new", form | {"do": "places"})
        assert "Phòng họp số 1 (40 chỗ)" in looked.text
        assert "đã có cuộc họp khác giờ này" in looked.text
        refused = await browser.send("/meetings/new", form)
        assert refused.status_code == 409
        assert "Phòng họp đã có cuộc họp khác vào giờ này." in refused.text


async def test_an_invitation_is_on_the_desk_and_is_confirmed(office: Office) -> None:
    path = await invited(office)
    async with open_browser(office, COMMUNE) as browser:
        desk = await browser.read("/")
        assert faults(desk) == []
        assert "Giấy mời chờ trả lời" in desk.text
        assert path in desk.links
        assert path in (await browser.read("/meetings?state=waiting")).links
        page = await browser.read(path)
        assert faults(page) == []
        await act(browser, path, "people", full_name="Lê Văn An", office="Công chức")
        assert "Lê Văn An (Công chức) – trưởng đoàn" in (await browser.read(path)).text
        await act(browser, path, "confirm")
        page = await browser.read(path)
        assert "Sẽ dự" in page.text
        assert f"{path}/room" in page.links
        assert "Giấy mời chờ trả lời" not in (await browser.read("/")).text


async def test_who_cannot_come_says_why_or_sends_somebody(office: Office) -> None:
    path = await invited(office)
    async with open_browser(office, COMMUNE) as browser:
        short = await browser.submit(path, f"{path}/acts/decline", {"reason": "bận"})
        assert short.status_code == 422
        reason = "Dự họp Hội đồng nhân dân tỉnh cùng giờ"
        await act(browser, path, "delegate", full_name="Trần Thị Bé", office="PCT", reason=reason)
        assert "Xin ủy quyền, chờ chủ tọa đồng ý" in (await browser.read(path)).text
    async with open_browser(office, story.CHAIR) as browser:
        page = await browser.read(path)
        assert reason in page.text
        assert faults(page) == []
        await act(browser, path, "delegation-accept")
        assert "Ủy quyền người khác dự" in (await browser.read(path)).text
    async with open_browser(office, COMMUNE) as browser:
        await act(browser, path, "decline", reason=reason)
    async with open_browser(office, story.PLANNER) as browser:
        assert reason in (await browser.read(path)).text


async def test_opinions_are_asked_and_given_before_the_meeting(office: Office) -> None:
    path = await invited(office)
    async with open_browser(office, story.PLANNER) as browser:
        await act(
            browser, path, "opinion-ask", question="Có đồng ý kế hoạch không?",
            choices="Đồng ý\nKhông đồng ý", deadline_day="2/12/2024", deadline_clock="17:00",
        )  # fmt: skip
    async with open_browser(office, COMMUNE) as browser:
        page = await browser.read(path)
        assert "Trả lời trước 17:00 02/12/2024" in page.text
        await act(browser, path, "opinion-answer", choice="Đồng ý", text="Cần thêm kinh phí")
    async with open_browser(office, story.PLANNER) as browser:
        page = await browser.read(path)
        assert "Đồng ý: 1" in page.text
        assert "Cần thêm kinh phí" in page.text


async def test_items_move_and_carry_documents(office: Office) -> None:
    path = await planned(office)
    async with open_browser(office, story.PLANNER) as browser:
        page = await browser.read(path)
        (first, *_) = [
            one.attributes["action"]
            for one in page.root.all("form")
            if one.attributes["action"].endswith("/move")
        ]
        moved = await browser.send(first, {"to": "down"})
        assert moved.status_code == 303
        page = await browser.read(path)
        assert "1. Thảo luận" in page.text
        await act(browser, path, "item", title="Kết luận", minutes_planned="10", kind="other")
        page = await browser.read(path)
        assert "3. Kết luận" in page.text


async def test_a_meeting_in_person_is_registered_and_concluded(office: Office) -> None:
    path = await planned(office)
    async with open_browser(office, story.PLANNER) as browser:
        page = await browser.read(f"{path}/registration")
        assert faults(page) == []
        ticked = [one.attributes["value"] for one in page.root.all("input", name="present")]
        times = {"opened_day": "22/11/2024", "closed_day": "22/11/2024"}
        future = await browser.submit(
            f"{path}/registration", f"{path}/registration",
            {"present": ticked, "closed_day": "3/12/2025"},
        )  # fmt: skip
        assert future.status_code in {400, 422}
        times |= {"opened_clock": "08:00", "closed_clock": "9:00"}
        held = await browser.submit(
            f"{path}/registration", f"{path}/registration", times | {"present": ticked[:2]}
        )
        assert held.status_code == 303, held.text
        page = await browser.read(path)
        assert "Hạn ra thông báo kết luận: 29/11/2024" in page.text
        assert faults(page) == []
        await _conclude(browser, path)


async def _conclude(browser: Browser, path: str) -> None:
    conclusions = await browser.read(f"{path}/conclusions")
    assert faults(conclusions) == []
    (agency,) = [
        one.attributes["value"] for one in conclusions.root.all("option") if "Mỹ Hòa" in one.text
    ][:1]
    typed = {
        "text": ["Hoàn thành số hóa hồ sơ", ""],
        "agency_id": [agency, ""],
        "deadline": ["20/12/2024", ""],
    }
    entered = await browser.send(f"{path}/conclusions", typed)
    assert entered.status_code == 303, entered.text
    page = await browser.read(path)
    assert "1. Hoàn thành số hóa hồ sơ" in page.text
    minutes = await browser.read(f"{path}/minutes")
    assert faults(minutes) == []
    values = minutes.form(f"{path}/minutes").values
    saved = await browser.send(f"{path}/minutes", values | {"course_text": "Chủ tọa khai mạc."})
    assert saved.status_code == 303, saved.text
    assert "Chủ tọa khai mạc." in (await browser.read(f"{path}/minutes")).text
    stale = await browser.send(f"{path}/minutes", values)
    assert stale.status_code == 412
    await act(browser, path, "conclusion-notice")


async def test_a_guest_gets_a_link_that_is_shown_once(office: Office) -> None:
    path = await invited(office)
    async with open_browser(office, story.PLANNER) as browser:
        await act(browser, path, "seat-guest", full_name="Ông Nguyễn Văn Khách", office="VNPT")
        answer = await browser.submit(path, f"{path}/guest-link", {})
        assert answer.status_code == 200
        assert "/meetings/guest/" in answer.text
        assert "/meetings/guest/" not in (await browser.read(path)).text


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_pages_of_meetings_are_well_built(office: Office, language: str) -> None:
    path = await invited(office)
    for person in (story.PLANNER, COMMUNE, story.CLERK):
        async with open_browser(office, person) as browser:
            await browser.speak(language)
            places = ["/", "/meetings", "/places", path, f"{path}/room", f"{path}/check"]
            if person != COMMUNE:
                places += ["/meetings/new", f"{path}/change", f"{path}/hall"]
            for place in places:
                assert faults(await browser.read(place)) == [], place
