"""What a process needs to do its work, opened once and handed to the services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from auth.passwords import Passwords
from auth.settings import AuthSettings
from auth.tokens import Tokens, load_or_create_key
from services.clock import Clock
from services.public import PublicVisits
from services.settings import ServiceSettings
from signing.service import Signing
from signing.settings import SigningSettings
from storage.blobs.port import BlobStore
from storage.blobs.settings import BlobSettings, open_blob_store
from storage.database import Database
from storage.settings import DatabaseSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    settings: ServiceSettings
    auth_settings: AuthSettings
    database: Database
    blobs: BlobStore
    signing: Signing
    passwords: Passwords
    tokens: Tokens
    clock: Clock
    public_visits: PublicVisits = field(default_factory=PublicVisits)


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilitySettings:
    """The settings of every capability, read from the environment where nothing else is said."""

    auth: AuthSettings = field(default_factory=AuthSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    blobs: BlobSettings = field(default_factory=BlobSettings)
    signing: SigningSettings = field(default_factory=SigningSettings)

    @staticmethod
    def in_folder(folder: Path) -> "CapabilitySettings":
        """Everything that lies on disk in one folder: the trial, which forgets it as a whole."""
        keys = folder / "keys"
        return CapabilitySettings(
            auth=AuthSettings(token_key_file=keys / "access-token.pem"),
            blobs=BlobSettings(root=folder / "blobs"),
            signing=SigningSettings(key_dir=keys, cache_dir=folder / "cache" / "revocation"),
        )


@asynccontextmanager
async def open_platform(
    *, database_url: str, settings: ServiceSettings, capabilities: CapabilitySettings
) -> AsyncIterator[Platform]:
    """Open every capability, and close it again in the reverse order."""
    database = Database(
        database_url,
        pool_size=capabilities.database.pool_size,
        statement_timeout_ms=capabilities.database.statement_timeout_ms,
    )
    passwords = Passwords(threads=capabilities.auth.password_threads)
    signing = Signing(capabilities.signing)
    await signing.start()
    try:
        yield Platform(
            settings=settings,
            auth_settings=capabilities.auth,
            database=database,
            blobs=open_blob_store(capabilities.blobs),
            signing=signing,
            passwords=passwords,
            tokens=Tokens(
                private_key_pem=load_or_create_key(capabilities.auth.token_key_file),
                issuer=capabilities.auth.issuer,
                audience=capabilities.auth.audience,
            ),
            clock=Clock(settings.clock_offset),
        )
    finally:
        await signing.aclose()
        passwords.close()
        await database.aclose()
