"""Why a record counts towards an indicator or does not."""

from services.web.translations import mark

EVIDENCE: dict[str, str] = {
    "valid": mark("Gửi điện tử, chữ ký số hợp lệ tại mọi nơi nhận"),
    "paper": mark("Có nơi nhận bản giấy"),
    "signature_invalid": mark("Có nơi nhận thấy chữ ký số không hợp lệ"),
    "signature_undetermined": mark("Có nơi nhận chưa xác định được chữ ký số"),
    "signature_pending": mark("Chữ ký số đang được kiểm tra"),
    "electronic": mark("Mọi văn bản và bước công việc đều điện tử"),
    "no_document": mark("Hồ sơ không có văn bản nào"),
    "paper_document": mark("Hồ sơ có văn bản giấy"),
    "paper_step": mark("Hồ sơ có bước làm trên giấy"),
    "identified": mark("Có mã định danh, tài khoản và chứng thư số còn hiệu lực"),
    "no_staff_code": mark("Chưa có mã định danh"),
    "no_account": mark("Chưa có tài khoản"),
    "account_disabled": mark("Tài khoản đã bị khóa"),
    "no_certificate": mark("Không có chứng thư số còn hiệu lực"),
    "directed": mark("Đã phân công người chủ trì trên hệ thống"),
    "awaiting_direction": mark("Còn chờ phân công"),
    "undirected": mark("Kết thúc mà không có phân công trên hệ thống"),
    "kept": mark("Lập và lưu hoàn toàn bằng điện tử"),
    "not_archived": mark("Có văn bản đi chưa lưu được ở dạng chứng minh lâu dài"),
    "in_time": mark("Đúng hạn"),
    "late": mark("Chậm hạn"),
    "unregistered": mark("Quá hạn mà chưa vào sổ"),
    "awaiting_registration": mark("Chưa vào sổ, còn trong hạn"),
    "refused": mark("Bị nơi nhận từ chối"),
    "sent_again": mark("Phải gửi lại"),
    "accepted": mark("Nơi nhận đã vào sổ"),
    "under_way": mark("Nơi nhận chưa vào sổ"),
    "overdue": mark("Quá hạn mà chưa xong"),
    "open": mark("Đang làm, còn trong hạn"),
    "awaiting": mark("Chưa gửi, còn trong hạn"),
    "missing": mark("Quá hạn mà chưa gửi, hoặc bị trả lại mà chưa gửi lại"),
    "report_accepted": mark("Báo cáo đã ký số, được chấp nhận"),
    "online": mark("Họp trực tuyến, có xã dự trực tuyến"),
    "in_person": mark("Họp trực tiếp"),
    "one_site": mark("Gọi là trực tuyến nhưng có mặt chưa đủ hai điểm cầu"),
    "digital": mark("Qua môi trường số, có minh chứng trên hệ thống"),
    "on_site": mark("Kiểm tra trực tiếp"),
    "no_evidence": mark("Gọi là qua môi trường số nhưng không có minh chứng"),
    "no_commune_online": mark("Không có xã nào dự trực tuyến"),
}


def evidence_of(code: str) -> str:
    return EVIDENCE.get(code, code)
