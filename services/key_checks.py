"""What `congvu doctor` says of certificates: do their keys sign, and how long do they last."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from auth.models import Credential, KeyStoreName
from signing.errors import SigningError
from signing.service import Signing

#: Days before the end of a certificate: a new one takes weeks to get.
WARN_DAYS = (60, 30, 7)
#: Keys that this system reaches and that are not its own files.
REACHED = {KeyStoreName.PKCS11, KeyStoreName.CSC}


async def list_held(session: AsyncSession) -> Sequence[Credential]:
    """Every certificate that has not been ended."""
    found = await session.exec(
        select(Credential)
        .where(col(Credential.revoked_at).is_(None))
        .order_by(col(Credential.valid_to))
    )
    return found.all()


def ending(held: Sequence[Credential], *, now: datetime) -> list[str]:
    """A line for each certificate that has ended or soon will, the first to end first."""
    newest: dict[object, Credential] = {}
    for one in held:
        holder = one.appointment_id or one.agency_id
        if holder not in newest or newest[holder].valid_to < one.valid_to:
            newest[holder] = one
    found = []
    for one in sorted(newest.values(), key=lambda row: row.valid_to):
        days = (one.valid_to - now).days
        limit = min((limit for limit in WARN_DAYS if days < limit), default=None)
        if limit is not None:
            when = "has ended" if days < 0 else f"ends within {limit} days"
            found.append(f"{one.key_name} ({one.subject}) {when}: {one.valid_to:%Y-%m-%d}")
    return found


async def failing(held: Sequence[Credential], signing: Signing, *, now: datetime) -> list[str]:
    """A line for each key on a token or at a service that does not sign with its certificate."""
    found = []
    for one in (row for row in held if row.key_store in REACHED):
        try:
            shown = await signing.examine_key(one.key_name, now=now)
        except SigningError as error:
            said = ", ".join(str(part) for part in error.args)
            found.append(f"{one.key_name}: {type(error).__name__} {said}")
            continue
        if shown.fingerprint != one.fingerprint:
            found.append(f"{one.key_name}: another certificate ({shown.serial}) lies beside it")
    return found
