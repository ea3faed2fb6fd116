"""Why a trusted list is not used."""


class BadTrustedList(Exception):
    """A trusted list is not used, for a reason that is a machine code.

    ``not_xml``, ``too_large``, ``has_doctype``, ``signature`` or ``not_a_list``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
