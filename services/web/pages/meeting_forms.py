"""What the forms of meetings send to the API."""

from datetime import datetime, time
from typing import Any

from services.web.formatting import VIETNAM, parse_day
from services.web.forms import Typed
from services.web.pages.choosing import chosen_in_form

# `8:00` is typed as often as `08:00`.
_CLOCK = 5


def moment(typed: Typed, name: str) -> str | None:
    """A day and a clock of the form as one moment; what is neither goes on as it was typed."""
    day, clock = typed.text(f"{name}_day"), typed.text(f"{name}_clock")
    known = parse_day(day)
    try:
        at = time.fromisoformat(clock.zfill(_CLOCK)) if known else None
    except ValueError:
        at = None
    if known is None or at is None:
        return f"{day} {clock}".strip() or None
    return datetime.combine(known, at, tzinfo=VIETNAM).isoformat()


def plan(typed: Typed) -> dict[str, Any]:
    return {
        "title": typed.text("title"),
        "kind": typed("kind"),
        "form": typed("form"),
        "starts_at": moment(typed, "starts"),
        "ends_at": moment(typed, "ends"),
        "chair_appointment_id": typed.optional("chair_appointment_id"),
        "secretary_appointment_id": typed.optional("secretary_appointment_id"),
        "place_id": typed.optional("place_id"),
        "place_text": typed.text("place_text"),
        "content": typed.text("content"),
        "requirements": typed.text("requirements"),
        "quorum": typed("quorum", "majority"),
        "recording_allowed": "recording_allowed" in typed,
        "secrecy": typed("secrecy", "none"),
    }


def seats(typed: Typed) -> list[dict[str, Any]]:
    """A seat for each ticked agency."""
    return [
        {"agency_id": one.agency_id, "role": one.purpose} for one in chosen_in_form(typed, "member")
    ]


def items(typed: Typed) -> list[dict[str, Any]]:
    """The rows of the programme that were filled in."""
    minutes, kinds = typed.many("item_minutes"), typed.many("item_kind")
    presenters = typed.many("item_presenter")
    rows = zip(typed.many("item_title"), minutes, kinds, presenters, strict=False)
    return [
        item_body(title.strip(), minutes, kind, presenter.strip())
        for title, minutes, kind, presenter in rows
        if title.strip()
    ]


def item_body(title: str, minutes: str, kind: str, presenter: str) -> dict[str, Any]:
    planned = int(minutes) if minutes.isdigit() else 15
    return {"title": title, "minutes_planned": planned, "kind": kind, "presenter": presenter}


def item(typed: Typed) -> dict[str, Any]:
    body = item_body(
        typed.text("title"), typed.text("minutes_planned"), typed("kind", "report"),
        typed.text("presenter"),
    )  # fmt: skip
    return body | {"presenter_seat_id": typed.optional("presenter_seat_id")}


def person(typed: Typed, *, suffix: str = "") -> dict[str, Any]:
    """An official from the list, or a name with an office."""
    return {
        "appointment_id": typed.optional(f"appointment_id{suffix}"),
        "full_name": typed.text(f"full_name{suffix}"),
        "office": typed.text(f"office{suffix}"),
    }


def people(typed: Typed) -> list[dict[str, Any]]:
    """The first of those named is the head of the delegation."""
    rows = zip(
        typed.many("appointment_id"), typed.many("full_name"), typed.many("office"), strict=False
    )
    named = [
        {"appointment_id": chosen or None, "full_name": name.strip(), "office": office.strip()}
        for chosen, name, office in rows
        if chosen or name.strip()
    ]
    return [one | {"is_head": number == 0} for number, one in enumerate(named)]


def guest(typed: Typed) -> list[dict[str, Any]]:
    named = {
        "full_name": typed.text("full_name"),
        "office": typed.text("office"),
        "email": typed.optional("email"),
        "is_head": True,
    }
    return [{"guest": named, "role": "guest", "weight": 0}]


def official(typed: Typed) -> list[dict[str, Any]]:
    return [{"appointment_id": typed.optional("appointment_id"), "role": typed("role", "attendee")}]


def seat_change(typed: Typed) -> dict[str, Any]:
    weight = typed.text("weight")
    changed = {
        "joins_online": typed("joins") == "online",
        "place_id": typed.optional("place_id"),
        "weight": int(weight) if weight.isdigit() else weight,
    }
    return changed | ({"role": typed("role")} if "role" in typed else {})


def guests_read(typed: Typed) -> dict[str, Any]:
    return {"for_guests": typed("for_guests") == "yes"}


def slip(typed: Typed) -> dict[str, Any]:
    choices = [line.strip() for line in typed.text("choices").splitlines() if line.strip()]
    return {
        "question": typed.text("question"),
        "choices": choices,
        "deadline": moment(typed, "deadline"),
    }


def attendance(typed: Typed) -> list[dict[str, Any]]:
    names = typed.names("person_")
    return [{"seat_id": seat, "person": names.get(seat, "")} for seat in typed.many("present")]


def registration(typed: Typed) -> dict[str, Any]:
    return {
        "opened_at": moment(typed, "opened"),
        "closed_at": moment(typed, "closed"),
        "attendance": attendance(typed),
    }


def conclusions(typed: Typed) -> list[dict[str, Any]]:
    rows = zip(typed.many("text"), typed.many("agency_id"), typed.many("deadline"), strict=False)
    return [
        {"text": text.strip(), "agency_id": agency or None, "deadline": _day(deadline)}
        for text, agency, deadline in rows
        if text.strip()
    ]


def _day(text: str) -> str | None:
    day = parse_day(text)
    return day.isoformat() if day else text.strip() or None
