"""The registers that figures are counted from: SQL views, one row per record (docs/decisions/0013).

Their columns: id, agency_id, day (in Vietnam), at, title, number_and_symbol, reason, and `value`
where something is measured of each record. The view is the truth; services/statistics keeps its
memory (models.py, service/collecting.py).
"""

from collections.abc import Mapping
from enum import StrEnum


class Register(StrEnum):
    EXCHANGE = "exchange"
    DISPATCH = "dispatch"
    DELIVERY = "delivery"
    ARRIVAL = "arrival"
    DIRECTION = "direction"
    ASSIGNMENT = "assignment"
    WORK_FILE = "work_file"
    RECORD_KEEPING = "record_keeping"
    STAFF = "staff"
    MEETING = "meeting"
    REPORTING = "reporting"
    INSPECTION = "inspection"


# Read as it stands at the end of a month, or now while the month runs: not a list of events.
BY_MOMENT = frozenset({Register.STAFF})
MEASURING = frozenset({Register.DISPATCH})
# Reasons that become another one when a day is over, though nothing was done.
CHANGED_BY_TIME: Mapping[Register, frozenset[str]] = {
    Register.ARRIVAL: frozenset({"awaiting_registration"}),
    Register.ASSIGNMENT: frozenset({"open"}),
    Register.REPORTING: frozenset({"awaiting"}),
}
# What the triggers mark, and the registers in which that has a record.
MARKED: Mapping[str, tuple[Register, ...]] = {
    "document": (Register.EXCHANGE, Register.DISPATCH),
    "delivery": (Register.DELIVERY,),
    "incoming": (Register.ARRIVAL, Register.DIRECTION),
    "task": (Register.ASSIGNMENT,),
    "work_file": (Register.WORK_FILE, Register.RECORD_KEEPING),
    "meeting": (Register.MEETING,),
    "report": (Register.REPORTING,),
    "inspection": (Register.INSPECTION,),
    "staff": (Register.STAFF,),
}
