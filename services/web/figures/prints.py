"""What is printed of the dashboard, and of one indicator with its agencies."""

from collections import Counter
from collections.abc import Mapping, Sequence

from services.web.figures.pictures import Pictures
from services.web.figures.sheet import Section, Sheet
from services.web.figures.spoken import Spoken, month_of
from services.web.shapes.figure import AgencyFigure, Figure, TrendPoint
from services.web.translations import Translator, mark
from services.web.words.evidence import evidence_of

STATUSES = ("met", "on_track", "at_risk", "behind", "no_data")
_INDICATOR, _RESULT, _PARTS = mark("Chỉ tiêu"), mark("Kết quả"), mark("Tử số/mẫu số")
_TARGET, _STATUS, _FORECAST = mark("Mục tiêu"), mark("Đánh giá"), mark("Dự báo")
_AGAINST, _AGENCY, _MONTH = mark("So với cùng kỳ"), mark("Cơ quan"), mark("Tháng")
_BASIS = mark("Căn cứ của mục tiêu:")
_BLOCKS = 3  # of months beside one another
_VERSION = mark("Phiên bản định nghĩa")


class Prints:
    """In one language."""

    def __init__(self, translator: Translator) -> None:
        self._spoken = Spoken(translator)
        self._pictures = Pictures(translator)

    def dashboard(
        self,
        figures: Sequence[Figure],
        guards: Sequence[Figure],
        opened: Figure | None,
        agencies: Sequence[AgencyFigure],
    ) -> Sheet:
        """`opened`: the indicator whose agencies stand side by side."""
        known = [one for one in figures if one.status != "no_data"]
        pictures = {}
        sections = [self._summary(figures)]
        if opened and agencies:
            period = self._spoken.period(opened.period)
            pictures["grid.svg"] = self._pictures.grid(opened, agencies, period)
            title = f"{opened.code}. {self._spoken.name(opened)}"
            sections.append(Section(title=title, picture="grid.svg"))
        sections += [
            self._figures(_INDICATOR, known),
            self._figures(mark("Chỉ số kiểm soát"), guards),
            Section(
                title=self._spoken.say(mark("Cách tính")),
                notes=[self._definition(one) for one in [*known, *guards]],
            ),
        ]
        title = f"{self._spoken.say(_INDICATOR)} – {self._spoken.period(figures[0].period)}"
        return self._sheet(title, figures[0], sections, pictures, landscape=True)

    def indicator(self, figure: Figure, agencies: Sequence[AgencyFigure]) -> Sheet:
        period = self._spoken.period(figure.period)
        pictures = {
            "trend.svg": self._pictures.trend(figure),
            "agencies.svg": self._pictures.agencies(figure, agencies, period),
        }
        sections = [
            Section(title=figure.agency_name, notes=self._total(figure)),
            self._agencies(agencies),
            self._months(figure),
            self._reasons(figure),
            Section(title=self._spoken.say(mark("Cách tính")), notes=self._basis(figure)),
        ]
        title = f"{figure.code}. {self._spoken.name(figure)} – {period}"
        return self._sheet(title, figure, sections, pictures, landscape=False)

    def _sheet(
        self,
        title: str,
        figure: Figure,
        sections: Sequence[Section],
        pictures: Mapping[str, str],
        *,
        landscape: bool,
    ) -> Sheet:
        return Sheet(
            title=title,
            lines=[figure.agency_name, self._spoken.as_of(figure)],
            sections=sections,
            pictures=pictures,
            landscape=landscape,
            language=self._spoken.translator.language,
            page=self._spoken.say(mark("Trang")),
        )

    def _summary(self, figures: Sequence[Figure]) -> Section:
        said = self._spoken
        counts = Counter((one.pillar, one.status) for one in figures)
        return Section(
            title=said.say(mark("Tình hình thực hiện kế hoạch")),
            columns=[said.say(mark("Lĩnh vực")), *(said.word("figure", one) for one in STATUSES)],
            rows=[
                [said.word("pillar", pillar), *(str(counts[pillar, one]) for one in STATUSES)]
                for pillar in dict.fromkeys(one.pillar for one in figures)
            ],
            widths=[2, 1, 1, 1, 1, 1],
            numbers=[1, 2, 3, 4, 5],
        )

    def _figures(self, title: str, figures: Sequence[Figure]) -> Section:
        said = self._spoken
        columns = [_INDICATOR, _RESULT, _PARTS, _TARGET, _STATUS, _AGAINST, _FORECAST]
        return Section(
            title=said.say(title),
            columns=["", *map(said.say, columns)],
            rows=[
                [
                    one.code, said.name(one), said.percent(one.percent), said.parts(one),
                    self._target(one), said.word("figure", one.status),
                    said.points(one.against.difference), self._forecast(one),
                ]
                for one in figures
            ],
            widths=[0, 1, 0, 0, 0, 0, 0, 0],
            numbers=[2, 3, 4, 6],
        )  # fmt: skip

    def _agencies(self, agencies: Sequence[AgencyFigure]) -> Section:
        said = self._spoken
        return Section(
            title=said.say(mark("Theo cơ quan")),
            picture="agencies.svg",
            columns=[said.say(one) for one in (_AGENCY, _RESULT, _PARTS, _STATUS, _AGAINST)],
            rows=[
                [
                    one.name, said.percent(one.percent), said.parts(one),
                    said.word("figure", one.status), said.points(one.against.difference),
                ]
                for one in agencies
            ],
            widths=[1, 0, 0, 0, 0],
            numbers=[1, 2, 4],
        )  # fmt: skip

    def _months(self, figure: Figure) -> Section:
        said = self._spoken
        note = f" ({said.say(mark('dự báo'))})"
        months = [(self._named(one), said.percent(one.percent)) for one in figure.trend]
        months += [
            (month_of(one.period) + note, said.percent(one.percent)) for one in figure.forecast.path
        ]
        down = -(-len(months) // _BLOCKS)
        months += [("", "")] * (down * _BLOCKS - len(months))
        return Section(
            title=said.say(mark("Diễn biến và dự báo")),
            picture="trend.svg",
            columns=[said.say(_MONTH), said.say(_RESULT)] * _BLOCKS,
            rows=[
                [part for block in range(_BLOCKS) for part in months[block * down + row]]
                for row in range(down)
            ],
            widths=[1, 0] * _BLOCKS,
            numbers=[2 * block + 1 for block in range(_BLOCKS)],
        )

    def _named(self, one: TrendPoint) -> str:
        longer = f" ({self._spoken.period(one.of)})" if one.of != one.period else ""
        return month_of(one.period) + longer

    def _reasons(self, figure: Figure) -> Section:
        said = self._spoken
        ordered = Counter(figure.reasons).most_common()
        return Section(
            title=said.say(mark("Vì sao")),
            columns=["", said.say(mark("Số bản ghi"))],
            rows=[
                [said.say(evidence_of(code)), said.whole(count)] for code, count in ordered if count
            ],
            widths=[1, 0],
            numbers=[1],
        )

    def _total(self, figure: Figure) -> list[str]:
        said = self._spoken
        return [
            f"{said.say(_RESULT)}: {said.percent(figure.percent)} ({said.parts(figure)})",
            f"{said.say(_STATUS)}: {said.word('figure', figure.status)}",
            f"{said.say(_TARGET)}: {self._target(figure)}",
            f"{said.say(_FORECAST)}: {self._forecast(figure)}",
        ]

    def _basis(self, figure: Figure) -> list[str]:
        basis = figure.target_legal_basis
        notes = [self._definition(figure)]
        return [*notes, f"{self._spoken.say(_BASIS)} {basis}"] if basis else notes

    def _definition(self, figure: Figure) -> str:
        text = f"{figure.code}. {self._spoken.definition(figure)}"
        if not figure.definition_version:
            return text
        return f"{text} {self._spoken.say(_VERSION)}: {figure.definition_version}."

    def _forecast(self, figure: Figure) -> str:
        expected = figure.forecast
        if expected.outlook != "expected":
            return self._spoken.word("outlook", expected.outlook)
        return f"{self._spoken.percent(expected.percent)} ({expected.target_year})"

    def _target(self, figure: Figure) -> str:
        if figure.target is None:
            return "–"
        return f"{self._spoken.aim(figure.target, figure.target_operator)} ({figure.target_year})"
