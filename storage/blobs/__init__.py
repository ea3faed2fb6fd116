"""Bytes, addressed by their SHA-256: on disk for one machine, on S3 for more than one."""

from storage.blobs.errors import (
    BlobCorrupt,
    BlobError,
    BlobLocked,
    BlobMissing,
    BlobStoreUnavailable,
)
from storage.blobs.port import BlobInfo, BlobStore
from storage.blobs.settings import BlobSettings, open_blob_store

__all__ = [
    "BlobCorrupt",
    "BlobError",
    "BlobInfo",
    "BlobLocked",
    "BlobMissing",
    "BlobSettings",
    "BlobStore",
    "BlobStoreUnavailable",
    "open_blob_store",
]
