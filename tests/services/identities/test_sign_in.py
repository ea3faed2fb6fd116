"""Signing in, the session in use, and how it ends."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from statistics import median
from uuid import UUID

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from sqlmodel import col, select

from auth.models import Account, Appointment, Department, SignInFailure, SignInSession
from auth.roles import Role
from storage.ids import new_id
from tests.bulk import count
from tests.office import PASSWORD, Office, Officer

USER = "chuyenvien.huyen"
REFUSED = "urn:congvu:problem:sign-in-refused"


async def attempt(client: AsyncClient, username: str, password: str) -> Response:
    body = {"username": username, "password": password}
    return await client.post("/api/v1/sessions", json=body)


@asynccontextmanager
async def client_at(office: Office, address: str) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=office.app, raise_app_exceptions=False, client=(address, 40_000))
    async with AsyncClient(transport=transport, base_url="http://congvu.test") as client:
        yield client


async def test_who_signs_in_is_told_who_they_are(office: Office) -> None:
    answer = await attempt(office.client, USER, PASSWORD)
    assert answer.status_code == 201
    opened = answer.json()
    me = opened["me"]
    assert (me["full_name"], me["roles"], me["today"]) == (
        "Đỗ Minh Ấn",
        ["specialist"],
        "2024-11-25",
    )
    assert me["appointment"]["agency_code"] == "H20.90"
    assert "sign" not in me["permissions"]
    row = await newest_session(office)
    assert opened["secret"] not in row.secret_digest
    assert opened["secret"] not in repr(row)


async def test_an_unknown_user_and_a_wrong_password_look_alike(office: Office) -> None:
    unknown = await attempt(office.client, "ai.do", PASSWORD)
    wrong = await attempt(office.client, USER, "wrong")
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json() == wrong.json()
    assert unknown.json()["type"] == REFUSED
    async with office.platform.database.session() as session:
        assert await count(session, SignInFailure) == 2


async def test_an_unknown_user_is_refused_as_slowly_as_a_known_one(office: Office) -> None:
    async def seconds(username: str) -> float:
        begun = time.perf_counter()
        await office.platform.passwords.verify("wrong", await hash_of(office, username))
        return time.perf_counter() - begun

    taken = {name: [await seconds(name) for _ in range(5)] for name in (USER, "ai.do")}
    # The work of one argon2id run each; the margin is for a busy machine.
    assert median(taken["ai.do"]) > median(taken[USER]) / 4


async def test_many_attempts_stop_that_address_and_nobody_else(office: Office) -> None:
    limit = office.platform.auth_settings.attempts_per_window
    async with client_at(office, "203.0.113.9") as guesser:
        for _ in range(limit):
            assert (await attempt(guesser, USER, "guess")).status_code == 401
        stopped = await attempt(guesser, USER, PASSWORD)
        assert stopped.status_code == 429
        assert int(stopped.headers["Retry-After"]) > 0
        assert (await attempt(guesser, "noivu.huyen", PASSWORD)).status_code == 201
    async with client_at(office, "198.51.100.7") as own_desk:
        assert (await attempt(own_desk, USER, PASSWORD)).status_code == 201
    office.clock.move(office.platform.auth_settings.attempt_window)
    async with client_at(office, "203.0.113.9") as later:
        assert (await attempt(later, USER, PASSWORD)).status_code == 201


async def test_a_disabled_account_neither_signs_in_nor_goes_on(office: Office) -> None:
    officer = await office.sign_in(USER)
    async with office.platform.database.session() as session:
        found = await session.exec(select(Account).where(Account.username == USER))
        account = found.one()
        account.disabled_at = office.clock.now()
        await session.commit()
    assert (await officer.get("/desk")).status_code == 401
    assert (await attempt(office.client, USER, PASSWORD)).json()["type"] == REFUSED


async def test_an_appointment_acts_until_its_last_day(office: Office) -> None:
    officer = await office.sign_in(USER)
    async with office.platform.database.session() as session:
        appointment = await session.get_one(Appointment, UUID(officer.appointment_id))
        appointment.valid_to = date(2024, 11, 25)
        await session.commit()
    assert (await officer.get("/desk")).status_code == 200
    office.clock.move(timedelta(hours=15, minutes=29))  # 23:59 in Vietnam
    officer = await office.renew(USER)
    office.clock.move(timedelta(minutes=1))
    assert (await officer.get("/desk")).status_code == 401
    assert (await attempt(office.client, USER, PASSWORD)).json()["type"] == REFUSED


async def test_a_department_that_has_ended_ends_its_sessions(office: Office) -> None:
    officer = await office.sign_in(USER)
    async with office.platform.database.session() as session:
        appointment = await session.get_one(Appointment, UUID(officer.appointment_id))
        department = await session.get_one(Department, appointment.department_id)
        department.valid_to = date(2024, 11, 24)
        await session.commit()
    assert (await officer.get("/sessions/current")).status_code == 401


async def test_one_person_acts_in_one_appointment_at_a_time(office: Office) -> None:
    officer = await office.sign_in(USER)
    second = new_id()
    async with office.platform.database.session() as session:
        first = await session.get_one(Appointment, UUID(officer.appointment_id))
        session.add(
            Appointment(
                id=second,
                person_id=first.person_id,
                department_id=first.department_id,
                position="Văn thư",
                roles=[Role.CLERK],
            )
        )
        await session.commit()
    assert (await officer.get("/sessions/current")).json()["roles"] == ["specialist"]
    switched = await officer.post("/sessions/current/appointment", {"appointment_id": str(second)})
    assert (switched.status_code, switched.json()["roles"]) == (200, ["clerk"])
    assert "register" in (await officer.get("/sessions/current")).json()["permissions"]
    for wrong in (str(new_id()), (await office.sign_in("vanthu.huyen")).appointment_id):
        answer = await officer.post("/sessions/current/appointment", {"appointment_id": wrong})
        assert answer.status_code == 400
    assert (await officer.get("/sessions/current")).json()["roles"] == ["clerk"]


async def test_signing_out_ends_the_session_and_its_tokens(office: Office) -> None:
    officer = await office.sign_in(USER)
    token = (await officer.post("/tokens")).json()["access_token"]
    by_token = Officer(office.client, token, officer.me)
    assert (await by_token.get("/sessions/current")).json()["full_name"] == "Đỗ Minh Ấn"
    assert (await officer.delete("/sessions/current")).status_code == 204
    for ended in (officer, by_token):
        answer = await ended.get("/sessions/current")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert (await officer.delete("/sessions/current")).status_code == 401


async def test_an_idle_session_ends_and_one_in_use_does_not(office: Office) -> None:
    idle = office.platform.auth_settings.session_idle
    officer = await office.sign_in(USER)
    for _ in range(3):
        office.clock.move(idle - timedelta(seconds=1))
        assert (await officer.get("/sessions/current")).status_code == 200
    office.clock.move(idle + timedelta(seconds=1))
    assert (await officer.get("/sessions/current")).status_code == 401


async def test_no_session_outlives_its_longest_time(office: Office) -> None:
    settings = office.platform.auth_settings
    officer = await office.sign_in(USER)
    left = settings.session_lifetime
    while left > settings.session_idle:
        office.clock.move(settings.session_idle / 2)
        left -= settings.session_idle / 2
        assert (await officer.get("/sessions/current")).status_code == 200
    office.clock.move(left)
    assert (await officer.get("/sessions/current")).status_code == 401


@pytest.mark.parametrize("header", ["", "Basic dTpw", "Bearer ", "Bearer x", "bearer x", "\xff"])
async def test_what_is_no_bearer_token_of_ours_is_refused(header: str, office: Office) -> None:
    answer = await office.client.get(
        "/api/v1/desk", headers=[(b"Authorization", header.encode("latin-1"))]
    )
    assert (answer.status_code, answer.json()["type"]) == (
        401,
        "urn:congvu:problem:not-signed-in",
    )


async def newest_session(office: Office) -> SignInSession:
    newest = select(SignInSession).order_by(col(SignInSession.id).desc()).limit(1)
    async with office.platform.database.session() as session:
        return (await session.exec(newest)).one()


async def hash_of(office: Office, username: str) -> str | None:
    async with office.platform.database.session() as session:
        found = await session.exec(
            select(Account.password_hash).where(Account.username == username)
        )
        return found.one_or_none()
