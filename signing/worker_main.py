"""A worker process: ``python -m signing.worker_main PARENT_PID MODULE:CLASS FILE``.

Reads its settings, then one task after the other from standard input, and writes the
answers to standard output; PDFs lie in the file with the descriptor FILE. It ends when
the pipe closes, and the kernel ends it when its parent dies.
"""

import ctypes
import importlib
import logging
import os
import resource
import signal
import sys
from typing import BinaryIO

from signing.errors import SigningError, UnreadablePdf
from signing.settings import SigningSettings
from signing.shared_file import SharedFile, is_in_place
from signing.wire import Outcome, Task, pack, read_message

PR_SET_PDEATHSIG = 1

log = logging.getLogger("signing.worker")


def main(parent: int, tasks: str, file: SharedFile) -> None:
    """Serve tasks until the parent closes the pipe."""
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business.
    source, sink = _take_pipes()
    settings = read_message(source)
    if not isinstance(settings, SigningSettings):
        return
    _limit_memory(settings.memory_mib)
    module, _, name = tasks.partition(":")
    served = getattr(importlib.import_module(module), name)(settings)
    served.warm_up()
    sink.write(pack((Outcome.VALUE.value, None)))
    sink.flush()
    while (message := read_message(source)) is not None:
        outcome, value = _answer(served, message, file)
        sink.write(pack((outcome.value, value)))
        sink.flush()


def _answer(served: object, message: object, file: SharedFile) -> tuple[Outcome, object]:
    if not isinstance(message, Task):
        raise TypeError(message)
    try:
        return _done(served, message, file)
    except (SigningError, IndexError) as error:
        return Outcome.ERROR, error
    except MemoryError:
        return Outcome.ERROR, UnreadablePdf("memory")
    except Exception as error:
        # Hostile files make parsers raise anything; the trace helps when it was not one.
        log.exception("task %s failed", message.method)
        return Outcome.ERROR, UnreadablePdf(f"unexpected:{type(error).__name__}")


def _done(served: object, task: Task, file: SharedFile) -> tuple[Outcome, object]:
    method = getattr(served, task.method)
    if task.in_file is not None and is_in_place(method):
        with file.opened() as opened:
            method(opened, *task.arguments)
        return Outcome.APPENDED, file.size
    given = None if task.in_file is None else file.read(0, task.in_file)
    value = method(*task.arguments) if given is None else method(given, *task.arguments)
    if not isinstance(value, bytes):
        return Outcome.VALUE, value
    if given is not None and value.startswith(given):
        file.put(value[len(given) :], at=len(given))
        return Outcome.APPENDED, len(value)
    file.put(value)
    return Outcome.IN_FILE, len(value)


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        # It may have died before the call above.
        if os.getppid() != parent:
            sys.exit()


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the two pipes, out of reach of anything that prints."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return source, sink


def _limit_memory(mebibytes: int) -> None:
    wanted = mebibytes * 1024 * 1024
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The shared file is memory that the limit above does not count.
    resource.setrlimit(resource.RLIMIT_FSIZE, (wanted, wanted))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], SharedFile(int(sys.argv[3])))
