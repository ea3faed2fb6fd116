"""What a process needs to do its work, opened once and handed to the services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from auth.passwords import Passwords
from auth.settings import AuthSettings
from auth.tokens import Tokens, load_or_create_key
from meetings.media.settings import MediaSettings
from services.clock import Clock
from services.mail.port import Mail, NoMail
from services.mail.settings import MailSettings
from services.mail.smtp import open_mail
from services.public import PublicVisits
from services.settings import ServiceSettings
from signing.service import Signing
from signing.settings import SigningSettings
from storage.blobs.port import BlobStore
from storage.blobs.settings import BlobSettings, open_blob_store
from storage.database import Database
from storage.sequencing.settings import JournalSettings
from storage.settings import DatabaseSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    settings: ServiceSettings
    auth_settings: AuthSettings
    database: Database
    blobs: BlobStore
    journal: JournalSettings
    signing: Signing
    passwords: Passwords
    tokens: Tokens
    clock: Clock
    mail: Mail = field(default_factory=NoMail)
    public_visits: PublicVisits = field(default_factory=PublicVisits)
    journal_visits: PublicVisits = field(default_factory=PublicVisits)
    ballot_visits: PublicVisits = field(default_factory=PublicVisits)
    media: MediaSettings = field(default_factory=MediaSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilitySettings:
    """The settings of every capability, read from the environment where nothing else is said."""

    auth: AuthSettings = field(default_factory=AuthSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    blobs: BlobSettings = field(default_factory=BlobSettings)
    journal: JournalSettings = field(default_factory=JournalSettings)
    signing: SigningSettings = field(default_factory=SigningSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    media: MediaSettings = field(default_factory=MediaSettings)

    @staticmethod
    def in_folder(folder: Path) -> "CapabilitySettings":
        """Everything that lies on disk in one folder: the trial, which forgets it as a whole."""
        keys = folder / "keys"
        return CapabilitySettings(
            auth=AuthSettings(token_key_file=keys / "access-token.pem"),
            blobs=BlobSettings(root=folder / "blobs"),
            journal=JournalSettings(key_file=keys / "journal.pem"),
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
            journal=capabilities.journal,
            signing=signing,
            passwords=passwords,
            tokens=Tokens(
                private_key_pem=load_or_create_key(capabilities.auth.token_key_file),
                issuer=capabilities.auth.issuer,
                audience=capabilities.auth.audience,
            ),
            clock=Clock(settings.clock_offset),
            mail=open_mail(capabilities.mail),
            media=capabilities.media,
        )
    finally:
        await signing.aclose()
        passwords.close()
        await database.aclose()
