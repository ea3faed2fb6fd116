"""The route of a document: fields first, then person, number and date, seal."""

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from signing.errors import (
    AlreadySigned,
    BadStamp,
    FieldMissing,
    FieldTaken,
    KeyMissing,
    LeaderUnsigned,
    PlacementOutside,
)
from signing.models import NumberStamp, PersonStamp, Placement, SealStamp
from signing.service import Signing
from signing.verdicts import ChangedAfter, Outcome, Purpose
from tests.signing import office
from tests.signing.archivable import broken_rules
from tests.signing.conftest import (
    AGENCY_KEY,
    LEADER_KEY,
    NOW,
    NUMBER,
    PERSON,
    PLAN,
    SEAL,
    Stages,
    run_route,
)


async def test_route_ends_in_three_valid_signatures(signing: Signing, stages: Stages) -> None:
    verdict = await signing.verify(stages.sealed, now=NOW)
    assert verdict.outcome is Outcome.VALID, verdict
    assert verdict.reason == "ok"
    assert verdict.covers_whole_file
    assert [one.purpose for one in verdict.signatures] == [
        Purpose.PERSON,
        Purpose.NUMBER,
        Purpose.SEAL,
    ]
    assert [one.signer for one in verdict.signatures] == [
        office.LEADER,
        office.AGENCY,
        office.AGENCY,
    ]
    assert [one.changed_after for one in verdict.signatures] == [
        ChangedAfter.FURTHER_SIGNATURES,
        ChangedAfter.FURTHER_SIGNATURES,
        ChangedAfter.NOTHING,
    ]
    for one in verdict.signatures:
        assert one.intact
        assert one.valid
        assert one.trusted
        assert one.revocation_checked
        assert one.revoked is False
        assert one.has_timestamp
        assert one.signed_at == NOW
        assert one.problems == ()


def test_each_step_leaves_every_byte_before_it(stages: Stages) -> None:
    assert stages.prepared.startswith(stages.draft)
    assert stages.signed.startswith(stages.prepared)
    assert stages.sealed.startswith(stages.signed)


async def test_inspect_tells_the_stages_apart(signing: Signing, stages: Stages) -> None:
    draft, prepared, signed = [
        await signing.inspect(one) for one in (stages.draft, stages.prepared, stages.signed)
    ]
    assert (draft.signatures, draft.prepared) == (0, False)
    assert (prepared.signatures, prepared.prepared) == (0, True)
    assert (signed.signatures, signed.prepared) == (1, True)


async def test_stamped_page_reads_number_and_date(signing: Signing, stages: Stages) -> None:
    text = (await signing.inspect(stages.sealed)).text_excerpt
    assert "Số: 15/KH-UBND" in text
    assert "Tháp Mười, ngày 25 tháng 11 năm 2024" in text


@pytest.mark.parametrize("parts", [1, 38])
async def test_pdfa_is_kept(signing: Signing, stages: Stages, parts: int) -> None:
    done = stages if parts == 1 else await run_route(signing, office.plan_pdf(parts=parts))
    for pdf in (done.draft, done.prepared, done.signed, done.sealed):
        assert broken_rules(pdf) == set()


async def test_number_and_seal_can_be_two_steps(signing: Signing, stages: Stages) -> None:
    numbered = await signing.sign_number(stages.signed, key=AGENCY_KEY, stamp=NUMBER, now=NOW)
    sealed = await signing.sign_seal(numbered, key=AGENCY_KEY, stamp=SEAL, now=NOW)
    verdict = await signing.verify(sealed, now=NOW)
    assert (verdict.outcome, len(verdict.signatures)) == (Outcome.VALID, 3)


async def test_signer_not_named_gets_name_and_position_drawn(signing: Signing) -> None:
    draft = office.plan_pdf(block="*CHỦ TỊCH*")
    prepared = await signing.prepare(draft, PLAN)
    signed = await signing.sign_person(prepared, key=LEADER_KEY, stamp=PERSON, now=NOW)
    text = (await signing.inspect(signed)).text_excerpt
    assert office.LEADER in text
    assert office.POSITION.upper() in text
    assert (await signing.verify(signed, now=NOW)).outcome is Outcome.VALID


