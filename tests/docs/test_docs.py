"""The documentation is true where a machine can tell: names, codes, links, numbers, words."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from pydantic import AliasChoices, TypeAdapter
from pydantic_settings import BaseSettings

from auth.settings import AuthSettings
from meetings.media.settings import MediaSettings
from services.mail.settings import MailSettings
from services.problems import PROBLEMS
from services.settings import ServiceSettings
from signing.settings import SigningSettings
from storage.blobs.settings import BlobSettings
from storage.sequencing.settings import JournalSettings
from storage.settings import DatabaseSettings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
RECORDS = sorted(DOCS.glob("decisions/[0-9]*.md"))
SETTINGS: tuple[type[BaseSettings], ...] = (
    ServiceSettings,
    DatabaseSettings,
    BlobSettings,
    JournalSettings,
    AuthSettings,
    SigningSettings,
    MailSettings,
    MediaSettings,
)
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]*) \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
BOLD = re.compile(r"\*\*([^*\n]+?)\*\*")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading of level 2."""
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def settings_of(kind: type[BaseSettings]) -> Iterator[tuple[str, str]]:
    """Environment names with their defaults, as the table writes them."""
    for name, field in kind.model_fields.items():
        alias = field.validation_alias
        names = alias.choices if isinstance(alias, AliasChoices) else [alias]
        given = [one for one in names if isinstance(one, str) and one.isupper()]
        yield (
            given[0] if given else kind.model_config["env_prefix"] + name.upper(),
            shown(field.get_default(call_default_factory=True)),
        )


def shown(default: object) -> str:
    if default is None:
        return "none"
    if default in ("", (), frozenset(), {}):
        return "empty"
    if isinstance(default, timedelta):
        return f"`{TypeAdapter(timedelta).dump_python(default, mode='json')}`"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default.value if isinstance(default, StrEnum) else default}`"


def test_every_setting_is_in_the_table_with_its_default_and_nothing_else_is() -> None:
    known = {name: default for kind in SETTINGS for name, default in settings_of(kind)}
    table = dict(ROW.findall(section(read(DOCS / "operate.md"), "Settings")))
    assert {name: default.strip() for name, default in table.items()} == known


@pytest.mark.parametrize(
    "path", [*PAGES, *ROOT.glob("deploy/**/*.env")], ids=lambda path: path.name
)
def test_no_document_names_a_setting_that_is_not_there(path: Path) -> None:
    known = {name for kind in SETTINGS for name, _ in settings_of(kind)}
    named = set(re.findall(r"\bCONGVU_[A-Z_]+[A-Z]\b", read(path)))
    assert named <= known


def codes_in(path: Path) -> Iterator[str]:
    """Codes written straight into an answer: problem(status, "code", ...)."""
    for node in ast.walk(ast.parse(read(path))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "problem" and len(node.args) > 1:
            code = node.args[1]
            if isinstance(code, ast.Constant):
                yield str(code.value)


def test_every_problem_code_is_documented_with_its_statuses() -> None:
    expected: dict[str, set[int]] = {"method-not-allowed": {405}}
    for status, code in PROBLEMS.values():
        expected.setdefault(code, set()).add(int(status))
    written = {code for path in ROOT.glob("services/*.py") for code in codes_in(path)}
    rows = ROW.findall(section(read(DOCS / "api.md"), "Problems"))
    documented = {code: {int(status) for status in given.split(",")} for code, given in rows}
    assert documented.keys() == expected.keys() | written
    assert {code: documented[code] for code in expected} == expected


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_relative_link_resolves(path: Path) -> None:
    for target in LINK.findall(read(path)):
        if not target.startswith(("http:", "https:", "#", "mailto:")):
            assert (path.parent / target.partition("#")[0]).exists(), target


def test_decisions_are_numbered_once_and_indexed_with_their_titles() -> None:
    numbers = [path.name[:4] for path in RECORDS]
    assert len(numbers) == len(set(numbers))
    index = re.findall(
        r"^- \[(\d{4}) (.+)\]\((.+)\)$", read(DOCS / "decisions/README.md"), re.MULTILINE
    )
    titles = [(path, read(path).partition("\n")[0]) for path in RECORDS]
    assert index == [(path.name[:4], title.partition(". ")[2], path.name) for path, title in titles]
    assert all(title.startswith(f"# {int(path.name[:4])}. ") for path, title in titles)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name)
def test_a_decision_has_its_four_parts(path: Path) -> None:
    parts = re.findall(r"^## (.+)$", read(path), re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "Alternatives"]


# Bold, and not a word of a page: whom a paragraph is for, and two warnings.
ASIDE = re.compile(r".*[.:]$")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_guides_use_the_words_of_the_pages(language: str) -> None:
    catalogue = read_po(StringIO(read(ROOT / "services/web/translations/en.po")))
    words = {
        word
        for message in catalogue
        for word in ([message.string] if language == "en" else [message.id])
        if isinstance(word, str) and word
    }
    guide = read(DOCS / f"guide.{language}.md")
    bold = {word for word in BOLD.findall(guide) if not ASIDE.match(word)}
    bold -= {"đậm", "bold", "Người duyệt", "Reviewer"}
    assert bold - words == set()
