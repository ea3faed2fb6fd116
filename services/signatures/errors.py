"""What the verification refuses."""


class SignatureServiceError(Exception):
    """Root of the service's expected failures."""


class NotExaminable(SignatureServiceError):
    """No verdict can be given: encrypted, or no PDF; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the file cannot be examined: {reason}")
        self.reason = reason
