"""An auditor's questions, what they find, and what the records are that they find it of."""

from services.web.translations import mark

QUESTIONS: dict[str, str] = {
    "acts": mark("Các thao tác"),
    "reads": mark("Ai đã xem"),
    "behalf": mark("Ai làm thay ai"),
    "after_signing": mark("Thay đổi sau khi ký"),
    "numbers": mark("Số văn bản không đúng thứ tự"),
    "hours": mark("Thao tác ngoài giờ làm việc"),
}
FINDINGS: dict[str, str] = {
    "content": mark("Mở nội dung"),
    "taken": mark("Lấy bản in hoặc gói chứng cứ"),
    "staff": mark("Xem thông tin cán bộ"),
    "figures": mark("Mở minh chứng của chỉ tiêu"),
    "case": mark("Xem theo vụ việc"),
    "journal": mark("Tra cứu nhật ký"),
    "signed_for": mark("Ký thay, ký thừa lệnh hoặc thừa ủy quyền"),
    "seat_delegated": mark("Ủy quyền dự họp"),
    "vote_by_proxy": mark("Biểu quyết theo ủy quyền"),
    "added": mark("Bổ sung theo quy định"),
    "changed": mark("Sửa nội dung"),
    "not_valid": mark("Chữ ký không hợp lệ khi kiểm tra"),
    "missing": mark("Thiếu số"),
    "twice": mark("Trùng số"),
    "earlier_date": mark("Số sau ghi ngày trước"),
    "held": mark("Đã cấp số, chưa phát hành"),
    "unjournalled": mark("Không có thao tác cấp số trong nhật ký"),
    "before_or_after": mark("Ngoài giờ của ngày làm việc"),
    "weekend": mark("Ngày nghỉ cuối tuần"),
    "holiday": mark("Ngày nghỉ lễ"),
}
RECORDS: dict[str, str] = {
    "document": mark("Văn bản đi"),
    "incoming_document": mark("Văn bản đến"),
    "document_copy": mark("Bản sao"),
    "work_file": mark("Hồ sơ"),
    "person": mark("Cán bộ"),
    "agency": mark("Cơ quan"),
    "meeting": mark("Cuộc họp"),
    "session": mark("Phiên đăng nhập"),
    "audit_case": mark("Vụ việc"),
    "bulletin": mark("Số liệu công bố"),
    "journal_entry": mark("Dòng nhật ký"),
    "task": mark("Việc được giao"),
    "seat": mark("Chỗ trong cuộc họp"),
    "inspection": mark("Cuộc kiểm tra"),
}


def question_of(name: str) -> str:
    return QUESTIONS.get(name, name)


def finding_of(code: str) -> str:
    return FINDINGS.get(code, code)


def record_of(noun: str) -> str:
    return RECORDS.get(noun, noun)
