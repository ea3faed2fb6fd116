"""Why a certificate, a key, a picture or a password is refused or warned of, in a sentence each."""

from services.web.translations import mark
from services.web.words.verdicts import REASONS as VERDICT_REASONS

REASONS: dict[str, str] = {
    "ends_within_60": mark("Chứng thư số hết hạn trong 60 ngày tới; đề nghị làm thủ tục cấp mới."),
    "ends_within_30": mark("Chứng thư số hết hạn trong 30 ngày tới; đề nghị làm thủ tục cấp mới."),
    "ends_within_7": mark("Chứng thư số hết hạn trong 7 ngày tới."),
    "unreadable": mark("Tệp không phải là chứng thư số đọc được."),
    "private_key": mark("Tệp có chứa khóa bí mật. Tệp không được lưu; không gửi khóa đi đâu cả."),
    "several": mark("Tệp có nhiều chứng thư số; đề nghị tải lên tệp chỉ có một."),
    "unsupported_key": mark("Loại khóa hoặc độ dài khóa không dùng để ký được."),
    "no_common_algorithm": mark("Thuật toán của khóa không dùng để ký được."),
    "not_yet_valid": mark("Chứng thư số chưa đến ngày có hiệu lực."),
    "expired": mark("Chứng thư số đã hết hạn."),
    "revoked": mark("Chứng thư số, hoặc chứng thư của nơi cấp, đã bị thu hồi."),
    "names_another": mark(
        "Chứng thư số mang tên khác. Khóa trên máy chủ như vậy do quản trị viên cấp trên đăng ký."
    ),
    "another_key": mark("Bên cạnh khóa trên máy chủ là một chứng thư số khác."),
    "key_not_usable": mark("Khóa không ký được."),
    "no_such_key": mark("Không có khóa nào mang nhãn này."),
    "certificate_not_kept": mark(
        "Hệ thống chưa giữ tệp chứng thư số này nên không kiểm tra được; đề nghị đăng ký lại."
    ),
    "store_not_configured": mark("Máy chủ chưa được cấu hình để dùng nơi giữ khóa này."),
    "software_key_in_production": mark("Khóa trong tệp chỉ được dùng khi dùng thử."),
    "other_holder": mark("Chứng thư số hoặc khóa này đang được dùng cho người khác."),
    "registered_already": mark("Chứng thư số này đã được đăng ký."),
    "label_in_use": mark("Nhãn khóa này đang gắn với chứng thư số khác; cần chấm dứt nó trước."),
    "too_short": mark("Mật khẩu mới ngắn hơn 15 ký tự."),
    "forbidden": mark("Mật khẩu mới là câu nhiều người dùng, dễ bị đoán."),
    "pattern": mark("Mật khẩu mới chỉ lặp lại hoặc theo thứ tự, dễ bị đoán."),
    "personal": mark("Mật khẩu mới là tên hoặc mã của chính mình hay cơ quan."),
    "unchanged": mark("Mật khẩu mới giống mật khẩu hiện tại."),
    "not-png": mark("Tệp không phải là hình PNG."),
    "no-picture": mark("Không đọc được hình trong tệp."),
    "too-small": mark("Hình quá nhỏ nên khi in sẽ mờ."),
    "too-large": mark("Hình có quá nhiều điểm ảnh."),
    "not-transparent": mark("Nền hình không trong suốt."),
    "wrong-colour": mark("Sai màu: dấu phải màu đỏ, chữ ký màu xanh."),
    "not-round": mark("Hình dấu không tròn, hoặc chưa cắt sát mép."),
}
OTHER = mark("Lý do kỹ thuật: quản trị viên xem thêm bằng lệnh congvu doctor.")


def credential_reason_of(code: str) -> str:
    return REASONS.get(code) or VERDICT_REASONS.get(code, OTHER)
