"""Where mail is handed over."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class MailSettings(BaseSettings):
    """Environment names start with CONGVU_SMTP_. Without a host no mail is sent."""

    model_config = SettingsConfigDict(env_prefix="CONGVU_SMTP_")

    host: str = ""
    port: int = 587
    # Refused where the server does not offer it; set to false only inside one machine.
    starttls: bool = True
    username: str = ""
    password: SecretStr | None = None
    sender: str = "congvu@localhost"
    timeout_seconds: float = 20
