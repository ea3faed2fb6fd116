"""The one file that imports segno: a text in, a QR code (ISO/IEC 18004) out."""

import io

import segno

# 15 % of the code may be lost: a stamp over a corner, a fold, a bad copier.
_ERROR_CORRECTION = "m"
_QUIET_ZONE = 4  # modules, as the standard asks


def qr_code(text: str) -> bytes:
    """An SVG picture, black on white, with its quiet zone."""
    out = io.BytesIO()
    made = segno.make(text, error=_ERROR_CORRECTION, micro=False)
    made.save(out, kind="svg", border=_QUIET_ZONE, light="white", xmldecl=False)
    return out.getvalue()
