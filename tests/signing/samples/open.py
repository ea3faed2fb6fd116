"""What verification judges wrongly today: the defect, and the samples that show it."""

_KNOWN: dict[str, str] = {}

#: The name of a sample to the defect that it shows; a mended one must leave the list.
OPEN = {name: defect for defect, names in _KNOWN.items() for name in names.split()}

#: Hostile files that take too long or too much.
OPEN_HOSTILE: dict[str, str] = {
    "crowds/ten_thousand_signed_fields_of_one_value": "One value is examined for each field",
    "crowds/one_field_listed_ten_thousand_times": "One field is examined as often as it is listed",
    "crowds/a_hundred_signatures": "The work grows with the square of the signatures",
}

#: Bad fields that hide the good one beside them.
OPEN_BESIDE: dict[str, str] = {
    "kid_is_itself": "A field among its own kids makes the whole form unreadable",
}

#: What fuzzing found and nobody has mended yet.
OPEN_FOUND: dict[str, str] = {}
