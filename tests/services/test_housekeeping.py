"""Housekeeping deletes what is past its time, and nothing else."""

from datetime import timedelta

from sqlalchemy import func
from sqlmodel import select

from auth.models import SignInFailure, SignInSession
from services.housekeeping import KEEP_ANSWERS, KEEP_FAILURES, KEEP_SESSIONS, tidy_up
from storage.idempotency import KeptAnswer
from tests.office import OFFICE_DAY, Office


async def test_only_what_is_past_its_time_goes(office: Office) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    session_id = clerk.me["appointment"]["id"]
    second = timedelta(seconds=1)
    async with office.platform.database.session() as session:
        for age in (KEEP_FAILURES - second, KEEP_FAILURES + second):
            session.add(SignInFailure(username="ai", address="::1", at=OFFICE_DAY - age))
        for key, age in (("young", KEEP_ANSWERS - second), ("old", KEEP_ANSWERS + second)):
            session.add(
                KeptAnswer(
                    person_id=session_id, key=key, request_digest="", status=200,
                    media_type="", headers="{}", body=b"", at=OFFICE_DAY - age,
                )
            )  # fmt: skip
        await session.commit()
        assert await tidy_up(session, now=OFFICE_DAY) == 2
        await session.commit()
        assert (await session.exec(select(KeptAnswer.key))).all() == ["young"]
        assert await tidy_up(session, now=OFFICE_DAY + KEEP_SESSIONS) == 2
        await session.commit()
        assert await tidy_up(session, now=OFFICE_DAY + 2 * KEEP_SESSIONS) == len(office.opened)
        assert (await session.exec(select(func.count()).select_from(SignInSession))).one() == 0


async def test_two_at_once_do_not_wait_for_each_other(office: Office) -> None:
    async with (
        office.platform.database.session() as first,
        office.platform.database.session() as second,
    ):
        first.add(SignInFailure(username="ai", address="::1", at=OFFICE_DAY - 2 * KEEP_FAILURES))
        await first.commit()
        assert await tidy_up(first, now=OFFICE_DAY) == 1
        assert await tidy_up(second, now=OFFICE_DAY) == 0
