"""The whole year: all that happens in it, the same every time it is asked for."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from meetings.calendar import is_working_day
from services.demonstration.year.planning.files import KeptFile, plan_file
from services.demonstration.year.planning.inspections import MadeInspection, plan_inspection
from services.demonstration.year.planning.letters import Letter, plan_letter
from services.demonstration.year.planning.meetings import HeldMeeting, plan_meeting
from services.demonstration.year.planning.rounds import Round, plan_rounds

#: After the last letter everything that follows from it has its time until the year is closed.
QUIET_END = timedelta(days=26)
FILES_A_LETTER = 0.4
#: One for so many letters, as an office of the size holds; few where few letters are asked for.
LETTERS_A_MEETING, FEWEST_MEETINGS, MOST_MEETINGS = 8, 6, 72
LETTERS_AN_INSPECTION, FEWEST_INSPECTIONS = 30, 4


@dataclass(frozen=True, slots=True)
class Year:
    """The reporting year of Decree 09/2019: from 15 December before to 14 December."""

    year: int
    letters: tuple[Letter, ...]
    files: tuple[KeptFile, ...]
    meetings: tuple[HeldMeeting, ...]
    rounds: tuple[Round, ...]
    inspections: tuple[MadeInspection, ...]

    @property
    def begins(self) -> date:
        return first_day(self.year)

    @property
    def ends(self) -> date:
        """The day that everything is looked at: the year's figures are closed."""
        return date(self.year, 12, 18)

    @property
    def all_letters(self) -> tuple[Letter, ...]:
        """With those that carry a report."""
        reports = (report for one in self.rounds for report in one.reports)
        return (*self.letters, *(letter for report in reports for letter in report.letters))


def first_day(year: int) -> date:
    return date(year - 1, 12, 15)


def plan_year(year: int, *, letters: int) -> Year:
    chance = Random(f"congvu {year} {letters}")  # noqa: S311 - a story, not a secret
    days = _working_days(first_day(year), date(year, 12, 14) - QUIET_END)
    written = tuple(plan_letter(number, days, chance) for number in range(letters))
    kept = round(letters * FILES_A_LETTER)
    held = min(MOST_MEETINGS, max(FEWEST_MEETINGS, letters // LETTERS_A_MEETING))
    made = max(FEWEST_INSPECTIONS, letters // LETTERS_AN_INSPECTION)
    files = tuple(plan_file(number, written, chance) for number in range(kept))
    meetings = tuple(plan_meeting(number, days, chance) for number in range(held))
    return Year(
        year=year,
        letters=written,
        files=files,
        meetings=meetings,
        rounds=plan_rounds(year, letters=letters, chance=chance),
        inspections=tuple(
            plan_inspection(number, days, (written, meetings), chance) for number in range(made)
        ),
    )


def _working_days(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if is_working_day(day)]
