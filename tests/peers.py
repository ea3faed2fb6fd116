"""Independent programs that some tests work against, from system packages (`make system`)."""

from __future__ import annotations

import glob
import os
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

_ABSENT = "peer absent: "
_PROGRAMS = {
    "ceph": ("ceph-mon", "ceph-osd", "ceph-mgr", "radosgw", "radosgw-admin", "ceph"),
    "chromium": ("chromium",),
    "firefox": ("firefox-esr",),
    "janus": ("janus",),
    "libreoffice": ("soffice",),
    "coturn": ("turnserver",),
    "nginx": ("nginx",),
    "node": ("node",),
    "npm": ("node", "npm"),
    "openssl": ("openssl",),
    "pdfsig": ("pdfsig",),
    "postgresql": ("/usr/lib/postgresql/*/bin/initdb",),
    "softhsm2": ("softhsm2-util",),
    "xmlsec1": ("xmlsec1",),
}


def require_peer(name: str) -> None:
    """Skip the test when the peer's programs are absent; with REQUIRE_PEERS=1 fail it."""
    absent = [
        program
        for program in _PROGRAMS[name]
        if shutil.which(program) is None and not glob.glob(program)  # noqa: PTH207 - absolute
    ]
    if not absent:
        return
    if os.environ.get("REQUIRE_PEERS") == "1":
        pytest.fail(f"{_ABSENT}{name} ({', '.join(absent)}), and REQUIRE_PEERS=1", pytrace=False)
    pytest.skip(f"{_ABSENT}{name}")


def report_missing_peers(terminalreporter: TerminalReporter) -> None:
    """List the absent peers at the end of the run; call it from pytest_terminal_summary.

    Read from the reports, because with several workers the skipping happened elsewhere.
    """
    skipped: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", ()):
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""
        if _ABSENT in reason:
            skipped[reason.partition(_ABSENT)[2]] += 1
    if skipped:
        terminalreporter.section("absent peers (make system installs them)")
        for name, tests in sorted(skipped.items()):
            terminalreporter.line(f"{name}: {tests} tests skipped")
