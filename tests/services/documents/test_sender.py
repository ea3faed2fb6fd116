"""The seal must be the sender's own (Decree 30/2020, article 32): valid signatures do not suffice."""

from services.documents.jobs import require_seal_of


def verdict(outcome: str, *seals: str) -> dict[str, object]:
    signatures = [{"purpose": "person", "organisation": "Ủy ban nhân dân xã Mỹ Hòa"}]
    signatures += [{"purpose": "seal", "organisation": agency} for agency in seals]
    return {"outcome": outcome, "reason": "ok", "signatures": signatures}


def test_the_senders_own_seal_is_accepted() -> None:
    facts = verdict("valid", "Ủy ban nhân dân xã Mỹ Hòa")
    assert require_seal_of(facts, "Ủy ban nhân dân xã Mỹ Hòa") == facts


def test_another_agencys_seal_makes_the_document_invalid() -> None:
    judged = require_seal_of(verdict("valid", "Ủy ban nhân dân xã Mỹ An"), "UBND xã Mỹ Hòa")
    assert (judged["outcome"], judged["reason"]) == ("invalid", "seal_of_another_agency")


def test_a_document_without_a_seal_is_invalid() -> None:
    assert require_seal_of(verdict("valid"), "UBND xã Mỹ Hòa")["outcome"] == "invalid"


def test_a_worse_verdict_is_left_as_it_is() -> None:
    facts = verdict("undetermined", "Ủy ban nhân dân xã Mỹ An")
    assert require_seal_of(facts, "UBND xã Mỹ Hòa") == facts


def test_the_scan_of_a_paper_has_no_sender_to_compare_with() -> None:
    facts = verdict("valid")
    assert require_seal_of(facts, None) == facts
