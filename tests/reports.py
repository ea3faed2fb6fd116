"""Reporting through the API, for tests that begin somewhere in it."""

from collections.abc import Mapping
from typing import Any

from tests.office import Office, etag, only

OPENER = "chanhvanphong.huyen"
MONTH = "2024-11"  # its data were closed on 14 November; the office's day is the 25th
CODES = ["G01", "G02", "E12"]
NUMBERS = {"G01": (45, 60), "G02": (900, 1200), "E12": (7, 100)}
MY_HOA = "H20.90.03"
DISTRICT = "H20.90"


async def opened(
    office: Office, *, agencies: tuple[str, ...] = (DISTRICT, MY_HOA, "H20.90.04"), **changes: Any
) -> dict[str, Any]:
    """A monthly period that asks three indicators of three agencies."""
    opener = await office.sign_in(OPENER)
    known = {row["code"]: row["id"] for row in await office.agencies()}
    body = {
        "period": MONTH,
        "indicator_codes": CODES,
        "agency_ids": [known[code] for code in agencies],
        **changes,
    }
    answer = await opener.post("/reporting-periods", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def report_of(period: dict[str, Any], name: str) -> dict[str, Any]:
    """The report of the agency whose name ends so."""
    found = [row for row in period["reports"] if row["agency_name"].endswith(name)]
    assert len(found) == 1, period["reports"]
    return dict(found[0])


def door(report: dict[str, Any]) -> str:
    return f"/agency-reports/{report['id']}"


async def read(office: Office, username: str, report: dict[str, Any]) -> dict[str, Any]:
    officer = await office.sign_in(username)
    answer = await officer.get(door(report))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def lines_of(numbers: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    return {
        "lines": [
            {"indicator_code": code, "numerator": one, "denominator": of}
            for code, (one, of) in numbers.items()
        ]
    }


async def filled(
    office: Office,
    report: dict[str, Any],
    *,
    by: str = "vanthu.myhoa",
    numbers: Mapping[str, tuple[int, int]] = NUMBERS,
) -> dict[str, Any]:
    officer = await office.sign_in(by)
    now = await read(office, by, report)
    answer = await officer.put(door(report) + "/lines", json=lines_of(numbers), headers=etag(now))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def sent(
    office: Office, report: dict[str, Any], *, by: str = "vanthu.myhoa", signer: str = "Chủ tịch"
) -> dict[str, Any]:
    """The form is filled in and has become a draft of the agency."""
    await filled(office, report, by=by)
    return await sent_to_sign(office, report, by=by, signer=signer)


async def sent_to_sign(
    office: Office, report: dict[str, Any], *, by: str = "vanthu.myhoa", signer: str = "Chủ tịch"
) -> dict[str, Any]:
    officer = await office.sign_in(by)
    leaders = (await officer.get("/staff", params={"permission": "sign"})).json()
    plan = {"signer_appointment_id": only(leaders, position=signer)["appointment_id"]}
    answer = await officer.post(door(report) + "/send", plan)
    assert answer.status_code == 202, answer.text
    await office.work()
    return await read(office, by, report)


async def issued(office: Office, report: dict[str, Any], *, commune: str = "myhoa") -> None:
    """The document that came of the report is reviewed, signed, numbered, sealed and sent."""
    clerk, leader = f"vanthu.{commune}", f"chutich.{commune}"
    now = await read(office, clerk, report)
    await pass_on(office, now["submissions"][-1]["document_id"], by=clerk, leader=leader)


async def pass_on(
    office: Office, document_id: str, *, by: str, leader: str, clerk: str = ""
) -> None:
    head = await office.sign_in(leader)
    path = f"/documents/{document_id}"
    for who, act, body in (
        (by, "submit", {"reviewer_appointment_id": head.appointment_id, "text": "Kính trình"}),
        (leader, "approve", {"text": ""}),
        (leader, "sign", None),
        (clerk or by, "issue", None),
    ):
        officer = await office.sign_in(who)
        answer = await officer.post(f"{path}/{act}", body)
        assert answer.status_code in {200, 202}, (act, answer.text)
        await office.work()


async def submitted(office: Office, report: dict[str, Any]) -> dict[str, Any]:
    """Mỹ Hòa's report, signed by its chairman and issued to the district."""
    await sent(office, report)
    await issued(office, report)
    found = await read(office, "vanthu.myhoa", report)
    assert found["state"] == "submitted", found["submissions"]
    return found


async def accepted(office: Office, report: dict[str, Any]) -> dict[str, Any]:
    await submitted(office, report)
    opener = await office.sign_in(OPENER)
    answer = await opener.post(door(report) + "/accept")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def returned(office: Office, report: dict[str, Any], reason: str) -> dict[str, Any]:
    opener = await office.sign_in(OPENER)
    answer = await opener.post(door(report) + "/return", {"reason": reason})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
