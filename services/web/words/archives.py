"""Why a document could not be archived, in a sentence for the administrator."""

from services.web.translations import mark

_REASONS: dict[str, str] = {
    "revocation_not_available": mark(
        "Chưa lấy được dữ liệu thu hồi: kiểm tra kết nối và các máy chủ được phép."
    ),
    "certificate_expired": mark("Chứng thư đã hết hạn trước khi kịp gia hạn."),
    "certificate_revoked": mark("Chứng thư đã bị thu hồi."),
    "certificate_untrusted": mark("Chứng thư không thuộc nguồn tin cậy đã cấu hình."),
    "TimeStampUnavailable": mark("Máy chủ cấp dấu thời gian không trả lời."),
    "ArchiveTooLarge": mark("Dữ liệu thu hồi lớn hơn giới hạn cho phép."),
}
_OTHER = mark("Không bổ sung được dữ liệu lưu trữ; xem mã lỗi.")
_NONE = mark("Sắp hết giá trị mà chưa được gia hạn.")


def archive_reason_of(problem: str | None) -> str:
    """`problem` is a code, a colon and what it is about."""
    return _REASONS.get(problem.partition(":")[0], _OTHER) if problem else _NONE
