"""The seal must be the sender's own: valid signatures do not suffice (Decree 30, article 32)."""

from services.documents.verdicts import require_seal_of

OURS = frozenset({"ab12", "cd34"})


def verdict(outcome: str, *seals: str) -> dict[str, object]:
    signatures = [{"purpose": "person", "fingerprint": "ee55"}]
    signatures += [{"purpose": "seal", "fingerprint": seal} for seal in seals]
    return {"outcome": outcome, "reason": "ok", "signatures": signatures}


def test_the_senders_own_seal_is_accepted() -> None:
    facts = verdict("valid", "cd34")
    assert require_seal_of(facts, OURS) == facts


def test_another_agencys_seal_makes_the_document_invalid() -> None:
    judged = require_seal_of(verdict("valid", "ff00"), OURS)
    assert (judged["outcome"], judged["reason"]) == ("invalid", "seal_of_another_agency")


def test_a_document_without_a_seal_is_invalid() -> None:
    assert require_seal_of(verdict("valid"), OURS)["outcome"] == "invalid"


def test_a_sender_without_a_certificate_cannot_have_sealed() -> None:
    assert require_seal_of(verdict("valid", "ff00"), frozenset())["outcome"] == "invalid"


def test_a_worse_verdict_is_left_as_it_is() -> None:
    facts = verdict("undetermined", "ff00")
    assert require_seal_of(facts, OURS) == facts


def test_the_scan_of_a_paper_has_no_sender_to_compare_with() -> None:
    facts = verdict("valid")
    assert require_seal_of(facts, None) == facts
