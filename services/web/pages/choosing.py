"""Receivers as they are chosen in the form of a draft: typed, found, or taken from a group."""

from dataclasses import dataclass

from services.web.forms import Typed
from services.web.shapes.document import DocumentRead, ReceiverGroup
from services.web.shapes.identity import AgencyFound
from services.web.visit import Visit

_FOUND = 20
ACTING = "acting"


@dataclass(frozen=True, slots=True)
class Chosen:
    agency_id: str
    name: str
    purpose: str = ACTING


def chosen_in_form(typed: Typed, usual: str = ACTING) -> list[Chosen]:
    """The ticked receivers, each once, in the order of the form."""
    names = typed.names("name_")
    purposes = typed.names("purpose_")
    return [
        Chosen(one, names.get(one, one), purposes.get(one, usual))
        for one in dict.fromkeys(typed.many("receiver"))
    ]


def chosen_of(document: DocumentRead) -> list[Chosen]:
    return [Chosen(str(one.agency.id), one.agency.name, one.purpose) for one in document.receivers]


def with_group(
    chosen: list[Chosen], groups: list[ReceiverGroup], group_id: str, usual: str = ACTING
) -> list[Chosen]:
    """`chosen`, and those members of the group that are not there yet."""
    already = {one.agency_id for one in chosen}
    members = [agency for group in groups if str(group.id) == group_id for agency in group.members]
    new = [Chosen(str(one.id), one.name, usual) for one in members if str(one.id) not in already]
    return chosen + new


def as_body(chosen: list[Chosen]) -> list[dict[str, str]]:
    return [{"agency_id": one.agency_id, "purpose": one.purpose} for one in chosen]


async def find_agencies(visit: Visit, query: str) -> list[AgencyFound]:
    """Agencies whose name or code holds these words, diacritics ignored; not the actor's own."""
    if not query.strip():
        return []
    found = await visit.api.get(list[AgencyFound], "/agencies", {"q": query, "limit": _FOUND})
    own = visit.me.appointment.agency_id if visit.me else None
    return [agency for agency in found if agency.id != own]


async def find_exactly(visit: Visit, name: str) -> list[Chosen]:
    """The one agency of this name, to which a reply goes; nobody where names repeat."""
    same = [one for one in await find_agencies(visit, name) if one.name == name]
    return [Chosen(str(same[0].id), same[0].name)] if len(same) == 1 else []


async def list_groups(visit: Visit) -> list[ReceiverGroup]:
    return await visit.api.get(list[ReceiverGroup], "/receiver-groups")
