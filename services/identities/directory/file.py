"""What a directory file may say: YAML with agencies and their people, or CSV with people alone."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from auth.models import AgencyLevel
from auth.roles import Role
from services.identities.accounts.schemas import Username
from services.identities.staff.schemas import Email, StaffCode
from services.text import Line, Text

#: A province with all its communes stays far below.
LARGEST = 16 * 1024 * 1024


class DirectoryRefused(Exception):
    """Nothing was written; `problems` names every place that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def _split(value: object) -> object:
    """Roles of a CSV cell: `leader head_of_office`, or with semicolons."""
    return value.replace(";", " ").split() if isinstance(value, str) else value


class _Row(BaseModel):
    """A key that is not known is a slip of the pen, never left aside."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    valid_from: date | None = Field(default=None, alias="from")
    valid_to: date | None = Field(default=None, alias="to")


class DepartmentRow(_Row):
    name: Line = Field(min_length=1, max_length=200)
    short: Line = Field(min_length=1, max_length=20)


class StaffRow(_Row):
    """One appointment; a person with two has two rows of the same `code`."""

    code: StaffCode
    name: Line = Field(min_length=1, max_length=100)
    email: Email | None = None
    department: Line = Field(min_length=1, max_length=20, description="its `short`")
    position: Line = Field(min_length=1, max_length=100)
    roles: Annotated[list[Role], BeforeValidator(_split)] = Field(min_length=1)
    authority: Text = Field(default="", max_length=200)
    account: Username | None = None


class AgencyRow(_Row):
    code: Line = Field(min_length=1, max_length=35)
    name: Line = Field(min_length=1, max_length=200)
    abbreviation: Line = Field(default="UBND", min_length=1, max_length=30)
    level: AgencyLevel = AgencyLevel.COMMUNE
    external: bool = False
    place: Line = Field(min_length=1, max_length=100)
    parent: Line | None = None
    successors: list[Line] = []
    departments: list[DepartmentRow] = []
    staff: list[StaffRow] = []


class DirectoryFile(BaseModel):
    """`outside` holds people of agencies that the file itself does not describe."""

    model_config = ConfigDict(extra="forbid")

    agencies: list[AgencyRow] = []
    outside: dict[str, list[StaffRow]] = {}
    digest: str = ""

    def staff(self) -> Iterator[tuple[str, StaffRow]]:
        """Every appointment with the code of its agency."""
        for agency in self.agencies:
            yield from ((agency.code, row) for row in agency.staff)
        for code, rows in self.outside.items():
            yield from ((code, row) for row in rows)


def read_directory(path: Path) -> DirectoryFile:
    """The file by its ending, `.csv` or YAML. Raises `DirectoryRefused` with every problem."""
    if path.stat().st_size > LARGEST:
        raise DirectoryRefused([f"the file is larger than {LARGEST} bytes"])
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
        plain = _from_csv(text) if path.suffix.lower() == ".csv" else yaml.safe_load(text)
        read = DirectoryFile.model_validate(plain)
    except ValidationError as error:
        raise DirectoryRefused([_said(row) for row in error.errors()]) from error
    except (UnicodeDecodeError, yaml.YAMLError, csv.Error) as error:
        raise DirectoryRefused([f"not readable: {error}"]) from error
    return read.model_copy(update={"digest": sha256(data).hexdigest()})


def _from_csv(text: str) -> dict[str, Any]:
    """A header with the names of `StaffRow` and `agency`; empty cells are left out."""
    outside: dict[str, list[dict[str, str]]] = {}
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    for row in csv.DictReader(io.StringIO(text), delimiter=delimiter):
        filled = {str(name).strip(): value for name, value in row.items() if value}
        outside.setdefault(filled.pop("agency", ""), []).append(filled)
    return {"outside": outside}


def _said(row: Any) -> str:
    place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in row["loc"])
    return f"{place}: {row['msg']}"
