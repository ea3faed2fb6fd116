"""How this process presents itself. Each capability reads its own settings (`CONGVU_<NAME>_`)."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(StrEnum):
    TRIAL = "trial"
    PRODUCTION = "production"


class ServiceSettings(BaseSettings):
    """Environment names start with CONGVU_."""

    model_config = SettingsConfigDict(env_prefix="CONGVU_")

    env: Environment = Environment.TRIAL
    host: str = "127.0.0.1"
    port: int = 8000
    state_dir: Path = Path("var")
    # Where the pages find the API when it runs in other processes; empty: in this one.
    api_url: str = ""
    clock_offset: timedelta = timedelta(0)
    upload_limit: int = 64 * 1024 * 1024
    in_flight: int = 16
    waiting: int = 256
    job_slots: int = 4
    job_poll_seconds: float = 1.0
    job_attempts: int = 8
    job_backoff: timedelta = timedelta(seconds=2)
