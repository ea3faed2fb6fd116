"""Every message has its English, and no page says anything outside the catalogue."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from services.act_names import ACT_NAMES
from services.web import rendering, translations

WEB = Path(rendering.__file__).parent
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
# Letters that Vietnamese has and English has not.
VIETNAMESE = re.compile(r"[À-ÖØ-öø-ỹ]")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# Blocks that a page fills in inside a tag of the frame.
IN_A_TAG = r"\{% block (?:shape|live) %\}.*\{% endblock %\}"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]

Message = str | tuple[str, ...]


def spoken() -> set[Message]:
    """The messages of the templates and of the code, and the names that papers share with them."""
    found = extract_from_dir(WEB, METHODS, keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found} | set(ACT_NAMES.values())


def flat(messages: set[Message]) -> set[str]:
    return {form for one in messages for form in ((one,) if isinstance(one, str) else one)}


def catalogued() -> dict[Message, Message]:
    with translations.CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    assert all(not message.fuzzy for message in catalogue if message.id)
    return {
        (one.id if isinstance(one.id, str) else tuple(one.id)): (
            one.string if isinstance(one.string, str) else tuple(one.string or ())
        )
        for one in catalogue
        if one.id
    }


def test_every_message_has_its_english_and_no_english_is_left_over() -> None:
    assert spoken() == set(catalogued())


def test_every_translation_is_filled_in_and_is_english() -> None:
    for message, said in catalogued().items():
        forms = (said,) if isinstance(said, str) else said
        assert all(forms), message
        assert not any(VIETNAMESE.search(form) for form in forms), message


def test_translations_keep_the_placeholders() -> None:
    for message, said in catalogued().items():
        source = message if isinstance(message, str) else message[0]
        wanted = set(PLACEHOLDER.findall(source))
        for form in (said,) if isinstance(said, str) else said:
            assert set(PLACEHOLDER.findall(form)) == wanted, message


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_nothing_in_vietnamese_outside_the_catalogue(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    left = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", text, flags=re.DOTALL)
    assert not VIETNAMESE.search(left), VIETNAMESE.findall(left)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_nothing_in_words_outside_the_catalogue(template: Path) -> None:
    """Between the tags there is nothing to read but what a function or a value puts there."""
    text = re.sub(IN_A_TAG, "", template.read_text(encoding="utf-8"))
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", text, flags=re.DOTALL)
    left = re.sub(r"<[^>]*>", " ", text)
    words = [word for word in re.findall(r"[A-Za-z]{2,}", left) if word != "Congvu"]
    assert not words


def test_vietnamese_strings_in_templates_are_messages() -> None:
    known = flat(spoken())
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        code = " ".join(re.findall(r"\{\{.*?\}\}|\{%.*?%\}", text, flags=re.DOTALL))
        strings = [one or other for one, other in re.findall(r"\"([^\"]*)\"|'([^']*)'", code)]
        assert {one for one in strings if VIETNAMESE.search(one)} <= known, template.name


def test_vietnamese_strings_in_the_code_are_messages() -> None:
    """A language is called by its own name in every language, so those are none."""
    known = flat(spoken()) | set(translations.LANGUAGES.values())
    for module in sorted(WEB.rglob("*.py")):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        explained = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
        said = {
            one.value
            for one in ast.walk(tree)
            if isinstance(one, ast.Constant)
            and isinstance(one.value, str)
            and id(one) not in explained
            and VIETNAMESE.search(one.value)
        }
        assert said <= known, module.name


def test_every_template_compiles_in_both_languages() -> None:
    pages = rendering.load_pages()
    assert set(pages.environments) == set(translations.LANGUAGES)
    for environment in pages.environments.values():
        for name in environment.list_templates():
            environment.get_template(name)
