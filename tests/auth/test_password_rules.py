"""What a new password may be."""

import unicodedata

import pytest

from auth.password_rules import FORBIDDEN, weakness_of
from auth.passwords import Passwords, hash_password

ABOUT = ("phochutich.huyen", "Nguyễn Văn Hiệp", "H20.90.0002", "Ủy ban nhân dân huyện Tháp Mười")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("mười bốn ký tự", "too_short"),
        ("", "too_short"),
        ("aaaaaaaaaaaaaaaaaaaa", "pattern"),
        ("abc123abc123abc123", "pattern"),
        ("123456789012345", "pattern"),
        ("abcdefghijklmnopq", "pattern"),
        ("Mật khẩu của tôi 2024", "forbidden"),
        ("Độc lập - Tự do - Hạnh phúc", "forbidden"),
        ("qwertyuiop[]asdfghjkl", "forbidden"),
        ("phochutich.huyen", "personal"),
        ("Nguyễn Văn Hiệp 1975", "personal"),
        ("1975 nguyen van hiep", "personal"),
        ("Ủy ban nhân dân huyện Tháp Mười", "personal"),
        ("con mèo nằm trên mái nhà", ""),
        ("kho-lua-ben-song-88", ""),
        ("x" * 10 + "yzabc", ""),
    ],
)
def test_a_password_is_long_and_none_that_is_tried_first(password: str, reason: str) -> None:
    assert weakness_of(password, about=ABOUT) == reason


def test_what_is_forbidden_is_written_as_it_is_compared() -> None:
    assert all(one.isascii() and one.isalpha() and one.islower() for one in FORBIDDEN)


async def test_a_password_is_the_same_however_a_keyboard_writes_it(passwords: Passwords) -> None:
    text = "con mèo nằm trên mái nhà"
    kept = hash_password(unicodedata.normalize("NFD", text))
    assert await passwords.verify(unicodedata.normalize("NFC", text), kept)
    assert not await passwords.verify("con meo nam tren mai nha", kept)
