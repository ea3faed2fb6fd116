"""What a running meeting refuses, and why. No HTTP status here (services/problems.py)."""

from uuid import UUID

from meetings.errors import MeetingError


class LiveError(MeetingError):
    """Root of what is refused while a meeting runs."""


class SeatRemoved(LiveError):
    """The chair sent the seat out; who may come back is for the chair to say."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"removed by the chair: {reason}")
        self.reason = reason


class MeetingLocked(LiveError):
    """The chair lets nobody new in."""

    def __init__(self) -> None:
        super().__init__("the chair lets nobody new in")


class InLobby(LiveError):
    """A guest whom nobody has admitted yet sees and does nothing."""

    def __init__(self) -> None:
        super().__init__("waiting to be admitted")


class TooManyDevices(LiveError):
    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} devices at a seat")
        self.limit = limit


class AskedAlready(LiveError):
    def __init__(self) -> None:
        super().__init__("the seat is in the queue already")


class QuorumMissing(LiveError):
    """Too few of those with a vote are present, by the roll."""

    def __init__(self, *, present: int, needed: int) -> None:
        super().__init__(f"{present} are present, {needed} are needed")
        self.present = present
        self.needed = needed


class VoteUnderWay(LiveError):
    """One vote at a time; and no meeting closes over one."""

    def __init__(self, vote_id: UUID) -> None:
        super().__init__(f"a vote is open: {vote_id}")
        self.vote_id = vote_id


class NoVote(LiveError):
    """The seat is not on the roll of this vote, or not this one's to vote for."""

    def __init__(self) -> None:
        super().__init__("no vote for this seat")


class BallotCast(LiveError):
    """The seat has voted otherwise already; a ballot is not taken back."""

    def __init__(self) -> None:
        super().__init__("this seat has voted")


class BallotRefused(LiveError):
    """A secret ballot whose token or choice does not hold."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not a ballot: {reason}")
        self.reason = reason


class RecordingNotAllowed(LiveError):
    def __init__(self) -> None:
        super().__init__("this meeting is planned without recording")
