"""Memory that two processes see: how a PDF gets to a worker and back without passing a pipe.

A pickle through a pipe holds a file four times in the sender and twice in the receiver; here it is
written once and read once, and what a signature appends is all that comes back.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, TypeVar

Task = TypeVar("Task", bound=Callable[..., object])

#: Larger than this is copied in a thread: the event loop would stand still for a millisecond.
LARGE = 4 * 1024 * 1024


class SharedFile:
    """A file without a name; its descriptor is inherited by the one process it is for.

    Closed when nobody holds it any more, since a thread may be writing when its owner gives up.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def create(cls) -> "SharedFile":
        """Make one in memory, or where the system has no such files, on disk."""
        if hasattr(os, "memfd_create"):
            return cls(os.memfd_create("congvu"))
        with tempfile.TemporaryFile() as file:
            return cls(os.dup(file.fileno()))

    def __del__(self) -> None:
        os.close(self.descriptor)

    def put(self, data: bytes, *, at: int = 0) -> None:
        """Write the data there; what stood behind it is gone."""
        rest = memoryview(data)
        os.ftruncate(self.descriptor, at)
        while rest:
            written = os.pwrite(self.descriptor, rest, at)
            rest, at = rest[written:], at + written

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` to before ``end``; EOFError when there are fewer."""
        if not 0 <= start <= end <= self.size:
            raise EOFError
        parts = []
        while start < end:
            parts.append(os.pread(self.descriptor, end - start, start))
            start += len(parts[-1])
        return parts[0] if len(parts) == 1 else b"".join(parts)

    @property
    def size(self) -> int:
        """How many bytes are in it."""
        return os.fstat(self.descriptor).st_size

    def clear(self) -> None:
        """Give the memory back."""
        os.ftruncate(self.descriptor, 0)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Open for reading and writing, from its start."""
        with open(self.descriptor, "r+b", closefd=False) as file:
            file.seek(0)
            yield file


def in_place(task: Task) -> Task:
    """Mark a task that takes the file open instead of its bytes, and appends to it."""
    task.__dict__["in_place"] = True
    return task


def is_in_place(task: Callable[..., object]) -> bool:
    """Whether the task is so marked."""
    return getattr(task, "in_place", False)
