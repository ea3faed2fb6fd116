"""One record behind a figure: what it counted as, and proofs that hold."""

from datetime import date
from uuid import UUID

from sqlmodel import select

from auth.acts import Act
from storage.journal import JournalEntry
from storage.merkle.proofs import InclusionProof
from storage.merkle.tree import leaf_hash
from tests import story
from tests.office import Office
from tests.services.statistics.records import DISTRICT, MY_HOA, THANH_MY, Registers

PERIOD = {"period": "2024"}


async def test_each_act_on_a_record_has_its_proof(office: Office) -> None:
    document = await story.issued(office)
    await office.work()
    await office.sequence()
    reader = await office.sign_in("vanthu.huyen")
    path = f"/indicators/G07/evidence/{document['id']}"
    answer = await reader.get(path, params=PERIOD)
    assert answer.status_code == 200, answer.text
    read = answer.json()
    assert read["record"]["number_and_symbol"] == "01/KH-UBND"
    assert Act.DOCUMENT_ISSUE in {line["act"] for line in read["lines"]}
    assert not any(line["act"].endswith(":read") for line in read["lines"])
    for line in read["lines"]:
        proof = line["proof"]
        assert proof["state"] == "proven"
        assert leaf_hash(proof["entry"].encode()).hex() == proof["leaf_hash"]
        assert InclusionProof.parse(proof["proof"]).holds(bytes.fromhex(proof["leaf_hash"]))


async def test_who_may_not_see_documents_gets_the_proof_without_the_text(office: Office) -> None:
    document = await story.issued(office)
    await office.work()
    await office.sequence()
    reader = await office.sign_in("chuyenvien.huyen")
    read = (await reader.get(f"/indicators/G07/evidence/{document['id']}", params=PERIOD)).json()
    assert read["record"]["title"] == ""
    assert {line["proof"]["entry"] for line in read["lines"]} == {""}
    assert all(line["proof"]["proof"] for line in read["lines"])


async def test_a_record_is_opened_by_who_sees_the_figure_it_is_behind(
    office: Office, registers: Registers
) -> None:
    made = await registers.issue(THANH_MY, date(2024, 11, 5), {DISTRICT: "valid"})
    path = f"/indicators/G07/evidence/{made}"
    for username, asked, status in (
        ("vanthu.huyen", {}, 200),
        ("kiemtra", {}, 200),
        ("vanthu.huyen", {"period": "2024-11", "alone": "true"}, 404),
        ("vanthu.huyen", {"agency_id": str(registers.agencies[THANH_MY].id)}, 200),
        ("vanthu.huyen", {"agency_id": str(registers.agencies[MY_HOA].id)}, 404),
        ("vanthu.huyen", {"period": "2023"}, 404),
    ):
        reader = await office.sign_in(username)
        answer = await reader.get(path, params=asked)
        assert answer.status_code == status, (username, asked, answer.text)
    commune = await office.sign_in("vanthu.myhoa")
    refused = await commune.get(path)
    assert (refused.status_code, refused.json()["type"]) == (
        404,
        "urn:congvu:problem:record-missing",
    )
    other = await (await office.sign_in("vanthu.huyen")).get(f"/indicators/G10/evidence/{made}")
    assert other.status_code == 404


async def test_opening_a_record_is_journalled(office: Office, registers: Registers) -> None:
    made = await registers.issue(DISTRICT, date(2024, 11, 5), {MY_HOA: "valid"})
    reader = await office.sign_in("kiemtra")
    await reader.get(f"/indicators/G07/evidence/{made}")
    async with office.platform.database.session() as session:
        looked = select(JournalEntry).where(JournalEntry.act == Act.EVIDENCE_READ)
        entry = (await session.exec(looked)).one()
    assert entry.details == {"indicator": "G07", "period": "2024", "record": str(made)}
    assert entry.subject_id == UUID(str(registers.agencies[DISTRICT].id))
