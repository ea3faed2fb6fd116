"""Settings of the package, read once by whoever builds :class:`signing.service.Signing`."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PRODUCTION = "production"


class SigningSettings(BaseSettings):
    """Where keys and trust lie, and how much a worker process may take."""

    model_config = SettingsConfigDict(
        env_prefix="CONGVU_SIGNING_", frozen=True, populate_by_name=True
    )

    environment: str = Field(default="trial", validation_alias="CONGVU_ENV")
    key_dir: Path = Path("var/keys")
    #: Folder with further trust anchors (*.pem, *.crt) and revocation lists (*.crl).
    trust_dir: Path | None = None
    #: Time-stamp authority of RFC 3161; None means the demonstration one inside the program.
    tsa_url: str | None = None
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

    @field_validator("fetch_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return {one.strip().lower().removesuffix(".") for one in value.split(",") if one.strip()}
