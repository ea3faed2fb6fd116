"""All families of samples, imported for what they register."""

from tests.signing.samples import (
    annotation,
    catalogue,
    cms,
    honest,
    locks,
    quirks,
    ranges,
    rights,
    saving,
    shadow,
    sneaky,
    structure,
    subtle,
    universal,
    wrapping,
)
from tests.signing.samples.table import SAMPLES

FAMILIES = (
    annotation, catalogue, cms, honest, locks, quirks, ranges, rights,
    saving, shadow, sneaky, structure, subtle, universal, wrapping,
)  # fmt: skip

__all__ = ["FAMILIES", "SAMPLES"]
