"""Writing a directory file into the transaction under way; what is there already is left alone.

Names are corrected, ends are entered, everything else of what exists is never rewritten: an
appointment with other roles is another appointment. What the file does not name stays as it is.
"""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import record_act
from auth.acts import Act
from services.identities.directory.agencies import add_agency, join_agency
from services.identities.directory.checking import list_contradictions
from services.identities.directory.file import DirectoryFile, DirectoryRefused
from services.identities.directory.known import read_known
from services.identities.directory.people import add_account, add_appointment, add_person
from services.identities.directory.writing import Loaded, Writing
from storage.ids import new_id


async def load_directory(
    *,
    session: AsyncSession,
    read: DirectoryFile,
    with_accounts: bool,
    password_lifetime: timedelta,
    now: datetime,
) -> Loaded:
    """Write what is new. Raises `DirectoryRefused` with every problem; then nothing is kept."""
    problems = list_contradictions(read)
    if problems:
        raise DirectoryRefused(problems)
    writing = Writing(session, await read_known(session, read), now=now)
    for agency in read.agencies:
        add_agency(writing, agency)
    await session.flush()  # parents, successors and departments refer to agencies
    for agency in read.agencies:
        join_agency(writing, agency)
    staff = list(read.staff())
    for _, row in staff:
        add_person(writing, row)
    await session.flush()  # appointments and accounts refer to departments and people
    for code, row in staff:
        add_appointment(writing, code, row)
        if with_accounts:
            add_account(writing, row, until=now + password_lifetime)
    if writing.problems:
        raise DirectoryRefused(writing.problems)
    if writing.done.counts:
        _record(writing, read)
    return writing.done


def _record(writing: Writing, read: DirectoryFile) -> None:
    """One entry for the file as a whole, beside one for each thing."""
    record_act(
        writing.session,
        actor=None,
        act=Act.DIRECTORY_LOAD,
        subject=("directory", new_id()),
        now=writing.now,
        digest=read.digest,
        details=dict(writing.done.counts),
    )
