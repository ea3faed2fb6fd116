"""Open data: what was published, for everybody, in formats that other tools check."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW
from rdflib import DCAT, DCTERMS, RDF, Graph

from tests.office import API, Office
from tests.services.statistics.records import DISTRICT, MY_HOA, Registers

DATA = f"{API}/public/open-data"
DAY = date(2024, 11, 5)


async def fetch(office: Office, name: str = "", **headers: str) -> Any:
    return await office.client.get(f"{DATA}{name}", headers=headers)


async def published(office: Office, registers: Registers) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "valid"})
    await registers.issue(MY_HOA, DAY, {DISTRICT: "invalid"})
    for username, period in (
        ("chanhvanphong.huyen", "2024-11"), ("chanhvanphong.huyen", "2024-H1"),
        ("chutich.myhoa", "2024-11"),
    ):  # fmt: skip
        officer = await office.sign_in(username)
        answer = await officer.post("/bulletins", {"period": period})
        assert answer.status_code == 201, answer.text


async def test_nothing_is_open_before_it_is_published(office: Office, registers: Registers) -> None:
    await registers.issue(DISTRICT, DAY, {MY_HOA: "valid"})
    assert (await fetch(office, "/figures.json")).json()["figures"] == []
    assert len((await fetch(office, "/figures.csv")).text.splitlines()) == 1


async def test_every_format_says_the_same(office: Office, registers: Registers) -> None:
    await published(office, registers)
    rows = list(csv.DictReader(io.StringIO((await fetch(office, "/figures.csv")).text)))
    figures = (await fetch(office, "/figures.json")).json()["figures"]
    assert [{name: "" if value is None else str(value) for name, value in row.items()}
            for row in figures] == rows  # fmt: skip
    (whole,) = (
        row for row in rows
        if (row["INDICATOR"], row["SCOPE"], row["TIME_PERIOD"]) == ("G07", "T", "2024-11")
    )  # fmt: skip
    assert (whole["REF_AREA"], whole["OBS_VALUE"], whole["NUMERATOR"], whole["DENOMINATOR"]) == (
        DISTRICT, "50.0", "1", "2"
    )  # fmt: skip
    assert {row["TIME_PERIOD"] for row in rows} == {"2024-11", "2024-S1"}
    # Mỹ Hòa published for itself; it answers to the district, whose publication has it.
    keys = [(r["INDICATOR"], r["REF_AREA"], r["SCOPE"], r["TIME_PERIOD"]) for r in rows]
    assert len(keys) == len(set(keys))


async def test_the_table_is_what_its_metadata_says(
    office: Office, registers: Registers, tmp_path: Path
) -> None:
    await published(office, registers)
    for name in ("figures.csv", "figures.csv-metadata.json"):
        (tmp_path / name).write_bytes((await fetch(office, f"/{name}")).content)
    table = CSVW(str(tmp_path / "figures.csv-metadata.json"), validate=True)
    assert table.is_valid
    assert len(table.tables) == 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
async def test_the_catalogue_leads_to_the_data(office: Office, registers: Registers) -> None:
    await published(office, registers)
    answer = await fetch(office)
    assert answer.headers["content-type"] == "application/ld+json"
    (dataset,) = answer.json()["dcat:dataset"]
    for distribution in dataset["dcat:distribution"]:
        address = distribution["dcat:downloadURL"]["@id"]
        assert (await office.client.get(address)).status_code == 200
    graph = Graph().parse(data=answer.text, format="json-ld")
    assert len(set(graph.subjects(RDF.type, DCAT.Distribution))) == 2
    (found,) = graph.subjects(RDF.type, DCAT.Dataset)
    for property_ in (DCTERMS.license, DCTERMS.publisher, DCTERMS.modified, DCAT.contactPoint):
        assert graph.value(found, property_) is not None, property_


async def test_who_has_it_is_not_sent_it_again(office: Office, registers: Registers) -> None:
    await published(office, registers)
    for name in ("", "/figures.csv", "/figures.csv-metadata.json", "/figures.json"):
        etag = (await fetch(office, name)).headers["etag"]
        known = await fetch(office, name, **{"If-None-Match": f'"x", {etag}'})
        assert (known.status_code, known.content) == (304, b"")
    before = (await fetch(office, "/figures.csv")).headers["etag"]
    head = await office.sign_in("chanhvanphong.huyen")
    await head.post("/bulletins", {"period": "2024-Q1"})
    assert (await fetch(office, "/figures.csv")).headers["etag"] != before


async def test_nothing_personal_is_open(office: Office, registers: Registers) -> None:
    await published(office, registers)
    everything = "".join(
        [(await fetch(office, name)).text for name in ("", "/figures.csv", "/figures.json")]
    )
    head = await office.sign_in("chanhvanphong.huyen")
    assert head.me["full_name"] not in everything
    assert head.appointment_id not in everything
    assert json.loads((await fetch(office, "/figures.json")).text)["dataflow"]
