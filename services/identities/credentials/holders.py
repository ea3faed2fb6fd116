"""Whose a certificate is to be, and what is known of them here."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from auth.actor import Actor
from auth.models import Agency, Credential, KeyStoreName, Person
from services.identities.access import access_managed_agency, access_managed_appointment
from services.identities.credentials.schemas import Compared
from services.identities.errors import HolderMissing
from signing.errors import CertificateRefused
from signing.models import PresentedCertificate
from storage.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Holder:
    """An appointment of `person`, or without one the agency itself, for its seal."""

    agency: Agency
    appointment_id: UUID | None = None
    person: Person | None = None

    @property
    def name(self) -> str:
        return self.person.full_name if self.person else self.agency.name

    @property
    def person_id(self) -> UUID | None:
        return self.person.id if self.person else None


async def access_holder(
    session: AsyncSession, actor: Actor, agency_id: UUID, appointment_id: UUID | None
) -> Holder:
    """The one a certificate is for, in an agency the administrator looks after."""
    agency = await access_managed_agency(session, actor, agency_id)
    if appointment_id is None:
        return Holder(agency)
    _, person, department = await access_managed_appointment(session, actor, appointment_id)
    if department.agency_id != agency.id:
        raise HolderMissing(appointment_id)
    return Holder(agency, appointment_id, person)


async def access_credential(
    session: AsyncSession, actor: Actor, credential_id: UUID
) -> tuple[Credential, Holder]:
    """A certificate of an agency the administrator looks after."""
    credential = await session.get(Credential, credential_id)
    if credential is None:
        raise HolderMissing(credential_id)
    if credential.agency_id is not None:
        return credential, await access_holder(session, actor, credential.agency_id, None)
    assert credential.appointment_id is not None  # noqa: S101 - the table has one of the two
    _, person, department = await access_managed_appointment(
        session, actor, credential.appointment_id
    )
    agency = await access_managed_agency(session, actor, department.agency_id)
    return credential, Holder(agency, credential.appointment_id, person)


async def require_own_key(
    session: AsyncSession,
    actor: Actor,
    holder: Holder,
    shown: PresentedCertificate,
    store: KeyStoreName,
) -> None:
    """Keys on the server are within reach of every agency's administrator.

    One whose certificate names somebody else is taken from the administrator above only.
    """
    named = next(one for one in compare(shown, holder) if one.field == "name")
    if store is KeyStoreName.CLIENT or named.same or holder.agency.parent_id is None:
        return
    above = await session.get_one(Agency, holder.agency.parent_id)
    if not above.external and above.id not in actor.agencies:
        raise CertificateRefused("names_another")


def compare(shown: PresentedCertificate, holder: Holder) -> list[Compared]:
    """Name, organisation and address side by side: to be looked at, not to be decided by."""
    rows: list[tuple[str, tuple[str, ...], str]] = [
        ("name", (shown.common_name,), holder.name),
        ("organisation", (shown.organisation,), holder.agency.name),
    ]
    if holder.person is not None:
        rows.append(("email", shown.emails, holder.person.email or ""))
    return [
        Compared(
            field=field,
            certificate=", ".join(said),
            here=here,
            same=bool(here) and fold(here) in {fold(one) for one in said},
        )
        for field, said, here in rows
    ]
