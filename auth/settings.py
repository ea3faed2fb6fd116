"""How long sessions and tokens live, and what a password must be."""

from datetime import timedelta
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class AuthSettings(BaseSettings):
    """Environment names start with CONGVU_AUTH_."""

    model_config = SettingsConfigDict(env_prefix="CONGVU_AUTH_")

    token_key_file: Path = Path("var/keys/access-token.pem")
    issuer: str = "https://congvu.invalid"
    audience: str = "congvu-api"
    access_token_lifetime: timedelta = timedelta(minutes=10)
    session_lifetime: timedelta = timedelta(hours=12)
    session_idle: timedelta = timedelta(hours=2)
    # One argon2id run at the OWASP parameters takes about 26 ms of one core.
    password_threads: int = 2
    attempts_per_window: int = 10
    first_password_lifetime: timedelta = timedelta(days=7)
    attempt_window: timedelta = timedelta(minutes=5)
