"""The administrative document types of Decree 30/2020, article 7, and their abbreviations."""

OFFICIAL_LETTER, MINUTES = "CV", "BB"

DOCUMENT_TYPES: dict[str, str] = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    MINUTES: "Biên bản",
    "TTr": "Tờ trình",
    "HĐ": "Hợp đồng",
    OFFICIAL_LETTER: "Công văn",
    "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ",
    "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền",
    "GM": "Giấy mời",
    "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi",
    "PC": "Phiếu chuyển",
    "PB": "Phiếu báo",
    "ThC": "Thư công",
}

# The decree gives these two no abbreviation; the codes above are ours and are never printed.
WITHOUT_ABBREVIATION = frozenset({OFFICIAL_LETTER, "ThC"})


def symbol_of(type_code: str, *, agency: str, department: str) -> str:
    """The symbol after the number: `KH-UBND`, for an official letter `UBND-VP` (app. I, II.3)."""
    if type_code in WITHOUT_ABBREVIATION:
        return f"{agency}-{department}"
    return f"{type_code}-{agency}"
