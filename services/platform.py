"""What a process needs to do its work, opened once and handed to the services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from auth.passwords import Passwords
from auth.settings import AuthSettings
from auth.tokens import Tokens, load_or_create_key
from services.clock import Clock
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


@asynccontextmanager
async def open_platform(
    *,
    database_url: str,
    settings: ServiceSettings,
    auth_settings: AuthSettings | None = None,
    database_settings: DatabaseSettings | None = None,
    blob_settings: BlobSettings | None = None,
    signing_settings: SigningSettings | None = None,
) -> AsyncIterator[Platform]:
    """Open every capability, and close it again in the reverse order."""
    auth_settings = auth_settings or AuthSettings()
    database_settings = database_settings or DatabaseSettings()
    database = Database(
        database_url,
        pool_size=database_settings.pool_size,
        statement_timeout_ms=database_settings.statement_timeout_ms,
    )
    passwords = Passwords(threads=auth_settings.password_threads)
    signing = Signing(signing_settings or SigningSettings())
    await signing.start()
    try:
        yield Platform(
            settings=settings,
            auth_settings=auth_settings,
            database=database,
            blobs=open_blob_store(blob_settings or BlobSettings()),
            signing=signing,
            passwords=passwords,
            tokens=Tokens(
                private_key_pem=load_or_create_key(auth_settings.token_key_file),
                issuer=auth_settings.issuer,
                audience=auth_settings.audience,
            ),
            clock=Clock(settings.clock_offset),
        )
    finally:
        await signing.aclose()
        passwords.close()
        await database.aclose()
