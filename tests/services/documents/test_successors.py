"""An agency that ends names its successor, which inherits its records and open work."""

from datetime import UTC, datetime

from sqlmodel import select

from auth.models import Account, Agency, Appointment, Department, Person
from auth.passwords import hash_password
from auth.roles import Role
from storage.vietnamese import fold, name_sort_key
from tests.journeys import steps
from tests.office import PASSWORD, Office

AFTER_THE_REORGANISATION = datetime(2025, 7, 2, 2, 0, tzinfo=UTC)
SUCCESSOR_OF_MY_HOA = "H20.201"


async def appoint_clerk_of(office: Office, code: str, username: str) -> None:
    """A clerk in an agency that has nobody yet."""
    async with office.platform.database.session() as session:
        agency = (await session.exec(select(Agency).where(Agency.code == code))).one()
        department = Department(agency_id=agency.id, name="Văn phòng", abbreviation="VP")
        person = Person(
            full_name="Lê Thị Mai", folded=fold("Lê Thị Mai"), sort_key=name_sort_key("Lê Thị Mai")
        )
        session.add_all([department, person])
        await session.flush()
        session.add(
            Account(person_id=person.id, username=username, password_hash=hash_password(PASSWORD))
        )
        session.add(
            Appointment(
                person_id=person.id,
                department_id=department.id,
                position="Văn thư",
                roles=[Role.CLERK],
            )
        )
        await session.commit()


async def test_a_successor_inherits_what_has_arrived(office: Office) -> None:
    specialist = await office.sign_in("chuyenvien.huyen")
    commune = (await office.agencies("H20.90.03"))[0]["id"]
    facts, content = steps.pdf("notice")
    draft = await steps.draft(
        specialist, facts, content, filename="notice.pdf", receivers=[commune]
    )
    head = await office.sign_in("chanhvanphong.huyen")
    await steps.review(specialist, head, draft["id"], comment="Đã xem")
    await steps.sign(office, await office.sign_in("phochutich.huyen"), draft["id"])
    await steps.issue(office, await office.sign_in("vanthu.huyen"), draft["id"])
    former = await office.sign_in("vanthu.myhoa")

    await appoint_clerk_of(office, SUCCESSOR_OF_MY_HOA, "vanthu.thapmuoi")
    office.clock.move(AFTER_THE_REORGANISATION - office.clock.now())

    assert (await former.get("/incoming")).status_code == 401  # that agency is no more
    clerk = await office.sign_in("vanthu.thapmuoi")
    inherited = (await clerk.get("/incoming")).json()["items"]
    assert [row["state"] for row in inherited] == ["arrived"]
    registered = await clerk.post(f"/incoming/{inherited[0]['id']}/register")
    assert registered.json()["arrival_number"] == 1, registered.text


async def test_another_agency_inherits_nothing(office: Office) -> None:
    await appoint_clerk_of(office, "H20.206", "vanthu.phuongthinh")
    office.clock.move(AFTER_THE_REORGANISATION - office.clock.now())
    clerk = await office.sign_in("vanthu.phuongthinh")
    assert (await clerk.get("/incoming")).json()["items"] == []
