"""`congvu`: start it, serve a part of it, migrate, verify a file, look everything over."""

import asyncio
import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from services import doctor as doctor_checks
from services import running
from services.app import SERVICES
from services.settings import ServiceSettings
from services.verifying import verify_files

cli = typer.Typer(
    help="Congvu: documents, signatures, routes and the share of paperless work.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


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
def demo() -> None:
    """Fill an empty database of DATABASE_URL with the demonstration district."""
    running.run_demo(ServiceSettings())


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


def main() -> None:
    """Run the command line; an expected failure is one line, without a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        cli()
    except running.Refused as refusal:
        typer.echo(f"congvu: {refusal}", err=True)
        sys.exit(1)
    except ValidationError as refusal:
        for row in refusal.errors():
            name = ".".join(str(part) for part in row["loc"])
            typer.echo(f"congvu: setting {refusal.title} {name}: {row['msg']}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
