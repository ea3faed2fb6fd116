"""What may be fetched, from where, and how much of it."""

from dataclasses import dataclass
from pathlib import Path

import httpx2

from signing.settings import SigningSettings

_PORTS = {"http": 80, "https": 443}


class Refused(Exception):
    """An address is not fetched; ``reason`` is a machine code, ``host`` may be empty."""

    def __init__(self, reason: str, host: str = "") -> None:
        super().__init__(reason, host)
        self.reason = reason
        self.host = host


@dataclass(frozen=True, kw_only=True)
class FetchRules:
    """``hosts`` are names in lower case, with ``:port`` where it is not the scheme's own.

    ``seconds`` is for one address with its redirects, ``all_seconds`` and ``requests`` are
    for a whole task; ``largest`` is in bytes.
    """

    hosts: frozenset[str] = frozenset()
    offline: bool = False
    seconds: float = 5.0
    all_seconds: float = 15.0
    requests: int = 24
    redirects: int = 3
    largest: int = 16 * 1024 * 1024
    cache: Path | None = None
    cache_bytes: int = 256 * 1024 * 1024

    @classmethod
    def of(cls, settings: SigningSettings, *, offline: bool = False) -> "FetchRules":
        """What the settings allow; ``offline`` forbids the network on top."""
        return cls(
            hosts=settings.fetch_hosts,
            offline=offline or settings.offline,
            seconds=settings.fetch_seconds,
            largest=settings.fetch_mib * 1024 * 1024,
            cache=settings.cache_dir,
            cache_bytes=settings.cache_mib * 1024 * 1024,
        )

    def checked(self, address: str) -> httpx2.URL:
        """Return the address, built anew from the parts that were looked at.

        The one parser decides and connects, so that no second reading of an odd address
        leads elsewhere. A name without user, in any case, with or without the final dot,
        is the same name; everything else must be as it stands in the rules.

        Raises:
            Refused: it may not be fetched.
        """
        try:
            url = httpx2.URL(address)
            scheme, host = url.scheme, url.raw_host.decode("ascii").lower().removesuffix(".")
            port = url.port or _PORTS.get(scheme, 0)
        except (httpx2.InvalidURL, ValueError, TypeError) as error:
            raise Refused("bad_address") from error
        if scheme not in _PORTS:
            raise Refused("scheme_not_allowed", host)
        if url.userinfo:
            raise Refused("user_in_address", host)
        named = host if port == _PORTS[scheme] else f"{host}:{port}"
        if named not in self.hosts:
            raise Refused("host_not_allowed", named)
        if self.offline:
            raise Refused("offline", named)
        return httpx2.URL(scheme=scheme, host=host, port=port, raw_path=url.raw_path)
