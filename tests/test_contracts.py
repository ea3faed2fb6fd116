"""The import contracts hold, and each of them catches the import it is there for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).parents[1]
_SETTINGS = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]
_CONTRACTS = {contract["id"]: contract["name"] for contract in _SETTINGS["contracts"]}

# For each contract: the file, and the line in it that nobody may write.
_VIOLATIONS = {
    "floors": ("storage/planted.py", "import auth"),
    "signing-alone": ("signing/planted.py", "import storage"),
    "services-apart": ("services/rooms/planted.py", "import services.exchange"),
    "service-floors": (
        "services/documents/models/planted.py",
        "import services.documents.endpoints",
    ),
    "capability-floors": ("auth/errors.py", "import auth.service"),
    "repositories": ("services/planted.py", "import services.documents.repository"),
    "no-cycles": ("services/rooms/__init__.py", "import services.exchange.planted"),
    "http": ("auth/planted.py", "from fastapi import Depends"),
    "pdf": ("services/planted.py", "import pyhanko.sign"),
    "pyhanko": ("signing/planted.py", "import pyhanko.sign"),
    "pages": ("signing/planted.py", "import pypdfium2"),
    "fetching": ("signing/planted.py", "import httpx2"),
    "xml": ("services/planted.py", "from lxml import etree"),
    "pkcs11": ("signing/planted.py", "import pkcs11"),
    "s3": ("storage/planted.py", "from minio import Minio"),
    "media": ("meetings/planted.py", "import aiortc"),
    "sockets": ("meetings/planted.py", "from websockets.asyncio.client import connect"),
    "jose": ("services/planted.py", "from jose import jwt"),
    "argon2": ("auth/planted.py", "import argon2"),
    "typst": ("services/planted.py", "import typst"),
    "xlsx": ("services/planted.py", "import openpyxl"),
    "qr": ("services/planted.py", "import segno"),
}


def lint(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run lint-imports on a tree, wide enough that nothing is wrapped."""
    program = "from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-logo", "--no-cache", *arguments],
        cwd=tree,
        env={**os.environ, "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the sources, without data, to where a violation may be planted."""
    tree = tmp_path_factory.mktemp("contracts")
    shutil.copy(_ROOT / "pyproject.toml", tree)
    for package in _SETTINGS["root_packages"]:
        for source in (_ROOT / package).rglob("*.py"):
            target = tree / source.relative_to(_ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return tree


@pytest.fixture
def planted(copy: Path, contract: str) -> Iterator[str]:
    """Write the violation into the copy, give the importing module's name, take it out again."""
    name, line = _VIOLATIONS[contract]
    file = copy / name
    before = file.read_bytes() if file.exists() else None
    file.write_bytes((before or b'"""Planted."""\n') + line.encode() + b"\n")
    back = copy / "services/exchange/planted.py"
    if contract == "no-cycles":
        back.write_text('"""Planted."""\nimport services.rooms\n')
    yield name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    back.unlink(missing_ok=True)
    if before is None:
        file.unlink()
    else:
        file.write_bytes(before)


def test_the_house_keeps_its_contracts() -> None:
    result = lint(_ROOT)
    assert result.returncode == 0, result.stdout


def test_every_contract_has_a_planted_violation_and_a_sentence() -> None:
    assert list(_CONTRACTS) == list(_VIOLATIONS)
    assert all(len(name.split()) >= 4 for name in _CONTRACTS.values())


@pytest.mark.parametrize("contract", _VIOLATIONS)
def test_a_planted_import_is_caught(copy: Path, contract: str, planted: str) -> None:
    result = lint(copy, "--contract", contract)
    assert result.returncode == 1
    assert f"{_CONTRACTS[contract]} BROKEN" in result.stdout
    assert planted.rpartition(".")[2] in result.stdout.partition("Broken contracts")[2]
