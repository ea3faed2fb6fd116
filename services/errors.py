"""What the composition itself refuses."""

from uuid import UUID


class ServiceError(Exception):
    """Root of the composition's expected failures."""


class PreconditionMissing(ServiceError):
    """A change of a versioned thing needs If-Match (RFC 6585, 428)."""

    def __init__(self) -> None:
        super().__init__("send If-Match with the version you have seen")


class PreconditionMalformed(ServiceError):
    """If-Match is not an ETag of ours."""

    def __init__(self, value: str) -> None:
        super().__init__(f"not a version of ours: {value}")


class KeyReused(ServiceError):
    """An Idempotency-Key came again with another request."""

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key was used with another request")


class KeyBusy(ServiceError):
    """A request with the same Idempotency-Key is being carried out at this moment."""

    def __init__(self) -> None:
        super().__init__("a request with this Idempotency-Key is under way; ask again")


class KeyMalformed(ServiceError):
    """An Idempotency-Key that is empty or too long."""

    def __init__(self) -> None:
        super().__init__("an Idempotency-Key has 1 to 200 characters")


class CursorMalformed(ServiceError):
    """A cursor that this list did not give out."""

    def __init__(self) -> None:
        super().__init__("cursor: not one of this list")


class LineMissing(ServiceError):
    """A line of the journal that is about something else, or is not there."""

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(f"journal_entry {entry_id}: not of this history")


class UploadTooLarge(ServiceError):
    """A body larger than this process takes in."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the file is larger than {limit} bytes")
        self.limit = limit


class JobMissing(ServiceError):
    """No dead letter has this id."""

    def __init__(self, wanted: UUID) -> None:
        super().__init__(f"no such job: {wanted}")


class TooManyVisits(ServiceError):
    """Nobody is signed in here, and this address, or everybody together, asked too often."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"too many requests; try again in {retry_after_seconds} seconds")
        self.retry_after_seconds = retry_after_seconds


class PublicWorkBusy(ServiceError):
    """As many public requests as may run at once are running."""

    def __init__(self) -> None:
        super().__init__("other files are being examined; try again shortly")


class SecretNotExamined(ServiceError):
    """A file marked Mật, Tối mật or Tuyệt mật came from somebody unknown; nothing of it is kept."""

    def __init__(self, mark: str) -> None:
        super().__init__(f"a file marked {mark} is not examined here")
        self.mark = mark


class FileRefused(ServiceError):
    """An upload that cannot be taken."""

    def __init__(self, reason: str, *, code: str) -> None:
        super().__init__(reason)
        self.code = code


class FileAbsent(ServiceError):
    """There is no such file or page here, or it is still being converted."""


class PeriodMalformed(ServiceError):
    """A period is written 2024, 2024-H1, 2024-Q4 or 2024-11."""

    def __init__(self, period: str) -> None:
        super().__init__(f"period: write 2024, 2024-H1, 2024-Q4 or 2024-11, not {period}")
        self.period = period
