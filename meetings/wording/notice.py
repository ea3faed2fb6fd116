"""Thông báo kết luận: what the chair concluded, who does what until when."""

from collections.abc import Sequence
from datetime import date

from auth.service import vietnam_day
from meetings.models.meeting import Meeting
from meetings.wording.phrases import Block, bullets, day_of, paragraph


def notice_blocks(
    meeting: Meeting, *, chair: str, conclusions: Sequence[tuple[str, str | None, date | None]]
) -> list[Block]:
    """`conclusions`: the text, the agency responsible, the day it is due."""
    held = vietnam_day(meeting.opened_at or meeting.starts_at)
    return [
        paragraph(
            f"Ngày {day_of(held).removeprefix('ngày ')}, {chair} đã chủ trì cuộc họp: "
            f"{meeting.title}. Sau khi nghe báo cáo và ý kiến của các đại biểu dự họp, {chair} "
            "kết luận như sau:"
        ),
        bullets(with_whom(text, agency, due) for text, agency, due in conclusions),
        paragraph(
            "Trên đây là kết luận tại cuộc họp, thông báo để các cơ quan, đơn vị biết, thực hiện./."
        ),
    ]


def with_whom(text: str, agency: str | None, due: date | None) -> str:
    """`Hoàn thành … Cơ quan chủ trì thực hiện: … Thời hạn: …`."""
    parts = [text.rstrip(".;")]
    if agency:
        parts.append(f"Cơ quan chủ trì thực hiện: {agency}")
    if due:
        parts.append(f"Thời hạn: {day_of(due)}")
    return ". ".join(parts) + "."
