"""The demonstration's drafts are office documents of one to four pages."""

from datetime import UTC, datetime

import page
import pytest

from services.documents.administrative import typeset_administrative
from services.documents.samples import SampleDocument, sample_documents
from tests.corpus.reading import page_texts

NOW = datetime(2024, 3, 1, 2, 0, tzinfo=UTC)


def test_kinds_are_varied() -> None:
    assert [one.type_code for one in sample_documents()] == ["CV", "CV", "KH", "BC", "GM", "TB"]
    assert len({one.slug for one in sample_documents()}) == 6


@pytest.mark.parametrize("sample", sample_documents(), ids=lambda one: one.slug)
def test_draft_is_ready_to_be_signed_and_numbered(sample: SampleDocument) -> None:
    pdf = typeset_administrative(sample.document, now=NOW)
    pages = page_texts(pdf)
    assert 1 <= len(pages) <= 4
    assert f"Số: /{sample.document.symbol}" in pages[0]
    assert "ngày tháng năm 2024" in pages[0]
    assert sample.abstract in pages[0]
    assert sample.signer_name in pages[-1]
    assert sample.signer_name == sample.document.signature.name
    assert page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_2B).is_compliant


def test_most_drafts_go_to_all_communes() -> None:
    receivers = [len(set(one.receiver_codes)) for one in sample_documents()]
    assert receivers == [13, 13, 13, 0, 13, 13]
