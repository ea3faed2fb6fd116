"""Accounts of the system: which one runs PostgreSQL and what it may reach."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Account:
    """A user and group of the system, by number."""

    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Tell whether every folder down to and with `folder` lets this account pass."""
        return all(self._may_search(part.stat()) for part in (folder, *folder.parents))

    def _may_search(self, facts: os.stat_result) -> bool:
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & stat.S_IXUSR)
        if facts.st_gid == self.gid:
            return bool(facts.st_mode & stat.S_IXGRP)
        return bool(facts.st_mode & stat.S_IXOTH)


def own_account() -> Account:
    """Return the account this process runs as."""
    return Account(uid=os.getuid(), gid=os.getgid())
