"""Where the rows are kept."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DatabaseSettings(BaseSettings):
    """`DATABASE_URL` names any PostgreSQL 15 or newer; without it the trial runs its own."""

    model_config = SettingsConfigDict(env_prefix="CONGVU_DATABASE_", populate_by_name=True)

    url: str | None = Field(default=None, validation_alias="DATABASE_URL", repr=False)
    pool_size: int = Field(default=10, ge=1)
    statement_timeout_ms: int = Field(default=15_000, ge=100)
