"""A refusal in words: what happened, what it means, what to do."""

from dataclasses import dataclass

from services.web.translations import mark


@dataclass(frozen=True, slots=True)
class Sentences:
    happened: str
    means: str
    advice: str


_NOTHING_CHANGED = mark("Không có gì bị thay đổi.")
_KEPT = mark("Những gì đã nhập vẫn còn bên dưới.")
_ASK_ADMINISTRATOR = mark("Đề nghị liên hệ quản trị hệ thống.")
_RETRY = mark("Đề nghị thử lại sau ít phút.")

PROBLEMS: dict[str, Sentences] = {
    "sign-in-refused": Sentences(
        mark("Tên đăng nhập hoặc mật khẩu không đúng."),
        mark("Cũng có thể tài khoản không còn chức vụ đang có hiệu lực."),
        mark("Đề nghị nhập lại, hoặc liên hệ quản trị hệ thống để đặt lại mật khẩu."),
    ),
    "too-many-attempts": Sentences(
        mark("Đã nhập sai quá nhiều lần."),
        mark("Để bảo vệ tài khoản, việc đăng nhập từ máy này tạm dừng."),
        mark("Đề nghị chờ ít phút rồi đăng nhập lại."),
    ),
    "not-signed-in": Sentences(
        mark("Phiên làm việc đã hết hạn."),
        mark("Thao tác vừa rồi chưa được thực hiện."),
        mark("Đề nghị mở trang đăng nhập ở thẻ mới, đăng nhập, rồi quay lại đây và gửi lại."),
    ),
    "not-allowed": Sentences(
        mark("Chức vụ đang dùng không được làm việc này."),
        _NOTHING_CHANGED,
        mark("Nếu có chức vụ khác, đề nghị chuyển chức vụ ở góc trên bên phải."),
    ),
    "appointment-unavailable": Sentences(
        mark("Chức vụ này không còn hiệu lực."),
        _NOTHING_CHANGED,
        mark("Đề nghị chọn chức vụ khác."),
    ),
    "answer-too-long": Sentences(
        mark("Kết quả có quá nhiều dòng để đưa vào một gói."),
        mark("Chưa có gói nào được lập."),
        mark("Đề nghị rút ngắn thời gian, hoặc chọn một cơ quan."),
    ),
    "figures-not-counted": Sentences(
        mark("Hệ thống chưa tổng hợp số liệu lần nào."),
        mark("Chưa có số liệu nào được công bố."),
        mark("Đề nghị thử lại sau ít phút; nếu vẫn vậy, liên hệ quản trị hệ thống."),
    ),
    "agency-missing": Sentences(
        mark("Không tìm thấy cơ quan."), _NOTHING_CHANGED, mark("Đề nghị chọn lại cơ quan.")
    ),
    "credential-missing": Sentences(
        mark("Chưa có chứng thư số còn hiệu lực để ký."),
        mark("Văn bản chưa được ký và giữ nguyên như trước."),
        mark("Đề nghị liên hệ quản trị hệ thống để được cấp chứng thư số."),
    ),
    "move-refused": Sentences(
        mark("Văn bản không còn ở bước này."),
        mark("Có thể người khác vừa xử lý. Trang đang hiển thị trạng thái mới nhất."),
        mark("Đề nghị xem lại trạng thái rồi chọn việc tiếp theo."),
    ),
    "report-incomplete": Sentences(
        mark("Còn chỉ tiêu chưa có số liệu."),
        mark("Báo cáo trả lời mọi chỉ tiêu được hỏi rồi mới trình ký."),
        mark("Đề nghị nhập đủ; chỉ tiêu không có ở cơ quan thì nhập 0 và 0, kèm ghi chú."),
    ),
    "data-not-closed": Sentences(
        mark("Chưa đến ngày chốt số liệu của kỳ báo cáo."),
        mark("Số liệu đã nhập vẫn được giữ."),
        mark("Đề nghị trình ký sau ngày chốt số liệu (Nghị định 09/2019, Điều 12)."),
    ),
    "place-taken": Sentences(
        mark("Phòng họp đã có cuộc họp khác vào giờ này."),
        mark("Kế hoạch chưa được lưu. Những gì đã nhập vẫn còn bên dưới."),
        mark("Đề nghị chọn giờ khác hoặc phòng khác; nút Xem phòng trống theo giờ cho biết."),
    ),
    "changed-meanwhile": Sentences(
        mark("Người khác vừa thay đổi nội dung này."),
        mark("Thao tác vừa rồi chưa được thực hiện. Trang đang hiển thị bản mới nhất."),
        mark("Đề nghị xem lại rồi thực hiện lại nếu vẫn đúng."),
    ),
    "conflict": Sentences(
        mark("Trùng với nội dung đã có."),
        _NOTHING_CHANGED,
        mark("Đề nghị kiểm tra số, ký hiệu hoặc tên rồi gửi lại."),
    ),
    "field-refused": Sentences(
        mark("Có ô nhập chưa đúng."), _KEPT, mark("Đề nghị sửa ô được nêu rồi gửi lại.")
    ),
    "malformed": Sentences(
        mark("Có ô nhập chưa đúng."), _KEPT, mark("Đề nghị sửa ô được nêu rồi gửi lại.")
    ),
    "state-secret": Sentences(
        mark("Văn bản có độ mật không được đưa lên hệ thống này."),
        mark("Nội dung không được lưu. Lần thử này đã được ghi vào nhật ký."),
        mark("Đề nghị xử lý văn bản theo quy định về bảo vệ bí mật nhà nước."),
    ),
    "file-refused": Sentences(
        mark("Tệp không dùng được."),
        mark("Tệp chưa được lưu; các nội dung khác giữ nguyên."),
        mark("Đề nghị chọn tệp PDF hoặc Word (.docx) chưa ký, không đặt mật khẩu."),
    ),
    "state-secret-not-examined": Sentences(
        mark("Tệp có ghi độ mật nên không được kiểm tra tại đây."),
        mark("Tệp không được lưu lại."),
        mark("Đề nghị xử lý văn bản theo quy định về bảo vệ bí mật nhà nước."),
    ),
    "file-not-examinable": Sentences(
        mark("Không kiểm tra được tệp này."),
        mark("Tệp không phải là PDF đọc được, hoặc có đặt mật khẩu. Tệp không được lưu lại."),
        mark("Đề nghị chọn đúng tệp PDF gốc, không mở ra lưu lại bằng chương trình khác."),
    ),
    "too-many-requests": Sentences(
        mark("Có quá nhiều lượt kiểm tra trong một phút."),
        mark("Lượt này chưa được thực hiện; tệp không được lưu lại."),
        mark("Đề nghị chờ một phút rồi gửi lại."),
    ),
    "file-too-large": Sentences(
        mark("Tệp quá lớn."),
        mark("Tệp chưa được lưu; các nội dung khác giữ nguyên."),
        mark("Đề nghị giảm dung lượng, ví dụ quét ở 200 dpi, rồi gửi lại."),
    ),
    "file-absent": Sentences(
        mark("Văn bản chưa có tệp này."),
        mark("Có thể tệp đang được chuyển sang PDF."),
        mark("Đề nghị tải lại trang sau ít phút."),
    ),
    "nothing-chosen": Sentences(
        mark("Chưa có văn bản nào được chọn để ký."),
        mark("Có thể các văn bản đã chọn vừa thay đổi hoặc đã được ký."),
        mark("Đề nghị chọn trong danh sách dưới đây."),
    ),
    "signing-under-way": Sentences(
        mark("Văn bản đang được ký."),
        mark("Thao tác vừa rồi chưa được thực hiện."),
        mark("Đề nghị chờ ký xong; trang tự cập nhật."),
    ),
    "key-elsewhere": Sentences(
        mark("Khóa ký nằm trong token của người ký, không ở máy chủ."),
        mark("Văn bản chưa được ký và giữ nguyên như trước."),
        mark("Đề nghị tải lại trang, cắm token rồi ký lại."),
    ),
    "certificate-not-registered": Sentences(
        mark("Token đang cắm có chứng thư số khác với chứng thư đã đăng ký cho chức vụ này."),
        mark("Văn bản chưa được ký và giữ nguyên như trước."),
        mark("Đề nghị cắm đúng token, hoặc liên hệ quản trị hệ thống để đăng ký chứng thư số."),
    ),
    "certificate-refused": Sentences(
        mark("Chứng thư số này hiện không dùng để ký được."),
        mark("Văn bản chưa được ký và giữ nguyên như trước."),
        _ASK_ADMINISTRATOR,
    ),
    "certificate-not-registrable": Sentences(
        mark("Chứng thư số này không đăng ký được."),
        _NOTHING_CHANGED,
        mark("Đề nghị chọn tệp khác, hoặc liên hệ nơi cấp chứng thư số."),
    ),
    "certificate-too-large": Sentences(
        mark("Tệp chứng thư số quá lớn."),
        _NOTHING_CHANGED,
        mark("Đề nghị chọn tệp chứng thư số dưới 64 KB."),
    ),
    "certificate-in-use": Sentences(
        mark("Chứng thư số hoặc khóa đã được đăng ký."),
        _NOTHING_CHANGED,
        mark("Đề nghị xem danh sách chứng thư số."),
    ),
    "another-certificate": Sentences(
        mark("Khóa mang nhãn này ký bằng một chứng thư số khác."),
        _NOTHING_CHANGED,
        mark("Đề nghị kiểm tra nhãn, hoặc nạp đúng chứng thư số vào token."),
    ),
    "key-not-usable": Sentences(
        mark("Khóa không ký thử được."),
        _NOTHING_CHANGED,
        mark("Đề nghị kiểm tra nhãn, token và mã PIN trên máy chủ."),
    ),
    "already-ended": Sentences(
        mark("Nội dung này đã kết thúc từ trước."),
        _NOTHING_CHANGED,
        mark("Đề nghị xem trạng thái mới nhất trên trang."),
    ),
    "not-oneself": Sentences(
        mark("Quản trị viên không tự sửa chức vụ và tài khoản của mình."),
        _NOTHING_CHANGED,
        mark("Đề nghị một quản trị viên khác thực hiện."),
    ),
    "taken": Sentences(
        mark("Giá trị này đã có người dùng."), _KEPT, mark("Đề nghị nhập giá trị khác.")
    ),
    "weak-password": Sentences(
        mark("Mật khẩu mới chưa đủ an toàn."),
        mark("Mật khẩu chưa được đổi."),
        mark("Đề nghị chọn một câu dài hơn, của riêng mình."),
    ),
    "picture-refused": Sentences(
        mark("Hình này không dùng làm mẫu được."),
        _NOTHING_CHANGED,
        mark("Đề nghị quét lại, xóa nền, cắt sát mép, lưu thành PNG không quá 1 MB."),
    ),
    "value-refused": Sentences(
        mark("Chữ ký nhận được không phải do chứng thư số đã chọn tạo ra."),
        mark("Văn bản chưa được ký và giữ nguyên như trước."),
        mark("Đề nghị cắm đúng token rồi ký lại."),
    ),
    "addition-refused": Sentences(
        mark("Tệp nộp lại không phải là văn bản đã tải về và ký thêm."),
        mark("Tệp chưa được nhận; lần ký này vẫn đang chờ."),
        mark("Đề nghị tải văn bản về từ trang này, ký rồi nộp lại."),
    ),
    "origin-refused": Sentences(
        mark("Trang này không mở bằng địa chỉ chính thức của hệ thống nên không ký được."),
        _NOTHING_CHANGED,
        mark("Đề nghị mở lại bằng địa chỉ do quản trị hệ thống thông báo."),
    ),
    "signing-session-over": Sentences(
        mark("Đã hết thời gian chờ ký, hoặc lần ký này đã kết thúc."),
        mark("Văn bản chưa được ký và giữ nguyên như trước."),
        mark("Đề nghị ký lại."),
    ),
    "signatures-not-valid": Sentences(
        mark("Chữ ký số của văn bản chưa được xác nhận hợp lệ."),
        mark("Văn bản chưa được vào sổ."),
        mark("Đề nghị kiểm tra lại chữ ký số, hoặc từ chối tiếp nhận và nêu lý do."),
    ),
    "idempotency-key-busy": Sentences(
        mark("Yêu cầu này đang được thực hiện."), _NOTHING_CHANGED, mark("Đề nghị chờ giây lát.")
    ),
    "idempotency-key-reused": Sentences(
        mark("Nội dung này đã được gửi một lần với dữ liệu khác."),
        mark("Lần gửi trước đã được lưu."),
        mark("Đề nghị mở lại trang từ đầu để tạo mới."),
    ),
    "not-found": Sentences(
        mark("Không tìm thấy trang hoặc nội dung này."),
        mark("Có thể địa chỉ không đúng, hoặc chức vụ đang dùng không được xem."),
        mark("Đề nghị quay về bàn làm việc."),
    ),
    "indicator-unknown": Sentences(
        mark("Không có chỉ tiêu này."),
        mark("Địa chỉ có thể không đúng."),
        mark("Đề nghị chọn chỉ tiêu trong danh sách."),
    ),
    "period-running": Sentences(
        mark("Kỳ này chưa kết thúc."),
        mark("Số liệu chỉ được công bố khi kỳ đã khép lại."),
        mark("Đề nghị chọn một kỳ đã qua."),
    ),
    "correction-unexplained": Sentences(
        mark("Kỳ này đã được công bố."),
        mark("Lần công bố sau phải nêu lý do đính chính."),
        mark("Đề nghị ghi lý do rồi gửi lại."),
    ),
    "record-missing": Sentences(
        mark("Bản ghi này không nằm trong số liệu đang xem."),
        mark("Có thể bản ghi vừa thay đổi, hoặc thuộc kỳ hay cơ quan khác."),
        mark("Đề nghị mở lại từ danh sách minh chứng."),
    ),
    "bulletin-missing": Sentences(
        mark("Không có lần công bố này."),
        mark("Có thể địa chỉ không đúng, hoặc chức vụ đang dùng không được xem."),
        mark("Đề nghị chọn trong danh sách các lần công bố."),
    ),
    "cursor-malformed": Sentences(
        mark("Không mở được phần tiếp theo của danh sách."),
        mark("Địa chỉ có thể không đúng."),
        mark("Đề nghị mở lại danh sách từ đầu."),
    ),
    "forged": Sentences(
        mark("Yêu cầu không đến từ trang của hệ thống."),
        _NOTHING_CHANGED,
        mark("Đề nghị mở lại trang và thực hiện từ đó."),
    ),
    "pdf-work-too-slow": Sentences(
        mark("Xử lý tệp PDF mất quá nhiều thời gian."), _NOTHING_CHANGED, _RETRY
    ),
    "pdf-work-failed": Sentences(mark("Xử lý tệp PDF không thành."), _NOTHING_CHANGED, _RETRY),
    "store-unavailable": Sentences(
        mark("Kho lưu tệp tạm thời không trả lời."), _NOTHING_CHANGED, _RETRY
    ),
    "database-unavailable": Sentences(
        mark("Cơ sở dữ liệu tạm thời không trả lời."), _NOTHING_CHANGED, _RETRY
    ),
    "busy": Sentences(mark("Hệ thống đang có nhiều yêu cầu."), _NOTHING_CHANGED, _RETRY),
    "no-answer": Sentences(mark("Hệ thống tạm thời không trả lời."), _NOTHING_CHANGED, _RETRY),
}

# Refusals without a row of their own: by what their status says.
BY_STATUS: dict[int, Sentences] = {
    403: PROBLEMS["not-allowed"],
    404: PROBLEMS["not-found"],
    413: PROBLEMS["file-too-large"],
    503: PROBLEMS["no-answer"],
}
UNEXPECTED = Sentences(
    mark("Hệ thống gặp lỗi ngoài dự kiến."),
    mark("Lỗi đã được ghi lại. Thao tác vừa rồi có thể chưa được thực hiện."),
    _ASK_ADMINISTRATOR,
)
REFUSED = Sentences(
    mark("Thao tác không được chấp nhận."), _NOTHING_CHANGED, mark("Đề nghị kiểm tra lại nội dung.")
)
