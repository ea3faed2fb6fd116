"""What each measure counts, in the words a page shows, and which record counts.

A register gives every record one `reason`; exactly one of them, `counted`, puts it in the
numerator.
"""

from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """How an indicator is computed from the registers."""

    EXCHANGE = "signed_electronic_exchange"
    WORK_FILES = "work_files_online"
    STAFF = "staff_with_digital_identity"


class Noun(StrEnum):
    """What a piece of evidence is."""

    DOCUMENT = "document"
    WORK_FILE = "work_file"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """`provisional`: reasons that may still become `counted` by themselves."""

    noun: Noun
    counted: str
    provisional: frozenset[str]
    vi: str
    en: str


DEFINITIONS: dict[Measure, Definition] = {
    Measure.EXCHANGE: Definition(
        noun=Noun.DOCUMENT,
        counted="valid",
        provisional=frozenset({"signature_pending"}),
        vi=(
            "Tử số: văn bản phát hành gửi cơ quan khác chỉ bằng đường điện tử, có chữ ký số được "
            "kiểm tra là hợp lệ tại mọi nơi nhận. Mẫu số: mọi văn bản phát hành gửi cơ quan khác "
            "trong kỳ, kể cả gửi giấy. Tính theo ngày ban hành (giờ Việt Nam). Văn bản chưa kiểm "
            "tra xong chữ ký thì chưa được tính vào tử số, số liệu khi đó là tạm tính. Loại trừ: "
            "văn bản bí mật nhà nước; hệ thống từ chối nhận, số lần từ chối được ghi bên cạnh."
        ),
        en=(
            "Numerator: documents issued to other agencies electronically only, whose signatures "
            "were found valid at every receiver. Denominator: all documents issued to other "
            "agencies in the period, those on paper included. By day of issue (Vietnam time). A "
            "document whose signatures are still being examined does not count yet; the figure is "
            "provisional until then. Excluded: state secrets, which the system refuses; the number "
            "of refusals stands beside the figure."
        ),
    ),
    Measure.WORK_FILES: Definition(
        noun=Noun.WORK_FILE,
        counted="electronic",
        provisional=frozenset(),
        vi=(
            "Tử số: hồ sơ công việc kết thúc trong kỳ có ít nhất một văn bản và mọi văn bản, mọi "
            "bước xử lý đều bằng điện tử; bản quét của văn bản giấy vẫn là giấy. Mẫu số: mọi hồ sơ "
            "công việc kết thúc trong kỳ của cơ quan cùng cấp. Tính theo ngày kết thúc (giờ Việt "
            "Nam). Loại trừ: hồ sơ thuộc phạm vi bí mật nhà nước, không lập trên hệ thống này."
        ),
        en=(
            "Numerator: work files closed in the period that hold at least one document and whose "
            "every document and step was electronic; a scan of a paper document is paper. "
            "Denominator: all work files closed in the period by agencies of this level. By day of "
            "closing (Vietnam time). Excluded: files of state secrets, which are not kept here."
        ),
    ),
    Measure.STAFF: Definition(
        noun=Noun.PERSON,
        counted="identified",
        provisional=frozenset(),
        vi=(
            "Tử số: cán bộ có mã định danh, có tài khoản không bị khóa và có chứng thư số còn hiệu "
            "lực. Mẫu số: cán bộ đang giữ chức vụ tại cơ quan dùng hệ thống; người giữ chức vụ ở "
            "hai cơ quan được tính ở từng cơ quan. Tính vào ngày cuối kỳ, hoặc hôm nay nếu kỳ chưa "
            "kết thúc (giờ Việt Nam)."
        ),
        en=(
            "Numerator: officials with a staff code, an account that is not disabled and a "
            "certificate in force. Denominator: officials with an appointment in force in an "
            "agency on this system; who serves in two agencies counts in each. As of the period's "
            "last day, or today while it runs (Vietnam time)."
        ),
    ),
}

NOT_MEASURED_VI = "Số liệu do cơ quan báo cáo; hệ thống chưa tính chỉ tiêu này từ hồ sơ, văn bản."
NOT_MEASURED_EN = "Reported by agencies; not computed from the records of this system yet."


def measure_of(name: str | None) -> Measure | None:
    """The measure if this version computes it."""
    return Measure(name) if name in set(Measure) else None
