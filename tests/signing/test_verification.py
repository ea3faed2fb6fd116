"""Verdicts: what makes a file invalid, what leaves it open, and that nothing hides."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from signing.demo_ca import DemoAuthority
from signing.keys.software import SoftwareKey, SoftwareKeyStore
from signing.service import Signing
from signing.settings import SigningSettings
from signing.trust import TrustMaterial, trust_of
from signing.verdicts import ChangedAfter, Outcome, Verdict
from signing.verifier import verify_pdf
from tests.signing import attacks, office
from tests.signing.conftest import (
    LEADER_KEY,
    NOW,
    PERSON,
    Stages,
    run_route,
)


@pytest.fixture(scope="module")
def trust(settings: SigningSettings, stages: Stages) -> TrustMaterial:
    return trust_of(settings, now=NOW)


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> SoftwareKey:
    """Return a key certified by an authority that nobody here trusts."""
    folder = tmp_path_factory.mktemp("stranger")
    DemoAuthority(folder).issue(
        label="x", common_name=office.LEADER, organisation=office.AGENCY, email="", now=NOW
    )
    return SoftwareKeyStore(folder).load("x")


def judged(verdict: Verdict) -> tuple[Outcome, str]:
    return verdict.outcome, verdict.reason


def test_unsigned(stages: Stages, trust: TrustMaterial) -> None:
    for pdf in (stages.draft, stages.prepared):
        verdict = verify_pdf(pdf, trust=trust, now=NOW)
        assert judged(verdict) == (Outcome.UNSIGNED, "unsigned")
        assert verdict.signatures == ()


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_one_flipped_byte_of_the_draft(stages: Stages, trust: TrustMaterial, share: float) -> None:
    changed = attacks.flip_byte(stages.sealed, at=int(len(stages.draft) * share))
    verdict = verify_pdf(changed, trust=trust, now=NOW)
    assert verdict.outcome is Outcome.INVALID
    assert not any(one.intact for one in verdict.signatures)


def test_flipped_byte_names_the_reason(stages: Stages, trust: TrustMaterial) -> None:
    stream = stages.draft.index(b"stream\n") + 40
    verdict = verify_pdf(attacks.flip_byte(stages.sealed, at=stream), trust=trust, now=NOW)
    assert judged(verdict) == (Outcome.INVALID, "digest_mismatch")


def test_appended_object(stages: Stages, trust: TrustMaterial) -> None:
    verdict = verify_pdf(attacks.append_object(stages.sealed), trust=trust, now=NOW)
    assert judged(verdict) == (Outcome.INVALID, "appended_after_last_revision")
    assert not verdict.covers_whole_file


def test_white_space_at_the_end_is_nothing(stages: Stages, trust: TrustMaterial) -> None:
    verdict = verify_pdf(stages.sealed + b"\r\n \n", trust=trust, now=NOW)
    assert judged(verdict) == (Outcome.VALID, "ok")
    assert verdict.covers_whole_file


def test_changed_page(stages: Stages, trust: TrustMaterial) -> None:
    verdict = verify_pdf(attacks.append_update(stages.sealed), trust=trust, now=NOW)
    assert judged(verdict) == (Outcome.INVALID, "changed_after_signing")
    assert {one.changed_after for one in verdict.signatures} == {ChangedAfter.CONTENT}


def test_unsigned_overlay(stages: Stages, trust: TrustMaterial) -> None:
    verdict = verify_pdf(attacks.cover_page(stages.sealed), trust=trust, now=NOW)
    assert verdict.outcome is Outcome.INVALID
    assert "changed_after_signing" in verdict.signatures[0].problems


def test_overlay_in_a_prepared_field(stages: Stages, trust: TrustMaterial) -> None:
    changed = attacks.cover_with_prepared_field(stages.signed, field="CongvuSeal")
    verdict = verify_pdf(changed, trust=trust, now=NOW)
    assert judged(verdict) == (Outcome.INVALID, "changed_after_signing")
    assert verdict.signatures[0].changed_after is ChangedAfter.CONTENT


def test_redrawn_number(stages: Stages, trust: TrustMaterial) -> None:
    changed = attacks.redraw_signed_field(stages.sealed, field="CongvuNumber")
    assert verify_pdf(changed, trust=trust, now=NOW).outcome is Outcome.INVALID


def test_strangers_signature_in_a_new_field(
    stages: Stages, trust: TrustMaterial, stranger: SoftwareKey
) -> None:
    changed = attacks.add_own_signature(stages.sealed, key=stranger)
    verdict = verify_pdf(changed, trust=trust, now=NOW)
    assert judged(verdict) == (Outcome.INVALID, "page_covered_after_signing")
    added = next(one for one in verdict.signatures if one.field == "Stranger")
    assert not added.trusted
    assert "certificate_untrusted" in added.problems


def test_strangers_signature_in_a_prepared_field(
    stages: Stages, trust: TrustMaterial, stranger: SoftwareKey
) -> None:
    changed = attacks.sign_without_stamp(stages.signed, key=stranger, field="CongvuSeal")
    verdict = verify_pdf(changed, trust=trust, now=NOW)
    assert judged(verdict) == (Outcome.UNDETERMINED, "certificate_untrusted")
    assert [one.trusted for one in verdict.signatures] == [True, False]
    assert verdict.signatures[1].intact
    assert not verdict.signatures[1].has_timestamp


async def test_filled_form_field(signing: Signing, trust: TrustMaterial) -> None:
    draft = attacks.add_text_field(office.plan_pdf(), value="1 000 000")
    done = await run_route(signing, draft)
    assert (await signing.verify(done.sealed, now=NOW)).outcome is Outcome.VALID
    changed = attacks.fill_text_field(done.sealed, value="9 000 000")
    verdict = await signing.verify(changed, now=NOW)
    assert judged(verdict) == (Outcome.INVALID, "form_changed_after_signing")


def test_document_timestamp_may_come_later(
    stages: Stages, trust: TrustMaterial, settings: SigningSettings, stranger: SoftwareKey
) -> None:
    tsa = DemoAuthority(settings.key_dir).time_stamp_key(now=NOW)
    stamped = attacks.add_document_timestamp(stages.sealed, key=tsa, now=NOW)
    verdict = verify_pdf(stamped, trust=trust, now=NOW)
    assert judged(verdict) == (Outcome.VALID, "ok")
    assert [one.is_document_timestamp for one in verdict.signatures] == [False] * 3 + [True]
    foreign = attacks.add_document_timestamp(stages.sealed, key=stranger, now=NOW)
    verdict = verify_pdf(foreign, trust=trust, now=NOW)
    assert judged(verdict) == (Outcome.UNDETERMINED, "timestamp_untrusted")


def test_document_timestamp_alone_is_no_signature(
    stages: Stages, trust: TrustMaterial, settings: SigningSettings
) -> None:
    tsa = DemoAuthority(settings.key_dir).time_stamp_key(now=NOW)
    stamped = attacks.add_document_timestamp(stages.prepared, key=tsa, now=NOW)
    assert judged(verify_pdf(stamped, trust=trust, now=NOW)) == (Outcome.UNSIGNED, "unsigned")


def test_no_revocation_list(stages: Stages, trust: TrustMaterial) -> None:
    verdict = verify_pdf(stages.sealed, trust=replace(trust, revocation_lists=()), now=NOW)
    assert judged(verdict) == (Outcome.UNDETERMINED, "revocation_not_checked")
    for one in verdict.signatures:
        assert one.intact
        assert one.trusted
        assert one.revoked is None
        assert not one.revocation_checked


def test_unknown_authority(stages: Stages) -> None:
    verdict = verify_pdf(stages.sealed, trust=TrustMaterial(anchors=()), now=NOW)
    assert judged(verdict) == (Outcome.UNDETERMINED, "certificate_untrusted")
    assert not any(one.trusted for one in verdict.signatures)
    assert all(one.intact and one.valid for one in verdict.signatures)


async def sign_with(signing: Signing, stages: Stages, *, key: str) -> bytes:
    """Sign with a fresh key of this label."""
    await signing.ensure_key(label=key, common_name=key, organisation="O", email="", now=NOW)
    return await signing.sign_person(stages.prepared, key=key, stamp=PERSON, now=NOW)


async def test_revoked_before_signing(signing: Signing, stages: Stages) -> None:
    signed = await sign_with(signing, stages, key="revoked-before")
    await signing.revoke_key(
        label="revoked-before", at=NOW - timedelta(hours=1), reason="key_compromise"
    )
    verdict = await signing.verify(signed, now=NOW + timedelta(hours=2))
    assert judged(verdict) == (Outcome.INVALID, "certificate_revoked")
    assert verdict.signatures[0].revoked
    assert verdict.signatures[0].revocation_checked
    assert verdict.signatures[0].intact


async def test_revoked_after_signing_was_good_when_signed(signing: Signing, stages: Stages) -> None:
    signed = await sign_with(signing, stages, key="revoked-after")
    await signing.revoke_key(label="revoked-after", at=NOW + timedelta(hours=1))
    verdict = await signing.verify(signed, now=NOW + timedelta(days=1))
    assert judged(verdict) == (Outcome.VALID, "ok")


def test_expired_later_but_stamped_in_time(stages: Stages, settings: SigningSettings) -> None:
    later = datetime(2031, 1, 5, tzinfo=UTC)
    verdict = verify_pdf(stages.sealed, trust=trust_of(settings, now=later), now=later)
    assert judged(verdict) == (Outcome.VALID, "ok")


def test_expired_without_a_time_stamp(
    stages: Stages, settings: SigningSettings, signing: Signing
) -> None:
    key = SoftwareKeyStore(settings.key_dir).load(LEADER_KEY)
    signed = attacks.sign_without_stamp(stages.prepared, key=key, field="CongvuLeader")
    later = datetime(2031, 1, 5, tzinfo=UTC)
    verdict = verify_pdf(signed, trust=trust_of(settings, now=later), now=later)
    assert judged(verdict) == (Outcome.UNDETERMINED, "certificate_expired")


async def test_signed_with_an_expired_certificate(signing: Signing, stages: Stages) -> None:
    later = datetime(2031, 1, 5, tzinfo=UTC)
    signed = await signing.sign_person(stages.prepared, key=LEADER_KEY, stamp=PERSON, now=later)
    verdict = await signing.verify(signed, now=later)
    assert judged(verdict) == (Outcome.INVALID, "certificate_expired_when_signed")


async def test_time_stamp_of_tomorrow(signing: Signing, stages: Stages) -> None:
    tomorrow = NOW + timedelta(days=1)
    signed = await signing.sign_person(stages.prepared, key=LEADER_KEY, stamp=PERSON, now=tomorrow)
    verdict = await signing.verify(signed, now=NOW)
    assert judged(verdict) == (Outcome.UNDETERMINED, "timestamp_in_future")


def test_a_bad_field_hides_no_other(stages: Stages, trust: TrustMaterial) -> None:
    # The number's CMS is overwritten with nonsense of the same length.
    sealed = stages.sealed
    start = sealed.index(b"/Contents", len(stages.signed)) + 20
    start = sealed.index(b"<", start - 20) + 1
    changed = sealed[:start] + b"f" * 64 + sealed[start + 64 :]
    verdict = verify_pdf(changed, trust=trust, now=NOW)
    facts = {one.field: one for one in verdict.signatures}
    assert facts.keys() == {"CongvuLeader", "CongvuNumber", "CongvuSeal"}
    assert facts["CongvuNumber"].problems == ("signature_broken",)
    assert facts["CongvuLeader"].intact
    assert verdict.outcome is not Outcome.VALID
