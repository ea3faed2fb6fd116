"""`congvu doctor`: what is there, what is missing, and what to do about it."""

import shutil
import socket
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from alembic.script import ScriptDirectory
from sqlalchemy import text

from meetings.media.settings import MediaSettings
from services.clock import Clock
from services.demonstration.install import Demonstration
from services.documents.conversion import can_convert
from services.documents.service.archiving import list_alarms
from services.journal.service.status import read_status, sentences_of
from services.key_checks import REACHED, ending, failing, list_held
from services.media_checks import look_at_media
from services.migrations import alembic_config
from services.settings import Environment, ServiceSettings
from signing.algorithms import REVIEW_BY
from signing.pades.fonts import missing_letters
from signing.service import Signing
from signing.settings import SigningSettings
from signing.trust_folder import list_loose, read_trust_folder
from storage.blobs.settings import BlobSettings, open_blob_store
from storage.database import Database
from storage.postgres import find_running, postgres_binaries
from storage.sequencing.settings import UNNAMED, JournalSettings
from storage.settings import DatabaseSettings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

OLDEST_POSTGRES = 150000
LARGEST_DRIFT_SECONDS = 2.0
LEAST_FREE_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. `mend` says what to do where it is not healthy, or what to know where it is."""

    name: str
    found: str
    mend: str = ""
    healthy: bool = field(default=True, kw_only=True)

    @property
    def line(self) -> str:
        mark = "ok  " if self.healthy else "MEND"
        advice = f"\n       -> {self.mend}" if self.mend else ""
        return f"{mark} {self.name}: {self.found}{advice}"


async def examine(settings: ServiceSettings) -> list[Finding]:
    """Every check, each on its own: a failing one does not hide the others."""
    checks: list[tuple[str, Callable[[ServiceSettings], Awaitable[Finding]]]] = [
        ("python", _python),
        ("database", _database),
        ("store", _store),
        ("keys", _keys),
        ("certificates", _certificates),
        ("clock", _clock),
        ("fonts", _fonts),
        ("port", _port),
        ("disk", _disk),
        ("word files", _word),
        ("trust", _trust),
        ("algorithms", _algorithms),
        ("archives", _archives),
        ("journal", _journal),
        ("media", _media),
    ]
    findings: list[Finding] = []
    for name, check in checks:
        try:
            findings.append(await check(settings))
        except Exception as error:  # noqa: BLE001 - whatever a check meets is its finding
            findings.append(Finding(name, f"{type(error).__name__}: {error}", healthy=False))
    return findings


async def _python(_: ServiceSettings) -> Finding:
    return Finding("python", sys.version.split()[0], healthy=sys.version_info >= (3, 11))


async def _database(settings: ServiceSettings) -> Finding:
    url = DatabaseSettings().url or find_running(settings.state_dir / "postgres")
    if url is None:
        place = postgres_binaries()
        return Finding(
            "database",
            f"not running; binaries in {place}",
            "`congvu up` starts it; or set DATABASE_URL to a server",
        )
    database = Database(url, pool_size=1)
    try:
        async with database.engine.connect() as connection:
            version = int((await connection.execute(text("SHOW server_version_num"))).scalar_one())
            schema = await connection.scalar(text("SELECT to_regclass('alembic_version')::text"))
            at = schema and await connection.scalar(text("SELECT version_num FROM alembic_version"))
            head = await connection.run_sync(
                lambda open_one: ScriptDirectory.from_config(
                    alembic_config(open_one)
                ).get_current_head()
            )
            drift = abs(
                float(
                    (
                        await connection.execute(
                            text("SELECT extract(epoch FROM clock_timestamp())")
                        )
                    ).scalar_one()
                )
                - time.time()
            )
    finally:
        await database.aclose()
    found = f"PostgreSQL {version // 10000}, schema {at or 'none'}"
    if version < OLDEST_POSTGRES:
        return Finding("database", found, "use PostgreSQL 15 or newer", healthy=False)
    if at != head:
        return Finding("database", found, "run `congvu migrate`", healthy=False)
    if drift > LARGEST_DRIFT_SECONDS:
        return Finding(
            "database",
            f"{found}, clock {drift:.1f} s away",
            "let an NTP service set the clocks of both machines",
            healthy=False,
        )
    return Finding("database", found)


async def _store(_: ServiceSettings) -> Finding:
    return Finding("store", await open_blob_store(BlobSettings()).check())


async def _keys(settings: ServiceSettings) -> Finding:
    signing = SigningSettings()
    keys = len(list(signing.key_dir.glob("*.key.pem"))) if signing.key_dir.exists() else 0
    found = f"{keys} software keys in {signing.key_dir}"
    if settings.env is Environment.PRODUCTION:
        return Finding("keys", found, "production signs with tokens or an HSM", healthy=keys == 0)
    if not signing.key_dir.exists():
        return Finding("keys", "none yet", "`congvu up` makes demonstration keys")
    open_to_others = signing.key_dir.stat().st_mode & 0o077
    advice = f"chmod 700 {signing.key_dir}" if open_to_others else ""
    return Finding("keys", found, advice, healthy=not open_to_others)


async def _certificates(settings: ServiceSettings) -> Finding:
    """Keys on a token or at a service sign, and no certificate ends soon."""
    url = DatabaseSettings().url or find_running(settings.state_dir / "postgres")
    if url is None:
        return Finding("certificates", "not looked at: the database is not running")
    demonstration = Demonstration.find(settings.state_dir)
    offset = demonstration.clock_offset if demonstration else settings.clock_offset
    now = Clock(offset).now()
    database = Database(url, pool_size=1)
    try:
        async with database.session() as session:
            held = await list_held(session)
    finally:
        await database.aclose()
    lines = ending(held, now=now)
    if any(one.key_store in REACHED for one in held):
        async with Signing(SigningSettings(workers=1)) as signing:
            lines += await failing(held, signing, now=now)
    return Finding("certificates", f"{len(held)} held", "; ".join(lines), healthy=not lines)


async def _clock(settings: ServiceSettings) -> Finding:
    demonstration = Demonstration.find(settings.state_dir)
    if demonstration is not None:
        days = -demonstration.clock_offset.days
        return Finding("clock", f"the machine's own; the demonstration runs {days} days behind it")
    offset = settings.clock_offset
    healthy = not offset or settings.env is not Environment.PRODUCTION
    found = f"moved by {offset}" if offset else "the machine's own, in UTC"
    return Finding("clock", found, "" if healthy else "unset CONGVU_CLOCK_OFFSET", healthy=healthy)


async def _fonts(_: ServiceSettings) -> Finding:
    letters = "ĂÂĐÊÔƠƯăâđêôơưẮẰẲẴẶấầẩẫậỀỂỄỆềểễệốồổỗộỚỜỞỠỢừửữựỳỷỹỵ"
    missing = missing_letters(letters)
    found = "the stamps' font has every Vietnamese letter"
    if missing:
        return Finding(
            "fonts", f"missing {''.join(sorted(missing))}", "install congvu anew", healthy=False
        )
    return Finding("fonts", found)


async def _port(settings: ServiceSettings) -> Finding:
    address = f"{settings.host}:{settings.port}"
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = probe.connect_ex((settings.host, settings.port)) == 0
    if taken:
        return Finding("port", f"{address} answers", "congvu or another program runs there")
    return Finding("port", f"{address} is free")


async def _disk(settings: ServiceSettings) -> Finding:
    folder = settings.state_dir if settings.state_dir.exists() else settings.state_dir.parent
    free = shutil.disk_usage(folder.resolve()).free
    healthy = free >= LEAST_FREE_BYTES
    found = f"{free / 1024**3:.0f} GiB free in {folder.resolve()}"
    return Finding("disk", found, "" if healthy else "make room: 2 GiB at least", healthy=healthy)


async def _word(_: ServiceSettings) -> Finding:
    if can_convert():
        return Finding("word files", "LibreOffice converts them")
    return Finding(
        "word files", "only PDF is taken", "install libreoffice-writer to take .docx too"
    )


async def _trust(settings: ServiceSettings) -> Finding:
    folder = SigningSettings().trust_dir
    production = settings.env is Environment.PRODUCTION
    if folder is None:
        mend = "set CONGVU_SIGNING_TRUST_DIR" if production else ""
        return Finding("trust", "the demonstration's own", mend, healthy=not production)
    found = read_trust_folder(folder, now=_now(settings))
    services = sum(len(one.services) for one in found.trusted_lists)
    summary = (
        f"{len(found.roots)} roots, {len(found.intermediates)} intermediates, "
        f"{len(found.revocation_lists)} revocation lists, {services} listed services in {folder}"
    )
    problems = [*found.problems, *list_loose(found)]
    if not found.roots and not services:
        problems.append("nothing is trusted")
    return Finding("trust", summary, "; ".join(problems), healthy=not problems)


async def _algorithms(settings: ServiceSettings) -> Finding:
    found = f"the table of their ends is to be read again by {REVIEW_BY:%Y-%m-%d}"
    healthy = _now(settings) < REVIEW_BY
    return Finding("algorithms", found, "" if healthy else "update congvu", healthy=healthy)


async def _archives(settings: ServiceSettings) -> Finding:
    url = DatabaseSettings().url or find_running(settings.state_dir / "postgres")
    if url is None:
        return Finding("archives", "the database is not running")
    database = Database(url, pool_size=1)
    try:
        async with database.session() as session:
            alarms = await list_alarms(session, settings=SigningSettings(), now=_now(settings))
    finally:
        await database.aclose()
    if not alarms:
        return Finding("archives", "no issued document needs to be seen to")
    numbers = ", ".join(str(document.number_and_symbol) for _, document in alarms[:5])
    return Finding("archives", f"{len(alarms)} documents: {numbers}", "see Quản trị", healthy=False)


async def _journal(settings: ServiceSettings) -> Finding:
    url = DatabaseSettings().url or find_running(settings.state_dir / "postgres")
    if url is None:
        return Finding("journal", "the database is not running")
    known = JournalSettings()
    database = Database(url, pool_size=1)
    try:
        async with database.session() as session:
            status = await read_status(session, known)
    finally:
        await database.aclose()
    problems = list(sentences_of(status))
    if settings.env is Environment.PRODUCTION and known.name == UNNAMED:
        problems.append("set CONGVU_JOURNAL_NAME, once and for good")
    if settings.env is Environment.PRODUCTION and not known.witness_keys:
        problems.append("set CONGVU_JOURNAL_WITNESSES: two offices that run `congvu witness`")
    found = f"{status.size} acts in the log, {status.waiting} waiting"
    return Finding("journal", found, "; ".join(problems), healthy=not problems)


async def _media(_: ServiceSettings) -> Finding:
    found, problems = await look_at_media(MediaSettings())
    return Finding("media", found, "; ".join(problems), healthy=not problems)


def _now(settings: ServiceSettings) -> datetime:
    demonstration = Demonstration.find(settings.state_dir)
    offset = demonstration.clock_offset if demonstration else settings.clock_offset
    return Clock(offset).now()
