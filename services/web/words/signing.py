"""What the signing script says: progress, and what can go wrong on the official's machine.

By codes: Web eID's own errors, the local service's, and how a signing session ended.
"""

from services.web.translations import mark

SAID_BY_SCRIPT: dict[str, str] = {
    # What is being done.
    "asking-certificate": mark("Đang đọc chứng thư số trong token. Đề nghị cắm token vào máy này."),
    "preparing": mark("Đang chuẩn bị văn bản để ký."),
    "asking-pin": mark("Chương trình ký trên máy này đang chờ. Đề nghị nhập mã PIN ở cửa sổ đó."),
    # Placeholders in braces are filled in by the script.
    "step": mark("Bước {step} trên {steps}: {what}."),
    "kept": mark("Đã ký {done} trên {steps}. Những bước đã ký được giữ; có thể ký tiếp."),
    "completing": mark("Đang kiểm tra và hoàn thành chữ ký."),
    "waiting-file": mark("Tải văn bản về, ký bằng phần mềm của cơ quan, rồi nộp lại ở đây."),
    "completed": mark("Đã ký xong."),
    # The Web eID extension and its program.
    "ERR_WEBEID_EXTENSION_UNAVAILABLE": mark(
        "Trình duyệt này chưa có tiện ích Web eID. Đề nghị cài tiện ích, mở lại trang rồi ký lại."
    ),
    "ERR_WEBEID_NATIVE_UNAVAILABLE": mark(
        "Máy này chưa có chương trình Web eID. Đề nghị cài chương trình rồi ký lại."
    ),
    "ERR_WEBEID_USER_CANCELLED": mark("Đã hủy lần ký này ở cửa sổ nhập mã PIN."),
    "ERR_WEBEID_USER_TIMEOUT": mark("Quá thời gian nhập mã PIN. Đề nghị ký lại."),
    "ERR_WEBEID_ACTION_TIMEOUT": mark("Chương trình Web eID không trả lời. Đề nghị ký lại."),
    "ERR_WEBEID_ACTION_PENDING": mark("Cửa sổ ký trước còn mở. Đề nghị đóng cửa sổ đó rồi ký lại."),
    "ERR_WEBEID_VERSION_MISMATCH": mark(
        "Chương trình Web eID trên máy này đã cũ. Đề nghị cập nhật rồi ký lại."
    ),
    "ERR_WEBEID_NATIVE_FATAL": mark(
        "Token hoặc thẻ đã bị rút ra, hoặc không đọc được. Đề nghị cắm lại rồi ký lại."
    ),
    "ERR_WEBEID_CONTEXT_INSECURE": mark(
        "Trang này không mở bằng địa chỉ https nên không ký được. Đề nghị liên hệ quản trị "
        "hệ thống."
    ),
    "no-algorithm": mark("Token không có thuật toán ký mà hệ thống dùng."),
    # The Government Cipher Committee's local service.
    "service-absent": mark(
        "Không thấy phần mềm ký số của Ban Cơ yếu Chính phủ trên máy này. Đề nghị mở phần mềm rồi "
        "ký lại, hoặc ký tệp bằng phần mềm khác ở dưới."
    ),
    "service-silent": mark("Phần mềm ký số đã đóng kết nối mà không trả lời. Đề nghị ký lại."),
    "service-refused": mark("Phần mềm ký số báo không ký."),
    # How a session ended.
    "expired": mark("Đã hết thời gian chờ ký. Văn bản chưa được ký; đề nghị ký lại."),
    "aborted": mark("Lần ký này đã dừng. Văn bản chưa được ký."),
    "signing-failed": mark("Không hoàn thành được chữ ký. Văn bản chưa được ký; đề nghị ký lại."),
    "certificate-not-registered": mark(
        "Tệp được ký bằng chứng thư số khác với chứng thư đã đăng ký cho chức vụ này."
    ),
    "certificate-revoked": mark("Chứng thư số đã bị thu hồi."),
    "certificate-expired": mark("Chứng thư số đã hết hạn."),
    "certificate-key-usage": mark("Chứng thư số này không dùng để ký văn bản."),
    "addition-not-appended": mark(
        "Tệp nộp lại không phải là văn bản đã tải về và ký thêm. Văn bản chưa được ký."
    ),
    "addition-no-signature": mark("Tệp nộp lại chưa có chữ ký số mới."),
    "addition-too-many-signatures": mark("Tệp nộp lại có nhiều hơn một chữ ký số mới."),
    "addition-not-to-the-end": mark("Sau chữ ký số còn có phần thêm vào. Tệp không được nhận."),
    "addition-other-changes": mark(
        "Ngoài chữ ký, nội dung tệp đã bị thay đổi. Tệp không được nhận."
    ),
    "addition-field-made-late": mark(
        "Phần mềm ký đã tạo ô chữ ký mới sau chữ ký đầu tiên, làm hỏng chữ ký trước. Tệp không "
        "được nhận; đề nghị ký vào ô có sẵn."
    ),
    "addition-wrong-field": mark("Chữ ký nằm ở ô dành cho chữ ký khác. Tệp không được nhận."),
    "addition-own-field": mark(
        "Phần mềm ký đã tạo ô chữ ký riêng, không ký vào ô có sẵn. Tệp không được nhận."
    ),
    "no-room": mark("Trang đầu không còn chỗ trống cho chữ ký của cơ quan."),
    "document-changed": mark("Văn bản đã thay đổi trong khi ký. Đề nghị tải lại trang."),
    "other": mark("Không ký được. Văn bản chưa được ký; đề nghị thử lại."),
}
