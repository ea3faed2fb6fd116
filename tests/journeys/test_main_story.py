"""The main story through the API: from a draft in the district to thirteen communes and back."""

import dataclasses
from typing import Any

import pytest

from tests import corpus
from tests.journeys import steps
from tests.office import Office, only
from tests.peers import require_peer

ALL_COMMUNES = "H20.90."


async def test_a_document_reaches_thirteen_communes_and_is_answered(office: Office) -> None:
    specialist = await office.sign_in("chuyenvien.huyen")
    head = await office.sign_in("chanhvanphong.huyen")
    vice_chairman = await office.sign_in("phochutich.huyen")
    clerk = await office.sign_in("vanthu.huyen")
    communes = [row["id"] for row in await office.agencies(ALL_COMMUNES)]
    assert len(communes) == 13

    facts, content = steps.pdf("plan")
    draft = await steps.draft(
        specialist, facts, content, filename="ke-hoach.pdf", receivers=communes
    )
    document_id = draft["id"]
    await steps.review(specialist, head, document_id, comment="Đề nghị rà soát lại thời hạn")
    signed = await steps.sign(office, vice_chairman, document_id)
    assert signed["state"] == "signed"
    issued = await steps.issue(office, clerk, document_id)
    assert issued["number_and_symbol"] == "01/KH-UBND"
    assert [row["delivery"]["state"] for row in issued["receivers"]] == ["arrived"] * 13

    commune_clerk = await office.sign_in("vanthu.myhoa")
    chairman = await office.sign_in("chutich.myhoa")
    official = await office.sign_in("canbo.myhoa")
    incoming = await steps.registered(commune_clerk, number_and_symbol="01/KH-UBND")
    assert incoming["arrival_number"] == 1
    await steps.assigned(chairman, official, incoming["id"], deadline="2024-12-05")
    desk = (await official.get("/desk")).json()
    assert [row["kind"] for row in desk["rows"]] == ["to_process"]

    # The commune answers with a letter of its own, the same way back.
    facts, content = steps.pdf("letter")
    reply = await steps.draft(
        official,
        facts,
        content,
        filename="tra-loi.pdf",
        receivers=[specialist.agency_id],
        reply_to=incoming["id"],
    )
    await steps.review(official, chairman, reply["id"], comment="Đã xem")
    await steps.sign(office, chairman, reply["id"])
    answered = await steps.issue(office, commune_clerk, reply["id"])
    assert answered["state"] == "issued"
    back = await steps.registered(clerk, number_and_symbol=answered["number_and_symbol"])
    assert back["sender_name"] == "Ủy ban nhân dân xã Mỹ Hòa"

    # The sender sees what became of it in Mỹ Hòa, step by step.
    seen = (await specialist.get(f"/documents/{document_id}")).json()
    steps_there = events(seen, "H20.90.03")
    assert [step["code"] for step in steps_there] == [None, None, "01", "03", "04", "05", "06"]
    assert steps_there[-1]["state"] == "completed"

    # The share of electronic, validly signed exchange counts both documents, and names them.
    figures = (await clerk.get("/indicators", params={"period": "2024"})).json()
    exchange = only(figures, code="G07")
    assert (exchange["numerator"], exchange["denominator"]) == (2, 2)
    evidence = (await clerk.get("/indicators/G07/evidence", params={"period": "2024"})).json()
    assert {row["number_and_symbol"] for row in evidence["items"]} == {
        "01/KH-UBND",
        answered["number_and_symbol"],
    }


@pytest.mark.parametrize("name", ["notice", "report", "tables", "decomposed", "scan", "large"])
async def test_every_kind_of_office_pdf_goes_the_whole_way(office: Office, name: str) -> None:
    specialist = await office.sign_in("chuyenvien.huyen")
    leader = await office.sign_in("phochutich.huyen")
    commune = (await office.agencies("H20.90.03"))[0]["id"]
    facts, content = steps.pdf(name)
    facts = facts_of_the_vice_chairman(facts)
    draft = await steps.draft(
        specialist, facts, content, filename=f"{name}.pdf", receivers=[commune]
    )
    assert draft["files"][-1]["pages"] == corpus.facts(name).pages
    head = await office.sign_in("chanhvanphong.huyen")
    await steps.review(specialist, head, draft["id"], comment="Đã xem")
    await steps.sign(office, leader, draft["id"])
    issued = await steps.issue(office, await office.sign_in("vanthu.huyen"), draft["id"])
    await steps.registered(
        await office.sign_in("vanthu.myhoa"), number_and_symbol=issued["number_and_symbol"]
    )


@pytest.mark.parametrize("name", ["decision", "report"])
async def test_a_word_file_becomes_a_signed_pdf(office: Office, name: str) -> None:
    require_peer("libreoffice")
    specialist = await office.sign_in("chuyenvien.huyen")
    commune = (await office.agencies("H20.90.03"))[0]["id"]
    facts = facts_of_the_vice_chairman(corpus.docx_facts(name))
    draft = await steps.draft(
        specialist, facts, corpus.docx(name), filename=f"{name}.docx", receivers=[commune]
    )
    assert draft["files"][-1]["state"] == "converting"
    await office.work()
    converted = (await specialist.get(f"/documents/{draft['id']}")).json()
    assert (converted["files"][-1]["state"], converted["files"][-1]["pages"]) == (
        "ready",
        corpus.docx_facts(name).pages,
    )
    head = await office.sign_in("chanhvanphong.huyen")
    await steps.review(specialist, head, draft["id"], comment="Đã xem")
    await steps.sign(office, await office.sign_in("phochutich.huyen"), draft["id"])
    issued = await steps.issue(office, await office.sign_in("vanthu.huyen"), draft["id"])
    await steps.registered(
        await office.sign_in("vanthu.myhoa"), number_and_symbol=issued["number_and_symbol"]
    )


def facts_of_the_vice_chairman(facts: corpus.Facts) -> corpus.Facts:
    """The file's facts, to be signed by the district's vice chairman whoever it names."""
    return dataclasses.replace(facts, signer_position="Phó Chủ tịch")


def events(document: dict[str, Any], agency_code: str) -> list[dict[str, Any]]:
    rows = [
        {"code": row["agency"]["code"], "events": row["delivery"]["events"]}
        for row in document["receivers"]
    ]
    return list(only(rows, code=agency_code)["events"])
