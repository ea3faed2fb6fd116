"""Templates, one environment a language, and the files they link to."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from services.act_names import act_of
from services.web import charts, formatting
from services.web.figures.pictures import Pictures
from services.web.figures.spoken import Spoken, month_of
from services.web.periods import name_of
from services.web.translations import LANGUAGES, Translator, load_translators
from services.web.words.archives import archive_reason_of
from services.web.words.audit import finding_of, question_of, record_of
from services.web.words.credentials import credential_reason_of
from services.web.words.evidence import evidence_of
from services.web.words.fields import file_reason_of
from services.web.words.journal import journal_problem_of
from services.web.words.states import WORDS, word_of
from services.web.words.tones import tone_of
from services.web.words.verdicts import SIGNING_PROBLEM, purpose_of, reason_of
from services.web.words.verification import said_of

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates in every language, and their translators."""

    environments: dict[str, Environment]
    translators: dict[str, Translator]

    def render(self, template: str, *, language: str, **values: Any) -> str:
        return self.environments[language].get_template(template).render(values)


class _Said(NodeTransformer):
    """Messages without values are translated once, as a template is compiled."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - named after the node
        self.generic_visit(node)
        match node:
            case nodes.Call(
                node=nodes.Name(name="_"), args=[nodes.Const(value=message)], kwargs=[]
            ):
                said = Markup(self._translator.gettext(message)) % {}  # noqa: S704 - our own words
                return nodes.Const(said, lineno=node.lineno)
        return node


class _Templates(Environment):
    def __init__(self, translator: Translator, **options: Any) -> None:
        super().__init__(**options)
        self._said = _Said(translator)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = self._said.visit(super()._parse(source, name, filename))
        return tree


def load_pages() -> Pages:
    translators = load_translators()
    links = {path.name: _link(path) for path in STATIC.iterdir()}
    environments = {
        language: _environment(translator, links) for language, translator in translators.items()
    }
    return Pages(environments=environments, translators=translators)


def _link(path: Path) -> str:
    """The address of a file of ours; it changes with the content, so it can be kept for ever."""
    return f"/static/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"


def _environment(translator: Translator, links: dict[str, str]) -> Environment:
    environment = _Templates(
        translator,
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        translator.gettext, translator.ngettext, newstyle=True
    )
    environment.globals.update(
        language=translator.language,
        languages=LANGUAGES,
        static=links.__getitem__,
        word=_translated(word_of, translator),
        words=lambda kind: {code: translator.gettext(text) for code, text in WORDS[kind].items()},
        tone=tone_of,
        act_word=_translated(act_of, translator),
        reason=_translated(reason_of, translator),
        said=_translated(said_of, translator),
        audit_question=_translated(question_of, translator),
        audit_finding=_translated(finding_of, translator),
        audit_record=_translated(record_of, translator),
        archive_reason=_translated(archive_reason_of, translator),
        journal_problem=_translated(journal_problem_of, translator),
        evidence_reason=_translated(evidence_of, translator),
        signature_purpose=_translated(purpose_of, translator),
        credential_reason=_translated(credential_reason_of, translator),
        file_reason=_translated(file_reason_of, translator),
        signing_problem=translator.gettext(SIGNING_PROBLEM),
        trend=charts.trend,
        gauge=charts.gauge,
        pictures=Pictures(translator),
        spoken=Spoken(translator),
        month_of=month_of,
        period_of=partial(name_of, translator=translator),
    )
    environment.filters.update(
        day=formatting.day,
        clock=formatting.clock,
        moment=formatting.moment,
        exact=formatting.exact,
        opening=formatting.opening,
        percent=partial(formatting.percent, language=translator.language),
        points=partial(formatting.points, translator=translator),
        whole=partial(formatting.whole, language=translator.language),
        lasting=partial(formatting.lasting, translator=translator),
        mm=partial(formatting.millimetres, language=translator.language),
        size=partial(formatting.size, language=translator.language),
    )
    return environment


def _translated(word: Callable[..., str], translator: Translator) -> Callable[..., str]:
    def translated(*codes: str | None) -> str:
        return translator.gettext(word(*codes))

    return translated
