"""Password hashing: argon2id with OWASP's parameters, in a bounded pool of threads.

One run takes about 26 ms of a core and 19 MiB, so a burst of sign-ins must wait in line here
instead of blocking the event loop (OWASP Password Storage Cheat Sheet: m=19 MiB, t=2, p=1).
"""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from auth.password_rules import normal

_HASHER = PasswordHasher(
    time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)


class Passwords:
    """Hashes and checks passwords on `threads` threads of its own."""

    def __init__(self, *, threads: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="password")
        # Checked when the user is unknown, so that the answer takes as long as for a known one.
        self._decoy = _HASHER.hash(secrets.token_urlsafe(16))

    async def hash(self, password: str) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, hash_password, password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """True if `password` belongs to `password_hash`; always False, as slowly, for None."""
        loop = asyncio.get_running_loop()
        matches = await loop.run_in_executor(
            self._pool, _matches, password_hash or self._decoy, password
        )
        return matches and password_hash is not None

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def hash_password(password: str) -> str:
    """For the command line, where nothing else waits."""
    return _HASHER.hash(normal(password))


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, normal(password))
    except (VerificationError, InvalidHashError):
        return False
