"""One JSON text for one value (RFC 8785), so that whoever has the value can recompute its hash.

Names sorted by their UTF-16 code units, no spaces, the shortest escapes, numbers as ECMAScript
writes them, UTF-8. A number too large for a double becomes null, as ECMAScript has it.
"""

import json
import math

_SAFE = 2**53  # whole numbers below it are doubles exactly
_PLAIN_FROM, _PLAIN_TO = -6, 21  # ECMA-262, Number::toString: where no exponent is written
quoted = json.JSONEncoder(ensure_ascii=False).encode
_usual = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_LAST_USUAL = "\ud7ff"  # up to here UTF-16 sorts as Unicode does

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def canonical(value: Json) -> bytes:
    return canonical_text(value).encode()


def canonical_text(value: Json) -> str:
    """By the usual encoder, several times as fast, where its text is this one."""
    if not _is_usual(value):
        return _text(value)
    text = _usual(value)
    is_sorted = text.isascii() or max(text) <= _LAST_USUAL
    return text if is_sorted else _text(value)


def _is_usual(value: Json) -> bool:
    """No number in it but whole ones that a double holds exactly."""
    if value is None or isinstance(value, (str, bool)):
        return True
    if isinstance(value, int):
        return -_SAFE < value < _SAFE
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, list) and all(map(_is_usual, value))


def _text(value: Json) -> str:
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and -_SAFE < value < _SAFE:
        return str(value)
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return f"{{{','.join(f'{quoted(name)}:{_text(value[name])}' for name in names)}}}"
    return f"[{','.join(map(_text, value))}]"


def _number(value: float) -> str:
    """The shortest digits that read back as the same double; Python finds the same ones."""
    try:
        double = float(value)
    except OverflowError:
        return "null"
    if not math.isfinite(double):
        return "null"
    if double == 0:
        return "0"
    sign = "-" if double < 0 else ""
    mantissa, _, exponent = f"{abs(double)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    return sign + _placed(digits.rstrip("0"), point)


def _placed(digits: str, point: int) -> str:
    """`digits` with the decimal point behind the first `point` of them."""
    if len(digits) <= point <= _PLAIN_TO:
        return digits.ljust(point, "0")
    if 0 < point <= _PLAIN_TO:
        return f"{digits[:point]}.{digits[point:]}"
    if _PLAIN_FROM < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if digits[1:] else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"
