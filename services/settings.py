"""How this process presents itself. Each capability reads its own settings (`CONGVU_<NAME>_`)."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.working_hours import parse_hours


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
    # Where people's browsers find this system, https://...; empty: host and port above.
    public_url: str = ""
    # What reaches keys on the officials' machines: web_eid, sign_service, or both; empty: nothing.
    signing_agents: str = "web_eid,sign_service"
    # Where the Government Cipher Committee's service listens on the official's own machine.
    sign_service_url: str = "wss://127.0.0.1:8987"
    signing_session_lifetime: timedelta = timedelta(minutes=5)
    # For a file that is carried to a signing program by hand.
    signing_file_lifetime: timedelta = timedelta(minutes=30)
    upload_limit: int = 64 * 1024 * 1024
    in_flight: int = 16
    waiting: int = 256
    # What is open to everybody: verification and the look-up of printed copies.
    public_per_minute: int = 12
    public_overall_per_minute: int = 240
    public_at_once: int = 1
    # The hours of a working day: what is done outside them, an auditor may ask for.
    working_hours: str = "07:00-11:30,13:30-17:00"
    journal_per_minute: int = 600
    journal_overall_per_minute: int = 3000
    # Who answers for published figures, and what others may do with them (docs/operate.md).
    open_data_publisher: str = "Ủy ban nhân dân huyện"
    open_data_contact: str = ""
    open_data_licence: str = "https://creativecommons.org/licenses/by/4.0/"
    # How often the end of sessions and of lost devices is looked for in running meetings.
    live_sweep_seconds: float = 5.0
    # How long recordings of meetings are kept; then they are deleted.
    recording_retention: timedelta = timedelta(days=365)
    job_slots: int = 4
    job_poll_seconds: float = 1.0
    job_attempts: int = 8
    job_backoff: timedelta = timedelta(seconds=2)

    @field_validator("working_hours")
    @classmethod
    def _hours_are_hours(cls, text: str) -> str:
        parse_hours(text)
        return text

    @property
    def origin(self) -> str:
        """Scheme, host and port as a browser names them (RFC 6454)."""
        parts = urlsplit(self.public_url or f"http://{self.host}:{self.port}")
        return f"{parts.scheme}://{parts.netloc}".lower()

    @property
    def agents(self) -> tuple[str, ...]:
        return tuple(filter(None, (name.strip() for name in self.signing_agents.split(","))))
