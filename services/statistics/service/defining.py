"""Reading how an indicator is computed, and what it shall reach by which decision."""

from dataclasses import asdict

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.roles import Permission
from services.statistics.definitions import Wording, definition_of
from services.statistics.repository import indicators as rows
from services.statistics.schemas.definition import DefinitionRead, TargetRead, WordingRead
from services.statistics.service.figures import get_indicator


async def read_definition(*, session: AsyncSession, actor: Actor, code: str) -> DefinitionRead:
    """Raises `IndicatorUnknown`."""
    actor.require(Permission.SEE_FIGURES)
    indicator = await get_indicator(session, code)
    targets = (await rows.list_targets(session))[code]
    definition = definition_of(indicator.measure)
    return DefinitionRead(
        **indicator.model_dump(exclude={"place", "measure"}),
        version=definition.version if definition else 0,
        wording_vi=_read(definition.wording_vi) if definition else None,
        wording_en=_read(definition.wording_en) if definition else None,
        counted=sorted(definition.counted) if definition else [],
        provisional=sorted(definition.provisional) if definition else [],
        targets=[
            TargetRead(
                **target.model_dump(exclude={"indicator_code", "value"}),
                value=float(target.value),
            )
            for target in targets
        ],
    )


def _read(wording: Wording) -> WordingRead:
    return WordingRead(**asdict(wording))
