"""What every blob store promises, tried on each of them."""

from __future__ import annotations

import asyncio
import hashlib
import tracemalloc
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.blobs import (
    BlobMissing,
    BlobSettings,
    BlobStore,
    open_blob_store,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.storage.conftest import S3Server

_ABSENT = hashlib.sha256(b"never stored").hexdigest()


@pytest.fixture(
    params=["disk", "rclone", pytest.param("ceph", marks=pytest.mark.xdist_group("ceph"))]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    """Open an empty store of each kind."""
    if request.param == "disk":
        return open_blob_store(BlobSettings(kind="disk", root=tmp_path / "thư mục/blobs"))
    server: S3Server = request.getfixturevalue(request.param)
    return open_blob_store(server.settings(bucket=server.new_bucket()))


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    """Yield the parts."""
    for part in parts:
        yield part


async def read(store: BlobStore, digest: str) -> bytes:
    """Collect a stream."""
    return b"".join([piece async for piece in store.stream(digest)])


@pytest.mark.parametrize(
    "content",
    [b"", b"\0", "Kế hoạch số 10".encode(), bytes(range(256)) * 4096 * 3, b"x" * (17 << 20)],
    ids=["empty", "zero byte", "text", "3 MiB", "17 MiB"],
)
async def test_gives_back_what_was_put(store: BlobStore, content: bytes) -> None:
    info = await store.put(content)
    assert (info.digest, info.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert await store.get(info.digest) == content
    assert await read(store, info.digest) == content
    assert await store.size(info.digest) == len(content)
    assert await store.exists(info.digest)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(parts=st.lists(st.binary(max_size=3000), max_size=6))
async def test_any_stream_of_bytes_comes_back(store: BlobStore, parts: list[bytes]) -> None:
    info = await store.put(pieces(*parts))
    assert info.size == sum(map(len, parts))
    assert await store.get(info.digest) == b"".join(parts)
    assert info == await store.put(b"".join(parts))


async def test_what_is_not_there_is_missing(store: BlobStore) -> None:
    assert not await store.exists(_ABSENT)
    tomorrow = datetime(2024, 5, 2, tzinfo=UTC)
    for attempt in (
        store.get(_ABSENT),
        read(store, _ABSENT),
        store.size(_ABSENT),
        store.lock(_ABSENT, until=tomorrow),
    ):
        with pytest.raises(BlobMissing, match=_ABSENT):
            await attempt


@pytest.mark.parametrize("name", ["", "../secret", _ABSENT.upper(), _ABSENT + "0", _ABSENT + "\n"])
async def test_only_a_digest_is_a_name(store: BlobStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        await store.get(name)


async def test_a_broken_source_leaves_nothing(store: BlobStore, tmp_path: Path) -> None:
    async def breaks() -> AsyncIterator[bytes]:
        yield b"a" * 3_000_000
        raise ConnectionResetError("the sender went away")

    with pytest.raises(ConnectionResetError, match="the sender went away"):
        await store.put(breaks())
    assert not await store.exists(hashlib.sha256(b"a" * 3_000_000).hexdigest())
    left = await asyncio.to_thread(lambda: [path for path in tmp_path.rglob("*") if path.is_file()])
    assert left == []


async def test_many_writers_of_the_same_and_of_others(store: BlobStore) -> None:
    contents = [b"shared" * 50_000] * 6 + [bytes([n]) * 40_000 for n in range(6)]
    infos = await asyncio.gather(*(store.put(content) for content in contents))
    assert len({info.digest for info in infos}) == 7
    assert list(await asyncio.gather(*(store.get(i.digest) for i in infos))) == contents


async def test_a_stream_stays_out_of_memory(store: BlobStore) -> None:
    megabyte = bytes(1 << 20)
    tracemalloc.start()
    try:
        info = await store.put(pieces(*[megabyte] * 48))
        async for piece in store.stream(info.digest):
            assert len(piece) <= len(megabyte)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40 << 20, "48 MiB went through; a few parts of 8 MiB are held at once"


async def test_a_browser_downloads_by_a_signed_address(store: BlobStore) -> None:
    info = await store.put("Quyết định".encode())
    address = await store.presign(
        info.digest, expires=timedelta(minutes=5), filename='Quyết định "số 5".pdf'
    )
    if address is None:
        return  # a store that has no server of its own says so

    def fetch() -> tuple[bytes, str]:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
            return answer.read(), answer.headers["Content-Disposition"] or ""

    content, disposition = await asyncio.to_thread(fetch)
    assert content == "Quyết định".encode()
    assert "response-content-disposition" in address
    if disposition:
        assert disposition.endswith(
            "filename*=UTF-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%20%22s%E1%BB%91%205%22.pdf"
        )


async def test_what_was_deleted_is_gone_and_can_be_put_again(store: BlobStore) -> None:
    kept, gone = await store.put(b"kept"), await store.put(b"not to be kept")
    await store.delete(gone.digest)
    assert not await store.exists(gone.digest)
    with pytest.raises(BlobMissing):
        await store.get(gone.digest)
    await store.delete(gone.digest)
    await store.delete(_ABSENT)
    assert await store.get(kept.digest) == b"kept"
    assert await store.put(b"not to be kept") == gone
    assert await store.get(gone.digest) == b"not to be kept"


async def test_says_what_it_is(store: BlobStore) -> None:
    line = await store.check()
    assert line.split()[0] in {"disk", "S3"}
    assert "\n" not in line


async def test_named_objects_are_replaced_and_forgotten_by_folder(store: BlobStore) -> None:
    assert await store.find_named("journal/checkpoint") is None
    await store.put_named("journal/checkpoint", b"first")
    await store.put_named("journal/checkpoint", b"second")
    await store.put_named("journal/tile/0/x001/234/067", b"tile")
    await store.put_named("journal/tile/0/000.p/5", b"partial")
    await store.delete_named("journal/tile/0/000.p")
    await store.delete_named("journal/tile/0/001.p")
    assert await store.find_named("journal/checkpoint") == b"second"
    assert await store.find_named("journal/tile/0/x001/234/067") == b"tile"
    assert await store.find_named("journal/tile/0/000.p/5") is None
    await store.put_named("journal/tile/0/000.p/6", b"again")
    assert await store.find_named("journal/tile/0/000.p/6") == b"again"


@pytest.mark.parametrize(
    "name", ["", "journal", "/journal/a", "ab/cd", "journal/../a", "journal/.a", "journal//a"]
)
async def test_only_a_plain_path_is_a_name_beside_the_blobs(store: BlobStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        await store.put_named(name, b"")
