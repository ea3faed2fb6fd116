"""The states and kinds of the document service (Decree 30/2020, chapter II)."""

from enum import StrEnum


class DocumentState(StrEnum):
    """An outgoing document (văn bản đi)."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned_for_changes"
    APPROVED = "approved"
    #: Of minutes: their chair signs next.
    SIGNED_BY_SECRETARY = "signed_by_secretary"
    SIGNED = "signed"
    NUMBERED = "numbered"
    SEALED = "sealed"
    ISSUED = "issued"
    CANCELLED = "cancelled"


class DeliveryState(StrEnum):
    """One document on its way to one receiver. Codes: QCVN 102/2016, status messages."""

    QUEUED = "queued"
    SENT = "sent"
    SENT_ON_PAPER = "sent_on_paper"
    ARRIVED = "arrived"
    REFUSED = "refused"
    REGISTERED = "registered"
    ASSIGNED = "assigned"
    IN_PROCESS = "in_process"
    COMPLETED = "completed"


EXCHANGE_CODES = {
    DeliveryState.ARRIVED: "01",
    DeliveryState.REFUSED: "02",
    DeliveryState.REGISTERED: "03",
    DeliveryState.ASSIGNED: "04",
    DeliveryState.IN_PROCESS: "05",
    DeliveryState.COMPLETED: "06",
}


class IncomingState(StrEnum):
    """An incoming document (văn bản đến)."""

    ARRIVED = "arrived"
    REFUSED = "refused"
    REGISTERED = "registered"
    PRESENTED = "presented"
    ASSIGNED = "assigned"
    IN_PROCESS = "in_process"
    COMPLETED = "completed"


class TaskState(StrEnum):
    """An assignment (phân công xử lý)."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    DONE = "done"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class TaskRole(StrEnum):
    LEAD = "lead"
    COORDINATE = "coordinate"
    INFORM = "inform"


class SigningState(StrEnum):
    """A signature under way outside any transaction; only one by a person's key can expire."""

    STARTED = "started"
    COMPLETED = "completed"
    ABORTED = "aborted"
    EXPIRED = "expired"


class SigningAgent(StrEnum):
    """What reaches a key on the official's own machine."""

    #: The Web eID browser extension: a certificate, then a digest to sign.
    WEB_EID = "web_eid"
    #: The Government Cipher Committee's local service: the whole file down and up.
    SIGN_SERVICE = "sign_service"
    #: The official, who carries the file to a signing program and back.
    BY_HAND = "by_hand"


class SessionStage(StrEnum):
    """Whose turn it is: ours, the key's holder's, ours again."""

    PREPARING = "preparing"
    WAITING = "waiting"
    COMPLETING = "completing"
    ENDED = "ended"


class SigningPurpose(StrEnum):
    """`SECRETARY`: of minutes, before their chair (Decree 30/2020, appendix III, form 1.9)."""

    SECRETARY = "secretary"
    PERSON = "person"
    NUMBER_AND_SEAL = "number_and_seal"
    COPY = "copy"

    @property
    def is_personal(self) -> bool:
        """Made with the key of an official, not with that of the agency."""
        return self in {SigningPurpose.SECRETARY, SigningPurpose.PERSON}


class StepPurpose(StrEnum):
    """What one signature of a session is for."""

    SECRETARY = "secretary"
    PERSON = "person"
    NUMBER = "number"
    SEAL = "seal"
    ATTACHMENT = "attachment"
    COPY = "copy"


class WorkFileState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Medium(StrEnum):
    """What carried a step or a document. The paperless ratios count nothing else."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


class Urgency(StrEnum):
    """Decree 30, appendix I, II.10b; flash by hour names an hour of delivery."""

    NORMAL = "normal"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"
    FLASH = "flash"


class ReceiverPurpose(StrEnum):
    """Why a receiver is listed under Nơi nhận."""

    ACTING = "acting"
    INFORMATION = "information"


class CommentKind(StrEnum):
    SUBMISSION = "submission"
    COMMENT = "comment"
    RETURN = "return"
    APPROVAL = "approval"
    INSTRUCTION = "instruction"
    REPORT = "report"
    REFUSAL = "refusal"


class FileRole(StrEnum):
    """`SOURCE`: as uploaded (.docx); `MAIN`: the PDF that is signed; `ATTACHMENT`: beside it."""

    SOURCE = "source"
    MAIN = "main"
    ATTACHMENT = "attachment"


class FileState(StrEnum):
    CONVERTING = "converting"
    READY = "ready"
    FAILED = "failed"


class BookDirection(StrEnum):
    """`COPIES`: one series for all kinds of copies (Decree 30, appendix I, part II)."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"
    COPIES = "copies"


class CopyKind(StrEnum):
    """Decree 30, article 25: sao y, sao lục, trích sao."""

    TRUE_COPY = "true_copy"
    COPY_OF_COPY = "copy_of_copy"
    EXTRACT = "extract"


class CopyState(StrEnum):
    """A copy being signed outside any transaction; one that failed can be tried again.

    `WAITING` for the agency's key, which lies at its clerk's machine.
    """

    WAITING = "waiting"
    STARTED = "started"
    MADE = "made"
    FAILED = "failed"
