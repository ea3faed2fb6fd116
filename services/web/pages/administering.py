"""The agency an administrator has before them: their own, or one right below it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from services.web.client import ApiProblem
from services.web.shapes.identity import AgencyFound
from services.web.visit import SignedInDep, Visit

AgencyQuery = Annotated[UUID | None, Query()]


class Administering:
    """A visit to the pages of one agency; `page` and `go` know which."""

    def __init__(self, visit: Visit, agencies: list[AgencyFound], agency: AgencyFound) -> None:
        self.visit = visit
        self.agencies = agencies
        self.agency = agency

    @property
    def api_path(self) -> str:
        return f"/agencies/{self.agency.id}"

    def page(self, template: str, *, problem: ApiProblem | None = None, **values: Any) -> Response:
        return self.visit.page(
            template, agencies=self.agencies, agency=self.agency, problem=problem, **values
        )

    def go(self, path: str, *, notice: str) -> Response:
        return self.visit.go(f"{path}?agency={self.agency.id}", notice=notice)


async def get_administering(visit: SignedInDep, agency: AgencyQuery = None) -> Administering:
    """One's own agency unless another that one looks after is asked for."""
    agencies = await visit.api.get(list[AgencyFound], "/managed-agencies")
    own = visit.me.appointment.agency_id if visit.me else None
    chosen = next((one for one in agencies if one.id == (agency or own)), None)
    if chosen is None:
        raise ApiProblem(404, "agency-missing")
    return Administering(visit, agencies, chosen)


AdministeringDep = Annotated[Administering, Depends(get_administering)]
