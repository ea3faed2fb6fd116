"""Where the system's own signature stands on a report that it has written."""

from datetime import datetime
from zoneinfo import ZoneInfo

from signing.layout.decree import mm
from signing.models import REPORT_FIELD, Placement
from signing.pades.corners import CornerPlan
from signing.pades.fields import FieldPlace

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
#: In the head of an A4 page, which the reports' template leaves blank.
_LEFT, _BOTTOM, _RIGHT, _TOP = 105, 274, 190, 287


def report_plan(now: datetime) -> CornerPlan:
    """Two lines at the upper right: that the system has signed, and when."""
    at = now.astimezone(_VIETNAM)
    return CornerPlan(
        field=REPORT_FIELD,
        place=FieldPlace(
            box=Placement(page=0, x1=mm(_LEFT), y1=mm(_BOTTOM), x2=mm(_RIGHT), y2=mm(_TOP)), turn=0
        ),
        lines=("Hệ thống Công vụ ký số tự động", f"{at:%d/%m/%Y; %H:%M:%S} (giờ Việt Nam)"),
    )
