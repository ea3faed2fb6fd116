"""The page behind the QR code of a printed copy."""

import pytest

from tests.office import Office
from tests.services.documents.test_printing import code_of
from tests.story import issued
from tests.web.accessible import faults
from tests.web.browser import Browser


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_stranger_reads_whose_document_it_is(
    office: Office, browser: Browser, language: str
) -> None:
    document = await issued(office)
    await office.work()
    code, digest = await code_of(office, document)
    await browser.speak(language)
    page = await browser.read(f"/v/{code}/{digest}")
    assert faults(page) == []
    assert document["number_and_symbol"] in page.text
    assert "Ủy ban nhân dân huyện Tháp Mười" in page.text
    assert document["abstract"] not in page.text
    if language == "vi":
        assert "Có văn bản này; chữ ký số: Hợp lệ." in page.text
    other = await browser.read(f"/v/{code.lower()}/{'0' * 16}")
    assert ("Mã băm trên bản in không phải" in other.text) is (language == "vi")


async def test_an_unknown_code_is_refused_in_words(browser: Browser) -> None:
    answer = await browser.get("/v/00000000000000000000")
    assert answer.status_code == 404
    assert "Không tìm thấy trang hoặc nội dung này." in answer.text
    assert (await browser.get("/v/x")).status_code in {404, 422}
