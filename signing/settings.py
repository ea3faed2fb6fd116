"""Settings of the package, read once by whoever builds :class:`signing.service.Signing`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

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
    workers: int = Field(default=2, ge=1, le=64)
    #: How many tasks may wait for a free worker before :class:`SigningBusy` is raised.
    queue_length: int = Field(default=256, ge=0)
    timeout_seconds: float = Field(default=60, gt=0)
    memory_mib: int = Field(default=1024, ge=256)

    @property
    def is_production(self) -> bool:
        """Whether demonstration keys must be refused."""
        return self.environment == PRODUCTION
