"""What stands beside a figure: the edition it is of, secrets refused, and how long things took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from services.periods import end_of_day, start_of_day
from services.statistics.definitions import definition_of
from services.statistics.models.indicators import Indicator
from services.statistics.registers import MEASURING, Register
from services.statistics.repository import indicators as rows
from services.statistics.repository import registers
from services.statistics.repository.history import find_last_edition
from services.statistics.schemas.figure import EditionRead, Lag
from services.statistics.service.asking import Question
from services.statistics.service.counting import counted_months


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The same for every figure of a question, but for the lags, by code."""

    edition: EditionRead | None
    refused: int
    lags: Mapping[str, Lag]

    def refused_of(self, indicator: Indicator) -> int:
        """Secrets are refused where documents are exchanged."""
        definition = definition_of(indicator.measure)
        is_exchange = definition is not None and definition.register is Register.EXCHANGE
        return self.refused if is_exchange else 0


async def read_beside(
    session: AsyncSession, question: Question, measured: Sequence[Indicator]
) -> Beside:
    """`measured`: whose records' times are looked at one by one, which takes a while."""
    lags = {one.code: await _find_lag(session, question, one) for one in measured}
    return Beside(
        edition=await _find_edition(session),
        refused=await _count_refused(session, question),
        lags={code: lag for code, lag in lags.items() if lag},
    )


async def _find_edition(session: AsyncSession) -> EditionRead | None:
    edition = await find_last_edition(session)
    if edition is None:
        return None
    return EditionRead(number=edition.number, at=edition.at, tree_size=edition.tree_size)


async def _count_refused(session: AsyncSession, question: Question) -> int:
    refused = await rows.count_refused_secrets(
        session,
        agency_ids=[agency.id for agency in question.scope.agencies],
        since=start_of_day(question.period.first),
        until=end_of_day(question.period.last),
    )
    return refused.total()


async def _find_lag(session: AsyncSession, question: Question, indicator: Indicator) -> Lag | None:
    definition = definition_of(indicator.measure)
    if definition is None or definition.register not in MEASURING:
        return None
    lags = await registers.read_lags(
        session,
        definition.register,
        agency_ids=[agency.id for agency in question.scope.of_level(indicator.level)],
        months=counted_months(definition.register, question.period, question.today),
    )
    return Lag(p50=lags[0], p95=lags[1]) if lags else None
