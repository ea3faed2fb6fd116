"""Sample drafts for the demonstration, written for this project and kept in data/samples.yaml."""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from services.documents.administrative import AdministrativeDocument
from services.documents.outline import document_from_outline

_SAMPLES = Path(__file__).parent / "data" / "samples.yaml"


class SampleDocument(BaseModel):
    """A draft and the facts that a drafter would enter beside it.

    `receiver_codes` are agency codes of the demonstration directory; `department` is the
    drafting unit of the agency `agency_code`; `type_code` is one of Decree 30's, or CV.
    """

    model_config = ConfigDict(frozen=True)

    slug: str
    type_code: str
    department: str
    agency_code: str
    signer_name: str
    signer_position: str
    urgency: Literal["normal", "urgent", "very_urgent", "flash"]
    receiver_codes: tuple[str, ...]
    document: AdministrativeDocument

    @property
    def abstract(self) -> str:
        """The abstract in one line, without "V/v"."""
        return self.document.one_line_abstract


@cache
def sample_documents() -> tuple[SampleDocument, ...]:
    """Return the drafts in the order of the file; the same objects on every call."""
    data = yaml.safe_load(_SAMPLES.read_text(encoding="utf-8"))
    groups: dict[str, list[str]] = data["groups"]
    return tuple(_sample(one, groups=groups) for one in data["samples"])


def _sample(data: dict[str, object], *, groups: dict[str, list[str]]) -> SampleDocument:
    facts = {key: value for key, value in data.items() if key != "document"}
    names = facts.pop("receiver_groups")
    document = data["document"]
    if not isinstance(names, list) or not isinstance(document, dict):
        raise TypeError(f"{data.get('slug')}: receiver_groups is a list, document a mapping")
    codes = [code for name in names for code in groups[name]]
    return SampleDocument.model_validate(
        facts | {"receiver_codes": codes, "document": document_from_outline(document)}
    )
