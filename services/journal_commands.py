"""`congvu journal ...` and `congvu witness`: what others than the office run."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
import uvicorn

from services.journal.service.sources import SourceUnreadable, open_source
from services.journal.service.verifying import Examined, examine
from services.journal.service.verifying_rows import examine_rows
from services.journal.service.verifying_stamps import examine_stamps
from services.running import Refused, database_url
from services.witness import Witness, witness_app
from storage.blobs.settings import BlobSettings, open_blob_store
from storage.database import Database, plain_url
from storage.merkle.keys import KeyFileRefused, load_or_create_key
from storage.merkle.notes import KeyKind, NoteMalformed, PrivateKey, PublicKey
from storage.merkle.tiles import TileMissing
from storage.sequencing.errors import LogRefused
from storage.sequencing.recovering import Recovered, recover
from storage.sequencing.settings import JournalSettings

journal = typer.Typer(help="The journal as a log: verify it, show its key.", no_args_is_help=True)


@journal.command("verify")
def verify(
    place: Annotated[str, typer.Argument(help="folder of the tiles, or .../api/v1/public/journal")],
    *,
    key: Annotated[str, typer.Option(help="the journal's public key, from another source")] = "",
    witness: Annotated[list[str] | None, typer.Option(help="a witness's public key")] = None,
    ca: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="roots for the time stamps")
    ] = None,
    rows: Annotated[bool, typer.Option("--rows", help="compare DATABASE_URL as well")] = False,
) -> None:
    """Verify a journal from its tiles alone. Exit 0 only if everything holds."""
    try:
        log_key = PublicKey.parse(key) if key else None
        witnesses = [PublicKey.parse(one) for one in witness or ()]
        url = database_url() if rows else None
        roots = ca.resolve() if ca else None
        found = asyncio.run(_verify(place, log_key, witnesses, roots, url))
    except (NoteMalformed, SourceUnreadable) as error:
        raise Refused(str(error)) from error
    for finding in found.findings:
        typer.echo(finding.line)
    raise typer.Exit(1 if any(one.holds is False for one in found.findings) else 0)


async def _verify(
    place: str,
    key: PublicKey | None,
    witnesses: list[PublicKey],
    roots: Path | None,
    url: str | None,
) -> Examined:
    async with open_source(place) as source:
        found = await examine(source, key=key, witnesses=witnesses)
        if roots:
            await examine_stamps(source, roots=roots, key=key, found=found)
    if url:
        database = Database(url, pool_size=1, statement_timeout_ms=0)
        try:
            await examine_rows(database, found)
        finally:
            await database.aclose()
    return found


@journal.command("key")
def show_key() -> None:
    """Print the journal's public key, for verifiers and witnesses; make it if there is none."""
    settings = JournalSettings()
    key = _key(settings.key_file, settings.name, KeyKind.LOG)
    typer.echo(key.public.text)


@journal.command("recover")
def recover_log() -> None:
    """After a restore that lost acts: go on from what was published, and name what is gone."""
    try:
        recovered = asyncio.run(_recover(database_url()))
    except (LogRefused, TileMissing) as error:
        raise Refused(str(error)) from error
    typer.echo(f"{recovered.found} leaves have their row, {len(recovered.lost)} have none any more")
    for index in recovered.lost:
        typer.echo(f"lost: leaf {index}")


async def _recover(url: str) -> Recovered:
    settings = JournalSettings()
    key = _key(settings.key_file, settings.name, KeyKind.LOG)
    connection = await asyncpg.connect(plain_url(url))
    try:
        return await recover(
            connection,
            blobs=open_blob_store(BlobSettings()),
            key=key.public,
            now=datetime.now(UTC),
        )
    finally:
        await connection.close()


def witness(
    name: Annotated[str, typer.Option(help="host/path, the same for good")],
    log: Annotated[list[str], typer.Option(help="public key of a journal to watch")],
    state: Annotated[Path, typer.Option(help="folder for its key and what it saw")] = Path(
        "var/witness"
    ),
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option()] = 8010,
) -> None:
    """Watch the journals of other offices: sign each checkpoint that only adds to the last one."""
    try:
        logs = [PublicKey.parse(one) for one in log]
    except NoteMalformed as error:
        raise Refused(str(error)) from error
    key = _key(state / "witness.pem", name, KeyKind.WITNESS)
    typer.echo(f"{key.public.text}\nhttp://{host}:{port}")
    watching = Witness(key=key, logs=logs, folder=state, clock=lambda: datetime.now(UTC))
    uvicorn.run(
        witness_app(watching), host=host, port=port, log_level="warning", server_header=False
    )


def _key(path: Path, name: str, kind: KeyKind) -> PrivateKey:
    try:
        return load_or_create_key(path, name=name, kind=kind)
    except KeyFileRefused as error:
        raise Refused(str(error)) from error
