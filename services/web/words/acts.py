"""What the journal's acts are called in a history."""

from services.web.translations import mark

ACTS: dict[str, str] = {
    "document:draft:create": mark("Tạo dự thảo"),
    "document:draft:change": mark("Sửa dự thảo"),
    "document:draft:upload": mark("Tải tệp lên"),
    "document:draft:convert": mark("Chuyển tệp Word thành PDF"),
    "document:attachment:add": mark("Thêm văn bản kèm theo"),
    "document:attachment:remove": mark("Bỏ văn bản kèm theo"),
    "document:attachment:order": mark("Xếp lại văn bản kèm theo"),
    "document:attachment:seal": mark("Cơ quan ký văn bản kèm theo"),
    "document:attachment:verify": mark("Kiểm tra chữ ký số của văn bản kèm theo"),
    "document:draft:submit": mark("Trình duyệt"),
    "document:draft:comment": mark("Góp ý"),
    "document:draft:return": mark("Trả lại để sửa"),
    "document:draft:approve": mark("Duyệt dự thảo"),
    "document:draft:cancel": mark("Hủy dự thảo"),
    "document:content:read": mark("Xem nội dung"),
    "document:secret:refuse": mark("Từ chối văn bản có độ mật"),
    "document:signature:start": mark("Bắt đầu ký số"),
    "document:signature:complete": mark("Ký số xong"),
    "document:signature:abort": mark("Ký số không thành"),
    "document:signature:expire": mark("Hết thời gian ký số"),
    "document:number:spend": mark("Cấp số và ngày ban hành"),
    "document:seal:complete": mark("Đóng dấu cơ quan"),
    "document:issue:complete": mark("Phát hành"),
    "document:delivery:send": mark("Gửi đến nơi nhận"),
    "document:delivery:arrive": mark("Văn bản đến nơi nhận"),
    "document:delivery:verify": mark("Kiểm tra chữ ký số"),
    "document:copy:start": mark("Cấp số bản sao"),
    "document:copy:complete": mark("Ký bản sao xong"),
    "document:copy:fail": mark("Ký bản sao không thành"),
    "document:incoming:register": mark("Tiếp nhận, vào sổ"),
    "document:incoming:refuse": mark("Từ chối tiếp nhận"),
    "document:incoming:present": mark("Trình lãnh đạo"),
    "document:incoming:assign": mark("Phân công xử lý"),
    "document:incoming:start": mark("Bắt đầu xử lý"),
    "document:incoming:complete": mark("Hoàn thành xử lý"),
    "document:task:accept": mark("Nhận việc"),
    "document:task:start": mark("Bắt đầu làm"),
    "document:task:report": mark("Báo cáo kết quả"),
    "document:task:return": mark("Trả lại báo cáo"),
    "document:task:complete": mark("Xác nhận hoàn thành"),
    "document:work_file:open": mark("Mở hồ sơ"),
    "document:work_file:add": mark("Thêm văn bản vào hồ sơ"),
    "document:work_file:step": mark("Ghi bước công việc"),
    "document:work_file:close": mark("Kết thúc hồ sơ"),
}


def act_of(code: str) -> str:
    return ACTS.get(code, code)
