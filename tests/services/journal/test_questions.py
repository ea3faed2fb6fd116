"""An auditor's ready questions: what they find, how they narrow, and the package anybody checks."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from services.journal.service.questions import answering
from services.working_hours import parse_hours, spans_outside
from storage.journal import record_entry
from tests import story
from tests.corpus.reading import page_texts
from tests.office import Office, Officer, only
from tests.services.documents.test_cases import granted
from tests.services.documents.test_evidence import anchors_of, files_of, verified
from tests.services.journal.entering import entry
from tests.services.statistics.records import DISTRICT, open_registers

AUDITOR = "kiemtra"
Line = dict[str, Any]


async def ask(officer: Officer, question: str, **filters: str) -> list[Line]:
    answer = await officer.get(f"/audit/questions/{question}", params={"limit": "100", **filters})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.fixture
async def auditor(office: Office) -> Officer:
    return await office.sign_in(AUDITOR)


async def test_who_read_this(office: Office, auditor: Officer) -> None:
    document, other = await story.issued(office), await story.issued(office)
    reader = await office.sign_in("vanthu.huyen")
    for one in (document, other):
        assert (await reader.get(f"/documents/{one['id']}/file")).status_code == 200
    administrator = await office.sign_in("quantri")
    person = (await administrator.get(f"/agencies/{reader.agency_id}/staff")).json()["people"][0]
    await administrator.get(
        f"/agencies/{reader.agency_id}/staff", params={"person_id": person["id"]}
    )
    (line,) = await ask(auditor, "reads", record=document["id"])
    assert (line["findings"], line["full_name"]) == (["content"], reader.me["full_name"])
    assert line["subject_name"] == document["number_and_symbol"]
    (seen,) = await ask(auditor, "reads", record=person["id"])
    assert (seen["findings"], seen["subject_name"]) == (["staff"], person["full_name"])
    by_number = await ask(auditor, "reads", record=document["number_and_symbol"])
    assert {row["subject_id"] for row in by_number} == {document["id"]}
    assert await ask(auditor, "reads", record="999/XX") == []


async def test_looking_is_an_act_that_the_next_look_finds(office: Office, auditor: Officer) -> None:
    document = await story.issued(office)
    await granted(office, ("document", document["id"]))
    await auditor.get(f"/documents/{document['id']}")
    await ask(auditor, "numbers")
    found = await ask(auditor, "reads", person_id=(await whoami(office)))
    assert [row["act"] for row in found] == ["audit:question:ask", "audit:case:look"]
    assert found[0]["facts"]["question"] == "numbers"
    narrowed = await ask(auditor, "reads", finding="case")
    assert [row["act"] for row in narrowed] == ["audit:case:look"]


async def whoami(office: Office) -> str:
    async with office.platform.database.engine.begin() as connection:
        row = await connection.execute(
            text("SELECT person_id FROM account WHERE username = :name"), {"name": AUDITOR}
        )
        return str(row.scalar_one())


async def test_who_acted_for_whom(office: Office, auditor: Officer) -> None:
    document = await story.signed(office)
    (line,) = await ask(auditor, "behalf", record=document["id"])
    signer = await office.sign_in(story.SIGNER)
    head = await office.sign_in("chutich.huyen")
    assert (line["full_name"], line["on_behalf_of"]) == (
        signer.me["full_name"], head.me["full_name"]
    )  # fmt: skip
    assert line["findings"] == ["signed_for"]


async def test_what_changed_after_signing(office: Office, auditor: Officer) -> None:
    document = await story.issued(office)
    await story.approved(office)  # never signed: none of its acts is found
    lines = await ask(auditor, "after_signing")
    assert {row["subject_id"] for row in lines} == {document["id"]}
    assert {(row["act"], *row["findings"]) for row in lines} >= {
        ("document:number:spend", "added"), ("document:seal:complete", "added"),
    }  # fmt: skip
    assert await ask(auditor, "after_signing", finding="changed") == []
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(
            text("""
                INSERT INTO journal_entry (id, at, act, subject_type, subject_id, details)
                SELECT gen_random_uuid(), at + interval '1 second', 'document:draft:upload',
                       subject_type, subject_id, '{}'
                FROM journal_entry WHERE act = 'document:signature:complete'
                  AND subject_id = :id LIMIT 1
            """),
            {"id": document["id"]},
        )
    (changed,) = await ask(auditor, "after_signing", finding="changed")
    assert changed["act"] == "document:draft:upload"


async def test_numbers_out_of_order(office: Office, auditor: Officer) -> None:
    registers = await open_registers(office.platform)
    ids = [await registers.issue(DISTRICT, date(2024, 11, day), {}) for day in (4, 5, 6, 7)]
    async with office.platform.database.engine.begin() as connection:
        for number, document in zip((1, 2, 5, 6), ids, strict=True):
            await connection.execute(
                text("UPDATE document SET number = :n, year = 2024, symbol = 'BC-UBND' "
                     "WHERE id = :id"), {"n": number, "id": document},
            )  # fmt: skip
        await connection.execute(
            text("UPDATE document SET issued_on = '2024-11-01' WHERE number = 6")
        )
        await connection.execute(
            text("INSERT INTO book_series SELECT id, 2024, 8 FROM book b "
                 "WHERE EXISTS (SELECT FROM document d WHERE d.book_id = b.id)"),
        )  # fmt: skip
    lines = await ask(auditor, "numbers", since="2024-11-01", until="2024-11-25")
    found = {row["facts"]["number"]: row for row in lines}
    assert all("unjournalled" in row["findings"] for row in lines)
    assert {number: row["findings"][:-1] for number, row in found.items()} == {
        1: [], 2: [], 5: ["missing"], 6: ["missing", "earlier_date"],
    }  # fmt: skip
    assert found[5]["facts"]["missing"] == ["3-4"]
    assert found[6]["facts"]["missing"] == ["7-8"]
    narrowed = await ask(
        auditor, "numbers", since="2024-11-01", finding="earlier_date", record="06/BC-UBND"
    )
    assert [row["subject_id"] for row in narrowed] == [str(ids[3])]
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(text("UPDATE document SET state = 'numbered' WHERE number = 2"))
    (held,) = await ask(auditor, "numbers", since="2024-11-01", finding="held")
    assert held["facts"]["number"] == 2


async def test_every_number_out_of_order_is_found_whatever_the_others_are(
    office: Office, auditor: Officer
) -> None:
    """The question looks closer only at books whose days do not follow upon each other."""
    registers = await open_registers(office.platform)
    ids = [await registers.issue(DISTRICT, date(2024, 11, 4), {}) for _ in range(7)]
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO book_series SELECT DISTINCT book_id, 2024, 0 FROM document "
                 "WHERE id = ANY(:ids)"), {"ids": ids},
        )  # fmt: skip
    chance = Random(30)  # noqa: S311 - cases, not secrets
    for case in range(40):
        numbers = sorted(chance.sample(range(1, 9), len(ids)))
        days = sorted(chance.choices(range(1, 25), k=len(ids)))
        if case % 2:  # every other register has its days in order
            chance.shuffle(days)
        last = numbers[-1] + chance.choice((0, 0, 1))
        since = chance.choice((1, 12))
        await _enter_numbers(office, dict(zip(ids, zip(numbers, days, strict=True), strict=True)),
                             last=last)  # fmt: skip
        lines = await ask(auditor, "numbers", since=f"2024-11-{since:02}", until="2024-11-24")
        found = {row["facts"]["number"]: row["findings"] for row in lines}
        wanted = {
            number: [word for word, holds in (
                ("missing", number - before > 1 or (number == numbers[-1] and last > number)),
                ("earlier_date", day < max(days[:place], default=0)),
                ("unjournalled", True),
            ) if holds]
            for place, (number, before, day) in enumerate(
                zip(numbers, [0, *numbers], days, strict=False))
            if since <= day
        }  # fmt: skip
        assert found == wanted, (numbers, days, last, since)


async def _enter_numbers(
    office: Office, entered: dict[UUID, tuple[int, int]], *, last: int
) -> None:
    """Past the program: number and day of November of each."""
    async with office.platform.database.engine.begin() as connection:
        await connection.execute(
            text("UPDATE document SET number = number + 1000 WHERE id = ANY(:ids)"),
            {"ids": list(entered)},
        )
        for document, (number, day) in entered.items():
            await connection.execute(
                text("UPDATE document SET number = :number, year = 2024, issued_on = :day "
                     "WHERE id = :id"),
                {"number": number, "day": date(2024, 11, day), "id": document},
            )  # fmt: skip
        await connection.execute(text("UPDATE book_series SET last_number = :last"), {"last": last})


async def test_numbers_in_order_are_not_found(office: Office, auditor: Officer) -> None:
    for _ in range(2):
        await story.issued(office)
    assert await ask(auditor, "numbers") == []


async def test_work_outside_hours(office: Office) -> None:
    clerk = await office.sign_in("vanthu.huyen")
    moments = {
        "2024-11-25T13:10:00+00:00": "before_or_after",  # 20:10 on a Monday
        "2024-11-25T05:00:00+00:00": "before_or_after",  # noon
        "2024-11-24T03:00:00+00:00": "weekend",
        "2024-09-02T03:00:00+00:00": "holiday",
        "2024-11-25T03:00:00+00:00": "",  # 10:00
    }
    async with office.platform.database.engine.begin() as connection:
        for at in moments:
            await connection.execute(
                text("""
                    INSERT INTO journal_entry
                        (id, at, act, person_id, appointment_id, agency_id, subject_type,
                         subject_id, details)
                    SELECT gen_random_uuid(), :at, 'document:content:read', a.person_id, a.id,
                           :agency, 'document', gen_random_uuid(), '{}'
                    FROM appointment a WHERE a.id = :appointment
                """),
                {"at": datetime.fromisoformat(at), "agency": clerk.agency_id,
                 "appointment": clerk.appointment_id},
            )  # fmt: skip
    office.clock.moment = datetime.fromisoformat("2024-11-25T14:00:00+00:00")
    auditor = await office.renew(AUDITOR)
    lines = await ask(auditor, "hours", since="2024-08-01", act="document:content:read")
    assert [(row["at"][:19] + "+00:00", *row["findings"]) for row in lines] == sorted(
        ((at, word) for at, word in moments.items() if word), reverse=True
    )
    assert len(await ask(auditor, "acts", since="2024-08-01", act="document:content:read")) == 5


def test_spans_outside_hours() -> None:
    hours = parse_hours("07:00-11:30,13:30-17:00")
    spans = spans_outside(hours, since=date(2024, 11, 22), until=date(2024, 11, 25))
    shown = [(a + timedelta(hours=7), b + timedelta(hours=7)) for a, b in spans]
    assert [f"{a:%d %H:%M}-{b:%d %H:%M}" for a, b in shown] == [
        "25 17:00-26 00:00", "25 11:30-25 13:30", "22 17:00-25 07:00", "22 11:30-22 13:30",
        "22 00:00-22 07:00",
    ]  # fmt: skip
    for wrong in ("", "7-11", "13:30-17:00,07:00-11:30", "07:00-07:00", "07:00-25:00"):
        with pytest.raises(ValueError, match="working hours"):
            parse_hours(wrong)


@pytest.mark.parametrize("question", ["acts", "reads", "behalf", "after_signing", "hours"])
async def test_pages_hold_every_line_once(office: Office, auditor: Officer, question: str) -> None:
    await story.issued(office)
    await granted(office, ("document", (await story.issued(office))["id"]))
    office.clock.move(timedelta(days=5))  # a Saturday
    auditor = await office.renew(AUDITOR)
    until = {"until": "2024-11-30", "since": "2024-11-01"}
    if question == "hours":
        office.clock.move(timedelta(hours=1))
    whole = await ask(auditor, question, agency_id=auditor.agency_id, **until)
    seen: list[Line] = []
    cursor = None
    while True:
        page = (
            await auditor.get(
                f"/audit/questions/{question}",
                params={"limit": 2, "agency_id": auditor.agency_id, **until}
                | ({"cursor": cursor} if cursor else {}),
            )
        ).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None or len(seen) > 200:
            break
    # Asking adds lines on top, which are newer than the first page's cursor.
    ids = [row["entry_id"] for row in whole]
    assert [row["entry_id"] for row in seen if row["entry_id"] in ids] == ids
    assert len({row["entry_id"] for row in seen}) == len(seen)


async def test_every_line_has_its_proof(office: Office, auditor: Officer) -> None:
    document = await story.issued(office)
    await office.sequence()
    (line,) = await ask(auditor, "behalf", record=document["id"])
    proof = (await auditor.get(f"/audit/entries/{line['entry_id']}/proof")).json()
    assert (proof["state"], json.loads(proof["entry"])["act"]) == ("proven", line["act"])
    assert (await auditor.get(f"/audit/entries/{document['id']}/proof")).status_code == 404


async def test_the_package_is_checked_by_a_stranger(
    office: Office, auditor: Officer, key_dir: Path, tmp_path: Path
) -> None:
    document = await story.issued(office)
    await office.sequence()
    answer = await auditor.get(
        "/audit/questions/after_signing/answer", params={"record": document["id"]}
    )
    assert answer.status_code == 200, answer.text
    files = files_of(answer.content)
    lines = json.loads(files["answer.json"])
    rows = list(csv.DictReader(io.StringIO(files["answer.csv"].decode("utf-8-sig"))))
    assert [row["entry_id"] for row in rows] == [line["entry_id"] for line in lines]
    printed = " ".join(page_texts(files["document.pdf"]))
    assert "document:seal:complete" in {line["act"] for line in lines}
    assert "Đóng dấu cơ quan" in printed  # its name, not its code
    assert "document:seal:complete" not in printed
    assert "Kế hoạch" not in files["answer.json"].decode()  # nothing of what it is about
    done = verified(answer.content, anchors_of(key_dir, tmp_path), tmp_path / "stranger")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAIL" not in done.stdout
    (taken,) = await ask(auditor, "reads", act="audit:answer:take")
    assert taken["facts"]["lines"] == len(lines)


async def test_an_answer_that_is_too_long_says_so(office: Office, auditor: Officer) -> None:
    async with office.platform.database.session() as session:
        for number in range(answering.MOST + 1):
            row = entry(number)
            row.agency_id = UUID(auditor.agency_id)
            record_entry(session, row)
        await session.commit()
    answer = await auditor.get("/audit/questions/acts/answer")
    assert (answer.status_code, answer.json()["type"], answer.json()["most"]) == (
        409, "urn:congvu:problem:answer-too-long", answering.MOST
    )  # fmt: skip


async def test_filters_that_are_refused(office: Office, auditor: Officer) -> None:
    for filters, status in (
        ({"since": "2024-11-26", "until": "2024-11-25"}, 400),
        ({"since": "2020-01-01"}, 400),
        ({"finding": "missing"}, 400),
        ({"agency_id": "00000000-0000-0000-0000-000000000000"}, 404),
        ({"since": "gần đây"}, 422),
        ({"record": "\x00"}, 422),
        ({"cursor": "x"}, 400),
    ):
        answer = await auditor.get("/audit/questions/reads", params=filters)
        assert answer.status_code == status, (filters, answer.text)
    names = (await auditor.get("/audit/questions")).json()
    assert only(names, name="acts")["findings"] == []
