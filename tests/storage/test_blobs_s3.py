"""The S3 store where servers, keys and networks fail, and retention where it is enforced."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from minio.error import S3Error

from storage.blobs import (
    BlobCorrupt,
    BlobLocked,
    BlobMissing,
    BlobStoreUnavailable,
    open_blob_store,
)
from storage.blobs.disposition import content_disposition
from tests.storage.losing import losing

if TYPE_CHECKING:
    from tests.storage.conftest import S3Server

_ABSENT = hashlib.sha256(b"never stored").hexdigest()


def key(digest: str) -> str:
    """Return the object's name, as documented in the adapter."""
    return f"sha256/{digest[:2]}/{digest}"


async def test_a_wrong_key_is_refused(rclone: S3Server) -> None:
    settings = rclone.settings(bucket=rclone.new_bucket(), secret_key="wrong-secret-000000001")
    with pytest.raises(BlobStoreUnavailable, match="is not usable"):
        await open_blob_store(settings).put(b"x")


async def test_a_missing_bucket_is_said(rclone: S3Server) -> None:
    store = open_blob_store(rclone.settings(bucket="no-such-bucket"))
    with pytest.raises(BlobStoreUnavailable, match="the bucket does not exist; make it"):
        await store.check()
    with pytest.raises(BlobStoreUnavailable):
        await store.put(b"x")


async def test_a_server_that_is_away_is_said(rclone: S3Server) -> None:
    settings = rclone.settings(bucket="any").model_copy(update={"endpoint": "127.0.0.1:9"})
    store = open_blob_store(settings)
    for attempt in (store.put(b"x"), store.get(_ABSENT), store.exists(_ABSENT), store.check()):
        with pytest.raises(BlobStoreUnavailable, match=r"127\.0\.0\.1:9/any is not usable"):
            await attempt


async def test_changed_content_is_told(rclone: S3Server) -> None:
    bucket = rclone.new_bucket()
    store = open_blob_store(rclone.settings(bucket=bucket))
    info = await store.put(b"signed content")
    rclone.client.put_object(bucket, key(info.digest), BytesIO(b"forged content"), 14)
    with pytest.raises(BlobCorrupt):
        await store.get(info.digest)


async def test_a_cut_object_is_put_again(rclone: S3Server) -> None:
    bucket = rclone.new_bucket()
    store = open_blob_store(rclone.settings(bucket=bucket))
    info = await store.put(b"whole content")
    rclone.client.put_object(bucket, key(info.digest), BytesIO(b"who"), 3)
    assert await store.put(b"whole content") == info
    assert await store.get(info.digest) == b"whole content"


@pytest.mark.parametrize("losses", [1, 2, 3])
async def test_what_the_server_lost_is_sent_again(rclone: S3Server, losses: int) -> None:
    """As rclone does, rarely, when another sends the same content at the same moment."""
    bucket = rclone.new_bucket()
    with losing(rclone, losses) as endpoint:
        settings = rclone.settings(bucket=bucket).model_copy(update={"endpoint": endpoint})
        store = open_blob_store(settings)
        if losses < 3:
            info = await store.put(b"signed content")
            assert await store.get(info.digest) == b"signed content"
        else:
            with pytest.raises(BlobStoreUnavailable, match="it kept 0 of 14 bytes"):
                await store.put(b"signed content")
            assert (await store.put(b"signed content")).size == 14  # it loses no more


async def test_a_server_without_lock_promises_nothing(rclone: S3Server) -> None:
    store = open_blob_store(rclone.settings(bucket=rclone.new_bucket(object_lock=True)))
    info = await store.put(b"content")
    assert not await store.lock(info.digest, until=datetime(2099, 1, 1, tzinfo=UTC))
    assert await store.get(info.digest) == b"content"


@pytest.mark.xdist_group("ceph")
async def test_a_locked_blob_cannot_be_deleted(ceph: S3Server) -> None:
    bucket = ceph.new_bucket(object_lock=True)
    store = open_blob_store(ceph.settings(bucket=bucket))
    assert (await store.check()).endswith("with object lock")
    info = await store.put("Quyết định đã ký".encode())
    until = datetime.now(UTC) + timedelta(days=30)
    assert await store.lock(info.digest, until=until)
    assert await store.lock(info.digest, until=until - timedelta(days=5)), "longer is there"
    assert await store.lock(info.digest, until=until + timedelta(days=5)), "may be extended"

    (version,) = ceph.client.list_objects(bucket, recursive=True, include_version=True)
    with pytest.raises(S3Error, match="AccessDenied"):
        ceph.client.remove_object(bucket, key(info.digest), version_id=version.version_id)
    with pytest.raises(BlobLocked, match=info.digest):
        await store.delete(info.digest)
    # A deletion without a version only hides the object: the same bytes bring it to light.
    ceph.client.remove_object(bucket, key(info.digest))
    assert not await store.exists(info.digest)
    with pytest.raises(BlobMissing):
        await store.lock(info.digest, until=until)
    await store.put("Quyết định đã ký".encode())
    assert await store.get(info.digest) == "Quyết định đã ký".encode()


@pytest.mark.xdist_group("ceph")
async def test_a_deletion_leaves_no_version(ceph: S3Server) -> None:
    bucket = ceph.new_bucket(object_lock=True)  # a bucket with locks keeps versions
    store = open_blob_store(ceph.settings(bucket=bucket))
    info = await store.put(b"not to be kept")
    ceph.client.remove_object(bucket, key(info.digest))
    await store.put(b"not to be kept")
    await store.delete(info.digest)
    assert not list(ceph.client.list_objects(bucket, recursive=True, include_version=True))


@pytest.mark.xdist_group("ceph")
async def test_a_bucket_without_lock_says_so(ceph: S3Server) -> None:
    store = open_blob_store(ceph.settings(bucket=ceph.new_bucket()))
    info = await store.put(b"content")
    assert (await store.check()).endswith("without object lock")
    assert not await store.lock(info.digest, until=datetime(2099, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("filename", "plain", "exact"),
    [
        ("report.pdf", "report.pdf", "report.pdf"),
        ("Công văn số 5.pdf", "Cong van so 5.pdf", "C%C3%B4ng%20v%C4%83n%20s%E1%BB%91%205.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a'bSet-Cookie: x.pdf", "a%22bSet-Cookie%3A%20x.pdf"),
        ("../../etc/passwd", "....etcpasswd", "....etcpasswd"),
        ("", "file", "file"),
    ],
)
def test_names_of_downloads(filename: str, plain: str, exact: str) -> None:
    header = content_disposition(filename)
    assert header == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}"


@pytest.mark.xdist_group("ceph")
async def test_a_named_object_is_kept_from_deletion_as_long_as_its_lock(ceph: S3Server) -> None:
    bucket = ceph.new_bucket(object_lock=True)
    store = open_blob_store(ceph.settings(bucket=bucket))
    until = datetime.now(UTC) + timedelta(days=1)
    await store.put_named("journal/tile/0/000", b"tile", until=until)
    (version,) = ceph.client.list_objects(bucket, recursive=True, include_version=True)
    with pytest.raises(S3Error, match="AccessDenied"):
        ceph.client.remove_object(bucket, "journal/tile/0/000", version_id=version.version_id)
    assert await store.find_named("journal/tile/0/000") == b"tile"
