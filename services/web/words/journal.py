"""What is wrong with the journal, in a sentence for the administrator."""

from services.web.translations import mark

_PROBLEMS: dict[str, str] = {
    "rolled-back": mark(
        "Cơ sở dữ liệu có ít thao tác hơn nhật ký đã ký, hoặc khác: có thể vừa phục hồi bản cũ. "
        "Không xóa gì; xem tài liệu vận hành."
    ),
    "tiles-changed": mark("Tệp nhật ký đã công bố bị sửa hoặc bị mất. Phục hồi kho tệp."),
    "key-changed": mark("Khóa ký nhật ký không phải khóa đã công bố. Phục hồi tệp khóa."),
    "KeyFileRefused": mark("Tệp khóa ký nhật ký không dùng được hoặc người khác đọc được."),
    "no-time-stamp": mark("Máy chủ cấp dấu thời gian không trả lời."),
    "witness-sees-a-fork": mark(
        "Nhân chứng thấy nhật ký không nối tiếp phần đã chứng kiến. Có người đã viết lại nhật ký."
    ),
    "witness-has-more": mark(
        "Nhân chứng đã chứng kiến nhiều thao tác hơn hiện có. Nhật ký bị cắt bớt hoặc phục hồi cũ."
    ),
    "witness-unreachable": mark("Không kết nối được với nhân chứng."),
    "witness-does-not-know-us": mark("Nhân chứng không biết khóa của nhật ký này."),
    "witness-answers-nonsense": mark("Nhân chứng trả lời sai chuẩn hoặc ký bằng khóa khác."),
}
_OTHER = mark("Nhật ký không được ký tiếp; xem mã lỗi.")


def journal_problem_of(problem: str) -> str:
    return _PROBLEMS.get(problem, _OTHER)
