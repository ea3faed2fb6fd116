"""Vietnamese order and folding, held against ICU's where a PostgreSQL with ICU is installed."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from storage.database import Database
from storage.vietnamese import fold, name_sort_key, sort_key

ALPHABET = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SMALL = [*(letter for letter in ALPHABET if letter not in VOWELS)] + [
    unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES
]
LETTERS = SMALL + [letter.upper() for letter in SMALL]
NAMES = [
    "Ân", "An", "Ánh", "Ấn", "Ẩn", "Ẫn", "Ậu", "Anh", "Ảnh", "Ba", "Bá", "Bà", "Bả", "Bã", "Bạ",
    "Đạt", "Dũng", "Đông", "Dung", "Giang", "Hòa", "Hoà", "Hóa", "Hoa", "Út", "Ưng", "Uyên",
    "Nguyễn Văn Hiệp", "Nguyễn Văn Hiếu", "Nguyễn Vân", "Lê Thanh Tùng", "Lê Thị Út", "Tháp Mười",
    "Ủy ban nhân dân xã Mỹ An", "Ủy ban nhân dân xã Mỹ Hòa", "Ủy ban nhân dân xã Thanh Mỹ",
    "Ủy ban nhân dân thị trấn Mỹ An", "Ủy ban nhân dân xã Đốc Binh Kiều",
    "Ủy ban nhân dân xã Tân Kiều",
    "Mỹ Quí", "Mỹ Quý", "Trần Thị Kim Phượng", "Trần Thị Kim Phương", "Võ", "Vò", "Vo",
]  # fmt: skip
WORDS = st.text(st.sampled_from(SMALL), min_size=1, max_size=6)
PHRASES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def test_there_are_134_letters_with_their_tones() -> None:
    """12 vowels with 6 tones and 17 consonants: 89 small letters, 67 of them with a mark."""
    assert len(SMALL) == len(set(SMALL)) == 89
    marked = [letter for letter in LETTERS if not letter.isascii()]
    assert len(marked) == 134


def test_letters_follow_the_national_alphabet() -> None:
    assert sorted(ALPHABET, key=sort_key) == ALPHABET
    for before, after in pairwise(ALPHABET):
        for tone in TONES:
            assert sort_key(before + tone) < sort_key(after)


def test_tones_decide_between_equal_letters_only() -> None:
    words = ["ba", "bà", "bả", "bã", "bá", "bạ"]
    assert sorted(words, key=sort_key) == words
    assert sort_key("bá a") < sort_key("ba b")
    assert sort_key("bạ") < sort_key("bác")


def test_people_are_listed_by_given_name() -> None:
    people = ["Lê Thị An", "Nguyễn Văn An", "Trần Ân", "Bùi Đạt", "Út"]
    assert sorted(people, key=name_sort_key) == people


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_is_searched_without_its_marks(letter: str) -> None:
    plain = fold(letter)
    assert plain.isascii()
    assert plain.islower()
    assert fold(unicodedata.normalize("NFD", letter)) == plain


@given(PHRASES)
def test_a_key_does_not_see_case_spaces_or_composition(phrase: str) -> None:
    for same in (phrase.upper(), f"  {phrase} ", unicodedata.normalize("NFD", phrase)):
        assert sort_key(same) == sort_key(phrase)
        assert fold(same) == fold(phrase)
    assert sort_key(phrase).isascii()


@given(PHRASES, PHRASES)
def test_a_word_that_goes_on_comes_after(phrase: str, more: str) -> None:
    assert sort_key(phrase) < sort_key(f"{phrase} {more}")


@given(st.text(max_size=60))
def test_any_text_has_a_key_and_folds_once_and_for_all(words: str) -> None:
    assert sort_key(words).isprintable() or not words.isprintable()
    assert fold(fold(words)) == fold(words)


async def test_the_order_is_that_of_icu(debian_postgres: str) -> None:
    database = Database(debian_postgres)
    shuffled = [*LETTERS, *NAMES][::-1]
    async with database.engine.connect() as connection:
        rows = await connection.execute(
            text('SELECT n FROM unnest(CAST(:names AS text[])) n ORDER BY n COLLATE "vi-x-icu"'),
            {"names": shuffled},
        )
        by_icu = [row.n for row in rows]
    await database.aclose()
    # ICU puts small letters before capitals; to us they are the same letter.
    assert [sort_key(name) for name in by_icu] == sorted(sort_key(name) for name in shuffled)
