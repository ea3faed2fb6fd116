"""What can go wrong with media, as types that carry data and no HTTP status."""


class MediaError(Exception):
    """Root of the package's errors; `words` are what a constructor takes, and what is sent."""

    def __init__(self, *words: str) -> None:
        super().__init__(*words)
        self.words = words


class RoomUnknown(MediaError):
    """The room is not open: never opened, closed, or lost with the process that had it."""


class ParticipantUnknown(MediaError):
    """Nobody of this name has rights in the room, or none of its connections is this one."""


class DescriptionRefused(MediaError):
    """A session description cannot be used; the second word is a machine code."""


class AnswerStale(MediaError):
    """The answer is to an offer that is not the newest one of this connection."""


class MediaFull(MediaError):
    """A limit of the room's policy or of the engine is reached; the first word names it."""


class MediaUnavailable(MediaError):
    """No engine answers now; it is being started again, or there is none at all."""


class MediaUnsupported(MediaError):
    """This engine cannot do it; its capabilities say so beforehand."""


class RecordingLost(MediaError):
    """The disk did not take the time line of a recording, without which it is no recording."""


class MediaMisconfigured(MediaError):
    """The settings name no engine that may run here."""


#: By the name under which they come from a media process.
BY_NAME: dict[str, type[MediaError]] = {
    "AnswerStale": AnswerStale,
    "DescriptionRefused": DescriptionRefused,
    "MediaFull": MediaFull,
    "MediaUnavailable": MediaUnavailable,
    "MediaUnsupported": MediaUnsupported,
    "ParticipantUnknown": ParticipantUnknown,
    "RecordingLost": RecordingLost,
    "RoomUnknown": RoomUnknown,
}
