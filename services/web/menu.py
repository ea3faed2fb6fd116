"""The side menu: always in the same order, and only what the appointment may use."""

from dataclasses import dataclass

from services.web.shapes.identity import Me
from services.web.translations import mark


@dataclass(frozen=True, slots=True)
class Entry:
    """`needs`: any one of these permissions; empty: everybody signed in."""

    path: str
    icon: str
    label: str
    needs: frozenset[str] = frozenset()
    is_current: bool = False


_OFFICE = frozenset({"draft", "see_agency_documents"})
ENTRIES = (
    Entry("/", "desk", mark("Bàn làm việc")),
    Entry("/incoming", "in", mark("Văn bản đến"), _OFFICE),
    Entry("/documents", "out", mark("Văn bản đi"), _OFFICE),
    Entry("/work-files", "folder", mark("Hồ sơ"), frozenset({"keep_files"})),
    Entry("/indicators", "chart", mark("Chỉ tiêu"), frozenset({"see_figures"})),
    Entry("/search", "search", mark("Tra cứu")),
    Entry("/operations", "gear", mark("Quản trị"), frozenset({"manage_jobs"})),
)


def menu_for(me: Me | None, path: str) -> list[Entry]:
    if me is None:
        return []
    return [
        Entry(entry.path, entry.icon, entry.label, entry.needs, _is_in(path, entry.path))
        for entry in ENTRIES
        if not entry.needs or entry.needs & set(me.permissions)
    ]


def _is_in(path: str, place: str) -> bool:
    return path == place or (place != "/" and path.startswith(place + "/"))
