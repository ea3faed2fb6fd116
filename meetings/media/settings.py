"""Settings of the package, read once by whoever opens the engine."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class EngineName(StrEnum):
    FORWARDING = "forwarding"
    JANUS = "janus"
    NONE = "none"


class MediaSettings(BaseSettings):
    """Environment names start with CONGVU_MEDIA_."""

    model_config = SettingsConfigDict(
        env_prefix="CONGVU_MEDIA_",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    environment: str = Field(default="trial", validation_alias="CONGVU_ENV")
    engine: EngineName = EngineName.FORWARDING
    #: Processes over which the rooms are spread; each uses one core at most.
    processes: int = Field(default=1, ge=1, le=64)
    #: Addresses of this machine to listen on, with commas between; empty: all it has.
    hosts: Annotated[tuple[str, ...], NoDecode] = ()
    #: UDP port of the first process, the next one has the next; 0: any that is free.
    port: int = Field(default=0, ge=0, le=65_000)
    #: Address under which browsers reach the first of `hosts`, where a router translates it.
    public_host: str = ""
    #: `stun:host:port`, `turn:host:port?transport=udp`, `turns:...`, with commas between. Empty:
    #: no server is ever contacted, and browsers are told of none.
    ice_urls: Annotated[tuple[str, ...], NoDecode] = ()
    #: Shared with the TURN server (coturn: static-auth-secret), which then knows our passwords.
    turn_secret: SecretStr | None = None
    turn_lifetime: timedelta = timedelta(hours=12)
    #: Seconds without any packet after which a participant is called silent.
    silent_seconds: float = Field(default=3, gt=0)
    #: Seconds a connection may take until it works.
    connect_seconds: float = Field(default=20, gt=0)
    #: Seconds a silent connection is kept before it is given up.
    lost_seconds: float = Field(default=15, gt=0)

    #: Where each Janus is spoken to, `ws://127.0.0.1:8188`, with commas between.
    janus_urls: Annotated[tuple[str, ...], NoDecode] = ()
    #: `api_secret` of its janus.jcfg.
    janus_api_secret: SecretStr | None = None
    #: `admin_key` of its VideoRoom, without which nobody opens rooms.
    janus_admin_key: SecretStr | None = None
    #: Folder that Janus and this program both write to; none: nothing is recorded.
    janus_recordings: Path | None = None

    @model_validator(mode="after")
    def _servers_can_be_used(self) -> Self:
        known = ("stun:", "stuns:", "turn:", "turns:")
        if not all(url.startswith(known) for url in self.ice_urls):
            raise ValueError("ice_urls begin with stun: or turn:")
        if self.turn_secret is None and any(url.startswith("turn") for url in self.ice_urls):
            raise ValueError("a TURN server needs turn_secret")
        if not all(url.startswith(("ws://", "wss://")) for url in self.janus_urls):
            raise ValueError("janus_urls begin with ws:// or wss://")
        if self.engine is EngineName.JANUS and not self.janus_urls:
            raise ValueError("the engine janus needs janus_urls")
        return self

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @field_validator("ice_urls", "hosts", "janus_urls", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(one.strip() for one in value.split(",") if one.strip())
