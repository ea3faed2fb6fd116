"""An office's own directory, loaded from a file: whole or not at all, and once."""

import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import col, select

from auth.acts import Act
from auth.models import Account, Agency, Appointment, Person
from services import commands, directory_command
from services.identities.directory.file import DirectoryRefused
from services.identities.directory.writing import Loaded
from services.settings import ServiceSettings
from storage.journal import JournalEntry
from tests.bulk import count
from tests.office import Office, Officer, only

OFFICE: dict[str, Any] = {
    "agencies": [
        {"code": "G30", "level": "province", "name": "Ủy ban nhân dân tỉnh", "place": "Cao Lãnh",
         "external": True},
        {
            "code": "G30.01", "name": "Ủy ban nhân dân xã Gò Tháp", "place": "Gò Tháp",
            "parent": "G30", "from": "2024-01-01",
            "departments": [{"name": "Văn phòng", "short": "VP"}],
            "staff": [
                {"code": "G30.01.1", "name": "Lê Thị Bé", "position": "Chủ tịch",
                 "department": "VP", "roles": ["leader"], "authority": "TM. ỦY BAN NHÂN DÂN",
                 "account": "be.gothap", "email": "be@gothap.example", "from": "2024-01-01"},
                {"code": "G30.01.2", "name": "Võ Văn Út", "position": "Quản trị",
                 "department": "VP", "roles": ["administrator"], "account": "ut.gothap",
                 "from": "2024-01-01"},
            ],
        },
    ]
}  # fmt: skip


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Any], Path]:
    def write(plan: Any, name: str = "directory.yaml") -> Path:
        path = tmp_path / name
        path.write_text(plan if isinstance(plan, str) else yaml.safe_dump(plan), encoding="utf-8")
        return path

    return write


async def load(office: Office, database_url: str, file: Path, **options: Any) -> Loaded:
    offset = office.clock.moment - _now()
    return await directory_command.load_file(
        file,
        url=database_url,
        settings=ServiceSettings(clock_offset=offset),
        **({"passwords": None, "only_check": False} | options),
    )


def _now() -> datetime:

    return datetime.now(UTC)


def changed(place: str, **facts: Any) -> dict[str, Any]:
    """The office with other facts of its commune, or of its chairman."""
    plan: dict[str, Any] = yaml.safe_load(yaml.safe_dump(OFFICE))
    commune = plan["agencies"][1]
    (commune if place == "commune" else commune["staff"][0]).update(facts)
    return plan


async def test_a_file_makes_an_office_that_works(
    office: Office, database_url: str, tmp_path: Path, written: Callable[[Any], Path]
) -> None:
    passwords = tmp_path / "first-passwords"
    done = await load(office, database_url, written(OFFICE), passwords=passwords)
    assert dict(done.counts) == {
        "agencies": 2, "parents": 1, "departments": 1, "people": 2, "appointments": 2, "accounts": 2
    }  # fmt: skip
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600
    given = dict(line.split("\t") for line in passwords.read_text().splitlines())
    assert given.keys() == {"be.gothap", "ut.gothap"}
    opened = await office.client.post(
        "/api/v1/sessions", json={"username": "ut.gothap", "password": given["ut.gothap"]}
    )
    officer = Officer(office.client, opened.json()["secret"], opened.json()["me"])
    await officer.put(
        "/account/password", json={"old": given["ut.gothap"], "new": "con mèo nằm trên mái nhà"}
    )
    staff = (await officer.get(f"/agencies/{officer.agency_id}/staff")).json()
    chairman = only(staff["people"], staff_code="G30.01.1")
    assert chairman["appointments"][0]["authority"] == "TM. ỦY BAN NHÂN DÂN"
    async with office.platform.database.session() as session:
        entries = (
            await session.exec(select(JournalEntry).where(JournalEntry.act == Act.DIRECTORY_LOAD))
        ).all()
        assert [(one.details["people"], len(one.digest or "")) for one in entries] == [(2, 64)]


async def test_the_same_file_again_changes_nothing(
    office: Office, database_url: str, tmp_path: Path, written: Callable[[Any], Path]
) -> None:
    file = written(OFFICE)
    await load(office, database_url, file, passwords=tmp_path / "a")
    async with office.platform.database.session() as session:
        before = await count(session, JournalEntry)
    done = await load(office, database_url, file, passwords=tmp_path / "b")
    assert not done.counts
    assert not (tmp_path / "b").exists()
    async with office.platform.database.session() as session:
        assert await count(session, JournalEntry) == before


