"""What the registers must say of a planned year, by construction and without asking them."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from meetings.models.states import MeetingForm
from services.demonstration.year.planning.files import FileFault, KeptFile
from services.demonstration.year.planning.inspections import MadeInspection
from services.demonstration.year.planning.letters import (
    DISTRICT,
    Done,
    Handling,
    Letter,
    Registered,
)
from services.demonstration.year.planning.meetings import HeldMeeting, MeetingFault
from services.demonstration.year.planning.year import Year
from services.inspections.models import InspectionForm
from services.periods import months_until

#: Days that an assignment has.
DEADLINE = timedelta(days=10)

#: Register, agency by its code, first day of the reporting month, reason.
Place = tuple[str, str, date, str]


def expected(year: Year) -> Counter[Place]:
    """How many records of each reason, in every register but that of staff."""
    counted: Counter[Place] = Counter()
    for letter in year.all_letters:
        counted.update(_of_letter(letter))
        for handling in letter.handlings:
            counted.update(_of_handling(letter, handling))
    for file in year.files:
        counted.update(_of_file(file))
    for meeting in year.meetings:
        counted[_place("meeting", DISTRICT, meeting.day, _meeting_reason(meeting))] += 1
    for asked in year.rounds:
        for report in asked.reports:
            counted[_place("reporting", report.agency, asked.due_on, report.sent)] += 1
    for made in year.inspections:
        counted[_place("inspection", DISTRICT, made.concluded, _inspection_reason(made))] += 1
    return counted


def _of_letter(letter: Letter) -> Iterator[Place]:
    day = letter.issued_on
    if not letter.handlings:  # an agency's report to itself is sent to nobody
        return
    yield _place("exchange", letter.sender, day, "paper" if letter.on_paper_too else "valid")
    yield _place("dispatch", letter.sender, day, "late" if letter.sent_late else "in_time")


def _of_handling(letter: Letter, handling: Handling) -> Iterator[Place]:
    arrived, registered = letter.issued_on, letter.registered_on(handling)
    received = {Registered.REFUSED: "refused", Registered.NEVER: "under_way"}
    yield _place("delivery", letter.sender, arrived, received.get(handling.registered, "accepted"))
    arrival = "unregistered" if handling.registered is Registered.NEVER else handling.registered
    yield _place("arrival", handling.receiver, arrived, arrival)
    if not handling.is_registered:
        return
    directed = "directed" if handling.assigned else "awaiting_direction"
    yield _place("direction", handling.receiver, registered, directed)
    if handling.assigned:
        done = "overdue" if handling.done is Done.NEVER else handling.done.value
        yield _place("assignment", handling.receiver, registered + DEADLINE, done)


def _of_file(file: KeptFile) -> Iterator[Place]:
    is_whole = file.fault is FileFault.NONE
    online, kept = ("electronic", "kept") if is_whole else (file.fault.value, file.fault.value)
    agency = file.letter.sender
    yield _place("work_file", agency, file.day, online)
    yield _place("record_keeping", agency, file.day, kept)
    if file.fault is FileFault.PAPER_DOCUMENT:
        yield _place("arrival", agency, file.day, "in_time")
        yield _place("direction", agency, file.day, "directed")
        yield _place("assignment", agency, file.day + DEADLINE, "in_time")


def _meeting_reason(meeting: HeldMeeting) -> str:
    if meeting.form is MeetingForm.IN_PERSON:
        return "in_person"
    return "online" if meeting.fault is MeetingFault.NONE else meeting.fault.value


def _inspection_reason(made: MadeInspection) -> str:
    if made.form is InspectionForm.ON_SITE:
        return "on_site"
    return "digital" if made.cited else "no_evidence"


def _place(register: str, agency: str, day: date, reason: str) -> Place:
    return register, agency, months_until(day, 1)[-1].months[0], str(reason)
