"""An auditor's look at a record that a case opens is an act, whatever part of it is shown."""

from uuid import UUID

from fastapi import Request

from auth.actor import record_act
from auth.acts import Act
from auth.cases import CaseNoun
from services.deps import ActorDep, NowDep, SessionDep
from services.documents.access import find_case

_NOUNS = {
    "document_id": CaseNoun.DOCUMENT,
    "incoming_id": CaseNoun.INCOMING,
    "work_file_id": CaseNoun.WORK_FILE,
}


async def record_case_look(
    request: Request, session: SessionDep, actor: ActorDep, now: NowDep
) -> None:
    """Journal the address that is read. A look that is refused is rolled back with its line."""
    if not actor.cases or request.method != "GET":
        return
    for name, noun in _NOUNS.items():
        record_id = _read(request.path_params.get(name))
        case_id = await find_case(session, actor, noun, record_id) if record_id else None
        if record_id and case_id:
            record_act(
                session,
                actor=actor,
                act=Act.CASE_LOOK,
                subject=(noun, record_id),
                now=now,
                details={"case": str(case_id), "path": request.url.path},
            )


def _read(value: object) -> UUID | None:
    """None: no id, which the route itself refuses in words."""
    try:
        return UUID(str(value))
    except ValueError:
        return None
