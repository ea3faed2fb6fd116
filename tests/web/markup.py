"""What a page says and how it is built, read as assistive technology would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"})
FIELDS = frozenset({"input", "select", "textarea"})
HEADING = re.compile(r"h[1-6]")


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        parts = (one if isinstance(one, str) else one.text for one in self.children)
        return " ".join(" ".join(parts).split())

    def walk(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def ancestors(self) -> Iterator["Element"]:
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def all(self, tag: str, **attributes: str) -> list["Element"]:
        wanted = {name.replace("_", "-").rstrip("-"): value for name, value in attributes.items()}
        return [
            one
            for one in self.walk()
            if one.tag == tag and wanted.items() <= one.attributes.items()
        ]


@dataclass(frozen=True)
class Form:
    """`values` are what a browser would send if nothing was typed, the last of each name."""

    element: Element

    @property
    def values(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for one in self.element.walk():
            name = one.attributes.get("name", "")
            if one.tag == "input" and name and _is_sent(one):
                found[name] = one.attributes.get("value", "")
            elif one.tag == "textarea" and name:
                found[name] = one.text
            elif one.tag == "select" and name:
                options = one.all("option")
                chosen = [option for option in options if "selected" in option.attributes]
                for option in (chosen or options)[:1]:
                    found[name] = option.attributes.get("value", option.text)
        return found


def _is_sent(field: Element) -> bool:
    kind = field.attributes.get("type", "text")
    if kind in {"checkbox", "radio"}:
        return "checked" in field.attributes
    return kind not in {"file", "submit", "button"}


@dataclass(frozen=True)
class Page:
    root: Element
    html: str

    @property
    def text(self) -> str:
        return self.root.text

    def form(self, action: str) -> Form:
        found = self.root.all("form", action=action)
        assert found, f"no form for {action}"
        return Form(found[0])

    def has_form(self, action: str) -> bool:
        return bool(self.root.all("form", action=action))

    def action_of(self, part: str) -> str:
        """The address of the first form whose address holds `part`."""
        actions = [one.attributes.get("action", "") for one in self.root.all("form")]
        return next(one for one in actions if part in one)

    @property
    def links(self) -> list[str]:
        return [one.attributes["href"] for one in self.root.all("a") if "href" in one.attributes]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document", {})
        self.open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        made = Element(tag, attributes, self.open)
        self.open.children.append(made)
        if tag not in VOID:
            self.open = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open.tag == tag, f"</{tag}> closes <{self.open.tag}>"
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def read_page(html: str) -> Page:
    """The page, if its elements are closed in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open is reader.root, f"<{reader.open.tag}> is never closed"
    return Page(reader.root, html)
