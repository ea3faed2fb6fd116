"""A signature whose key lies with its holder: what was sent to it, and what may come back."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import String
from sqlmodel import Field, SQLModel

from services.documents.errors import MoveRefused
from services.documents.models.states import SessionStage, SigningAgent, StepPurpose
from signing.models import PreparedSignature
from storage.schema import UtcDateTime, column_type, enum_type

S = SessionStage


class SigningSession(SQLModel, table=True):
    """Beside its row of `signing`, whose state says how it ended; one `SigningStep` a signature.

    Bound to a person in one appointment (on `signing`), the origin of the pages, the document's
    version and the files of its steps. Plain values, so that any process can go on with it.
    """

    __tablename__ = "signing_session"
    __table_args__ = (CheckConstraint("step >= 1", name="step_in_order"),)

    signing_id: UUID = Field(primary_key=True, foreign_key="signing.id")
    person_id: UUID = Field(foreign_key="person.id")
    agent: SigningAgent = Field(sa_type=enum_type(SigningAgent))
    origin: str = Field(max_length=300)
    certificate: bytes | None = Field(default=None, description="DER; None: seen on the file")
    fingerprint: str = Field(max_length=64, description="of the certificate that has to sign")
    algorithms: list[str] = Field(sa_type=column_type(ARRAY(String)))
    document_version: int | None = Field(
        default=None, description="the version it was begun on, or left; None: a copy has none"
    )
    stage: SessionStage = Field(default=S.PREPARING, sa_type=enum_type(SessionStage))
    step: int = Field(default=1, description="the step it is at, from 1")
    file_digest: str = Field(
        max_length=64, description="the file this step begins with; once waiting, with its field"
    )
    digest: bytes | None = None
    reserved_from: int | None = None
    reserved_to: int | None = None
    attributes: bytes | None = None
    to_sign: bytes | None = None
    algorithm: str | None = Field(default=None, max_length=10)
    value: bytes | None = None
    answer_digest: str | None = Field(
        default=None, max_length=64, description="the file that came back, still to be examined"
    )
    down_secret: str | None = Field(default=None, max_length=64, description="SHA-256; once")
    up_secret: str | None = Field(default=None, max_length=64, description="SHA-256; once")
    expires_at: datetime = Field(sa_type=UtcDateTime)

    def mark_waiting(self, *, file_digest: str) -> None:
        """The file is ready for its holder's program."""
        self._move(S.WAITING, {S.PREPARING})
        self.file_digest = file_digest

    def keep(self, prepared: PreparedSignature) -> None:
        """What the value is to be made over."""
        self.digest, self.attributes = prepared.digest, prepared.attributes
        self.reserved_from, self.reserved_to = prepared.start, prepared.end
        self.to_sign, self.algorithm = prepared.to_sign, prepared.algorithm

    def kept(self, pdf: bytes) -> PreparedSignature:
        """What `keep` was given; `pdf` is the file of `file_digest`."""
        return PreparedSignature(
            pdf=pdf,
            digest=self.digest or b"",
            start=self.reserved_from or 0,
            end=self.reserved_to or 0,
            attributes=self.attributes or b"",
            to_sign=self.to_sign or b"",
            algorithm=self.algorithm or "",
        )

    def mark_completing(self) -> None:
        """Its holder has answered, and may not answer again."""
        self._move(S.COMPLETING, {S.WAITING})
        self.down_secret = self.up_secret = None

    def mark_next_step(self, *, file_digest: str, lifetime: timedelta, now: datetime) -> None:
        self._move(S.PREPARING, {S.COMPLETING})
        self.step += 1
        self.file_digest = file_digest
        self.to_sign = self.attributes = self.digest = self.value = self.answer_digest = None
        self.expires_at = now + lifetime

    def mark_ended(self, *, version: int | None) -> None:
        """`version` is the document's, as it is left."""
        self.stage = S.ENDED
        self.document_version = version
        self.down_secret = self.up_secret = None

    def _move(self, to: SessionStage, sources: set[SessionStage]) -> None:
        if self.stage not in sources:
            raise MoveRefused("signing_session", self.stage, to)
        self.stage = to


class SigningStep(SQLModel, table=True):
    """One signature of a session: which file, what for, in which field.

    Steps with the same `attachment_id` sign the same file, one after the other.
    """

    __tablename__ = "signing_step"
    __table_args__ = (
        CheckConstraint("position >= 1", name="position_from_one"),
        CheckConstraint(
            "(signed_digest IS NULL) = (signed_size IS NULL)", name="signed_has_a_size"
        ),
        CheckConstraint(
            "(purpose = 'attachment') = (attachment_id IS NOT NULL)", name="attachment_is_named"
        ),
    )

    signing_id: UUID = Field(primary_key=True, foreign_key="signing_session.signing_id")
    position: int = Field(primary_key=True, description="from 1")
    purpose: StepPurpose = Field(sa_type=enum_type(StepPurpose))
    attachment_id: UUID | None = Field(
        default=None,
        foreign_key="document_file.id",
        description="the file beside the document; None: the document's or copy's own",
    )
    filename: str = Field(max_length=255)
    base_digest: str = Field(max_length=64, description="the file when the session began")
    field: str | None = Field(default=None, max_length=100, description="what a program is to sign")
    signed_digest: str | None = Field(default=None, max_length=64)
    signed_size: int | None = None

    def mark_signed(self, *, digest: str, size: int) -> None:
        self.signed_digest, self.signed_size = digest, size
