"""People and appointments as an administrator adds and ends them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from auth.acts import Act
from storage.journal import JournalEntry
from tests.office import PASSWORD, Office, Officer, only
from tests.story import approved, door

ADMINISTRATOR = "quantri"
REASON = "Chuyển công tác theo quyết định"


async def overview(office: Office, agency_id: str | None = None) -> dict[str, Any]:
    officer = await office.sign_in(ADMINISTRATOR)
    answer = await officer.get(f"/agencies/{agency_id or officer.agency_id}/staff")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def appointment(office: Office, **changes: Any) -> dict[str, Any]:
    found = await overview(office)
    department = only(found["departments"], abbreviation="VP")
    return {
        "department_id": department["id"],
        "position": "Phó Chủ tịch",
        "roles": ["leader"],
        "authority": "KT. CHỦ TỊCH",
        "valid_from": "2024-11-25",
    } | changes


async def person(office: Office, staff_code: str = "H20.90.0100", **changes: Any) -> dict[str, Any]:
    return {
        "full_name": "Trần Thị Ánh Nguyệt",
        "staff_code": staff_code,
        "email": "nguyet@thapmuoi.example",
        "appointment": await appointment(office, **changes),
    }


async def added(office: Office, **changes: Any) -> str:
    administrator = await office.sign_in(ADMINISTRATOR)
    body = await person(office, **changes)
    answer = await administrator.post(f"/agencies/{administrator.agency_id}/people", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_everybody_is_listed_with_account_and_appointments(office: Office) -> None:
    found = await overview(office)
    assert len(found["departments"]) == 8
    signer = only(found["people"], full_name="Nguyễn Văn Hiệp")
    assert signer["account"] == {
        "username": "phochutich.huyen",
        "state": "active",
        "first_password_until": None,
    }
    row = signer["appointments"][0]
    assert (row["state"], row["roles"], row["authority"]) == (
        "in_force",
        ["leader"],
        "KT. CHỦ TỊCH",
    )
    assert [one["full_name"] for one in found["people"] if one["is_self"]] == ["Võ Hoàng Ân"]


async def test_a_new_person_signs_in_acts_and_leaves(office: Office) -> None:
    """From nothing to a signed-in leader by the API alone, and out again."""
    administrator = await office.sign_in(ADMINISTRATOR)
    new = await added(office)
    opened = await administrator.post(f"/people/{new}/account", {"username": "nguyet.huyen"})
    assert opened.status_code == 201, opened.text
    first = opened.json()["first_password"]
    secret = await office.client.post(
        "/api/v1/sessions", json={"username": "nguyet.huyen", "password": first}
    )
    me = secret.json()["me"]
    officer = Officer(office.client, secret.json()["secret"], me)
    assert me["must_change_password"] is True
    assert (await officer.get("/desk")).json()[
        "type"
    ] == "urn:congvu:problem:password-change-needed"
    changed = await officer.put(
        "/account/password", json={"old": first, "new": "con mèo nằm trên mái nhà"}
    )
    assert changed.status_code == 204
    assert (await officer.get("/desk")).status_code == 200
    row = only((await overview(office))["people"], id=new)["appointments"][0]
    ended = await administrator.post(
        f"/appointments/{row['id']}/end", {"last_day": "2024-11-24", "reason": REASON}
    )
    assert ended.json()["errors"][0]["detail"] == "lies before the first day"
    ended = await administrator.post(
        f"/appointments/{row['id']}/end", {"last_day": "2024-11-25", "reason": REASON}
    )
    assert ended.status_code == 204
    assert (await officer.get("/desk")).status_code == 200
    office.clock.move(timedelta(hours=17))
    assert (await officer.get("/desk")).status_code == 401
    assert await acts(office, UUID(new)) == [
        Act.PERSON_ADD, Act.ACCOUNT_OPEN, Act.PASSWORD_CHANGE
    ]  # fmt: skip
    assert await acts(office, UUID(row["id"])) == [Act.APPOINTMENT_GIVE, Act.APPOINTMENT_END]


async def acts(office: Office, subject: UUID) -> list[str]:
    async with office.platform.database.session() as session:
        rows = await session.exec(
            select(JournalEntry.act)
            .where(JournalEntry.subject_id == subject)
            .order_by(JournalEntry.id)  # type: ignore[arg-type]
        )
        return [one for one in rows.all() if one != Act.SESSION_OPEN]


async def test_a_substitute_is_an_appointment_with_a_first_and_a_last_day(office: Office) -> None:
    """Quyền Chủ tịch for ten days: a second appointment of somebody who has one."""
    administrator = await office.sign_in(ADMINISTRATOR)
    signer = only((await overview(office))["people"], full_name="Nguyễn Văn Hiệp")
    body = await appointment(office, position="Chủ tịch", authority="Q.", valid_to="2024-12-04") | {
        "staff_code": signer["staff_code"]
    }
    path = f"/agencies/{administrator.agency_id}/appointments"
    given = await administrator.post(path, body)
    assert given.status_code == 201, given.text
    officer = await office.sign_in("phochutich.huyen")
    switched = await officer.post(
        "/sessions/current/appointment", {"appointment_id": given.json()["id"]}
    )
    assert switched.json()["appointment"]["position"] == "Chủ tịch"
    office.clock.move(timedelta(days=10))
    renewed = await office.renew("phochutich.huyen")
    assert [one["position"] for one in renewed.me["appointments"]] == ["Phó Chủ tịch"]


@pytest.mark.parametrize(
    ("changes", "field", "detail"),
    [
        ({"valid_from": "2024-11-24"}, "valid_from", "lies in the past"),
        ({"valid_to": "2024-11-24"}, "valid_to", "lies before the first day"),
        ({"authority": "Thay CHỦ TỊCH"}, "authority", "not TM., KT., TL., TUQ. or Q."),
        (
            {"department_id": "00000000-0000-0000-0000-000000000000"},
            "department_id",
            "not a department of this agency",
        ),
    ],
)
async def test_what_an_appointment_cannot_be_is_refused_by_field(
    changes: dict[str, Any], field: str, detail: str, office: Office
) -> None:
    administrator = await office.sign_in(ADMINISTRATOR)
    answer = await administrator.post(
        f"/agencies/{administrator.agency_id}/people", await person(office, **changes)
    )
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": field, "detail": detail}]
    assert all(row["staff_code"] != "H20.90.0100" for row in (await overview(office))["people"])


async def test_a_staff_code_belongs_to_one_person(office: Office) -> None:
    administrator = await office.sign_in(ADMINISTRATOR)
    await added(office)
    again = await administrator.post(
        f"/agencies/{administrator.agency_id}/people", await person(office)
    )
    assert (again.status_code, again.json()["errors"][0]["field"]) == (409, "staff_code")
    unknown = await administrator.post(
        f"/agencies/{administrator.agency_id}/appointments",
        await appointment(office) | {"staff_code": "H20.90.9999"},
    )
    assert unknown.status_code == 404


async def test_administrators_change_nothing_of_their_own(office: Office) -> None:
    """Nobody makes themselves a leader (ASVS 5.0, 8.2: least privilege)."""
    administrator = await office.sign_in(ADMINISTRATOR)
    me = only((await overview(office))["people"], is_self=True)
    body = await appointment(office) | {"staff_code": me["staff_code"]}
    path = f"/agencies/{administrator.agency_id}/appointments"
    own = me["appointments"][0]["id"]
    for answer in (
        await administrator.post(path, body),
        await administrator.post(
            f"/appointments/{own}/end", {"last_day": "2024-11-25", "reason": REASON}
        ),
        await administrator.post(f"/people/{me['id']}/account/first-password"),
        await administrator.post(f"/people/{me['id']}/account/lock", {"reason": REASON}),
    ):
        assert answer.status_code == 403
        assert answer.json()["type"] == "urn:congvu:problem:not-oneself"


async def test_who_left_signs_nothing_any_more(office: Office) -> None:
    administrator, signer = (
        await office.sign_in(ADMINISTRATOR),
        await office.sign_in("phochutich.huyen"),
    )
    document = await approved(office)
    ended = await administrator.post(
        f"/appointments/{signer.appointment_id}/end",
        {"last_day": "2024-11-24", "reason": REASON},
    )
    assert ended.status_code == 204
    assert (await signer.post(f"{door(document)}/sign")).status_code == 401
    refused = await office.client.post(
        "/api/v1/sessions", json={"username": "phochutich.huyen", "password": PASSWORD}
    )
    assert refused.status_code == 401
    again = await administrator.post(
        f"/appointments/{signer.appointment_id}/end",
        {"last_day": "2024-11-24", "reason": REASON},
    )
    assert again.json()["type"] == "urn:congvu:problem:already-ended"


async def test_a_history_has_appointments_and_certificates_and_their_proofs(office: Office) -> None:
    administrator = await office.sign_in(ADMINISTRATOR)
    new = await added(office)
    (row,) = only((await overview(office))["people"], id=new)["appointments"]
    await administrator.post(
        f"/appointments/{row['id']}/end", {"last_day": "2024-12-01", "reason": REASON}
    )
    path = f"/people/{new}/history"
    lines = (await administrator.get(path)).json()
    assert [line["act"] for line in lines if line["act"] != Act.STAFF_READ] == [
        Act.PERSON_ADD, Act.APPOINTMENT_GIVE, Act.APPOINTMENT_END
    ]  # fmt: skip
    await office.sequence()
    for line in lines:
        proof = (await administrator.get(f"{path}/{line['id']}/proof")).json()
        assert proof["state"] == "proven"
    (other, *_) = (await overview(office))["people"]
    assert other["id"] != new
    elsewhere = await administrator.get(f"/people/{other['id']}/history/{lines[0]['id']}/proof")
    assert elsewhere.status_code == 404
