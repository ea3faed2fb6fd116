"""What `congvu` does: start, serve a part, migrate, verify a file, look everything over."""

import asyncio
import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from services import directory_command, journal_commands, running, statistics_commands
from services import doctor as doctor_checks
from services.app import SERVICES
from services.demonstration.year.planning.year import plan_year
from services.identities.directory.file import DirectoryRefused
from services.settings import ServiceSettings
from services.verifying import verify_files

cli = typer.Typer(
    help="Congvu: documents, signatures, routes and the share of paperless work.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

directory = typer.Typer(help="The office's own directory.", no_args_is_help=True)
cli.add_typer(directory, name="directory")


@cli.command()
def up(
    host: Annotated[str | None, typer.Option(help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="port to listen on")] = None,
    *,
    fresh: Annotated[bool, typer.Option(help="forget everything and start anew")] = False,
) -> None:
    """Start everything in one process tree, with the demonstration district."""
    running.run_trial(_settings(host, port), fresh=fresh)


@cli.command()
def serve(
    service: Annotated[str, typer.Argument(help=f"one of: {', '.join(SERVICES)}, all")] = "all",
    host: Annotated[str | None, typer.Option()] = None,
    port: Annotated[int | None, typer.Option()] = None,
) -> None:
    """Serve one service, or all, on the database of DATABASE_URL."""
    if service != "all" and service not in SERVICES:
        raise typer.BadParameter(f"choose one of: {', '.join(SERVICES)}, all")
    services = SERVICES if service == "all" else (service,)
    running.run_services(_settings(host, port), services=services)


@cli.command()
def worker() -> None:
    """Work on the jobs of DATABASE_URL until stopped; run as many as wanted."""
    running.run_worker(ServiceSettings())


@cli.command()
def migrate() -> None:
    """Bring the database of DATABASE_URL to the newest schema."""
    running.run_migrations()


@cli.command()
def demo(
    *,
    year: Annotated[
        int | None,
        typer.Option(
            min=2024, max=2024, help="a whole year of work whose ratios are known beforehand"
        ),
    ] = None,
    letters: Annotated[int, typer.Option(min=10, max=10_000, help="written in that year")] = 600,
) -> None:
    """Fill an empty database of DATABASE_URL with the demonstration district."""
    planned = plan_year(year, letters=letters) if year else None
    running.run_demo(ServiceSettings(), year=planned)


@directory.command()
def load(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    *,
    passwords: Annotated[
        Path | None,
        typer.Option(help="make the accounts; their first passwords go into this new file"),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="say what would be done")] = False,
) -> None:
    """Load agencies, departments, people and appointments (YAML), or people alone (CSV).

    Everything is checked before anything is written; loading the same file again changes nothing.
    """
    done = asyncio.run(
        directory_command.load_file(
            file,
            url=running.database_url(),
            settings=ServiceSettings(),
            passwords=passwords,
            only_check=check,
        )
    )
    typer.echo(directory_command.describe(done, only_check=check))


@cli.command()
def verify(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
    trust: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="trust the roots in this file as well"),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="connect to nothing")] = False,
) -> None:
    """Verify the signatures of PDF files. Needs no server. Exit 0 only if all are valid."""
    verdicts = asyncio.run(
        verify_files(files, trust=tuple(trust or ()), offline=offline, now=datetime.now(UTC))
    )
    for verdict in verdicts:
        line = json.dumps(verdict.facts, ensure_ascii=False) if as_json else verdict.sentence
        typer.echo(line)
    raise typer.Exit(0 if all(verdict.valid for verdict in verdicts) else 1)


cli.add_typer(journal_commands.journal, name="journal")
cli.command()(journal_commands.witness)
cli.add_typer(statistics_commands.statistics, name="statistics")


@cli.command()
def doctor() -> None:
    """Check database, store, keys, clock, fonts and ports, and say what to mend."""
    findings = asyncio.run(doctor_checks.examine(ServiceSettings()))
    for finding in findings:
        typer.echo(finding.line)
    raise typer.Exit(0 if all(finding.healthy for finding in findings) else 1)


def _settings(host: str | None, port: int | None) -> ServiceSettings:
    chosen = {"host": host, "port": port}
    given = {name: value for name, value in chosen.items() if value is not None}
    return ServiceSettings().model_copy(update=given)


def run() -> None:
    """Run the command line; an expected failure is one line, without a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        cli()
    except running.Refused as refusal:
        typer.echo(f"congvu: {refusal}", err=True)
        sys.exit(1)
    except DirectoryRefused as refusal:
        for one in refusal.problems:
            typer.echo(f"congvu: {one}", err=True)
        typer.echo("congvu: nothing was written", err=True)
        sys.exit(1)
    except ValidationError as refusal:
        for row in refusal.errors():
            name = ".".join(str(part) for part in row["loc"])
            typer.echo(f"congvu: setting {refusal.title} {name}: {row['msg']}", err=True)
        sys.exit(1)
