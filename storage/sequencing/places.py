"""Where what others look up is kept in the store: the folder that a verifier copies."""

from collections.abc import Awaitable, Callable

from storage.blobs.port import BlobStore

FOLDER = "journal"
CHECKPOINT = f"{FOLDER}/checkpoint"  # the newest, with the log's own signature
COSIGNED = f"{FOLDER}/cosigned"  # the newest that has a witness's
KEY = f"{FOLDER}/key"


def kept_checkpoint(size: int) -> str:
    """A checkpoint that has a time stamp, and stays."""
    return f"{FOLDER}/checkpoints/{size}"


def kept_stamp(size: int) -> str:
    return f"{FOLDER}/checkpoints/{size}.tst"


def tile_fetcher(blobs: BlobStore) -> Callable[[str], Awaitable[bytes | None]]:
    """Reads tiles by their path; each at most once."""
    known: dict[str, bytes | None] = {}

    async def fetch(path: str) -> bytes | None:
        if path not in known:
            known[path] = await blobs.find_named(f"{FOLDER}/{path}")
        return known[path]

    return fetch
