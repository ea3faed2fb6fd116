"""The directory: agencies, departments, people, appointments; and what proves an identity.

Person, account, appointment and credential are four things. Agencies, departments and appointments
are dated by days in Vietnam time: `valid_from` and `valid_to` are both inside, None is open.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary, String
from sqlmodel import Field, SQLModel

from auth.roles import Role
from storage.ids import new_id
from storage.schema import UtcDateTime, byte_ordered, column_type, enum_type


def _dated() -> CheckConstraint:
    return CheckConstraint(
        "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="dates_in_order"
    )


class AgencyLevel(StrEnum):
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class AgencyBase(SQLModel):
    """An agency (cơ quan). `code` follows Decision 20/2020, article 4; names may repeat."""

    code: str = Field(max_length=35)
    name: str = Field(max_length=200)
    abbreviation: str = Field(max_length=30)
    level: AgencyLevel = Field(sa_type=enum_type(AgencyLevel))
    external: bool = Field(description="True: not on this system; reached by paper or exchange")
    place: str = Field(max_length=100, description="place name printed before a document's date")
    valid_from: date | None
    valid_to: date | None


class Agency(AgencyBase, table=True):
    __tablename__ = "agency"
    __table_args__ = (
        _dated(),
        UniqueConstraint("code"),
        Index(
            "ix_agency_folded_trgm",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    parent_id: UUID | None = Field(default=None, foreign_key="agency.id")
    seal_diameter_mm: float = 34.0
    folded: str = Field(description="code and name without diacritics, for search")
    sort_key: str = Field(sa_type=byte_ordered())


class AgencySuccessor(SQLModel, table=True):
    """`successor_id` takes over the records, open work and mail of an agency that ended."""

    __tablename__ = "agency_successor"

    agency_id: UUID = Field(primary_key=True, foreign_key="agency.id")
    successor_id: UUID = Field(primary_key=True, foreign_key="agency.id")


class Department(SQLModel, table=True):
    """A department (phòng ban) of an agency."""

    __tablename__ = "department"
    __table_args__ = (_dated(), UniqueConstraint("agency_id", "name", "valid_from"))

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID = Field(foreign_key="agency.id", index=True)
    name: str = Field(max_length=200)
    abbreviation: str = Field(max_length=20, description="drafting unit in a công văn's symbol")
    valid_from: date | None = None
    valid_to: date | None = None


class Person(SQLModel, table=True):
    """An official. `staff_code` is the digital identity number (mã định danh cán bộ)."""

    __tablename__ = "person"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    staff_code: str | None = Field(default=None, max_length=35, unique=True)
    full_name: str = Field(max_length=100)
    email: str | None = Field(default=None, max_length=200)
    folded: str
    sort_key: str = Field(sa_type=byte_ordered())


class Account(SQLModel, table=True):
    """How a person signs in with a password (argon2id)."""

    __tablename__ = "account"

    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    username: str = Field(max_length=100, unique=True)
    password_hash: str = Field(repr=False)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_password_until: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="the password was given out and opens nothing but its own change, until then",
    )


class Appointment(SQLModel, table=True):
    """A position of a person in a department, from/to. Every act is done in one appointment."""

    __tablename__ = "appointment"
    __table_args__ = (
        _dated(),
        CheckConstraint("cardinality(roles) > 0", name="has_a_role"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    department_id: UUID = Field(foreign_key="department.id", index=True)
    position: str = Field(max_length=100)
    roles: list[Role] = Field(sa_type=column_type(ARRAY(String)))
    authority: str = Field(
        default="",
        max_length=200,
        description="lines above the position when signing: 'KT. CHỦ TỊCH' (auth.behalf)",
    )
    valid_from: date | None = None
    valid_to: date | None = None


class KeyStoreName(StrEnum):
    """Where the private key of a certificate lies."""

    SOFTWARE = "software"
    #: On a token or an HSM that this system reaches.
    PKCS11 = "pkcs11"
    #: At a remote signing service (CSC API).
    CSC = "csc"
    #: With its holder: a token or card at the official's own machine.
    CLIENT = "client"


class Credential(SQLModel, table=True):
    """A certificate of an appointment (personal signature) or of an agency (seal).

    It counts from `valid_from` to `valid_to`, days that lie within the certificate's own, or until
    an administrator ended it (`revoked_at`). The newest that has begun is signed with.
    """

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint(
            "(appointment_id IS NULL) <> (agency_id IS NULL)", name="one_kind_of_holder"
        ),
        CheckConstraint("end_reason IS NULL OR revoked_at IS NOT NULL", name="reason_of_an_end"),
        Index(
            "uq_credential_key_of_holder",
            "key_store",
            "key_label",
            text("coalesce(appointment_id, agency_id)"),
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    appointment_id: UUID | None = Field(default=None, foreign_key="appointment.id", index=True)
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id", index=True)
    key_store: KeyStoreName = Field(default=KeyStoreName.SOFTWARE, sa_type=enum_type(KeyStoreName))
    key_label: str = Field(max_length=200)
    subject: str
    issuer: str = ""
    serial: str
    fingerprint: str = Field(description="SHA-256 of the certificate, hex")
    valid_from: datetime = Field(sa_type=UtcDateTime)
    valid_to: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    end_reason: str | None = Field(default=None, max_length=1000)
    certificate: bytes | None = Field(default=None, sa_type=LargeBinary, repr=False)
    key_kind: str = Field(default="", max_length=40)
    key_digest: str | None = Field(
        default=None, max_length=64, index=True, description="SHA-256 of the public key, hex"
    )
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    findings: list[str] = Field(
        default_factory=list,
        sa_type=column_type(ARRAY(String)),
        sa_column_kwargs={"server_default": text("'{}'")},
        description="what the newest check could not make sure, or found wrong",
    )

    @property
    def key_name(self) -> str:
        """What `signing` calls the key: its label, behind its store where that is not our own."""
        if self.key_store is KeyStoreName.SOFTWARE:
            return self.key_label
        return f"{self.key_store}:{self.key_label.removeprefix(f'{self.key_store}:')}"


class StampPicture(SQLModel, table=True):
    """The picture of an agency's seal, with its diameter, or of a person's signature; dated.

    Decree 30, appendix I, part I, II.7d and II.8a. The bytes lie in the blob store; the newest
    one that has begun counts.
    """

    __tablename__ = "stamp_picture"
    __table_args__ = (
        CheckConstraint("(agency_id IS NULL) <> (person_id IS NULL)", name="one_kind_of_holder"),
        CheckConstraint(
            "(agency_id IS NULL) = (diameter_mm IS NULL)", name="a_seal_has_a_diameter"
        ),
        CheckConstraint("diameter_mm BETWEEN 10 AND 60", name="diameter_of_a_seal"),
        UniqueConstraint("agency_id", "valid_from"),
        UniqueConstraint("person_id", "valid_from"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    digest: str = Field(max_length=64)
    diameter_mm: float | None = None
    valid_from: date
    added_at: datetime = Field(sa_type=UtcDateTime)


class SignInSession(SQLModel, table=True):
    """One sign-in. Only a digest of the secret the browser holds is kept."""

    __tablename__ = "sign_in_session"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    secret_digest: str = Field(unique=True, repr=False)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    appointment_id: UUID = Field(foreign_key="appointment.id")
    opened_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInFailure(SQLModel, table=True):
    """A refused attempt, counted per user name and address so that nobody can lock another out."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_window", "username", "address", "at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    username: str
    address: str
    at: datetime = Field(sa_type=UtcDateTime, sa_column_kwargs={"server_default": text("now()")})
