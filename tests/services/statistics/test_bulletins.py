"""Published figures: frozen, counted again bit for bit, corrected by a version that says why."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from auth.acts import Act
from auth.models import Agency
from services.statistics import definitions
from storage.journal import JournalEntry
from tests.office import Office, Officer, only
from tests.services.statistics.records import DISTRICT, MY_HOA, THANH_MY, Registers

PERIOD = "2024-11"
DAY = date(2024, 11, 5)
HEAD = "chanhvanphong.huyen"


async def published(officer: Officer, period: str = PERIOD, **more: str) -> dict[str, Any]:
    answer = await officer.post("/bulletins", {"period": period, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def recount(officer: Officer, bulletin: dict[str, Any]) -> dict[str, Any]:
    answer = await officer.get(f"/bulletins/{bulletin['id']}/recount")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_publication_holds_the_whole_and_every_agency(
    office: Office, registers: Registers
) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "valid"})
    await registers.issue(MY_HOA, DAY, {DISTRICT: "invalid"})
    await office.sequence()
    head = await office.sign_in(HEAD)
    bulletin = await published(head)
    whole = only(bulletin["figures"], indicator_code="G07", whole=True)
    assert (whole["numerator"], whole["denominator"], whole["percent"]) == (1, 2, 50.0)
    own = {
        row["agency_id"]: row["reasons"]
        for row in bulletin["figures"]
        if row["indicator_code"] == "G07" and not row["whole"]
    }
    assert len(own) == 14
    assert own[str(registers.agencies[MY_HOA].id)] == {"signature_invalid": 1}
    assert only(bulletin["figures"], indicator_code="K02", whole=True)["status"] == "found"
    assert bulletin["tree_size"] > 0
    assert str(bulletin["tree_size"]) in bulletin["checkpoint"].splitlines()
    assert (await recount(head, bulletin)) == {
        "same": True, "digest": bulletin["digest"], "differences": []
    }  # fmt: skip


async def test_what_changes_later_does_not_change_what_was_published(
    office: Office, registers: Registers
) -> None:
    document = await registers.issue(DISTRICT, DAY, {MY_HOA: None})
    head = await office.sign_in(HEAD)
    first = await published(head)
    await registers.examine(document, MY_HOA, "valid")
    assert (await recount(head, first))["same"]
    refused = await head.post("/bulletins", {"period": PERIOD})
    assert (refused.status_code, refused.json()["type"]) == (
        409, "urn:congvu:problem:correction-unexplained"
    )  # fmt: skip
    second = await published(head, why="Đã kiểm tra xong chữ ký số")
    assert (first["version"], second["version"]) == (1, 2)
    assert only(first["figures"], indicator_code="G07", whole=True)["numerator"] == 0
    assert only(second["figures"], indicator_code="G07", whole=True)["numerator"] == 1
    shown = (await head.get(f"/bulletins/{first['id']}")).json()
    assert shown == first
    listed = (await head.get("/bulletins")).json()["items"]
    assert [row["version"] for row in listed] == [2, 1]
    async with office.platform.database.session() as session:
        acts = await session.exec(
            select(JournalEntry)
            .where(JournalEntry.act == Act.BULLETIN_PUBLISH)
            .order_by(col(JournalEntry.id))
        )
        assert [entry.digest for entry in acts.all()] == [first["digest"], second["digest"]]


async def test_an_agency_that_came_later_was_not_asked(
    office: Office, registers: Registers
) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "valid"})
    head = await office.sign_in(HEAD)
    bulletin = await published(head)
    async with office.platform.database.session() as session:
        commune = registers.agencies[THANH_MY].model_dump(exclude={"id"})
        session.add(Agency(**{**commune, "code": "H20.90.99", "valid_from": None}))
        await session.commit()
    assert (await recount(head, bulletin))["same"]


async def test_agencies_that_left_or_moved_count_as_they_did(
    office: Office, registers: Registers
) -> None:
    await registers.issue(MY_HOA, DAY, {DISTRICT: "valid"})
    await registers.issue(THANH_MY, DAY, {DISTRICT: "invalid"})
    head = await office.sign_in(HEAD)
    bulletin = await published(head)
    async with office.platform.database.session() as session:
        left = await session.get_one(Agency, registers.agencies[MY_HOA].id)
        left.parent_id, left.code = None, "Z.99"
        moved = await session.get_one(Agency, registers.agencies[THANH_MY].id)
        moved.valid_from = date(2024, 11, 20)
        await session.commit()
    assert await recount(head, bulletin) == {
        "same": True, "digest": bulletin["digest"], "differences": []
    }  # fmt: skip


async def test_a_definition_that_changed_later_counts_as_it_did(
    office: Office, registers: Registers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "valid"})
    await registers.issue(DISTRICT, DAY, {MY_HOA: "paper"})
    head = await office.sign_in(HEAD)
    bulletin = await published(head)
    known = yaml.safe_load(definitions.DEFINITIONS.read_text(encoding="utf-8"))
    old = known["signed_electronic_exchange"]
    new = {**old, "version": old["version"] + 1, "counted": ["valid", "paper"]}
    for before, same in (([old], True), ([], False)):
        changed = tmp_path / f"{same}.yaml"
        rows = {**known, "signed_electronic_exchange": {**new, "before": before}}
        changed.write_text(yaml.safe_dump(rows), encoding="utf-8")
        monkeypatch.setattr(definitions, "DEFINITIONS", changed)
        definitions.known_definitions.cache_clear()
        assert (await recount(head, bulletin))["same"] is same
    second = await published(head, why="Cách tính đã thay đổi")
    definitions.known_definitions.cache_clear()
    whole = only(second["figures"], indicator_code="G07", whole=True)
    assert (whole["numerator"], whole["definition_version"]) == (2, new["version"])


async def test_nothing_is_published_before_anything_was_counted(office: Office) -> None:
    async with office.platform.database.engine.begin() as connection:
        for table in ("register_edition", "register_month", "register_due"):
            await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
    head = await office.sign_in(HEAD)
    answer = await head.post("/bulletins", {"period": PERIOD})
    assert (answer.status_code, answer.json()["type"]) == (
        409, "urn:congvu:problem:figures-not-counted"
    )  # fmt: skip


async def test_a_figure_that_was_tampered_with_is_found(
    office: Office, registers: Registers
) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "invalid"})
    head = await office.sign_in(HEAD)
    bulletin = await published(head)
    engine = office.platform.database.engine
    with pytest.raises(DBAPIError, match="not changed"):
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE bulletin_figure SET numerator = 1"))
    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(
            text("UPDATE bulletin_figure SET numerator = 1 WHERE indicator_code = 'G07' AND whole")
        )
    found = await recount(head, bulletin)
    assert not found["same"]
    (difference,) = found["differences"]
    assert (difference["published"]["numerator"], difference["counted"]["numerator"]) == (1, 0)


async def test_a_record_that_was_rewritten_is_found(office: Office, registers: Registers) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "invalid"})
    head = await office.sign_in(HEAD)
    bulletin = await published(head)
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        # One record for another: no number changes, only the list behind it.
        await connection.execute(
            text("UPDATE register_record SET record_id = gen_random_uuid() WHERE name = 'exchange'")
        )
    assert not (await recount(head, bulletin))["same"]


async def test_who_publishes_what(office: Office, registers: Registers) -> None:
    await registers.issue(THANH_MY, DAY, {DISTRICT: "valid"})
    for username, status in (
        ("chuyenvien.huyen", 403), ("vanthu.huyen", 403), ("quantri", 403), ("kiemtra", 403),
    ):  # fmt: skip
        officer = await office.sign_in(username)
        assert (await officer.post("/bulletins", {"period": PERIOD})).status_code == status
    chairman = await office.sign_in("chutich.myhoa")
    own = await published(chairman)
    assert {row["agency_id"] for row in own["figures"]} == {str(registers.agencies[MY_HOA].id)}
    district = await published(await office.sign_in(HEAD))
    assert (await chairman.get(f"/bulletins/{district['id']}")).status_code == 404
    assert [row["id"] for row in (await chairman.get("/bulletins")).json()["items"]] == [own["id"]]


async def test_a_period_that_runs_is_not_published(office: Office) -> None:
    head = await office.sign_in(HEAD)
    for period, status in (("2024-12", 409), ("2024", 409), ("2025", 409), ("2024-13", 400)):
        answer = await head.post("/bulletins", {"period": period})
        assert answer.status_code == status, (period, answer.text)
    assert (await published(head, "2024-Q1"))["version"] == 1
