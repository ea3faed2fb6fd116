"""States and kinds; codes never change, words are the pages'."""

from enum import StrEnum


class PeriodKind(StrEnum):
    """Decree 09/2019, article 4: regular, on one subject, or asked for at once."""

    REGULAR = "regular"
    THEMATIC = "thematic"
    AD_HOC = "ad_hoc"


class PeriodState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class ReportState(StrEnum):
    """`SIGNING`: its document is on the way to signature, number and issue; nobody changes it."""

    WAITING = "waiting"
    DRAFT = "draft"
    SIGNING = "signing"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class PaperState(StrEnum):
    """What became of a document that was asked of the document service."""

    WANTED = "wanted"
    DRAFTED = "drafted"
    ISSUED = "issued"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ReminderKind(StrEnum):
    """By a person, or by the system: shortly before the day it is due, and once that is over."""

    ASKED = "asked"
    DUE_SOON = "due_soon"
    LATE = "late"


class IndicatorUnit(StrEnum):
    """The statistics' words; a share has its numerator within its denominator."""

    PERCENT = "percent"
    GROWTH = "percent_growth_per_year"
