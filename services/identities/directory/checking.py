"""What in a directory file contradicts itself, before the database is asked."""

from collections import Counter
from collections.abc import Iterator

from auth.models import AgencyLevel
from services.identities.directory.file import AgencyRow, DirectoryFile, StaffRow
from services.identities.staff.service import is_authority


def list_contradictions(read: DirectoryFile) -> list[str]:
    return [*_agencies(read), *_people(read)]


def _agencies(read: DirectoryFile) -> Iterator[str]:
    for code, times in Counter(row.code for row in read.agencies).items():
        if times > 1:
            yield f"agency {code}: {times} times"
    parents = {row.code: row.parent for row in read.agencies}
    for row in read.agencies:
        yield from _agency(row, parents)


def _agency(row: AgencyRow, parents: dict[str, str | None]) -> Iterator[str]:
    where = f"agency {row.code}"
    if not _in_order(row):
        yield f"{where}: ends before it begins"
    above, seen = row.parent, {row.code}
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    if above is not None:
        yield f"{where}: is above itself"
    if row.code in row.successors:
        yield f"{where}: succeeds itself"
    if row.external and row.staff:
        yield f"{where}: is external and has staff"
    if row.level is AgencyLevel.PROVINCE and row.parent is not None:
        yield f"{where}: a province has no parent"
    for short, times in Counter(one.short for one in row.departments).items():
        if times > 1:
            yield f"{where}: department {short} {times} times"
    yield from (
        f"{where}: department {one.short} ends before it begins"
        for one in row.departments
        if not _in_order(one)
    )


def _people(read: DirectoryFile) -> Iterator[str]:
    names: dict[str, StaffRow] = {}
    accounts: dict[str, str] = {}
    seen: Counter[tuple[object, ...]] = Counter()
    for agency, row in read.staff():
        where = f"{row.code} in {agency}"
        first = names.setdefault(row.code, row)
        if (first.name, first.email) != (row.name, row.email):
            yield f"{where}: another name or e-mail than before"
        if row.account and accounts.setdefault(row.account, row.code) != row.code:
            yield f"{where}: account {row.account} is {accounts[row.account]}'s"
        if row.account and first.account and first.account != row.account:
            yield f"{where}: a second account"
        if not _in_order(row):
            yield f"{where}: ends before it begins"
        if not is_authority(row.authority):
            yield f"{where}: authority is not TM., KT., TL., TUQ. or Q."
        seen[agency, row.code, row.department, row.position, row.valid_from] += 1
    yield from (f"{key[1]} in {key[0]}: the same twice" for key, n in seen.items() if n > 1)


def _in_order(row: object) -> bool:
    begins, ends = getattr(row, "valid_from", None), getattr(row, "valid_to", None)
    return begins is None or ends is None or begins <= ends
