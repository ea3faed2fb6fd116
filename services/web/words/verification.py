"""What the facts of a verification mean to an official, in a sentence each."""

from services.web.translations import mark

# What the outcome means and what to do now.
ADVICE: dict[str, str] = {
    "valid": mark(
        "Có thể tiếp nhận và sử dụng tệp này, nếu người ký và cơ quan nêu dưới đây đúng là nơi có "
        "thẩm quyền ban hành."
    ),
    "invalid": mark(
        "Không sử dụng tệp này làm căn cứ. Đề nghị cơ quan ban hành gửi lại bản gốc, và giữ tệp "
        "này để đối chiếu."
    ),
    "undetermined": mark(
        "Chưa được coi là hợp lệ. Đề nghị kiểm tra lại sau, hoặc hỏi cơ quan ban hành trước khi "
        "sử dụng."
    ),
    "unsigned": mark(
        "Tệp không thay thế được văn bản đã ký. Đề nghị cơ quan ban hành gửi bản có chữ ký số."
    ),
}
INTEGRITY: dict[str, str] = {
    "intact": mark("Nội dung còn nguyên như khi ký."),
    "changed": mark("Phần đã ký còn nguyên, nhưng tệp đã bị thêm hoặc sửa ngoài phần được phép."),
    "broken": mark("Nội dung không còn như khi ký."),
    "none": mark("Không có chữ ký nào bảo vệ nội dung."),
}
CHANGES: dict[str, str] = {
    "nothing": mark("Sau chữ ký này tệp không thay đổi gì."),
    "archival_data": mark(
        "Sau chữ ký này chỉ có dữ liệu lưu trữ lâu dài được thêm vào (chứng thư, dấu thời gian)."
    ),
    "further_signatures": mark("Sau chữ ký này chỉ có thêm chữ ký của người khác."),
    "form_filling": mark("Sau chữ ký này có ô biểu mẫu được điền hoặc sửa."),
    "annotations": mark("Sau chữ ký này có ghi chú hoặc hình được đặt lên trang."),
    "content": mark("Sau chữ ký này nội dung trang đã bị thay đổi."),
}
LEVELS: dict[str, str] = {
    "CMS": mark("Chữ ký kiểu cũ, chưa theo chuẩn PAdES"),
    "PAdES-B-B": mark("Cơ bản, không có dấu thời gian (PAdES B-B)"),
    "PAdES-B-T": mark("Có dấu thời gian (PAdES B-T)"),
    "PAdES-B-LT": mark("Có kèm dữ liệu kiểm tra lâu dài (PAdES B-LT)"),
    "PAdES-B-LTA": mark("Lưu trữ lâu dài, có dấu thời gian lưu trữ (PAdES B-LTA)"),
}
INDICATIONS: dict[str, str] = {
    "TOTAL-PASSED": mark("Đạt mọi bước kiểm tra"),
    "TOTAL-FAILED": mark("Không đạt"),
    "INDETERMINATE": mark("Chưa đủ căn cứ để kết luận"),
}
SUB_INDICATIONS: dict[str, str] = {
    "FORMAT_FAILURE": mark("chữ ký không đúng định dạng"),
    "HASH_FAILURE": mark("nội dung không khớp với chữ ký"),
    "SIG_CRYPTO_FAILURE": mark("giá trị chữ ký không đúng với chứng thư"),
    "REVOKED": mark("chứng thư đã bị thu hồi khi ký"),
    "EXPIRED": mark("chứng thư đã hết hạn khi ký"),
    "NOT_YET_VALID": mark("chứng thư chưa có hiệu lực khi ký"),
    "SIG_CONSTRAINTS_FAILURE": mark("chữ ký không đáp ứng yêu cầu của quy chế kiểm tra"),
    "CHAIN_CONSTRAINTS_FAILURE": mark("chuỗi chứng thư không đáp ứng yêu cầu"),
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": mark("chuỗi chứng thư không kiểm tra được"),
    "CRYPTO_CONSTRAINTS_FAILURE": mark("thuật toán không còn đủ an toàn"),
    "NO_SIGNING_CERTIFICATE_FOUND": mark("không tìm thấy chứng thư của người ký"),
    "NO_CERTIFICATE_CHAIN_FOUND": mark("chứng thư không thuộc tổ chức được tin cậy"),
    "REVOKED_NO_POE": mark("chứng thư đã bị thu hồi, chưa chứng minh được ký trước đó"),
    "REVOKED_CA_NO_POE": mark("chứng thư của tổ chức cấp đã bị thu hồi"),
    "OUT_OF_BOUNDS_NO_POE": mark("chứng thư hết hạn, chưa chứng minh được ký khi còn hạn"),
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": mark(
        "thuật toán đã yếu, chưa chứng minh được ký khi còn an toàn"
    ),
    "TIMESTAMP_ORDER_FAILURE": mark("các dấu thời gian không theo đúng thứ tự"),
    "NO_POE": mark("không có bằng chứng về thời điểm ký"),
    "TRY_LATER": mark("chưa có thông tin thu hồi, cần kiểm tra lại sau"),
    "SIGNED_DATA_NOT_FOUND": mark("không tìm thấy nội dung đã ký"),
}
SOURCES: dict[str, str] = {
    "crl": mark("danh sách thu hồi (CRL)"),
    "ocsp": mark("trả lời trực tuyến (OCSP)"),
}
ORIGINS: dict[str, str] = {
    "embedded": mark("có sẵn trong tệp"),
    "configured": mark("do quản trị hệ thống cung cấp"),
    "fetched": mark("lấy từ tổ chức cấp chứng thư"),
}

SAID: dict[str, dict[str, str]] = {
    "advice": ADVICE,
    "integrity": INTEGRITY,
    "changed_after": CHANGES,
    "level": LEVELS,
    "indication": INDICATIONS,
    "sub_indication": SUB_INDICATIONS,
    "source": SOURCES,
    "origin": ORIGINS,
}


def said_of(kind: str, code: str) -> str:
    """The sentence; a code without one is shown as it is."""
    return SAID[kind].get(code, code)
