"""Bounds on what people do who are not signed in, so that they cannot crowd out the offices.

Counted in memory, in each process, over one minute; nothing about a visitor is written down. A
visitor is a client's address as the server tells it: a proxy's word counts only where the proxy is
named in FORWARDED_ALLOW_IPS (uvicorn).
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from services.errors import PublicWorkBusy, TooManyVisits

WINDOW = timedelta(minutes=1)
_IPV6_HOME = 64  # bits: what one subscriber gets (RFC 6177)


class PublicVisits:
    """The visits of the last minute; a refused one is not counted, so the list stays short."""

    def __init__(self) -> None:
        self._visits: deque[tuple[datetime, str]] = deque()
        self._working = 0

    def count(self, address: str, *, most: int, overall: int, now: datetime) -> None:
        """Count one visit. Raises `TooManyVisits`."""
        while self._visits and self._visits[0][0] <= now - WINDOW:
            self._visits.popleft()
        home = _home(address)
        own = [at for at, one in self._visits if one == home]
        if len(own) >= most:
            raise TooManyVisits(_wait(own[0], now))
        if len(self._visits) >= overall:
            raise TooManyVisits(_wait(self._visits[0][0], now))
        self._visits.append((now, home))

    @contextmanager
    def working(self, *, at_once: int) -> Iterator[None]:
        """Hold a place for work on a file. Raises `PublicWorkBusy`."""
        if self._working >= at_once:
            raise PublicWorkBusy
        self._working += 1
        try:
            yield
        finally:
            self._working -= 1


def _home(address: str) -> str:
    """The address, or of IPv6 the network: one visitor has all its addresses."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Network((parsed, _IPV6_HOME), strict=False))
    return str(parsed)


def _wait(first: datetime, now: datetime) -> int:
    return max(1, int((first + WINDOW - now).total_seconds()))
