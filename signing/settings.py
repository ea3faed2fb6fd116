"""Settings of the package, read once by whoever builds :class:`signing.service.Signing`."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from signing.verdicts import Level

PRODUCTION = "production"


class SigningSettings(BaseSettings):
    """Where keys and trust lie, and how much a worker process may take."""

    model_config = SettingsConfigDict(
        env_prefix="CONGVU_SIGNING_", frozen=True, populate_by_name=True
    )

    environment: str = Field(default="trial", validation_alias="CONGVU_ENV")
    key_dir: Path = Path("var/keys")
    #: The system's own key, for what is no agency's document: reports, evidence packages.
    system_key: str = "congvu-system"
    #: Folder with further trust anchors (*.pem, *.crt) and revocation lists (*.crl).
    trust_dir: Path | None = None
    #: Time-stamp authority of RFC 3161; None means the demonstration one inside the program.
    tsa_url: str | None = None
    #: What a finished route is brought to, unless ``levels`` says otherwise of its class.
    level: Annotated[Level, NoDecode] = Level.B_LTA
    #: By class of document, which the caller names: ``GM=B-T,GNP=B-T`` in the environment.
    levels: Annotated[dict[str, Level], NoDecode] = Field(default_factory=dict)
    #: Most that certificates and revocation data may add to a file.
    archive_mib: int = Field(default=5, ge=1)
    #: How long before its time stamp loses its worth a file is renewed, and how long before
    #: that an alarm says that it has not been.
    renew_before: timedelta = timedelta(days=365)
    alarm_before: timedelta = timedelta(days=180)
    #: Hosts from which revocation data and certificates may be fetched, ``crl.example.vn`` or
    #: ``crl.example.vn:8080``, with commas between. Empty: nothing is fetched.
    fetch_hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    #: Forbids every connection of a verification, whatever ``fetch_hosts`` says.
    offline: bool = False
    fetch_seconds: float = Field(default=5, gt=0)
    #: Largest revocation list taken in.
    fetch_mib: int = Field(default=16, ge=1)
    #: Fetched answers, shared by the worker processes; None keeps none.
    cache_dir: Path | None = Path("var/cache/revocation")
    cache_mib: int = Field(default=256, ge=1)
    workers: int = Field(default=2, ge=1, le=64)
    #: How many tasks may wait for a free worker before :class:`SigningBusy` is raised.
    queue_length: int = Field(default=256, ge=0)
    timeout_seconds: float = Field(default=60, gt=0)
    memory_mib: int = Field(default=1024, ge=256)

    @property
    def is_production(self) -> bool:
        """Whether demonstration keys must be refused."""
        return self.environment == PRODUCTION

    def level_of(self, document_class: str) -> Level:
        """Return the level that documents of this class are brought to."""
        return self.levels.get(document_class, self.level)

    @model_validator(mode="after")
    def _renewed_before_the_alarm(self) -> Self:
        if self.alarm_before >= self.renew_before:
            raise ValueError("alarm_before must be shorter than renew_before")
        return self

    @field_validator("level", mode="before")
    @classmethod
    def _level(cls, value: object) -> object:
        return f"PAdES-{value}" if value in {"B-B", "B-T", "B-LT", "B-LTA"} else value

    @field_validator("levels", mode="before")
    @classmethod
    def _levels(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [one.partition("=") for one in value.split(",") if one.strip()]
        return {name.strip(): cls._level(level.strip()) for name, _, level in pairs}

    @field_validator("fetch_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return {one.strip().lower().removesuffix(".") for one in value.split(",") if one.strip()}
