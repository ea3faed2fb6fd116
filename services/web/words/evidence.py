"""Why a record counts towards an indicator or does not."""

from services.web.translations import mark

EVIDENCE: dict[str, str] = {
    "counted": mark("Đủ điều kiện"),
}


def evidence_of(code: str) -> str:
    return EVIDENCE.get(code, code)
