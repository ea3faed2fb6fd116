"""G10: officials with a staff code, an account and a certificate in force."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Account, Appointment, Credential, Person
from tests.office import OFFICE_DAY, Office, Officer, only


async def reasons(
    office: Office, officer: Officer, period: str = "2024", **asked: Any
) -> dict[str, int]:
    await office.collect()
    answer = await officer.get("/indicators", params={"period": period, **asked})
    assert answer.status_code == 200, answer.text
    read = only(answer.json(), code="G10")
    assert read["numerator"] == read["reasons"].get("identified", 0)
    assert read["denominator"] == sum(read["reasons"].values())
    return dict(read["reasons"])


async def appointment_of(session: AsyncSession, username: str) -> Appointment:
    rows = await session.exec(
        select(Appointment)
        .join(Account, col(Account.person_id) == Appointment.person_id)
        .where(Account.username == username)
    )
    return rows.one()


async def test_the_whole_district_is_what_the_directory_holds(office: Office) -> None:
    async with office.platform.database.session() as session:
        people = len((await session.exec(select(Person.id))).all())
        certified = len(
            (
                await session.exec(
                    select(Credential.id).where(col(Credential.appointment_id).is_not(None))
                )
            ).all()
        )
    assert 0 < certified < people
    found = await reasons(office, await office.sign_in("vanthu.huyen"))
    assert found == {"identified": certified, "no_certificate": people - certified}


async def test_what_is_missing_is_named_and_opens_to_the_person(office: Office) -> None:
    async with office.platform.database.session() as session:
        chairman = await appointment_of(session, "chutich.myhoa")
        deputy = await appointment_of(session, "phochutich.myhoa")
        official = await appointment_of(session, "canbo.myhoa")
        clerk = await appointment_of(session, "vanthu.myhoa")
        (await session.get_one(Person, chairman.person_id)).staff_code = None
        (await session.get_one(Account, deputy.person_id)).disabled_at = OFFICE_DAY
        await session.delete(await session.get_one(Account, official.person_id))
        held = select(Credential).where(Credential.appointment_id == clerk.id)
        for credential in (await session.exec(held)).all():
            await session.delete(credential)
        await session.commit()
    expected = {
        "no_staff_code": str(chairman.person_id),
        "account_disabled": str(deputy.person_id),
        "no_account": str(official.person_id),
        "no_certificate": str(clerk.person_id),
    }
    reader = await office.sign_in("vanthu.myhoa")
    assert await reasons(office, reader) == dict.fromkeys(expected, 1)
    answer = await reader.get("/indicators/G10/evidence", params={"period": "2024"})
    rows = answer.json()["items"]
    assert {row["reason"]: row["id"] for row in rows} == expected
    assert {row["noun"] for row in rows} == {"person"}


async def test_pages_of_people_follow_the_order_of_vietnamese_names(office: Office) -> None:
    reader = await office.sign_in("vanthu.huyen")
    seen: list[str] = []
    params: dict[str, Any] = {"period": "2024", "limit": 7}
    while True:
        page = (await reader.get("/indicators/G10/evidence", params=params)).json()
        seen += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    async with office.platform.database.session() as session:
        ordered = await session.exec(
            select(Person.id).order_by(col(Person.sort_key), col(Person.id))
        )
        assert seen == [str(person_id) for person_id in ordered.all()]


async def test_a_certificate_counts_from_its_first_to_its_last_moment(office: Office) -> None:
    # The certificates of the directory are made on the office's day: none held a month before.
    reader = await office.sign_in("vanthu.huyen")
    assert "identified" not in await reasons(office, reader, "2024-11")
    before = (await reasons(office, reader, "2024-12"))["identified"]
    async with office.platform.database.session() as session:
        chairman = await appointment_of(session, "chutich.myhoa")
        held = select(Credential).where(Credential.appointment_id == chairman.id)
        (await session.exec(held)).one().revoked_at = OFFICE_DAY + timedelta(days=3)
        await session.commit()
    assert (await reasons(office, reader, "2024-12"))["identified"] == before
    office.clock.move(timedelta(days=4))
    office._officers.clear()  # noqa: SLF001 - the sessions have run out with the days
    reader = await office.sign_in("vanthu.huyen")
    assert (await reasons(office, reader, "2024-12"))["identified"] == before - 1


async def test_an_appointment_counts_on_its_days_only(office: Office) -> None:
    reader = await office.sign_in("vanthu.myhoa")
    everybody = sum((await reasons(office, reader, "2024-11")).values())
    async with office.platform.database.session() as session:
        (await appointment_of(session, "chutich.myhoa")).valid_from = date(2024, 11, 15)
        (await appointment_of(session, "canbo.myhoa")).valid_to = date(2024, 11, 14)
        await session.commit()
    assert sum((await reasons(office, reader, "2024-11")).values()) == everybody - 1
    assert sum((await reasons(office, reader, "2024-12")).values()) == everybody - 1


async def test_a_period_to_come_has_no_staff_yet(office: Office) -> None:
    reader = await office.sign_in("vanthu.myhoa")
    answer = await reader.get("/indicators", params={"period": "2025"})
    assert {row["status"] for row in answer.json()} == {"no_data"}
    assert {row["denominator"] for row in answer.json()} == {0}
    rows = await reader.get("/indicators/G10/evidence", params={"period": "2025"})
    assert rows.json() == {"items": [], "next_cursor": None}
