"""Office documents by Decree 30, set by typst as PDF/A-2b, for the tests of signing."""

import functools
import unicodedata
from typing import Literal

import typst

LEADER = "Nguyễn Thị Ánh Tuyết"
POSITION = "Phó Chủ tịch"
AGENCY = "Ủy ban nhân dân huyện Tháp Mười"

_HEAD = r"""
#set document(title: "Kế hoạch chuyển đổi số", date: datetime(year: 2024, month: 11, day: 20))
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: "Libertinus Serif", size: 14pt, lang: "vi", ligatures: false)
#set par(justify: true, first-line-indent: 1cm, spacing: 9pt)
MARK
#grid(columns: (40%, 60%), align: center, row-gutter: 8pt,
  [#text(size: 12pt)[ỦY BAN NHÂN DÂN] \ #text(size: 12pt)[*HUYỆN THÁP MƯỜI*]
   #block(above: 5pt, below: 10pt, line(length: 22mm, stroke: .5pt))],
  [#text(size: 12pt)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*] \ *Độc lập - Tự do - Hạnh phúc*
   #block(above: 5pt, below: 10pt, line(length: 50mm, stroke: .5pt))],
  [#text(size: 13pt)[NUMBER]],
  [#text(size: 13pt, style: "italic")[DATE]])
#v(4pt)
#align(center)[*KẾ HOẠCH* \ *Chuyển đổi số trên địa bàn huyện Tháp Mười năm 2025*]
#v(6pt)
"""

_BODY = """
Thực hiện chương trình chuyển đổi số của tỉnh, Ủy ban nhân dân huyện ban hành Kế hoạch
chuyển đổi số năm 2025 với các nội dung sau. Việc gửi, nhận văn bản điện tử thực hiện
trên hệ thống, trừ văn bản mật; các đơn vị bảo đảm an toàn, bảo mật thông tin.

*PART. Mục tiêu và nhiệm vụ*

Toàn bộ hồ sơ công việc tại huyện và chín mươi phần trăm hồ sơ tại xã được lập, xử lý trên
môi trường mạng. Lãnh đạo các cơ quan, đơn vị ký số văn bản thuộc thẩm quyền; văn thư cấp
số, ghi ngày ban hành và ký số của cơ quan ngay sau khi người có thẩm quyền ký.

Phòng Văn hóa và Thông tin chủ trì hướng dẫn, theo dõi, đôn đốc việc thực hiện, tổng hợp
báo cáo kết quả hằng quý; kịp thời đề xuất tháo gỡ khó khăn, vướng mắc của các xã, thị trấn.
"""

_FOOT = r"""
#v(1fr)
#block(breakable: false, grid(columns: (45%, 55%),
  [#text(size: 12pt)[*Nơi nhận:*] \
   #text(size: 11pt)[\- Như trên; \ \- CT, các PCT; \ \- Lưu: VT.]],
  align(center)[BLOCK]))
"""

_BLOCK = rf"""*TM. ỦY BAN NHÂN DÂN* \ *KT. CHỦ TỊCH* \ *PHÓ CHỦ TỊCH* #v(26mm) *{LEADER}*"""

NUMBER = r"Số: #h(9mm)/KH-UBND"
DATE = r"Tháp Mười, ngày #h(6mm) tháng #h(6mm) năm 2024"


@functools.cache
def plan_pdf(
    *,
    parts: int = 1,
    number: str = NUMBER,
    date: str = DATE,
    mark: str = "",
    block: str = _BLOCK,
    form: Literal["NFC", "NFD"] = "NFC",
) -> bytes:
    """Return a plan of about a third of a page a part; ``form`` is the Unicode normal form."""
    head = _HEAD.replace("NUMBER", number).replace("DATE", date).replace("MARK", mark)
    body = "".join(_BODY.replace("PART", str(part + 1)) for part in range(parts))
    source = unicodedata.normalize(form, head + body + _FOOT.replace("BLOCK", block))
    pdf = typst.compile(source.encode(), pdf_standards=["a-2b"], ignore_system_fonts=True)
    assert isinstance(pdf, bytes)
    return pdf


def long_plan() -> bytes:
    """Return a plan of about twelve pages."""
    return plan_pdf(parts=38)
