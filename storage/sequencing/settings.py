"""How this office's journal is called, signed and witnessed."""

from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.merkle.notes import KeyKind, NoteMalformed, PublicKey

UNNAMED = "congvu.example/journal"


class JournalSettings(BaseSettings):
    """`CONGVU_JOURNAL_NAME` stays the same for good: it is the origin of every checkpoint."""

    model_config = SettingsConfigDict(env_prefix="CONGVU_JOURNAL_")

    name: str = UNNAMED
    key_file: Path = Path("var/keys/journal.pem")
    # `https://host/prefix key`, with commas between; a key as `congvu witness` prints it.
    witnesses: str = ""
    # How long a store with object lock keeps a full tile from being deleted; 0: as long as it is.
    lock_days: int = 3650
    stamp_every: timedelta = timedelta(days=1)

    @property
    def witness_keys(self) -> dict[str, PublicKey]:
        """The address of each witness, and its key."""
        pairs = [one.split() for one in self.witnesses.split(",") if one.strip()]
        return {url.rstrip("/"): PublicKey.parse(key) for url, key in pairs}

    @model_validator(mode="after")
    def _witnesses_are_witnesses(self) -> Self:
        try:
            kinds = {key.kind for key in self.witness_keys.values()}
        except (ValueError, NoteMalformed) as error:
            raise ValueError(f"CONGVU_JOURNAL_WITNESSES is `address key, ...`: {error}") from error
        if kinds - {KeyKind.WITNESS}:
            raise ValueError("CONGVU_JOURNAL_WITNESSES names the key of a log, not of a witness")
        return self