async def test_a_scan_without_text_goes_the_same_way(signing: Signing) -> None:
    scan = io.BytesIO()
    Image.new("RGB", (1654, 2339), "white").save(scan, format="PDF", resolution=200)
    done = await run_route(signing, scan.getvalue())
    facts = await signing.inspect(done.sealed)
    assert "Số: 15/KH-UBND" in facts.text_excerpt
    assert office.LEADER in facts.text_excerpt
    assert facts.pdfa is None
    assert (await signing.verify(done.sealed, now=NOW)).outcome is Outcome.VALID


async def test_leading_zeros_of_decree_30(signing: Signing, stages: Stages) -> None:
    stamp = replace(NUMBER, number="5", date=date(2024, 2, 3))
    numbered = await signing.sign_number(stages.signed, key=AGENCY_KEY, stamp=stamp, now=NOW)
    text = (await signing.inspect(numbered)).text_excerpt
    assert "Số: 05/KH-UBND" in text
    assert "ngày 03 tháng 02 năm 2024" in text


async def test_a_field_is_signed_once(signing: Signing, stages: Stages) -> None:
    with pytest.raises(FieldTaken) as taken:
        await signing.sign_person(stages.signed, key=LEADER_KEY, stamp=PERSON, now=NOW)
    assert taken.value.field == "CongvuLeader"
    with pytest.raises(FieldTaken):
        await signing.number_and_seal(
            stages.sealed, key=AGENCY_KEY, number=NUMBER, seal=SEAL, now=NOW
        )


async def test_what_is_out_of_order_is_refused(signing: Signing, stages: Stages) -> None:
    with pytest.raises(FieldMissing):
        await signing.sign_person(stages.draft, key=LEADER_KEY, stamp=PERSON, now=NOW)
    with pytest.raises(FieldTaken):
        await signing.prepare(stages.prepared, PLAN)
    with pytest.raises(AlreadySigned) as signed:
        await signing.prepare(stages.sealed, PLAN)
    assert signed.value.signatures == 3
    for outside in (
        Placement(page=7, x1=0, y1=0, x2=10, y2=10),
        Placement(page=-1, x1=0, y1=0, x2=10, y2=10),
        Placement(page=0, x1=500, y1=0, x2=700, y2=10),
        Placement(page=0, x1=50, y1=20, x2=50, y2=10),
    ):
        leader = replace(PLAN.leader, place=outside)
        with pytest.raises(PlacementOutside):
            await signing.prepare(stages.draft, replace(PLAN, leader=leader))
    with pytest.raises(LeaderUnsigned):
        await signing.sign_seal(stages.prepared, key=AGENCY_KEY, stamp=SEAL, now=NOW)
    with pytest.raises(LeaderUnsigned):
        await signing.number_and_seal(
            stages.prepared, key=AGENCY_KEY, number=NUMBER, seal=SEAL, now=NOW
        )
    with pytest.raises(KeyMissing):
        await signing.sign_person(stages.prepared, key="nobody", stamp=PERSON, now=NOW)


@pytest.mark.parametrize(
    "stamp",
    [
        PersonStamp(name=office.LEADER, position=office.POSITION, image=b"no picture"),
        replace(SEAL, diameter_mm=90.0),
        replace(SEAL, diameter_mm=1.0),
        replace(NUMBER, place="日本"),
        replace(NUMBER, symbol="X" * 80),
    ],
)
async def test_bad_stamps_are_refused(
    signing: Signing, stages: Stages, stamp: PersonStamp | NumberStamp | SealStamp
) -> None:
    if isinstance(stamp, PersonStamp):
        signed = signing.sign_person(stages.prepared, key=LEADER_KEY, stamp=stamp, now=NOW)
    elif isinstance(stamp, SealStamp):
        signed = signing.sign_seal(stages.signed, key=AGENCY_KEY, stamp=stamp, now=NOW)
    else:
        signed = signing.sign_number(stages.signed, key=AGENCY_KEY, stamp=stamp, now=NOW)
    with pytest.raises(BadStamp):
        await signed


async def test_no_such_page(signing: Signing, stages: Stages) -> None:
    with pytest.raises(IndexError):
        await signing.render_page(stages.draft, page=1, width=200)
