"""The corpus's documents as data: YAML beside this file, bodies rendered by Jinja2."""

import random
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import yaml
from pydantic import BaseModel, ConfigDict

from services.documents.administrative import AdministrativeDocument
from services.documents.outline import document_from_outline

DATA = Path(__file__).parent / "data"
_SEED = 2024


class CorpusText(BaseModel):
    """A document and the facts a drafter would enter beside it; `type_code` CV is công văn."""

    model_config = ConfigDict(frozen=True)

    type_code: str
    signer_name: str
    signer_position: str
    agency_code: str
    document: AdministrativeDocument


@cache
def load_text(name: str) -> CorpusText:
    """Return the document of `data/<name>.yaml`; the same text on every machine."""
    data = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    document: dict[str, Any] = data["document"]
    render = _renderer()
    rendered = document | {"body": render(document["body"])}
    rendered["appendices"] = [
        one | {"body": render(one["body"])} for one in document.get("appendices", ())
    ]
    return CorpusText.model_validate(data | {"document": document_from_outline(rendered)})


def _renderer() -> Callable[[str], str]:
    generator = random.Random(_SEED)  # noqa: S311 - figures for a text, nothing to protect
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 - plain text, no HTML
    communes = yaml.safe_load((DATA / "communes.yaml").read_text(encoding="utf-8"))
    names = {
        "communes": communes,
        "number": generator.randint,
        "pick": lambda *choices: generator.choice(choices),
        "thousands": lambda number: f"{number:,}".replace(",", "."),
    }

    def render(body: str) -> str:
        return environment.from_string(body).render(names)

    return render


def decomposed(value: object) -> object:
    """Return JSON-like data with every text in NFD, as some systems write Vietnamese."""
    if isinstance(value, str):
        return unicodedata.normalize("NFD", value)
    if isinstance(value, dict):
        return {key: decomposed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [decomposed(one) for one in value]
    return value
