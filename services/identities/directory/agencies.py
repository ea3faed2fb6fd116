"""Agencies of a directory file, their place in the tree, their departments."""

from typing import Any

from auth.acts import Act
from auth.models import Agency, AgencySuccessor, Department
from services.identities.directory.file import AgencyRow, DepartmentRow
from services.identities.directory.writing import Writing
from storage.ids import new_id
from storage.vietnamese import fold, sort_key

SEAL_DIAMETER_MM = {"province": 36.0, "district": 35.0, "commune": 34.0}


def add_agency(writing: Writing, row: AgencyRow) -> None:
    found = writing.known.agencies.get(row.code)
    if found is None:
        made = _new_agency(row)
        writing.known.agencies[row.code] = made
        subject = ("agency", made.id)
        writing.save(made, Act.AGENCY_SAVE, "agencies", subject, {"code": row.code})
        return
    where = f"agency {row.code}"
    if (found.level, found.valid_from) != (row.level, row.valid_from):
        writing.problems.append(f"{where}: level and first day cannot change")
    changed = writing.correct(found, _facts(row)) | writing.end(found, row.valid_to, where)
    if changed:
        writing.save(found, Act.AGENCY_SAVE, "agencies", ("agency", found.id), changed)


def _facts(row: AgencyRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "abbreviation": row.abbreviation,
        "place": row.place,
        "external": row.external,
        "folded": fold(f"{row.code} {row.name}"),
        "sort_key": sort_key(row.name),
    }


def _new_agency(row: AgencyRow) -> Agency:
    return Agency(
        id=new_id(),
        code=row.code,
        level=row.level,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        seal_diameter_mm=SEAL_DIAMETER_MM[row.level],
        **_facts(row),
    )


def join_agency(writing: Writing, row: AgencyRow) -> None:
    """Its parent, its successors, its departments: when every agency is there."""
    agency = writing.known.agencies[row.code]
    if row.parent is not None:
        _join_parent(writing, agency, row.parent)
    for code in row.successors:
        _join_successor(writing, agency, code)
    for one in row.departments:
        _add_department(writing, agency, one)


def _join_parent(writing: Writing, agency: Agency, code: str) -> None:
    parent = writing.known.agencies.get(code)
    if parent is None:
        writing.problems.append(f"agency {agency.code}: no parent {code}")
    elif agency.parent_id is None:
        agency.parent_id = parent.id
        writing.save(agency, Act.AGENCY_SAVE, "parents", ("agency", agency.id), {"parent": code})
    elif agency.parent_id != parent.id:
        writing.problems.append(f"agency {agency.code}: has another parent already")


def _join_successor(writing: Writing, agency: Agency, code: str) -> None:
    successor = writing.known.agencies.get(code)
    if successor is None:
        writing.problems.append(f"agency {agency.code}: no successor {code}")
    elif (agency.id, successor.id) not in writing.known.successors:
        writing.known.successors.add((agency.id, successor.id))
        row = AgencySuccessor(agency_id=agency.id, successor_id=successor.id)
        subject = ("agency", agency.id)
        writing.save(row, Act.AGENCY_SAVE, "successors", subject, {"successor": code})


def _add_department(writing: Writing, agency: Agency, row: DepartmentRow) -> None:
    found = writing.known.departments.get((agency.id, row.short))
    if found is None:
        found = Department(
            id=new_id(),
            agency_id=agency.id,
            name=row.name,
            abbreviation=row.short,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        writing.known.departments[agency.id, row.short] = found
        changed: dict[str, Any] = {"name": row.name}
    else:
        where = f"agency {agency.code}: department {row.short}"
        changed = writing.correct(found, {"name": row.name})
        changed |= writing.end(found, row.valid_to, where)
    if changed:
        subject = ("department", found.id)
        writing.save(found, Act.DEPARTMENT_SAVE, "departments", subject, changed)
