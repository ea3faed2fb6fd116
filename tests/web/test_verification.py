"""The page of a verification: the verdict first, then each signature, in words for everybody."""

import base64
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest

from services.web.rendering import load_pages
from services.web.shapes.shared import Verdict as Shown
from services.web.words import verification
from services.web.words.verdicts import OTHER, PURPOSES, REASONS
from signing import policy, verdicts
from signing.facts import plain_facts
from tests import corpus, story
from tests.office import Office
from tests.web.accessible import faults
from tests.web.browser import Browser
from tests.web.markup import read_page

AT = datetime(2024, 11, 25, 3, 0, tzinfo=UTC)
CODES = (*policy.INVALID, *policy.UNDETERMINED, policy.OK, policy.UNSIGNED)


@pytest.mark.parametrize("code", CODES)
def test_every_problem_code_has_a_sentence(code: str) -> None:
    assert REASONS[code] not in {"", OTHER}


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("integrity", verdicts.Integrity),
        ("changed_after", verdicts.ChangedAfter),
        ("level", verdicts.Level),
        ("indication", verdicts.Indication),
        ("sub_indication", verdicts.SubIndication),
        ("advice", verdicts.Outcome),
    ],
)
def test_every_word_of_a_verdict_has_a_sentence(kind: str, codes: type[StrEnum]) -> None:
    assert set(verification.SAID[kind]) == {one.value for one in codes}


def test_every_purpose_has_a_name() -> None:
    assert {one.value for one in verdicts.Purpose} <= set(PURPOSES)


def certificate(name: str, **more: Any) -> verdicts.CertificateFacts:
    return verdicts.CertificateFacts(
        subject=name,
        issuer="Tổ chức cấp",
        serial="1f",
        fingerprint="ab" * 32,
        valid_from=AT - timedelta(days=100),
        valid_to=AT + timedelta(days=900),
        **more,
    )


SIGNATURE = verdicts.SignatureFacts(
    field="CongvuLeader",
    purpose=verdicts.Purpose.PERSON,
    indication=verdicts.Indication.FAILED,
    sub_indication=verdicts.SubIndication.HASH_FAILURE,
    integrity=verdicts.Integrity.CHANGED,
    signer="Nguyễn Văn Hiệp",
    organisation="UBND huyện Tháp Mười",
    signed_at=AT,
    has_timestamp=True,
    timestamp=verdicts.TimeStampFacts(time=AT, authority="TSA thử nghiệm", trusted=True),
    level=verdicts.Level.B_T,
    algorithm="ECDSA P-256 SHA-256",
    chain=(
        certificate(
            "Nguyễn Văn Hiệp",
            revocation=verdicts.RevocationFacts(source="crl", origin="configured", at=AT),
        ),
        certificate("Gốc", is_anchor=True),
    ),
    changed_after=verdicts.ChangedAfter.ANNOTATIONS,
    changes=("trang 1: /Stamp",),
    problems=("changed_after_signing",),
)
VERDICT = verdicts.Verdict(
    outcome=verdicts.Outcome.INVALID,
    reason="changed_after_signing",
    integrity=verdicts.Integrity.CHANGED,
    indication=verdicts.Indication.FAILED,
    signatures=(SIGNATURE,),
)
PICTURE = base64.b64encode(b"png").decode()


def rendered(verdict: verdicts.Verdict, language: str, **more: Any) -> str:
    shown = Shown.model_validate_json(json.dumps(plain_facts(verdict) | more))
    return load_pages().render(
        "verify.html",
        language=language,
        verdict=shown,
        filename="van-ban.pdf",
        me=None,
        here="/verify",
        path="/verify",
        menu=[],
        notice="",
        problem=None,
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_says_who_when_and_what_changed(language: str) -> None:
    comparison = {
        "signed_pages": 1,
        "final_pages": 2,
        "changed_pages": [1, 2],
        "pairs": [
            {"page": 1, "signed": PICTURE, "final": PICTURE},
            {"page": 2, "signed": "", "final": PICTURE},
        ],
    }
    page = read_page(rendered(VERDICT, language, comparison=comparison))
    assert faults(page) == []
    assert "Nguyễn Văn Hiệp" in page.text
    assert "10:00 25/11/2024" in page.text
    assert "TOTAL-FAILED / HASH_FAILURE" in page.text
    assert len(page.root.all("img", src=f"data:image/png;base64,{PICTURE}")) == 3
    if language == "vi":
        assert "Không hợp lệ. Nội dung đã bị thay đổi sau khi ký. Không sử dụng tệp" in page.text
        assert "ghi chú hoặc hình được đặt lên trang" in page.text
        assert "theo dấu thời gian của TSA thử nghiệm" in page.text
        assert "theo danh sách thu hồi (CRL) do quản trị hệ thống cung cấp" in page.text


def test_without_a_time_stamp_the_page_says_whose_clock_it_was() -> None:
    plain = replace(SIGNATURE, timestamp=None, has_timestamp=False)
    text = read_page(rendered(replace(VERDICT, signatures=(plain,)), "vi")).text
    assert "theo đồng hồ của máy người ký, không có dấu thời gian" in text


def test_a_verdict_kept_before_the_newer_facts_is_shown() -> None:
    old = {"outcome": "valid", "reason": "ok", "signatures": [{"purpose": "seal"}]}
    assert Shown.model_validate(old).signatures[0].chain == ()
    assert "extra" not in asdict(SIGNATURE)


async def test_anybody_may_verify_and_sees_no_menu(browser: Browser, office: Office) -> None:
    page = await browser.read("/verify")
    assert faults(page) == []
    assert "không cần tài khoản" in page.text
    assert not page.root.all("nav", class_="side")
    document = await story.signed(office)
    officer = await office.sign_in(story.SIGNER)
    pdf = (await officer.get(f"/documents/{document['id']}/file")).content
    answer = await browser.send("/verify", files={"file": ("da-ky.pdf", pdf)})
    shown = read_page(answer.text)
    assert "Kết quả: da-ky.pdf Hợp lệ." in shown.text
    assert "img-src 'self' data:;" in answer.headers["Content-Security-Policy"]
    report = await browser.send("/verify", {"format": "xml"}, files={"file": ("a.pdf", pdf)})
    assert report.headers["Content-Disposition"].startswith("attachment")
    assert b"ValidationReport" in report.content


async def test_refusals_are_in_words(browser: Browser) -> None:
    answer = await browser.send("/verify", files={"file": ("a.pdf", corpus.pdf("secret"))})
    assert answer.status_code == 403
    assert "Tệp có ghi độ mật nên không được kiểm tra tại đây." in answer.text
    answer = await browser.send("/verify", files={"file": ("a.pdf", b"x")})
    assert "Không kiểm tra được tệp này." in answer.text
    for _ in range(12):
        answer = await browser.send("/verify", files={"file": ("a.pdf", b"x")})
    assert answer.status_code == 429
    assert "Có quá nhiều lượt kiểm tra trong một phút." in answer.text
