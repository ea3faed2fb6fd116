"""Why a file's signatures are judged as they are, in a sentence each."""

from services.web.translations import mark

REASONS: dict[str, str] = {
    "ok": mark("Mọi chữ ký số đều toàn vẹn, chứng thư số còn hiệu lực khi ký."),
    "unsigned": mark("Tệp không có chữ ký số nào; chỉ có giá trị tham khảo."),
    "digest_mismatch": mark("Nội dung đã bị thay đổi sau khi ký."),
    "signature_broken": mark("Chữ ký số bị hỏng, không khớp với nội dung."),
    "appended_after_last_revision": mark("Có dữ liệu được thêm vào sau chữ ký cuối cùng."),
    "changed_after_signing": mark("Nội dung đã bị thay đổi sau khi ký."),
    "field_added_after_signing": mark("Có trường dữ liệu được thêm vào sau khi ký."),
    "form_changed_after_signing": mark("Biểu mẫu đã bị điền hoặc sửa sau khi ký."),
    "page_covered_after_signing": mark("Sau khi ký có hình được đặt đè lên nội dung trang."),
    "locked_field_changed": mark("Một ô biểu mẫu đã bị khóa khi ký nhưng vẫn bị sửa."),
    "annotated_after_signing": mark("Sau khi ký có ghi chú hoặc hình được đặt lên trang."),
    "certificate_revoked_no_proof": mark(
        "Chứng thư số đã bị thu hồi và không có dấu thời gian chứng minh đã ký trước đó."
    ),
    "issuer_expired": mark("Chứng thư của tổ chức cấp chứng thư số đã hết hạn."),
    "certificate_not_named": mark(
        "Chữ ký không nêu chứng thư số của người ký như chuẩn PAdES yêu cầu."
    ),
    "coverage_unclear": mark("Không rõ chữ ký số bao trùm phần nào của tệp."),
    "timestamp_broken": mark("Dấu thời gian của chữ ký bị hỏng."),
    "certificate_revoked": mark("Chứng thư số của người ký đã bị thu hồi."),
    "issuer_revoked": mark("Chứng thư của tổ chức cấp chứng thư số đã bị thu hồi."),
    "certificate_expired_when_signed": mark("Chứng thư số đã hết hạn khi ký."),
    "certificate_not_yet_valid": mark("Chứng thư số chưa có hiệu lực khi ký."),
    "key_usage": mark("Chứng thư số không được cấp để ký văn bản."),
    "not_examinable": mark("Không đọc được tệp để kiểm tra."),
    "unsupported_format": mark("Định dạng chữ ký số này chưa được hỗ trợ."),
    "weak_algorithm": mark("Chữ ký dùng thuật toán đã yếu, không còn bảo đảm."),
    "certificate_untrusted": mark("Tổ chức cấp chứng thư số không có trong danh sách tin cậy."),
    "timestamp_untrusted": mark("Nguồn cấp dấu thời gian không có trong danh sách tin cậy."),
    "certificate_expired": mark(
        "Chứng thư số đã hết hạn và không có dấu thời gian chứng minh lúc ký."
    ),
    "timestamp_in_future": mark("Dấu thời gian ở trong tương lai; cần kiểm tra đồng hồ hệ thống."),
    "revocation_not_checked": mark("Chưa kiểm tra được chứng thư số có bị thu hồi hay không."),
    "timestamp_revocation_not_checked": mark(
        "Chưa kiểm tra được chứng thư của dấu thời gian có bị thu hồi hay không."
    ),
}

OTHER = mark("Có điểm chưa kiểm tra được ở chữ ký số.")

PURPOSES: dict[str, str] = {
    "secretary": mark("Thư ký ký"),
    "chair": mark("Chủ tọa ký"),
    "person": mark("Người có thẩm quyền ký"),
    "number": mark("Số và ngày ban hành"),
    "seal": mark("Dấu của cơ quan"),
    "attachment": mark("Cơ quan ký văn bản kèm theo"),
    "copy": mark("Cơ quan sao văn bản ký"),
    "other": mark("Chữ ký số khác"),
}

SIGNING_PROBLEM = mark("Lần ký vừa rồi không thành. Văn bản giữ nguyên, có thể thực hiện lại.")


def reason_of(code: str) -> str:
    return REASONS.get(code, OTHER)


def purpose_of(code: str) -> str:
    return PURPOSES.get(code, PURPOSES["other"])
