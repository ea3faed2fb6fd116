"""What verification judges wrongly today: the defect, and the samples that show it."""

_KNOWN: dict[str, str] = {}

#: The name of a sample to the defect that it shows; a mended one must leave the list.
OPEN = {name: defect for defect, names in _KNOWN.items() for name in names.split()}

#: Hostile files that take too long or too much.
OPEN_HOSTILE: dict[str, str] = {}

#: Bad fields that hide the good one beside them.
OPEN_BESIDE: dict[str, str] = {}

#: What fuzzing found and nobody has mended yet.
OPEN_FOUND: dict[str, str] = {}
