"""Biên bản: when, who was there, the course, opinions, votes, conclusions (Decree 30, app. III)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from auth.service import VIETNAM
from meetings.counting import ABSTAIN, AGAINST, FOR
from meetings.models.live_states import FloorKind, Threshold, VoteBase
from meetings.models.states import EventKind
from meetings.outcome_shapes import Attendee, MinutesContent
from meetings.wording.invitation import FORMS
from meetings.wording.phrases import Block, bullets, heading, moment_of, named, paragraph

E = EventKind
GUEST = "khách mời"
_TOLD = {
    E.OPENED: "Chủ tọa khai mạc cuộc họp.",
    E.CLOSED: "Chủ tọa tuyên bố kết thúc cuộc họp.",
    E.ROLL_CALLED: "Điểm danh: có mặt {present}/{entitled} thành viên có quyền biểu quyết, "
    "{enough}.",
    E.RECORDING_STARTED: "Bắt đầu ghi hình, ghi âm cuộc họp theo quyết định của chủ tọa.",
    E.RECORDING_STOPPED: "Kết thúc ghi hình, ghi âm.",
    E.VOTE_ANNULLED: "Hủy biểu quyết: {question}. Lý do: {reason}.",
    E.REMOVED: "Chủ tọa mời {who} rời phòng họp: {reason}.",
}
_SPOKE = {
    FloorKind.SPEAK: "phát biểu",
    FloorKind.REPLY: "phát biểu trao đổi lại",
    FloorKind.POINT_OF_ORDER: "nêu ý kiến về trình tự",
}
_CHOICES = {FOR: "tán thành", AGAINST: "không tán thành", ABSTAIN: "không có ý kiến"}
_BASES = {
    VoteBase.PRESENT: "số có mặt và được ủy quyền",
    VoteBase.CAST: "số phiếu hợp lệ",
    VoteBase.ALL: "tổng số có quyền biểu quyết",
}
_THRESHOLDS = {
    Threshold.SIMPLE: "tán thành nhiều hơn không tán thành",
    Threshold.ABSOLUTE: "quá nửa",
    Threshold.TWO_THIRDS: "ít nhất hai phần ba",
}


def speaker(person: str, seat: str) -> str:
    """`Ông Lê Văn An (Ủy ban nhân dân xã Mỹ Hòa)`, as far as it is known."""
    if person and seat and person != seat:
        return f"{person} ({seat})"
    return person or seat


def person(name: str, office: str) -> str:
    return f"{name} ({office})" if office else name


def listed(people: Sequence[str]) -> str:
    return f"theo danh sách đăng ký: {'; '.join(people)}"


def stand_in(people: Sequence[str]) -> str:
    return f"dự thay: {'; '.join(people)}"


def stayed(came: datetime | None, left: datetime | None) -> str:
    """`có mặt từ 08 giờ 25 phút đến 10 giờ 40 phút`; None: from the beginning, to the end."""
    parts = [f"từ {_hour(came)}"] if came else []
    parts += [f"đến {_hour(left)}"] if left else []
    return f"có mặt {' '.join(parts)}" if parts else ""


def told(kind: EventKind, who: str, details: Mapping[str, Any]) -> str:
    """One sentence of the course."""
    return _TOLD[kind].format(
        who=who,
        question=str(details.get("question", "")).rstrip("."),
        reason=str(details.get("reason", "")).rstrip("."),
        present=details.get("present", 0),
        entitled=details.get("entitled", 0),
        enough="đủ số người họp" if details.get("quorum") else "không đủ số người họp",
    )


def item_started(title: str) -> str:
    return f"Bắt đầu nội dung: {title.rstrip('.')}."


def item_done(title: str) -> str:
    return f"Kết thúc nội dung: {title.rstrip('.')}."


def spoke(who: str, kind: FloorKind, seconds: int) -> str:
    """`Ông Lê Văn An (…) phát biểu (3 phút 20 giây)`."""
    minutes, rest = divmod(seconds, 60)
    parts = ([f"{minutes} phút"] if minutes else []) + ([f"{rest} giây"] if rest else [])
    lasted = f" ({' '.join(parts)})" if parts else ""
    return f"{who} {_SPOKE[kind]}{lasted}."


def voted(question: str, result: Mapping[str, Any]) -> str:
    return f"Biểu quyết: {question.rstrip('.')} - {result_of(result)}."


def result_of(result: Mapping[str, Any]) -> str:
    """`tán thành 11; không tán thành 1; không có ý kiến 1 - được thông qua`."""
    labels = {option["key"]: option["label"] for option in result["options"]}
    is_motion = {FOR, AGAINST} <= labels.keys()
    counts: Mapping[str, int] = result["votes"]
    # A stored object keeps no order; the choices come in that of the vote, abstention last.
    order = [key for key in (*labels, ABSTAIN) if key in counts]
    names = _CHOICES if is_motion else {**labels, ABSTAIN: _CHOICES[ABSTAIN]}
    text = "; ".join(f"{names.get(key, key)} {counts[key]}" for key in dict.fromkeys(order))
    adopted = result.get("adopted")
    if not is_motion:
        return f"{text} - chọn: {labels.get(adopted, adopted)}" if adopted else text
    return f"{text} - {'được thông qua' if adopted == FOR else 'không được thông qua'}"


def result_in_full(result: Mapping[str, Any], *, digest: str) -> str:
    """The counts with the rule they were counted by, and the digest that proves them."""
    parts = [
        result_of(result),
        "bỏ phiếu kín" if result["secret"] else "biểu quyết công khai",
        f"có mặt {result['present']}/{result['entitled']}",
    ]
    if result.get("represented"):
        parts.append(f"ủy quyền biểu quyết {result['represented']}")
    rule = f"cần {_THRESHOLDS[Threshold(result['threshold'])]}"
    parts.append(f"{rule}, tính trên {_BASES[VoteBase(result['base'])]}")
    if result["weighted"]:
        parts.append("tính theo trọng số")
    if digest:
        parts.append(f"mã kiểm tra kết quả (SHA-256): {digest}")
    return "; ".join(parts)


def slip_answered(answers: int, asked: int) -> str:
    return f"{answers}/{asked} thành viên trả lời"


def minutes_blocks(content: MinutesContent) -> list[Block]:
    """In the order of form 1.9."""
    everybody = len(content.present) + len(content.absent)
    blocks = [
        named("Thời gian bắt đầu", _moment(content.opened_at)),
        named("Địa điểm", content.place or "Trên hệ thống họp trực tuyến"),
        named("Hình thức", FORMS[content.form]),
        named("Thành phần tham dự", f"có mặt {len(content.present)}/{everybody}, gồm:"),
        *_people(content.present),
    ]
    if content.absent:
        blocks += [paragraph("Vắng mặt:"), *_people(content.absent)]
    blocks += [
        named("Chủ trì (chủ tọa)", content.chair),
        named("Thư ký (người ghi biên bản)", content.secretary),
        paragraph("Nội dung (theo diễn biến cuộc họp):"),
    ]
    said = [f"{row.name}: {row.text}" for row in content.opinions if row.text]
    parts = (
        ("Diễn biến cuộc họp", [_entry(row.at, row.text) for row in content.course]),
        ("Ý kiến phát biểu", said),
        (
            "Kết quả phiếu lấy ý kiến trước cuộc họp",
            [f"{row.question} - {row.result}." for row in content.slips],
        ),
        ("Kết quả biểu quyết", [f"{row.question} - {row.result}." for row in content.votes]),
        ("Kết luận", list(content.conclusions)),
    )
    number = 0
    for title, lines in parts:
        if lines:
            number += 1
            blocks += [heading(f"{number}. {title}"), bullets(lines)]
    blocks.append(paragraph(f"Cuộc họp kết thúc vào {_moment(content.closed_at)}./."))
    return blocks


def _people(rows: list[Attendee]) -> list[Block]:
    if not rows:
        return []
    lines = []
    for row in rows:
        line = f"{row.name}, {row.office}".rstrip(", ")
        lines.append(f"{line}: {row.note}" if row.note else line)
    return [bullets(lines)]


def _entry(at: datetime | None, text: str) -> str:
    return f"{_hour(at)}: {text}" if at else text


def _hour(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H giờ %M phút}"


def _moment(at: datetime | None) -> str:
    return moment_of(at) if at else ""
