"""Blobs in a bucket of any S3 server; the one file that knows the minio client."""

from __future__ import annotations

import asyncio
import contextlib
import io
import re
import tempfile
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

import urllib3
from minio import Minio
from minio.commonconfig import COMPLIANCE, ENABLED
from minio.error import MinioException, S3Error
from minio.retention import Retention

from storage.blobs.disposition import content_disposition
from storage.blobs.errors import BlobError, BlobLocked, BlobMissing, BlobStoreUnavailable
from storage.blobs.pieces import read_pieces, write_pieces
from storage.blobs.port import BlobInfo, require_digest, require_name

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from datetime import timedelta

    from pydantic import SecretStr

T = TypeVar("T")

_PART_BYTES = 5 * 1024 * 1024  # above it an upload has parts, of which about five are in memory
_IN_MEMORY_BYTES = (
    8 * 1024 * 1024
)  # a stream is hashed before its key is known: kept here, or on disk
_ATTEMPTS = 3  # to send a content until the server has it whole
_MISSING = {"NoSuchKey", "NoSuchVersion"}
_FORBIDDEN = "AccessDenied"
_NO_SUCH_SERVICE = {"NotImplemented", "ObjectLockConfigurationNotFoundError", "MethodNotAllowed"}
_CODE = re.compile(r"<Code>(\w+)</Code>")
_RETAIN_UNTIL = "x-amz-object-lock-retain-until-date"


