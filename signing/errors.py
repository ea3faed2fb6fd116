"""What can go wrong, as types that carry data and no HTTP status.

Every class can be pickled, since most are raised in a worker process.
"""


class SigningError(Exception):
    """Root of the package's errors."""


class UnreadablePdf(SigningError):
    """The bytes cannot be examined as a PDF; ``reason`` is a machine code."""

    def __init__(self, reason: str = "not_a_pdf") -> None:
        super().__init__(reason)
        self.reason = reason


class EncryptedPdf(UnreadablePdf):
    """The PDF is encrypted, so it can be neither signed nor verified here."""

    def __init__(self, reason: str = "encrypted") -> None:
        super().__init__(reason)


class AlreadySigned(SigningError):
    """The PDF holds ``signatures`` signatures where it must hold none."""

    def __init__(self, signatures: int) -> None:
        super().__init__(signatures)
        self.signatures = signatures


class FieldMissing(SigningError):
    """The signature field is not in the PDF, so the file was never prepared."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class FieldTaken(SigningError):
    """The signature field is there already: signed, or prepared before."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class LeaderUnsigned(SigningError):
    """Number, date and seal come after the leader's signature, which is not there yet."""


class SecretaryUnsigned(SigningError):
    """The chair was to sign minutes that their secretary has not signed."""


class PlacementOutside(SigningError):
    """A placement names a page that is not there or lies outside the page."""

    def __init__(self, page: int, pages: int) -> None:
        super().__init__(page, pages)
        self.page = page
        self.pages = pages


class NoRoom(SigningError):
    """Page one has no blank place for the agency's text; nothing may be written over."""


class BadStamp(SigningError):
    """A stamp cannot be drawn: ``part`` names the input, ``reason`` says why."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(part, reason)
        self.part = part
        self.reason = reason


class KeyMissing(SigningError):
    """There is no key with this label."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


class KeyRefused(SigningError):
    """The key may not be used; ``reason`` is a machine code."""

    def __init__(self, label: str, reason: str) -> None:
        super().__init__(label, reason)
        self.label = label
        self.reason = reason


class KeyUnavailable(SigningError):
    """What holds the key does not answer now; nothing was signed, ``reason`` is a machine code."""

    def __init__(self, label: str, reason: str) -> None:
        super().__init__(label, reason)
        self.label = label
        self.reason = reason


class CertificateRefused(SigningError):
    """A certificate that was presented may not sign now; ``reason`` is a machine code.

    ``unreadable``, ``unsupported_key``, ``no_common_algorithm``, ``not_yet_valid``, ``expired``,
    ``key_usage`` or ``revoked``; of an uploaded file also ``private_key``, ``several`` and
    ``weak_algorithm``; of a key on the server ``names_another``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ValueRefused(SigningError):
    """A signature value that the certificate's key has not made over what was to be signed."""


class PreparedFileChanged(SigningError):
    """A prepared file is not what its signed attributes speak of."""


class AdditionRefused(SigningError):
    """A file signed elsewhere is not ours with one signature more; ``reason`` is a machine code.

    ``not_appended``: the bytes before are others. ``no_signature``, ``too_many_signatures``,
    ``signature_broken``, ``not_to_the_end``: the signature itself. ``other_changes``: something
    else was changed with it. ``field_made_late``: a field that was not made before the first
    signature. ``own_field``: one the program made where it has to sign the prepared one.
    ``wrong_field``: a prepared field of another step.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TimeStampUnavailable(SigningError):
    """The time-stamp authority did not answer, or not soundly; nothing was signed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SigningTimeout(SigningError):
    """The task took longer than ``seconds``; its process was ended."""

    def __init__(self, task: str, seconds: float) -> None:
        super().__init__(task, seconds)
        self.task = task
        self.seconds = seconds


class WorkerCrashed(SigningError):
    """The process died while it worked on this task."""

    def __init__(self, task: str) -> None:
        super().__init__(task)
        self.task = task


class SigningBusy(SigningError):
    """``waiting`` tasks wait already; try again later."""

    def __init__(self, waiting: int) -> None:
        super().__init__(waiting)
        self.waiting = waiting


class SigningStopped(SigningError):
    """The facade was not started, or is closed."""


class NotArchivable(SigningError):
    """What a long-term level needs is not to be had; the file stays as it was.

    ``reason`` is a machine code, ``subject`` the certificate that it is about.
    """

    def __init__(self, reason: str, subject: str = "") -> None:
        super().__init__(reason, subject)
        self.reason = reason
        self.subject = subject


class ArchiveTooLarge(SigningError):
    """Certificates and revocation data would take ``size`` bytes where ``limit`` are allowed."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(size, limit)
        self.size = size
        self.limit = limit
