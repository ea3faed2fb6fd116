"""Become a PostgreSQL program as another account, tied to the life of the parent.

Run as a file (`python -I -S launch.py PARENT SIGNAL UID GID PROGRAM ARGUMENT...`), because an
interpreter of our own between fork and exec is safe where a function called there by a threaded
parent is not.
"""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2)


def main(arguments: list[str]) -> None:
    """Drop to the account, ask the kernel for SIGNAL at the parent's death, and exec."""
    parent, death_signal, uid, gid = (int(word) for word in arguments[:4])
    command = arguments[4:]
    if uid != os.getuid():
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    # Only now: the kernel forgets the wish when the account changes.
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:
        sys.exit("the parent died before PostgreSQL was started")
    os.umask(0o077)
    os.execv(command[0], command)  # noqa: S606 - the words come from our own code, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