class S3BlobStore:
    """A blob store in one bucket, which must exist; keys are `sha256/ab/abcd...`."""

    def __init__(
        self,
        *,
        endpoint: str,
        bucket: str,
        access_key: SecretStr,
        secret_key: SecretStr,
        region: str,
        secure: bool,
    ) -> None:
        self._bucket = bucket
        self._name = f"{endpoint}/{bucket}"
        self._client = Minio(
            endpoint,
            access_key=access_key.get_secret_value(),
            secret_key=secret_key.get_secret_value(),
            region=region,
            secure=secure,
            # The client's own pool trusts only the certificates it ships; an office has its own.
            http_client=urllib3.PoolManager(
                maxsize=16,
                cert_reqs="CERT_REQUIRED",
                timeout=urllib3.Timeout(connect=5, read=60),
                retries=urllib3.Retry(
                    total=3, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]
                ),
            ),
        )
        self._enforces_locks: bool | None = None

    async def put(self, data: bytes | AsyncIterator[bytes]) -> BlobInfo:
        """Hash, then send; the server shows an object only when it is complete."""
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as spool:
            info = await write_pieces(data, write=spool.write)
            await self._ask(partial(self._send, cast("BinaryIO", spool), info=info))
        return info

    async def get(self, digest: str) -> bytes:
        """Fetch the whole object."""
        return b"".join([piece async for piece in self.stream(digest)])

    async def stream(self, digest: str) -> AsyncIterator[bytes]:
        """Fetch the object piece by piece."""
        key = _key(digest)
        response = await self._ask(
            partial(self._client.get_object, self._bucket, key), digest=digest
        )
        try:
            with self._reporting(digest):
                async for piece in read_pieces(response, digest=digest):
                    yield piece
        finally:
            response.close()
            response.release_conn()

    async def size(self, digest: str) -> int:
        """Ask the server."""
        found = await self._ask(
            partial(self._client.stat_object, self._bucket, _key(digest)), digest=digest
        )
        return found.size or 0

    async def exists(self, digest: str) -> bool:
        """Ask the server."""
        try:
            await self.size(digest)
        except BlobMissing:
            return False
        return True

    async def presign(self, digest: str, *, expires: timedelta, filename: str) -> str | None:
        """Sign a GET; `expires` is at most seven days."""
        signing = partial(
            self._client.presigned_get_object,
            self._bucket,
            _key(digest),
            expires=expires,
            response_headers={"response-content-disposition": content_disposition(filename)},
        )
        return await self._ask(signing, digest=digest)

    async def lock(self, digest: str, *, until: datetime) -> bool:
        """Set compliance retention, which not even the owner of the bucket can shorten."""
        return await self._ask(partial(self._lock, _key(digest), until=until), digest=digest)

    async def delete(self, digest: str) -> None:
        """Remove every version: a deletion that names none only hides the object."""
        await self._ask(partial(self._delete, digest), digest=digest)

    async def put_named(self, name: str, data: bytes, *, until: datetime | None = None) -> None:
        """Send it whole, with compliance retention where a date is given and can be kept."""
        await self._ask(partial(self._put_named, require_name(name), data, until=until))

    async def find_named(self, name: str) -> bytes | None:
        """Fetch the whole object."""
        try:
            return await self._ask(partial(self._get_named, require_name(name)), digest=name)
        except BlobMissing:
            return None

    async def delete_named(self, folder: str) -> None:
        """Hide what can be hidden; where versions are kept, the bucket's rules end them."""
        await self._ask(partial(self._delete_named, require_name(folder)))

    async def check(self) -> str:
        """See that the bucket is there and that the keys open it."""
        if not await self._ask(partial(self._client.bucket_exists, self._bucket)):
            reason = "the bucket does not exist; make it, with object lock if blobs must stay."
            raise BlobStoreUnavailable(store=self._name, reason=reason)
        locks = await self._ask(self._can_lock)
        return f"S3 {self._name}: {'with' if locks else 'without'} object lock"

    def _send(self, spool: BinaryIO, *, info: BlobInfo) -> None:
        key = _key(info.digest)
        # Objects are complete or absent: the right size under this name is this content.
        if self._kept_bytes(key) == info.size:
            return
        # Of several who send one content at once, a server that does not replace objects in one
        # step (rclone) can lose all: who finds it gone sends it again. None is removed, for it may
        # be another's by then, and one that was cut is no obstacle to who sends it next.
        kept: int | None = None
        for _ in range(_ATTEMPTS):
            spool.seek(0)
            self._client.put_object(self._bucket, key, spool, info.size, part_size=_PART_BYTES)
            kept = self._kept_bytes(key)
            if kept == info.size:
                return
        reason = f"it kept {kept or 0} of {info.size} bytes of {info.digest}."
        raise BlobStoreUnavailable(store=self._name, reason=reason)

    def _kept_bytes(self, key: str) -> int | None:
        try:
            return self._client.stat_object(self._bucket, key).size
        except MinioException as error:
            if _code(error) in _MISSING:
                return None
            raise

    def _delete(self, digest: str) -> None:
        key = _key(digest)
        for version in self._list_versions(key):
            try:
                self._client.remove_object(self._bucket, key, version_id=version)
            except S3Error as error:
                if error.code == _FORBIDDEN:
                    raise BlobLocked(digest=digest) from error
                raise

    def _put_named(self, name: str, data: bytes, *, until: datetime | None) -> None:
        retention = Retention(COMPLIANCE, until) if until and self._can_lock() else None
        self._client.put_object(
            self._bucket, name, io.BytesIO(data), len(data), retention=retention
        )

    def _get_named(self, name: str) -> bytes:
        response = self._client.get_object(self._bucket, name)
        try:
            return bytes(response.read())
        finally:
            response.close()
            response.release_conn()

    def _delete_named(self, folder: str) -> None:
        for row in self._client.list_objects(self._bucket, prefix=f"{folder}/", recursive=True):
            if row.object_name:
                self._client.remove_object(self._bucket, row.object_name)

    def _list_versions(self, key: str) -> list[str | None]:
        """Return one version without a name where the server knows no versions."""
        try:
            found = self._client.list_objects(self._bucket, prefix=key, include_version=True)
            return [row.version_id for row in found]
        except MinioException as error:
            if _code(error) not in _NO_SUCH_SERVICE:
                raise
            return [None]

    def _lock(self, key: str, *, until: datetime) -> bool:
        in_force = self._locked_until(key)
        if not self._can_lock():
            return False
        if in_force is None or in_force < until:
            self._client.set_object_retention(self._bucket, key, Retention(COMPLIANCE, until))
            in_force = self._locked_until(key)
        return in_force is not None and in_force >= until.replace(microsecond=0)

    def _locked_until(self, key: str) -> datetime | None:
        """Read the header: the client's own call fails on the nanoseconds Ceph answers with."""
        headers = self._client.stat_object(self._bucket, key).metadata or {}
        text = headers.get(_RETAIN_UNTIL)
        if not text:
            return None
        return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)

    def _can_lock(self) -> bool:
        # Versioning is asked as well: a server that ignores what it does not know answers the
        # question for the lock with a listing, and takes a retention for the object's content.
        if self._enforces_locks is None:
            try:
                versioning = self._client.get_bucket_versioning(self._bucket).status
                self._client.get_object_lock_config(self._bucket)
                self._enforces_locks = versioning == ENABLED
            except MinioException as error:
                if _code(error) not in _NO_SUCH_SERVICE:
                    raise
                self._enforces_locks = False
        return self._enforces_locks

    async def _ask(self, call: Callable[[], T], *, digest: str | None = None) -> T:
        with self._reporting(digest):
            return await asyncio.to_thread(call)

    @contextlib.contextmanager
    def _reporting(self, digest: str | None = None) -> Iterator[None]:
        try:
            yield
        except BlobError:
            raise
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
            if digest is not None and _code(error) in _MISSING:
                raise BlobMissing(digest=digest) from None
            reason = error.message if isinstance(error, S3Error) and error.message else str(error)
            raise BlobStoreUnavailable(store=self._name, reason=reason) from error


def _code(error: Exception) -> str:
    """Return S3's code; some servers call their XML by a type the client does not read."""
    if isinstance(error, S3Error):
        return error.code or ""
    named = _CODE.search(str(error))
    return named[1] if named else ""


def _key(digest: str) -> str:
    return f"sha256/{require_digest(digest)[:2]}/{digest}"
