"""A problem of the API, said to a person in their language."""

from dataclasses import dataclass

from services.web.client import ApiProblem
from services.web.translations import Translator
from services.web.words.credentials import REASONS as CREDENTIAL_REASONS
from services.web.words.fields import DETAIL_STARTS, DETAILS, FIELDS, FILE_REASONS
from services.web.words.problems import BY_STATUS, PROBLEMS, REFUSED, UNEXPECTED

_CLIENT_ERRORS = range(400, 500)
_REASONS = FILE_REASONS | CREDENTIAL_REASONS


@dataclass(frozen=True, slots=True)
class Said:
    """`points` name what is wrong; `fields` holds the names of the inputs to mark."""

    status: int
    happened: str
    means: str
    advice: str
    points: list[str]
    fields: frozenset[str]


def say(problem: ApiProblem, translator: Translator) -> Said:
    """Our sentences for the code, else for the status; the API's own detail as a last resort."""
    fallback = REFUSED if problem.status in _CLIENT_ERRORS else UNEXPECTED
    sentences = PROBLEMS.get(problem.code) or BY_STATUS.get(problem.status) or fallback
    unknown = sentences is REFUSED and bool(problem.detail)
    _ = translator.gettext
    points = [problem.detail] if unknown else _points(problem, translator)
    return Said(
        status=problem.status,
        happened=_(sentences.happened),
        means=_(sentences.means),
        advice=_(sentences.advice),
        points=points,
        fields=frozenset(_last(row.get("field", "")) for row in problem.errors),
    )


def _points(problem: ApiProblem, translator: Translator) -> list[str]:
    _ = translator.gettext
    reason = problem.extra.get("reason")
    if isinstance(reason, str) and reason in _REASONS:
        return [_(_REASONS[reason])]
    points = []
    for row in problem.errors:
        field = _last(row.get("field", ""))
        label = _(FIELDS[field]) if field in FIELDS else field
        points.append(f"{label}: {_(_detail(row.get('detail', '')))}")
    return points


def _detail(detail: str) -> str:
    if detail in DETAILS:
        return DETAILS[detail]
    return next((ours for start, ours in DETAIL_STARTS if detail.startswith(start)), detail)


def _last(field: str) -> str:
    """`receivers.0.agency_id` belongs to the input `receivers`; `body.abstract` to `abstract`."""
    parts = [part for part in field.split(".") if part != "body" and not part.isdigit()]
    return parts[0] if parts else ""
