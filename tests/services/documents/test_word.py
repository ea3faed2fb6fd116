"""Word files at the door: what is not one is refused, what is marked secret is seen."""

import zipfile
from io import BytesIO

import pytest

from services.documents.word import secrecy_mark
from services.errors import FileRefused
from tests import corpus


def word(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return file.getvalue()


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_mark_alone_in_a_paragraph_is_found(mark: str) -> None:
    assert secrecy_mark(word("ỦY BAN NHÂN DÂN", mark, "KẾ HOẠCH")) == mark


def test_a_mark_in_several_runs_is_found() -> None:
    assert secrecy_mark(word("TỐI</w:t></w:r><w:r><w:t> MẬT")) == "TỐI MẬT"


@pytest.mark.parametrize("text", ["bảo mật thông tin", "trừ văn bản mật", "Mật khẩu", ""])
def test_ordinary_words_are_no_mark(text: str) -> None:
    assert secrecy_mark(word(text)) is None


@pytest.mark.parametrize("name", corpus.docx_names())
def test_of_the_corpus_only_the_secret_one_is_marked(name: str) -> None:
    assert secrecy_mark(corpus.docx(name)) == ("MẬT" if name == "secret" else None)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(200)])
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused) as refusal:
        secrecy_mark(content)
    assert refusal.value.code == "not-word"
