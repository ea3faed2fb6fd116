"""The rules of WCAG 2.2 that can be read off the markup of a page."""

from collections import Counter
from collections.abc import Iterator

from tests.web.markup import FIELDS, HEADING, Element, Page

_UNLABELLED = frozenset({"hidden", "submit", "button"})


def faults(page: Page) -> list[str]:
    """What is wrong with the page; empty where nothing is."""
    return [*_frame(page), *_headings(page), *_names(page), *_references(page)]


def _frame(page: Page) -> Iterator[str]:
    html = page.root.all("html")[0]
    if html.attributes.get("lang") not in {"vi", "en"}:
        yield "the language of the page is not said"
    if not page.root.all("title")[0].text.endswith("– Congvu"):
        yield "the page has no title"
    for tag in ("main", "h1", "header"):
        if len([one for one in page.root.all(tag) if tag != "header" or _is_banner(one)]) != 1:
            yield f"not exactly one {tag}"
    if not page.root.all("a", class_="skip", href="#main"):
        yield "no link past the menu"
    for one in page.root.walk():
        if "style" in one.attributes or one.tag == "style":
            yield f"inline style on <{one.tag}>"
        if any(name.startswith("on") for name in one.attributes):
            yield f"inline script on <{one.tag}>"
        if one.tag == "script" and "src" not in one.attributes:
            yield "inline script"


def _is_banner(header: Element) -> bool:
    return not any(one.tag in {"article", "main", "section"} for one in header.ancestors())


def _headings(page: Page) -> Iterator[str]:
    level = 0
    for one in page.root.walk():
        if not HEADING.fullmatch(one.tag):
            continue
        found = int(one.tag[1])
        if found > level + 1:
            yield f"heading {one.text!r} leaps from level {level} to {found}"
        level = found
        if not one.text:
            yield "an empty heading"


def _names(page: Page) -> Iterator[str]:
    labelled = {one.attributes.get("for") for one in page.root.all("label")}
    for one in page.root.walk():
        is_named = (
            one.attributes.get("aria-label")
            or one.attributes.get("aria-labelledby")
            or one.attributes.get("id") in labelled
            or any(above.tag == "label" for above in one.ancestors())
        )
        kind = one.attributes.get("type")
        if one.tag in FIELDS and kind not in _UNLABELLED and not is_named:
            yield f"no label on {one.attributes}"
        pictures = "".join(picture.attributes.get("alt", "") for picture in one.all("img"))
        if one.tag in {"a", "button", "summary"} and not (one.text or pictures or is_named):
            yield f"nothing to read on <{one.tag}> {one.attributes}"
        if one.tag == "img" and "alt" not in one.attributes:
            yield "a picture without alt"
        if one.tag in {"nav", "section"} and not is_named and "role" not in one.attributes:
            yield f"<{one.tag}> without a name"


def _references(page: Page) -> Iterator[str]:
    ids = Counter(one.attributes["id"] for one in page.root.walk() if "id" in one.attributes)
    yield from (f"id {name} is given {count} times" for name, count in ids.items() if count > 1)
    for one in page.root.walk():
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            wanted = one.attributes.get(attribute)
            if wanted and wanted not in ids:
                yield f"{attribute}={wanted} points nowhere"
