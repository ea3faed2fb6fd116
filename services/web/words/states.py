"""Words of the enumerations, and the tone in which a state is shown."""

from services.web.translations import mark

WORDS: dict[str, dict[str, str]] = {
    "document": {
        "draft": mark("Dự thảo"),
        "in_review": mark("Chờ duyệt"),
        "returned_for_changes": mark("Bị trả lại"),
        "approved": mark("Đã duyệt, chờ ký"),
        "signed": mark("Đã ký, chờ phát hành"),
        "numbered": mark("Đã cấp số, đang đóng dấu"),
        "sealed": mark("Đã đóng dấu"),
        "issued": mark("Đã phát hành"),
        "cancelled": mark("Đã hủy"),
    },
    "printed": {
        "in_force": mark("Đang có hiệu lực trên hệ thống"),
    },
    "delivery": {
        "queued": mark("Chờ gửi"),
        "sent": mark("Đã gửi"),
        "sent_on_paper": mark("Gửi bản giấy"),
        "arrived": mark("Đã đến"),
        "refused": mark("Bị từ chối tiếp nhận"),
        "registered": mark("Đã tiếp nhận, vào sổ"),
        "assigned": mark("Đã phân công"),
        "in_process": mark("Đang xử lý"),
        "completed": mark("Đã hoàn thành"),
    },
    "incoming": {
        "arrived": mark("Mới đến"),
        "refused": mark("Đã từ chối tiếp nhận"),
        "registered": mark("Đã vào sổ"),
        "presented": mark("Đã trình"),
        "assigned": mark("Đã phân công"),
        "in_process": mark("Đang xử lý"),
        "completed": mark("Đã hoàn thành"),
    },
    "task": {
        "assigned": mark("Mới giao"),
        "accepted": mark("Đã nhận"),
        "in_progress": mark("Đang làm"),
        "reported": mark("Đã báo cáo"),
        "done": mark("Đã xong"),
        "returned": mark("Bị trả lại"),
        "cancelled": mark("Đã hủy"),
    },
    "work_file": {"open": mark("Đang mở"), "closed": mark("Đã kết thúc")},
    "urgency": {
        "normal": mark("Thường"),
        "urgent": mark("Khẩn"),
        "very_urgent": mark("Thượng khẩn"),
        "flash": mark("Hỏa tốc"),
    },
    "secrecy": {
        "none": mark("Không mật"),
        "confidential": mark("Mật"),
        "secret": mark("Tối mật"),
        "top_secret": mark("Tuyệt mật"),
    },
    "purpose": {"acting": mark("Để thực hiện"), "information": mark("Để biết")},
    "role": {
        "lead": mark("Chủ trì"),
        "coordinate": mark("Phối hợp"),
        "inform": mark("Để biết"),
    },
    "medium": {"electronic": mark("Điện tử"), "paper": mark("Giấy")},
    "comment": {
        "submission": mark("trình duyệt"),
        "comment": mark("góp ý"),
        "return": mark("trả lại"),
        "approval": mark("duyệt"),
        "instruction": mark("ý kiến chỉ đạo"),
        "report": mark("báo cáo kết quả"),
        "refusal": mark("từ chối tiếp nhận"),
    },
    "archive": {
        "CMS": mark("Chưa theo chuẩn PAdES"),
        "PAdES-B-B": mark("Không có dấu thời gian"),
        "PAdES-B-T": mark("Có dấu thời gian của chữ ký"),
        "PAdES-B-LT": mark("Có dữ liệu xác minh trong tệp"),
        "PAdES-B-LTA": mark("Có dấu thời gian lưu trữ"),
    },
    "level": {
        "province": mark("cấp tỉnh"),
        "district": mark("cấp huyện"),
        "commune": mark("cấp xã"),
    },
    "copy": {
        "started": mark("Đang ký bản sao"),
        "made": mark("Đã ký bản sao"),
        "failed": mark("Ký bản sao không thành"),
    },
    "copy_kind": {
        "true_copy": mark("Sao y"),
        "copy_of_copy": mark("Sao lục"),
        "extract": mark("Trích sao"),
    },
    "verdict": {
        "valid": mark("Hợp lệ"),
        "invalid": mark("Không hợp lệ"),
        "undetermined": mark("Chưa xác định được"),
        "unsigned": mark("Không có chữ ký số"),
    },
    "figure": {
        "met": mark("Đạt"),
        "on_track": mark("Đúng tiến độ"),
        "at_risk": mark("Có nguy cơ"),
        "behind": mark("Chậm"),
        "no_data": mark("Chưa có số liệu"),
    },
    "batch_item": {
        "refused": mark("Không ký được"),
        "started": mark("Đang ký"),
        "completed": mark("Đã ký"),
        "aborted": mark("Không ký được"),
        "expired": mark("Không ký được"),
    },
    "desk": {
        "to_sign": mark("Chờ tôi ký"),
        "to_review": mark("Chờ tôi duyệt"),
        "to_issue": mark("Chờ phát hành"),
        "to_register": mark("Chờ vào sổ"),
        "to_present": mark("Chờ trình"),
        "to_assign": mark("Chờ phân công"),
        "to_process": mark("Chờ tôi xử lý"),
        "to_conclude": mark("Chờ kết luận"),
        "to_change": mark("Chờ tôi sửa"),
    },
    "desk_action": {
        "to_sign": mark("Xem và ký số"),
        "to_review": mark("Xem và duyệt"),
        "to_issue": mark("Cấp số, phát hành"),
        "to_register": mark("Kiểm tra, vào sổ"),
        "to_present": mark("Trình lãnh đạo"),
        "to_assign": mark("Phân công"),
        "to_process": mark("Xử lý"),
        "to_conclude": mark("Xem báo cáo"),
        "to_change": mark("Sửa dự thảo"),
    },
}

# wait: nobody has begun; go: under way; good: as it should be; bad: needs somebody; quiet: over.
_TONES: dict[str, dict[str, str]] = {
    "document": {
        "draft": "quiet", "in_review": "wait", "returned_for_changes": "bad", "approved": "wait",
        "signed": "go", "numbered": "go", "sealed": "go", "issued": "good", "cancelled": "quiet",
    },
    "delivery": {
        "queued": "wait", "sent": "wait", "sent_on_paper": "quiet", "arrived": "wait",
        "refused": "bad", "registered": "go", "assigned": "go", "in_process": "go",
        "completed": "good",
    },
    "incoming": {
        "arrived": "wait", "refused": "quiet", "registered": "go", "presented": "go",
        "assigned": "go", "in_process": "go", "completed": "good",
    },
    "task": {
        "assigned": "wait", "accepted": "go", "in_progress": "go", "reported": "wait",
        "done": "good", "returned": "bad", "cancelled": "quiet",
    },
    "work_file": {"open": "go", "closed": "quiet"},
    "copy": {"started": "wait", "made": "good", "failed": "bad"},
    "verdict": {
        "valid": "good", "invalid": "bad", "undetermined": "risk", "unsigned": "risk",
    },
    "batch_item": {
        "refused": "bad", "started": "go", "completed": "good", "aborted": "bad", "expired": "bad",
    },
    "figure": {
        "met": "good", "on_track": "go", "at_risk": "risk", "behind": "bad", "no_data": "quiet",
    },
}  # fmt: skip


def word_of(kind: str, code: str) -> str:
    """The Vietnamese word; a code that is new to the pages is shown as it is."""
    return WORDS[kind].get(code, code)


def tone_of(kind: str, code: str) -> str:
    return _TONES.get(kind, {}).get(code, "quiet")
