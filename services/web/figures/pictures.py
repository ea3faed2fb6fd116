"""Figures as charts, with words and numbers in the reader's language."""

from collections.abc import Sequence

from services.charts.bars import bars
from services.charts.line import line
from services.charts.tiles import tiles
from services.charts.values import Judged, Mark, Point, Tone
from services.web.figures.spoken import Spoken, month_of
from services.web.shapes.figure import AgencyFigure, Figure, TrendPoint
from services.web.translations import Translator, mark
from services.web.words.tones import tone_of

_TREND = mark("Diễn biến qua các tháng")
_TREND_ABOUT = mark("%(name)s, %(agency)s, từ %(first)s đến %(last)s. Số liệu ở bảng bên cạnh.")
_AGENCIES = mark("Kết quả của từng cơ quan")
_AGENCIES_ABOUT = mark("%(name)s, %(period)s. Số liệu ở bảng bên cạnh.")
_AGAINST_ABOUT = mark(
    "%(name)s: %(period)s là thanh đậm, %(against)s là thanh rỗng. Số liệu ở bảng bên cạnh."
)
_TARGET = mark("Mục tiêu %(value)s")
_FORECAST = mark("Dự báo %(value)s")


class Pictures:
    """Draws in one language."""

    def __init__(self, translator: Translator) -> None:
        self._spoken = Spoken(translator)

    def trend(self, figure: Figure) -> str:
        """The months that were, and those until the target falls due."""
        points = [self._point(one) for one in figure.trend]
        return line(
            f"trend-{figure.code}",
            title=self._spoken.say(_TREND),
            about=self._spoken.say(
                _TREND_ABOUT, name=self._spoken.name(figure), agency=figure.agency_name,
                first=points[0].label if points else "", last=points[-1].label if points else "",
            ),
            points=points,
            forecast=self._forecast(figure),
            target=self._target(figure),
        )  # fmt: skip

    def agencies(self, figure: Figure, rows: Sequence[AgencyFigure], period: str) -> str:
        return bars(
            f"agencies-{figure.code}",
            title=self._spoken.say(_AGENCIES),
            about=self._spoken.say(_AGENCIES_ABOUT, name=self._spoken.name(figure), period=period),
            rows=[self._judged(row) for row in rows],
            target=self._target(figure),
        )

    def compared(
        self, figure: Figure, rows: Sequence[AgencyFigure], period: str, against: str
    ) -> str:
        """The same with the other period below each."""
        return bars(
            f"compared-{figure.code}",
            title=self._spoken.say(_AGENCIES),
            about=self._spoken.say(
                _AGAINST_ABOUT, name=self._spoken.name(figure), period=period, against=against
            ),
            rows=[self._judged(row, compared=True) for row in rows],
            target=self._target(figure),
        )

    def grid(self, figure: Figure, rows: Sequence[AgencyFigure], period: str) -> str:
        """A tile an agency; each opens the agency's records."""
        opens = f"/indicators/{figure.code}/evidence?period={figure.period}"
        return tiles(
            f"grid-{figure.code}",
            title=self._spoken.say(_AGENCIES),
            about=self._spoken.say(_AGENCIES_ABOUT, name=self._spoken.name(figure), period=period),
            rows=[
                self._judged(row, link=f"{opens}&agency_id={row.agency_id}&alone=true")
                for row in rows
            ],
        )

    def _forecast(self, figure: Figure) -> list[Point]:
        return [
            Point(
                month_of(one.period),
                one.percent,
                self._spoken.say(_FORECAST, value=self._spoken.percent(one.percent)),
            )
            for one in figure.forecast.path
        ]

    def _target(self, figure: Figure) -> Mark | None:
        if figure.target is None:
            return None
        value = self._spoken.aim(figure.target, figure.target_operator)
        return Mark(figure.target, self._spoken.say(_TARGET, value=value))

    def _judged(self, row: AgencyFigure, *, link: str = "", compared: bool = False) -> Judged:
        return Judged(
            label=row.name,
            value=row.percent,
            said=self._spoken.percent(row.percent),
            word=self._spoken.word("figure", row.status),
            tone=Tone(tone_of("figure", row.status)),
            link=link,
            before=Point(
                row.against.period, row.against.percent, self._spoken.percent(row.against.percent)
            )
            if compared
            else None,
        )

    def _point(self, one: TrendPoint) -> Point:
        return Point(month_of(one.period), one.percent, self._spoken.percent(one.percent))
