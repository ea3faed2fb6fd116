"""The states and kinds of meetings (Decision 45/2018/QĐ-TTg)."""

from enum import StrEnum


class MeetingKind(StrEnum):
    """What a meeting is for (Decision 45/2018); it bounds how long it takes."""

    ADVISORY = "advisory"
    WORK_SOLVING = "work_solving"
    PROFESSIONAL = "professional"
    BRIEFING = "briefing"
    REVIEW = "review"
    THEMATIC = "thematic"
    TRAINING = "training"
    COORDINATION = "coordination"


class MeetingForm(StrEnum):
    """Decision 45/2018, article 7: the chair decides."""

    ONLINE = "online"
    IN_PERSON = "in_person"
    HYBRID = "hybrid"


class MeetingState(StrEnum):
    PLANNED = "planned"
    INVITED = "invited"
    OPEN = "open"
    CLOSED = "closed"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


class Quorum(StrEnum):
    """How many of those with a vote must be there."""

    NONE = "none"
    MAJORITY = "majority"
    TWO_THIRDS = "two_thirds"


class SeatKind(StrEnum):
    """An agency with several people behind it, an invited person, a guest from elsewhere."""

    AGENCY = "agency"
    PERSON = "person"
    GUEST = "guest"


class SeatRole(StrEnum):
    """Chair, secretary and members vote; attendees and guests do not."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"
    ATTENDEE = "attendee"
    GUEST = "guest"


class SeatState(StrEnum):
    """Who cannot come sends somebody else if the chair agrees (Decision 45/2018)."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    DELEGATION_ASKED = "delegation_asked"
    DELEGATED = "delegated"


class ItemKind(StrEnum):
    REPORT = "report"
    DISCUSSION = "discussion"
    VOTE = "vote"
    OTHER = "other"


class ItemState(StrEnum):
    WAITING = "waiting"
    CURRENT = "current"
    DONE = "done"


class PresenceHow(StrEnum):
    """Who says so: the device that joined, the secretary, or the phone system."""

    DEVICE = "device"
    SECRETARY = "secretary"
    PHONE = "phone"


class EventKind(StrEnum):
    """What the timeline of a meeting holds; attendance and minutes are assembled from it."""

    OPENED = "opened"
    CLOSED = "closed"
    JOINED = "joined"
    LEFT = "left"
    ADMITTED = "admitted"
    REMOVED = "removed"
    ROLL_CALLED = "roll_called"
    CONTROLLED = "controlled"
    ITEM_STARTED = "item_started"
    ITEM_DONE = "item_done"
    ITEM_EXTENDED = "item_extended"
    FLOOR_ASKED = "floor_asked"
    FLOOR_WITHDRAWN = "floor_withdrawn"
    FLOOR_GIVEN = "floor_given"
    FLOOR_ENDED = "floor_ended"
    FLOOR_ORDERED = "floor_ordered"
    FLOOR_DISMISSED = "floor_dismissed"
    FLOOR_EXTENDED = "floor_extended"
    VOTE_PREPARED = "vote_prepared"
    VOTE_OPENED = "vote_opened"
    VOTE_CLOSED = "vote_closed"
    VOTE_ANNULLED = "vote_annulled"
    BALLOT_CAST = "ballot_cast"
    BALLOT_HANDED = "ballot_handed"
    PROXY_GIVEN = "proxy_given"
    CHAT = "chat"
    RECORDING_STARTED = "recording_started"
    RECORDING_STOPPED = "recording_stopped"
    REMARK = "remark"
    CONCLUSION = "conclusion"


class PaperKind(StrEnum):
    """A document of the document service that comes of a meeting."""

    INVITATION = "invitation"
    MINUTES = "minutes"
    CONCLUSION_NOTICE = "conclusion_notice"


class PaperState(StrEnum):
    """Asked for, drafted there, issued; or it never came to be, or was given up there."""

    WANTED = "wanted"
    DRAFTED = "drafted"
    ISSUED = "issued"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MailMethod(StrEnum):
    """RFC 5546, 1.4."""

    REQUEST = "request"
    CANCEL = "cancel"


class MailState(StrEnum):
    """`SKIPPED`: no mail server is named in the settings."""

    QUEUED = "queued"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
