"""The corpus holds what it promises: pages, conformity, fonts, text and placeholders."""

import io
import re
import subprocess
import unicodedata
from pathlib import Path

import page
import pypdfium2  # type: ignore[import-untyped]
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from tests import corpus
from tests.corpus.reading import find_box, fonts, opened, page_texts
from tests.peers import require_peer

ARCHIVAL = [name for name in corpus.names() if name not in {"scan", "encrypted"}]
WITH_TEXT = [name for name in corpus.names() if name not in {"scan", "encrypted"}]
WANTED_FONTS = {
    "LibertinusSerif-Regular",
    "LibertinusSerif-Bold",
    "LibertinusSerif-Italic",
    "LibertinusSerif-BoldItalic",  # the words "Nơi nhận:" alone
}


def _password(name: str) -> str | None:
    return corpus.PASSWORD if name == "encrypted" else None


@pytest.mark.parametrize("name", corpus.names())
def test_has_the_promised_pages(name: str) -> None:
    assert len(page_texts(corpus.pdf(name), password=_password(name))) == corpus.facts(name).pages


@pytest.mark.parametrize("name", ARCHIVAL)
def test_conforms_to_pdf_a_2b(name: str) -> None:
    report = page.validate_pdf_bytes(corpus.pdf(name), profile=page.ValidationProfile.PDF_A_2B)
    assert report.is_compliant, str(report)


@pytest.mark.parametrize("name", WITH_TEXT)
def test_embeds_only_the_wanted_fonts(name: str) -> None:
    found = fonts(corpus.pdf(name))
    assert set(found) <= WANTED_FONTS
    assert "LibertinusSerif-Regular" in found
    assert all(found.values())


@pytest.mark.parametrize("name", WITH_TEXT)
def test_text_layer_reads_as_vietnamese(name: str) -> None:
    text = unicodedata.normalize("NFC", " ".join(page_texts(corpus.pdf(name))))
    facts = corpus.facts(name)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in text
    assert facts.abstract in text
    assert facts.agency in text
    assert facts.signer_name in text
    assert "\N{REPLACEMENT CHARACTER}" not in text


@pytest.mark.parametrize("name", [one for one in WITH_TEXT if one != "decomposed"])
def test_leaves_room_for_number_and_date(name: str) -> None:
    pdf = corpus.pdf(name)
    label = find_box(pdf, "Số:")
    symbol = find_box(pdf, f"/{corpus.facts(name).symbol}")
    day, month, year = (find_box(pdf, word) for word in ("ngày", "tháng", "năm 2024"))
    assert symbol.left - label.right >= 28  # four digits at 13 pt
    assert month.left - day.right >= 16  # two digits at 13.5 pt
    assert year.left - month.right >= 16
    assert abs(label.bottom - day.bottom) < 6


@pytest.mark.parametrize("name", ["letter", "proposal", "report", "plan"])
def test_signer_stands_under_text_on_the_last_page_before_appendices(name: str) -> None:
    facts = corpus.facts(name)
    pages = page_texts(corpus.pdf(name))
    signed = next(one for one in pages if "Nơi nhận:" in one)
    assert facts.signer_name in signed.partition("Nơi nhận:")[2]
    assert re.search(r"\./\..*Nơi nhận:", signed), "some text stands above the signature"


def test_large_file_is_about_20_megabytes() -> None:
    assert 18_000_000 < len(corpus.pdf("large")) < 24_000_000


def test_scan_has_no_text_layer() -> None:
    assert not any(page_texts(corpus.pdf("scan")))


def test_tables_lie_across() -> None:
    document = opened(corpus.pdf("tables"))
    try:
        wide = [one.get_width() > one.get_height() for one in document]
    finally:
        document.close()
    assert wide == [False, True, True, True, True]


def test_secret_letter_carries_its_mark() -> None:
    assert "MẬT" in page_texts(corpus.pdf("secret"))[0]


def test_decomposed_text_is_nfd_in_the_file() -> None:
    text = page_texts(corpus.pdf("decomposed"))[0]
    assert not unicodedata.is_normalized("NFC", text)


def test_encrypted_file_needs_its_password() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        opened(corpus.pdf("encrypted"))
    assert PdfFileReader(io.BytesIO(corpus.pdf("encrypted"))).encrypted


def test_only_the_first_page_is_without_number() -> None:
    pages = page_texts(corpus.pdf("proposal"))
    assert [one.split()[0] for one in pages[1:]] == ["2", "3", "4", "5"]
    assert pages[0].startswith("ỦY BAN NHÂN DÂN")


def test_word_files_convert_to_the_same_layout(tmp_path: Path) -> None:
    require_peer("libreoffice")
    for name in corpus.docx_names():
        (tmp_path / f"{name}.docx").write_bytes(corpus.docx(name))
    _convert(tmp_path)
    for name in corpus.docx_names():
        facts = corpus.docx_facts(name)
        pages = page_texts((tmp_path / f"{name}.pdf").read_bytes())
        assert len(pages) == facts.pages
        assert re.search(rf"Số:\s+/{facts.symbol}", pages[0])
        assert re.search(r"ngày\s+tháng\s+năm 2024", pages[0])
        assert facts.abstract in pages[0]
        assert any(facts.signer_name in one for one in pages)


def _convert(folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(one) for one in sorted(folder.glob("*.docx"))]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=120)


@pytest.mark.parametrize("name", corpus.docx_names())
def test_word_files_are_the_same_every_time(name: str) -> None:
    assert corpus.docx(name) == corpus.docx(name)
    assert corpus.docx(name).startswith(b"PK\x03\x04")
