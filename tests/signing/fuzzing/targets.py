"""What atheris calls: each target takes any bytes and may raise our own errors only."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from signing.errors import SigningError
from signing.trust import TrustMaterial
from signing.verifier import verify_pdf
from tests.signing.samples.authority import NOW
from tests.signing.samples.envelope import pades, seal, stamp
from tests.signing.samples.paper import Paper
from tests.signing.samples.scenes import leader
from tests.signing.samples.signature import Act, sign


@dataclass(frozen=True)
class Target:
    """A function that must not raise, and what to begin with."""

    call: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


def verify(data: bytes) -> None:
    """Verify any bytes as a file."""
    try:
        verify_pdf(data, trust=TrustMaterial(anchors=()), now=NOW)
    except SigningError:
        return


def walk_form(data: bytes) -> None:
    """Take the bytes for the newest form of a signed file, which the field walker reads."""
    paper = _small()
    body = b"\n9 0 obj\n" + data + b"\nendobj\n"
    start = len(paper.data) + len(body)
    verify(paper.data + body + _SECTION % (len(paper.data) + 1, paper.startxref, start))


_SECTION = (
    b"xref\n9 1\n%010d 00000 n \ntrailer\n<</Size 99/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
)


def parse_envelope(data: bytes) -> None:
    """Take the bytes for the CMS object of a signature."""
    paper = _small()
    verify(sign(paper, 5, Act(signer=leader(), seal=lambda _: data[:4_000])).data)


def _small() -> Paper:
    """Return a file of a few hundred bytes; its form is object 9."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm 9 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[5 0 R]>>",
        5: b"<</FT/Sig/T(First)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R>>",
        9: b"<</Fields[5 0 R]/SigFlags 3>>",
    }
    out, places = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    out.write(b"trailer\n<</Size 10/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start)
    return Paper(out.getvalue())


def _signed_small() -> bytes:
    return sign(_small(), 5, Act(signer=leader(), room=3_000)).data


TARGETS = {
    "verify": Target(verify, lambda: [_signed_small()]),
    "walk_form": Target(
        walk_form,
        lambda: [b"<</Fields[5 0 R]/SigFlags 3>>", b"<</Fields[<</T(a)/FT/Sig/V<<>>/Kids[]>>]>>"],
    ),
    "parse_envelope": Target(
        parse_envelope, lambda: [seal(pades(leader()), b"x"), stamp(b"x"), b"\x30\x00"]
    ),
}
