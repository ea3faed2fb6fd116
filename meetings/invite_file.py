"""The calendar object of an invitation (RFC 5545), as it is sent by mail (RFC 5546, RFC 6047)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from meetings.models.states import MailMethod

_OCTETS = 75
_STATUS = {MailMethod.REQUEST: "CONFIRMED", MailMethod.CANCEL: "CANCELLED"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """`uid` stays the same through all changes, `sequence` counts them (3.8.4.7, 3.8.7.4)."""

    uid: str
    sequence: int
    method: MailMethod
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    description: str
    url: str
    organiser: tuple[str, str]
    attendee: tuple[str, str]
    made_at: datetime


def write_calendar(event: CalendarEvent) -> bytes:
    """One VEVENT in UTC, lines folded at 75 octets, ending with CRLF."""
    attending = "ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Congvu//Meetings//VI",
        "VERSION:2.0",
        f"METHOD:{event.method.upper()}",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_moment(event.made_at)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.ends_at)}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(event.place)}",
        f"DESCRIPTION:{_text(event.description)}",
        f"URL:{event.url}",
        f"STATUS:{_STATUS[event.method]}",
        f"ORGANIZER;CN={_parameter(event.organiser[0])}:mailto:{event.organiser[1]}",
        f"ATTENDEE;CN={_parameter(event.attendee[0])};{attending}:mailto:{event.attendee[1]}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """3.3.11: backslash, semicolon, comma and line break are escaped."""
    for mark in ("\\", ";", ","):
        value = value.replace(mark, f"\\{mark}")
    return value.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _parameter(value: str) -> str:
    """3.2: a quoted value, which holds neither a quote nor a control character."""
    return '"' + "".join("'" if c == '"' else c for c in value if c >= " ") + '"'


def _folded(line: str) -> bytes:
    """3.1: no line over 75 octets; what follows begins with a space. No letter is cut in two."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece])
