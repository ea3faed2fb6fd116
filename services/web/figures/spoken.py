"""What is said of a figure, in the reader's language: on a page, in a chart and on paper alike."""

from services.web import formatting
from services.web.periods import name_of
from services.web.shapes.figure import AgencyFigure, Figure, OtherPeriod
from services.web.translations import Translator, mark
from services.web.words.states import word_of

_SIGNS = {">=": "≥ ", ">": "> "}
_AS_OF = mark(
    "Số liệu tính đến %(at)s (sổ cập nhật lần %(edition)s lúc %(changed)s, "
    "nhật ký đã chốt %(size)s thao tác)."
)
_NEVER = mark("Số liệu chưa được tính lần nào.")


class Spoken:
    """One language."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator

    def say(self, message: str, **values: str) -> str:
        said = self.translator.gettext(message)
        return said % values if values else said

    def word(self, kind: str, code: str) -> str:
        return self.say(word_of(kind, code))

    def percent(self, value: float | None) -> str:
        return formatting.percent(value, self.translator.language)

    def whole(self, value: int) -> str:
        return formatting.whole(value, self.translator.language)

    def points(self, value: float | None) -> str:
        return formatting.points(value, self.translator)

    def parts(self, one: Figure | AgencyFigure | OtherPeriod) -> str:
        return f"{self.whole(one.numerator)}/{self.whole(one.denominator)}"

    def period(self, code: str) -> str:
        return name_of(code, self.translator)

    def name(self, figure: Figure) -> str:
        return figure.name_en if self.translator.language == "en" else figure.name_vi

    def definition(self, figure: Figure) -> str:
        is_english = self.translator.language == "en"
        return figure.definition_en if is_english else figure.definition_vi

    def aim(self, value: float, operator: str) -> str:
        return _SIGNS.get(operator, "") + self.percent(value)

    def as_of(self, figure: Figure) -> str:
        if figure.edition is None:
            return self.say(_NEVER)
        return self.say(
            _AS_OF,
            at=formatting.moment(figure.as_of),
            edition=self.whole(figure.edition.number),
            changed=formatting.moment(figure.edition.at),
            size=self.whole(figure.edition.tree_size),
        )


def month_of(code: str) -> str:
    """`2024-11` -> `11/2024`."""
    year, _, month = code.partition("-")
    return f"{month}/{year}"
