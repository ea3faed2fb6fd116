"""What a notice asks of its own agency is assigned and done on the document's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.meetings import CHAIR, PLANNER
from tests.services.documents.test_requests import TASK, announced
from tests.web.accessible import faults
from tests.web.browser import open_browser

if TYPE_CHECKING:
    from tests.office import Office


async def test_an_own_task_goes_from_the_leader_to_an_official_and_back(office: Office) -> None:
    document = await announced(office)
    [request] = document["requests"]
    path = f"/documents/{document['id']}"
    officer = await office.sign_in(PLANNER)
    async with open_browser(office, CHAIR) as browser:
        assert TASK in (await browser.read("/")).text
        page = await browser.read(path)
        assert "Chỉ lưu, không gửi cơ quan nào khác." in page.text
        assert faults(page) == []
        await browser.submit(
            path,
            f"{path}/requests/{request['id']}/assignments",
            {"lead": officer.appointment_id, "deadline": "10/12/2024", "instruction": TASK},
        )
    read = (await officer.get(path)).json()
    [task] = read["requests"][0]["tasks"]
    tasks = f"{path}/tasks/{task['id']}"
    async with open_browser(office, PLANNER) as browser:
        page = await browser.read(path)
        assert faults(page) == []
        await browser.submit(path, f"{tasks}/start", {})
        await browser.submit(path, f"{tasks}/report", {"text": "Đã tổng hợp đủ"})
    async with open_browser(office, CHAIR) as browser:
        page = await browser.read(path)
        assert "Đã tổng hợp đủ" in page.text
        await browser.submit(path, f"{tasks}/complete", {})
    read = (await officer.get(path)).json()
    assert read["requests"][0]["tasks"][0]["state"] == "done"
