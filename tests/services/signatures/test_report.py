"""The report as a file: PDF/A, signed, in both languages, in the words of the pages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import page
import pypdfium2  # type: ignore[import-untyped]
import pytest

from services.signatures.report import typeset_report, words
from services.web.translations import load_translators
from services.web.words import verdicts as page_words
from services.web.words import verification
from services.web.words.states import WORDS
from signing import verdicts
from tests import story
from tests.office import API, OFFICE_DAY, Office
from tests.web.test_verification import SIGNATURE, VERDICT

PAGES: dict[str, Mapping[str, str]] = {
    "outcome": WORDS["verdict"],
    "reason": page_words.REASONS,
    "purpose": page_words.PURPOSES,
    **verification.SAID,
}


@pytest.mark.parametrize("kind", PAGES)
def test_the_report_says_what_the_pages_say(kind: str) -> None:
    english = load_translators()["en"]
    expected = {code: [text, english.gettext(text)] for code, text in PAGES[kind].items()}
    assert words()[kind] == expected


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(one.get_textpage().get_text_bounded() for one in document)
    finally:
        document.close()


def is_archivable(pdf: bytes, path: Any) -> bool:
    path.write_bytes(pdf)
    found = page.validate_pdf(str(path), profile=page.ValidationProfile.PDF_A_2B)
    return bool(found.is_compliant)


async def test_the_report_is_signed_by_the_system(office: Office, tmp_path: Any) -> None:
    document = await story.signed(office)
    officer = await office.sign_in(story.SIGNER)
    pdf = (await officer.get(f"/documents/{document['id']}/file")).content
    answer = await office.client.post(
        f"{API}/public/verifications", content=pdf, headers={"Accept": "application/pdf"}
    )
    assert answer.headers["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    for said in ("Báo cáo kiểm tra chữ ký số", "Summary in English", "Nguyễn Văn Hiệp", "Hợp lệ."):
        assert said in text
    assert is_archivable(answer.content, tmp_path / "report.pdf")
    verdict = await office.platform.signing.verify(answer.content, now=OFFICE_DAY)
    assert verdict.outcome is verdicts.Outcome.VALID
    assert [(one.field, one.signer) for one in verdict.signatures] == [
        ("CongvuReport", "Hệ thống Công vụ")
    ]


@pytest.mark.parametrize("outcome", verdicts.Outcome)
def test_every_outcome_can_be_set(outcome: verdicts.Outcome, tmp_path: Any) -> None:
    signatures = () if outcome is verdicts.Outcome.UNSIGNED else (SIGNATURE, SIGNATURE)
    verdict = replace(VERDICT, outcome=outcome, signatures=signatures)
    report = typeset_report(verdict, b"%PDF", now=OFFICE_DAY)
    assert is_archivable(report, tmp_path / "report.pdf")


def test_names_of_strangers_do_not_break_it() -> None:
    """Names in certificates hold what their makers like: markup, controls, other scripts."""
    odd = replace(SIGNATURE, signer="#panic() *a* \x00 漢字 " + "x" * 400, organisation="]]$")
    text = text_of(typeset_report(replace(VERDICT, signatures=(odd,)), b"", now=OFFICE_DAY))
    assert "#panic() *a*" in text
