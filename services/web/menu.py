"""The side menu: always in the same order, and only what the appointment may use."""

from dataclasses import dataclass, replace

from services.web.shapes.identity import Me
from services.web.translations import mark


@dataclass(frozen=True, slots=True)
class Entry:
    """`needs`: any one of these permissions; empty: everybody signed in. `also`: pages within."""

    path: str
    icon: str
    label: str
    needs: frozenset[str] = frozenset()
    is_current: bool = False
    also: str = ""


_OFFICE = frozenset({"draft", "see_agency_documents"})
ENTRIES = (
    Entry("/", "desk", mark("Bàn làm việc")),
    Entry("/incoming", "in", mark("Văn bản đến"), _OFFICE),
    Entry("/documents", "out", mark("Văn bản đi"), _OFFICE),
    Entry("/work-files", "folder", mark("Hồ sơ"), frozenset({"keep_files"})),
    Entry("/meetings", "meeting", mark("Cuộc họp"), frozenset({"convene"})),
    Entry("/indicators", "chart", mark("Chỉ tiêu"), frozenset({"see_figures"})),
    Entry(
        "/reporting-periods",
        "report",
        mark("Báo cáo số liệu"),
        frozenset({"see_figures"}),
        also="/agency-reports",
    ),
    Entry("/inspections", "look", mark("Cuộc kiểm tra"), frozenset({"inspect"})),
    Entry("/audit", "look", mark("Kiểm tra hoạt động"), frozenset({"audit"})),
    Entry("/cases", "look", mark("Quyền xem nội dung"), frozenset({"grant_content"})),
    Entry("/search", "search", mark("Tra cứu")),
    Entry("/operations", "gear", mark("Quản trị"), frozenset({"manage_jobs"})),
)


def menu_for(me: Me | None, path: str) -> list[Entry]:
    if me is None:
        return []
    return [
        replace(entry, is_current=_is_in(path, entry.path) or _is_in(path, entry.also))
        for entry in ENTRIES
        if not entry.needs or entry.needs & set(me.permissions)
    ]


def _is_in(path: str, place: str) -> bool:
    return path == place or (place not in {"", "/"} and path.startswith(place + "/"))
