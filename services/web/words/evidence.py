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
}


def evidence_of(code: str) -> str:
    return EVIDENCE.get(code, code)
