"""Passwords changed, given out, locked: and which sessions end with them."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response

from tests.office import PASSWORD, Office, Officer, only

USER, NEW = "chuyenvien.huyen", "con mèo nằm trên mái nhà"
REASON = "Nghi lộ mật khẩu, chờ xác minh"


async def another_session(
    office: Office, username: str = USER, password: str = PASSWORD
) -> Officer:
    opened = await attempt(office, username, password)
    assert opened.status_code == 201, opened.text
    return Officer(office.client, opened.json()["secret"], opened.json()["me"])


async def attempt(office: Office, username: str, password: str) -> Response:
    body = {"username": username, "password": password}
    return await office.client.post("/api/v1/sessions", json=body)


async def change(officer: Officer, old: str = PASSWORD, new: str = NEW) -> Response:
    return await officer.put("/account/password", json={"old": old, "new": new})


async def person(office: Office, username: str = USER) -> dict[str, Any]:
    administrator = await office.sign_in("quantri")
    found = (await administrator.get(f"/agencies/{administrator.agency_id}/staff")).json()
    return next(
        one for one in found["people"] if one["account"] and one["account"]["username"] == username
    )


async def test_everybody_changes_their_own_password_and_other_sessions_end(office: Office) -> None:
    here, there = await another_session(office), await another_session(office)
    token = (await there.post("/tokens")).json()["access_token"]
    assert (await change(here)).status_code == 204
    assert (await here.get("/desk")).status_code == 200
    assert (await there.get("/desk")).status_code == 401
    by_token = await office.client.get("/api/v1/desk", headers={"Authorization": f"Bearer {token}"})
    assert by_token.status_code == 401
    assert (await attempt(office, USER, PASSWORD)).status_code == 401
    assert (await attempt(office, USER, NEW)).status_code == 201


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("ngắn quá", "too_short"),
        ("Độc lập Tự do Hạnh phúc", "forbidden"),
        ("Đỗ Minh Ấn 19750101", "personal"),
        (PASSWORD, "unchanged"),
        ("aaaaaaaaaaaaaaaa", "pattern"),
    ],
)
async def test_a_password_that_would_be_guessed_is_refused(
    new: str, reason: str, office: Office
) -> None:
    answer = await change(await office.sign_in(USER), new=new)
    assert (answer.status_code, answer.json()["reason"]) == (400, reason)
    assert answer.json()["errors"][0]["field"] == "new"


async def test_the_old_password_cannot_be_guessed_from_an_open_session(office: Office) -> None:
    officer = await office.sign_in(USER)
    for _ in range(office.platform.auth_settings.attempts_per_window):
        refused = await change(officer, old="một mật khẩu khác")
        assert refused.json()["errors"] == [{"field": "old", "detail": "is not right"}]
    assert (await change(officer)).status_code == 429
    office.clock.move(timedelta(minutes=6))
    assert (await change(officer)).status_code == 204


async def test_a_first_password_opens_nothing_but_its_own_change(office: Office) -> None:
    administrator = await office.sign_in("quantri")
    open_one = await office.sign_in(USER)
    path = f"/people/{(await person(office))['id']}/account/first-password"
    given = (await administrator.post(path)).json()
    assert given["username"] == USER
    # Their sessions ended, and the old password with them.
    assert (await open_one.get("/desk")).status_code == 401
    assert (await attempt(office, USER, PASSWORD)).status_code == 401
    officer = await another_session(office, password=given["first_password"])
    for method, place in (
        ("GET", "/desk"),
        ("POST", "/tokens"),
        ("GET", "/agencies"),
        ("POST", "/sessions/current/appointment"),
    ):
        answer = await officer.send(method, place, json={})
        assert answer.status_code == 403
        assert answer.json()["type"] == "urn:congvu:problem:password-change-needed"
    assert (await officer.get("/sessions/current")).json()["must_change_password"] is True
    assert (await person(office))["account"]["state"] == "first_password"
    assert (await change(officer, old=given["first_password"])).status_code == 204
    assert (await officer.get("/desk")).status_code == 200
    assert (await person(office))["account"]["state"] == "active"


async def test_a_first_password_lapses(office: Office) -> None:
    administrator = await office.sign_in("quantri")
    path = f"/people/{(await person(office))['id']}/account/first-password"
    given = (await administrator.post(path)).json()
    office.clock.move(office.platform.auth_settings.first_password_lifetime)
    assert (await attempt(office, USER, given["first_password"])).status_code == 401
    await office.renew("quantri")
    assert (await person(office))["account"]["state"] == "lapsed"


async def test_a_locked_account_ends_at_once_until_it_is_unlocked(office: Office) -> None:
    administrator, officer = await office.sign_in("quantri"), await office.sign_in(USER)
    path = f"/people/{(await person(office))['id']}/account"
    assert (await administrator.post(f"{path}/lock", {"reason": "ngắn"})).status_code == 422
    for _ in range(2):
        locked = await administrator.post(f"{path}/lock", {"reason": REASON})
        assert locked.status_code == 204
    assert (await person(office))["account"]["state"] == "locked"
    assert (await officer.get("/desk")).status_code == 401
    assert (await attempt(office, USER, PASSWORD)).status_code == 401
    assert (await administrator.post(f"{path}/unlock")).status_code == 204
    # What was open stays ended.
    assert (await officer.get("/desk")).status_code == 401
    assert (await attempt(office, USER, PASSWORD)).status_code == 201


async def test_a_user_name_belongs_to_one_person(office: Office) -> None:
    administrator = await office.sign_in("quantri")
    commune = only(await office.agencies("H20.90.03"), code="H20.90.03")
    found = (await administrator.get(f"/agencies/{commune['id']}/staff")).json()
    path = f"/people/{found['people'][0]['id']}/account"
    # They have an account already; somebody else has the other name.
    for username in ("ten.moi", USER):
        answer = await administrator.post(path, {"username": username})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "username")
    assert (await administrator.post(path, {"username": "Có Dấu"})).status_code == 422


async def test_who_looks_after_one_agency_does_not_open_another_s_account(
    office: Office, local_administrator: Officer
) -> None:
    """An account opens every appointment of its person, in whichever agency."""
    administrator = await office.sign_in("quantri")
    local = local_administrator
    commune = only(await office.agencies("H20.90.03"), code="H20.90.03")
    staff = (await administrator.get(f"/agencies/{commune['id']}/staff")).json()
    chairman = next(one for one in staff["people"] if one["account"]["username"] == "chutich.myhoa")
    path = f"/people/{chairman['id']}/account/first-password"
    assert (await local.post(path)).status_code == 200
    # Nor does one take somebody in who works where one is not the administrator.
    stranger = await person(office)
    taken = await local.post(
        f"/agencies/{commune['id']}/appointments",
        {
            "staff_code": stranger["staff_code"],
            "department_id": staff["departments"][0]["id"],
            "position": "Chuyên viên",
            "roles": ["specialist"],
            "valid_from": "2024-11-25",
        },
    )
    assert taken.status_code == 403
    district = await administrator.get(f"/agencies/{administrator.agency_id}/staff")
    department = district.json()["departments"][0]["id"]
    await administrator.post(
        f"/agencies/{administrator.agency_id}/appointments",
        {
            "staff_code": chairman["staff_code"],
            "department_id": department,
            "position": "Chuyên viên",
            "roles": ["specialist"],
            "valid_from": "2024-11-26",
        },
    )
    assert (await local.post(path)).status_code == 403
    assert (await administrator.post(path)).status_code == 200
