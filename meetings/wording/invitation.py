"""Giấy mời: who is invited to what, who chairs, when and where (Decree 30, appendix III)."""

from collections.abc import Sequence

from meetings.models.meeting import Meeting
from meetings.models.states import MeetingForm
from meetings.wording.phrases import (
    Block,
    bullets,
    moment_of,
    named,
    paragraph,
    sentence_list,
    weekday_of,
)

FORMS = {
    MeetingForm.ONLINE: "Trực tuyến",
    MeetingForm.IN_PERSON: "Trực tiếp",
    MeetingForm.HYBRID: "Trực tiếp kết hợp trực tuyến",
}


def invitation_blocks(
    meeting: Meeting,
    *,
    agency: str,
    chair: str,
    invited: Sequence[str],
    place: str,
    agenda: Sequence[str],
) -> list[Block]:
    """The form's parts in its order; what the meeting does not say is left out."""
    blocks = [
        paragraph(f"{agency} trân trọng kính mời:"),
        bullets(sentence_list(list(invited))),
        named("Tới dự", meeting.title),
        named("Chủ trì", chair),
        named("Thời gian", f"{moment_of(meeting.starts_at)} ({weekday_of(meeting.starts_at)})"),
        named("Hình thức", FORMS[meeting.form]),
        named("Địa điểm", place or "Trên hệ thống họp trực tuyến"),
    ]
    if meeting.content:
        blocks.append(named("Nội dung", meeting.content))
    if agenda:
        blocks += [paragraph("Chương trình:"), bullets(sentence_list(list(agenda)))]
    if meeting.requirements:
        blocks.append(named("Yêu cầu đối với người dự họp", meeting.requirements))
    blocks.append(
        paragraph(
            "Đề nghị các cơ quan, đơn vị xác nhận tham dự trên hệ thống; trường hợp không thể dự "
            "họp, báo cáo Chủ trì cuộc họp và nêu rõ lý do./."
        )
    )
    return blocks
