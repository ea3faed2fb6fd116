"""Setting the demonstration up: its clock, its password, its directory and its first months."""

import dataclasses
import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from services.demonstration.directory import install_directory, is_installed
from services.demonstration.story import tell_story
from services.demonstration.year.planning.year import Year
from services.demonstration.year.playing import play_year
from services.platform import Platform
from services.statistics.main import collect_all

# The district existed until 2025-06-30; its demonstration begins in a week of 2024.
NAME = "demonstration.json"
STORY_YEAR = 2024
# The certificates must hold when the first document of the story is signed.
BEFORE_THE_STORY = timedelta(days=150)
BEFORE_THE_YEAR = timedelta(days=30)
# A week in which the samples speak of the present: the first quarter is over.
STORY_BEGINS = date(STORY_YEAR, 4, 10)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the trial keeps about itself in its state folder, readable by its owner only."""

    password: str
    clock_offset: timedelta
    finished: bool

    @staticmethod
    def find(state_dir: Path) -> "Demonstration | None":
        file = state_dir / NAME
        if not file.exists():
            return None
        kept = json.loads(file.read_text())
        return Demonstration(
            kept["password"], timedelta(days=kept["clock_offset_days"]), kept["finished"]
        )

    @staticmethod
    def open(
        state_dir: Path, *, today: datetime, stands_at: date = STORY_BEGINS
    ) -> "Demonstration":
        """The demonstration of this folder, made up on first use: then the clock is set."""
        found = Demonstration.find(state_dir)
        if found is None:
            offset = story_offset(today, stands_at=stands_at)
            found = Demonstration(secrets.token_urlsafe(9), offset, finished=False)
            found.save(state_dir)
        return found

    def save(self, state_dir: Path) -> None:
        state_dir.mkdir(parents=True, exist_ok=True)
        draft = state_dir / f"{NAME}.{os.getpid()}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        kept = {
            "password": self.password,
            "clock_offset_days": self.clock_offset.days,
            "finished": self.finished,
        }
        with os.fdopen(handle, "w") as writing:
            json.dump(kept, writing)
        draft.replace(state_dir / NAME)


def story_offset(today: datetime, *, stands_at: date = STORY_BEGINS) -> timedelta:
    """How far to move the clock, in whole weeks, so that the weekday stays."""
    return -timedelta(weeks=round((today.astimezone(UTC).date() - stands_at).days / 7))


async def install_demonstration(
    platform: Platform, demonstration: Demonstration, *, state_dir: Path, year: Year | None = None
) -> bool:
    """Fill an empty database with the story, or with a whole year; False if it is in use."""
    now = platform.clock.now()
    installed = now - BEFORE_THE_STORY
    if year:
        installed = datetime.combine(year.begins, time(), UTC) - BEFORE_THE_YEAR
    async with platform.database.session() as session:
        if await is_installed(session):
            return False
        await install_directory(
            session, signing=platform.signing, password=demonstration.password, now=installed
        )
        await session.commit()
    if year:
        await play_year(platform, year, told=_say_month)
    else:
        await tell_story(platform, now=now)
    await collect_all(platform)
    dataclasses.replace(demonstration, finished=True).save(state_dir)
    return True


def _say_month(month: date) -> None:
    print(f"{month:%m/%Y} ...", flush=True)  # noqa: T201 - a year takes minutes
