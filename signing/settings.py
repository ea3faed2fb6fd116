"""Settings of the package, read once by whoever builds :class:`signing.service.Signing`."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from signing.verdicts import Level

PRODUCTION = "production"


class SigningSettings(BaseSettings):
    """Where keys and trust lie, and how much a worker process may take."""

    model_config = SettingsConfigDict(
        env_prefix="CONGVU_SIGNING_",
        frozen=True,
        populate_by_name=True,
        # What is wrong with one value must not show the others: PINs are among them.
        hide_input_in_errors=True,
    )

    environment: str = Field(default="trial", validation_alias="CONGVU_ENV")
    key_dir: Path = Path("var/keys")
    #: The system's own key, for what is no agency's document: reports, evidence packages.
    system_key: str = "congvu-system"
    #: Server token or HSM: the library of its maker, and which token where there are several.
    pkcs11_module: Path | None = None
    pkcs11_token: str = ""
    pkcs11_serial: str = ""
    #: The PIN's file is read at each login; neither: the token asks for it itself (a PIN pad).
    pkcs11_pin_file: Path | None = None
    pkcs11_pin: SecretStr | None = None
    #: Names of environment variables that the library reads, with commas between.
    pkcs11_environment: Annotated[frozenset[str], NoDecode] = frozenset()
    #: Remote signing by the CSC API, version 1.0.4: ``https://host/csc/v1``.
    csc_url: str = ""
    #: Where tokens come from (OAuth 2.0, client credentials); empty: ``oauth2/token`` below it.
    csc_token_url: str = ""
    csc_client_id: str = ""
    csc_client_secret_file: Path | None = None
    csc_client_secret: SecretStr | None = None
    #: Whose credentials are listed, where the service does not know by the client.
    csc_user: str = ""
    csc_pin_file: Path | None = None
    csc_pin: SecretStr | None = None
    csc_seconds: float = Field(default=30, gt=0)
    #: Folder with further trust anchors (*.pem, *.crt) and revocation lists (*.crl).
    trust_dir: Path | None = None
    #: Further files of trust anchors, PEM or DER.
    trust_files: tuple[Path, ...] = ()
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
    #: A verification that takes longer is given up: honest files take a few seconds at most.
    verify_seconds: float = Field(default=20, gt=0)
    memory_mib: int = Field(default=1024, ge=256)

    @property
    def is_production(self) -> bool:
        """Whether demonstration keys must be refused."""
        return self.environment == PRODUCTION

    @property
    def has_secrets(self) -> bool:
        """Whether a process with these settings can use keys that are worth something."""
        return self.pkcs11_module is not None or bool(self.csc_url)

    def without_secrets(self) -> Self:
        """Return the settings of a process that must not be able to sign with such keys."""
        return self.model_copy(
            update={
                "pkcs11_module": None,
                "pkcs11_pin": None,
                "csc_url": "",
                "csc_client_secret": None,
                "csc_pin": None,
            }
        )

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

    @field_validator("csc_url", "csc_token_url")
    @classmethod
    def _over_tls(cls, value: str) -> str:
        host = urlsplit(value).hostname
        if value and not value.startswith("https://") and host not in {"127.0.0.1", "localhost"}:
            raise ValueError("the CSC API is used over https")
        return value.rstrip("/")

    @field_validator("pkcs11_environment", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return {one.strip() for one in value.split(",") if one.strip()}

    @field_validator("fetch_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return {one.strip().lower().removesuffix(".") for one in value.split(",") if one.strip()}