async def test_names_are_corrected_and_ends_entered(
    office: Office, database_url: str, written: Callable[[Any], Path]
) -> None:
    await load(office, database_url, written(OFFICE))
    corrected = changed("commune", name="Ủy ban nhân dân xã Gò Tháp Mười")
    corrected["agencies"][1]["staff"][0] |= {"name": "Lê Thị Bé Ba", "to": "2024-12-31"}
    done = await load(office, database_url, written(corrected))
    assert dict(done.counts) == {"agencies": 1, "people": 1, "appointments": 1}
    async with office.platform.database.session() as session:
        row = await session.exec(
            select(Appointment, Person)
            .join(Person, col(Person.id) == Appointment.person_id)
            .where(Person.staff_code == "G30.01.1")
        )
        appointment, person = row.one()
        assert (str(appointment.valid_to), person.full_name) == ("2024-12-31", "Lê Thị Bé Ba")
    # An older file does not open again what has an end.
    assert not (await load(office, database_url, written(corrected))).counts


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (changed("commune", parent="G99"), "agency G30.01: no parent G99"),
        (changed("commune", colour="red"), "agencies.2.colour: Extra inputs are not permitted"),
        (changed("commune", successors=["G30.01"]), "agency G30.01: succeeds itself"),
        (changed("chairman", department="KT"), "G30.01.1 in G30.01: no department KT"),
        (changed("chairman", authority="Thay mặt"), "G30.01.1 in G30.01: authority is not TM."),
        (changed("chairman", roles=["king"]), "agencies.2.staff.1.roles.1: Input should be"),
        (changed("chairman", code="G30.01.2"), "another name or e-mail than before"),
        (changed("chairman", to="2023-12-31"), "ends before it begins"),
        (changed("chairman", account="ut.gothap"), "account ut.gothap is"),
        (changed("chairman", account="quantri"), "account quantri is somebody else's"),
        ({"agencies": [OFFICE["agencies"][1]] * 2}, "agency G30.01: 2 times"),
        ("agencies: [", "not readable"),
        ("agency,code\nG30.01,x\n", "outside.G30.01.1.name: Field required"),
    ],
)
async def test_a_file_with_a_fault_writes_nothing(
    plan: Any,
    told: str,
    office: Office,
    database_url: str,
    tmp_path: Path,
    written: Callable[..., Path],
) -> None:
    name = "staff.csv" if isinstance(plan, str) and plan.startswith("agency,") else "a.yaml"
    with pytest.raises(DirectoryRefused) as refused:
        await load(office, database_url, written(plan, name), passwords=tmp_path / "passwords")
    assert any(told in one for one in refused.value.problems), refused.value.problems
    assert not (tmp_path / "passwords").exists()
    async with office.platform.database.session() as session:
        found = await session.exec(select(Agency.id).where(col(Agency.code).startswith("G30")))
        assert not found.all()


async def test_what_is_in_force_is_not_rewritten(
    office: Office, database_url: str, written: Callable[[Any], Path]
) -> None:
    await load(office, database_url, written(OFFICE))
    other = changed("chairman", roles=["specialist"], to="2024-02-01")
    other["agencies"][1]["level"] = "district"
    with pytest.raises(DirectoryRefused) as refused:
        await load(office, database_url, written(other))
    assert refused.value.problems == [
        "agency G30.01: level and first day cannot change",
        "G30.01.1 in G30.01: other roles or authority; end it and begin another",
        "G30.01.1 in G30.01: ended in the past, yet it is in force here",
    ]


async def test_people_come_from_a_table_too(
    office: Office, database_url: str, written: Callable[..., Path]
) -> None:
    """As a spreadsheet writes it: a mark before the text, semicolons between the columns."""
    table = (
        "\ufeffagency;code;name;email;department;position;roles;authority;from;to;account\n"
        "H20.90;H20.90.0501;Trần Văn Sang;;NV;Chuyên viên;specialist;;2024-11-01;;sang.huyen\n"
        "H20.90;H20.90.0502;Lý Thị Hoa;hoa@thapmuoi.example;VP;Văn thư;clerk specialist;;;;\n"
    )
    done = await load(office, database_url, written(table, "staff.csv"))
    # Without a file for the passwords no account is made.
    assert dict(done.counts) == {"people": 2, "appointments": 2}
    async with office.platform.database.session() as session:
        made = await session.exec(select(Account).where(Account.username == "sang.huyen"))
        assert made.one_or_none() is None


async def test_a_check_says_what_would_be_written(
    office: Office, database_url: str, tmp_path: Path, written: Callable[[Any], Path]
) -> None:
    options = {"only_check": True, "passwords": tmp_path / "passwords"}
    done = await load(office, database_url, written(OFFICE), **options)
    said = directory_command.describe(done, only_check=True)
    assert said.startswith("would write 2 accounts, 2 agencies")
    assert not (tmp_path / "passwords").exists()
    assert (await load(office, database_url, written(OFFICE), **options)).counts == done.counts


async def test_passwords_are_never_written_over_another_file(
    office: Office, database_url: str, tmp_path: Path, written: Callable[[Any], Path]
) -> None:
    kept = tmp_path / "kept"
    kept.write_text("something")
    with pytest.raises(DirectoryRefused):
        await load(office, database_url, written(OFFICE), passwords=kept)
    assert kept.read_text() == "something"
    async with office.platform.database.session() as session:
        assert (
            await session.exec(select(Agency).where(Agency.code == "G30"))
        ).one_or_none() is None


def test_the_command_names_every_problem_and_ends_with_one(
    written: Callable[[Any], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    file = written(changed("commune", colour="red", size="large"))
    monkeypatch.setattr("sys.argv", ["congvu", "directory", "load", str(file)])
    with pytest.raises(SystemExit) as ended:
        commands.run()
    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert "colour" in told
    assert "size" in told
    assert told.endswith("nothing was written\n")
