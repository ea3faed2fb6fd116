"""What reporting asks of the statistics: wired together in services/app.py.

The two services do not know each other; an answer only has to look like these protocols.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession


class AskedIndicator(Protocol):
    """An indicator that agencies report."""

    @property
    def code(self) -> str: ...
    @property
    def place(self) -> int: ...
    @property
    def pillar(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def name_vi(self) -> str: ...
    @property
    def name_en(self) -> str: ...


class KnownFigure(Protocol):
    """An indicator with its figure.

    `percent`: two digits; `source`: measured or reported; `definition_version`: 0 where this system
    does not compute it.
    """

    @property
    def code(self) -> str: ...
    @property
    def pillar(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def name_vi(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def numerator(self) -> int: ...
    @property
    def denominator(self) -> int: ...
    @property
    def percent(self) -> float | None: ...
    @property
    def target(self) -> float | None: ...
    @property
    def target_operator(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def definition_version(self) -> int: ...


def computed_here(plan: Sequence[KnownFigure]) -> list[KnownFigure]:
    """What nobody types, because the system counts it from its registers."""
    return [row for row in plan if row.source == "measured" and row.definition_version]


class Figures(Protocol):
    """The statistics' side."""

    async def list_reported(self, session: AsyncSession) -> Sequence[AskedIndicator]:
        """What agencies report, in the plan's order."""
        ...

    async def read_plan(
        self,
        session: AsyncSession,
        *,
        agency_id: UUID,
        period: str,
        alone: bool,
        now: datetime,
    ) -> Sequence[KnownFigure]:
        """The plan's indicators for an agency, `alone` or with all below it."""
        ...


def get_figures(request: Request) -> Figures:
    figures: Figures = request.app.state.figures
    return figures


FiguresDep = Annotated[Figures, Depends(get_figures)]
