"""Which blob store this installation has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.blobs.disk import DiskBlobStore
from storage.blobs.s3 import S3BlobStore

if TYPE_CHECKING:
    from storage.blobs.port import BlobStore


class BlobSettings(BaseSettings):
    """`CONGVU_BLOBS_KIND=disk` with a folder, or `s3` with a server, a bucket and its keys."""

    model_config = SettingsConfigDict(env_prefix="CONGVU_BLOBS_")

    kind: Literal["disk", "s3"] = "disk"
    root: Path = Path("var/blobs")
    endpoint: str = ""  # host or host:port, as browsers reach it too
    bucket: str = ""
    access_key: SecretStr | None = None
    secret_key: SecretStr | None = None
    region: str = "us-east-1"  # what Ceph, MinIO and most others answer to
    secure: bool = True

    @model_validator(mode="after")
    def _s3_is_complete(self) -> Self:
        if self.kind == "s3":
            for name in ("endpoint", "bucket", "access_key", "secret_key"):
                if not getattr(self, name):
                    raise ValueError(f"CONGVU_BLOBS_{name.upper()} is needed for a store on S3")
            if "/" in self.endpoint:
                raise ValueError("CONGVU_BLOBS_ENDPOINT is host:port, without https:// and path")
        return self


def open_blob_store(settings: BlobSettings) -> BlobStore:
    """Return the store the settings name; nothing is contacted yet."""
    if settings.access_key is None or settings.secret_key is None or settings.kind == "disk":
        return DiskBlobStore(settings.root)
    return S3BlobStore(
        endpoint=settings.endpoint,
        bucket=settings.bucket,
        access_key=settings.access_key,
        secret_key=settings.secret_key,
        region=settings.region,
        secure=settings.secure,
    )
