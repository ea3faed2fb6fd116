"""The table says what was measured, the JSON holds the same, and topics are chosen by name."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.choosing import UnknownTopic, choose
from bench.table import Figure, format_table, machine_facts, write_json
from bench.timing import P95, percentile, time_calls

FIGURES = [
    Figure(
        name="inbox",
        value=14.04,
        unit="ms",
        peer="clerk",
        peer_value=28.08,
        floor=1.4,
        floor_is="bare SQL",
        aim=100,
    ),
    Figure(name="issue", value=40, unit="documents/s", floor=1000, floor_is="bare SQL", aim=50),
]


def test_a_row_has_value_peer_ratio_floor_and_aim() -> None:
    heading, rule, inbox, issue = format_table(FIGURES).splitlines()
    assert heading.split()[:3] == ["figure", "value", "unit"]
    assert set(rule) == {"-", " "}
    assert " ".join(inbox.split()) == "inbox 14.0 ms clerk 28.1 0.50 1.40 bare SQL ≤ 100"
    assert " ".join(issue.split()) == "issue 40.0 documents/s 0.04 1,000 bare SQL ≥ 50.0 missed"


def test_the_json_holds_the_machine_and_every_figure(tmp_path: Path) -> None:
    facts = machine_facts()
    written = json.loads(write_json(FIGURES, facts=facts, folder=tmp_path).read_text())
    assert written["machine"] == facts
    assert int(facts["cores"]) > 0
    assert [(row["name"], row["value"], row["met"]) for row in written["figures"]] == [
        ("inbox", 14.04, True),
        ("issue", 40, False),
    ]
    assert len(list(tmp_path.iterdir())) == 2


def test_topics_are_chosen_by_name() -> None:
    topics = ("documents", "lists", "startup")
    assert choose(topics, []) == list(topics)
    assert choose(topics, ["startup", "documents"]) == ["documents", "startup"]
    assert choose(topics, ["lists,startup"]) == ["lists", "startup"]
    with pytest.raises(UnknownTopic, match="documents, lists, startup"):
        choose(topics, ["lits"])


def test_an_unknown_topic_measures_nothing() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "bench", "nothing"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "documents" in told.stderr


async def test_every_call_is_timed_and_the_percentile_is_one_of_them() -> None:
    seen: list[int] = []

    async def call(number: int) -> None:
        seen.append(number)

    measured = await time_calls(range(20), call, clients=3)
    assert sorted(seen) == list(range(20))
    assert measured.p95_ms == 1000 * sorted(measured.seconds)[18]
    assert percentile([3.0], P95) == 3.0
