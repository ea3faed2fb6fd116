"""Where a verifier reads a published journal: a folder that was copied, or an address."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

import httpx2

SECONDS = 30.0
_TRIES = 5


class SourceUnreadable(Exception):
    """The folder or the address gives no journal; the message says why."""


class Source(Protocol):
    async def read(self, path: str) -> bytes | None:
        """A part by its name in the folder, or None."""
        ...

    async def list_kept(self) -> list[int]:
        """The sizes of the checkpoints that stay."""
        ...


@dataclass(frozen=True, slots=True)
class FolderSource:
    folder: Path

    async def read(self, path: str) -> bytes | None:
        """A file."""
        try:
            return await asyncio.to_thread((self.folder / path).read_bytes)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SourceUnreadable(str(error)) from error

    async def list_kept(self) -> list[int]:
        """By the names of the files."""
        found = (self.folder / "checkpoints").glob("*")
        return sorted(int(path.name) for path in found if path.name.isdecimal())


@dataclass(frozen=True, slots=True)
class AddressSource:
    """`https://host/api/v1/public/journal`."""

    http: httpx2.AsyncClient
    url: str

    async def read(self, path: str) -> bytes | None:
        """An answer; who asks too often waits as long as is asked of them."""
        answer = await self._ask(path)
        for _ in range(_TRIES):
            if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                break
            await asyncio.sleep(min(int(answer.headers.get("Retry-After", "1")), 60))
            answer = await self._ask(path)
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        if answer.status_code != HTTPStatus.OK:
            raise SourceUnreadable(f"{self.url}/{path} answers {answer.status_code}")
        return answer.content

    async def _ask(self, path: str) -> httpx2.Response:
        try:
            return await self.http.get(f"{self.url}/{path}")
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise SourceUnreadable(f"{self.url}: {error}") from error

    async def list_kept(self) -> list[int]:
        """The office's own word; what it leaves out is not verified."""
        found = await self.read("stamped/sizes")
        return [int(size) for size in json.loads(found)] if found else []


@asynccontextmanager
async def open_source(place: str) -> AsyncIterator[Source]:
    """An address begins with http:// or https://, everything else is a folder."""
    if not place.startswith(("http://", "https://")):
        if not await asyncio.to_thread(Path(place).is_dir):
            raise SourceUnreadable(f"{place} is no folder")
        yield FolderSource(Path(place))
        return
    async with httpx2.AsyncClient(timeout=SECONDS) as http:
        yield AddressSource(http, place.rstrip("/"))
