"""Things done to a signed file that must not stay green; each returns the changed bytes."""

import io
from collections.abc import Callable
from datetime import datetime

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import (
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper

from signing.keys.port import SigningKey
from signing.pades.files import QuietWriter, close_writer, open_writer
from signing.pades.signers import KeySigner
from signing.pades.timestamps import DemoTimeStamper


def flip_byte(pdf: bytes, *, at: int) -> bytes:
    """Change one bit."""
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def append_object(pdf: bytes) -> bytes:
    """Put an object behind the last revision (incremental-saving attack)."""
    return pdf + b"\n999 0 obj\n<</Type/Page>>\nendobj\n"


def append_update(pdf: bytes) -> bytes:
    """Append a proper revision that changes the title page's content."""

    def change(writer: QuietWriter) -> None:
        overlay = generic.StreamObject(stream_data=b"q 1 0 0 rg 0 0 300 300 re f Q")
        writer.add_stream_to_page(0, writer.add_object(overlay))  # type: ignore[no-untyped-call]

    return _update(pdf, change)


def cover_page(pdf: bytes) -> bytes:
    """Add an unsigned signature field whose opaque appearance hides text (SSA)."""

    def change(writer: QuietWriter) -> None:
        spec = SigFieldSpec(sig_field_name="Overlay", on_page=0, box=(50, 400, 550, 600))
        append_signature_field(writer, spec)
        _show(writer, "Overlay", b"1 1 1 rg 0 0 500 200 re f")

    return _update(pdf, change)


def cover_with_prepared_field(pdf: bytes, *, field: str) -> bytes:
    """Give a field that waits for its signature an appearance, without signing it."""
    return _update(pdf, lambda writer: _show(writer, field, b"1 0 0 rg 0 0 200 50 re f"))


def redraw_signed_field(pdf: bytes, *, field: str) -> bytes:
    """Exchange what a signed field shows (shadow replace)."""
    return _update(pdf, lambda writer: _show(writer, field, b"0 1 0 rg 0 0 200 20 re f"))


def add_own_signature(pdf: bytes, *, key: SigningKey) -> bytes:
    """Sign in a field of one's own, added after the first signature."""
    spec = SigFieldSpec(sig_field_name="Stranger", on_page=0, box=(50, 400, 550, 600))
    return _sign(pdf, key=key, field="Stranger", spec=spec)


def sign_without_stamp(pdf: bytes, *, key: SigningKey, field: str) -> bytes:
    """Sign a waiting field with any key and without a time stamp."""
    return _sign(pdf, key=key, field=field, spec=None)


def _sign(pdf: bytes, *, key: SigningKey, field: str, spec: SigFieldSpec | None) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    signer = PdfSigner(metadata, signer=KeySigner(key), new_field_spec=spec)
    out: io.BytesIO = signer.sign_pdf(open_writer(pdf))
    return out.getvalue()


def add_document_timestamp(pdf: bytes, *, key: SigningKey, now: datetime) -> bytes:
    """Add a document time stamp in an invisible field of its own; no attack."""
    stamper = PdfTimeStamper(DemoTimeStamper(key, now=now))
    out: io.BytesIO = stamper.timestamp_pdf(open_writer(pdf), "sha256")
    return out.getvalue()


def add_text_field(pdf: bytes, *, value: str) -> bytes:
    """Give the unsigned file a form field to fill in."""

    def change(writer: QuietWriter) -> None:
        page = writer.root["/Pages"]["/Kids"].raw_get(0)
        field = generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): pdf_string("Amount"),
                pdf_name("/V"): pdf_string(value),
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/Rect"): generic.ArrayObject(
                    [generic.NumberObject(one) for one in (60, 500, 200, 520)]  # type: ignore[no-untyped-call]
                ),
                pdf_name("/P"): page,
            }
        )
        reference = writer.add_object(field)
        writer.register_annotation(page, reference)  # type: ignore[no-untyped-call]
        form = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject([reference])})  # type: ignore[no-untyped-call]
        writer.root[pdf_name("/AcroForm")] = writer.add_object(form)
        writer.update_root()  # type: ignore[no-untyped-call]

    return _update(pdf, change)


def fill_text_field(pdf: bytes, *, value: str) -> bytes:
    """Change the value of that field."""

    def change(writer: QuietWriter) -> None:
        for reference in writer.root["/AcroForm"]["/Fields"]:
            field = reference.get_object()
            if field["/T"] == "Amount":
                field[pdf_name("/V")] = pdf_string(value)
                writer.mark_update(reference)

    return _update(pdf, change)


def _show(writer: QuietWriter, name: str, content: bytes) -> None:
    for found, _, reference in enumerate_sig_fields(writer):
        if found == name:
            drawn = RawContent(content, box=BoxConstraints(width=500, height=200))
            stream = writer.add_object(drawn.as_form_xobject())
            field = reference.get_object()
            field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): stream})  # type: ignore[no-untyped-call]
            writer.mark_update(reference)


def _update(pdf: bytes, change: Callable[[QuietWriter], None]) -> bytes:
    if not pdf.endswith(b"\n"):
        pdf += b"\n"
    writer = open_writer(pdf)
    change(writer)
    return close_writer(writer)


def move_corner(pdf: bytes, *, x: int, y: int) -> bytes:
    """Shift what the page shows, as a printer that crops does; no attack."""

    def change(writer: QuietWriter) -> None:
        reference = writer.root["/Pages"]["/Kids"].raw_get(0)
        corners = (x, y, x + 595, y + 842)
        reference.get_object()[pdf_name("/MediaBox")] = generic.ArrayObject(
            [generic.NumberObject(one) for one in corners]  # type: ignore[no-untyped-call]
        )
        writer.mark_update(reference)

    return _update(pdf, change)


def encrypt(pdf: bytes, *, password: str) -> bytes:
    """Return the document encrypted with AES-256; an empty password opens it."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf)))
    writer.encrypt(owner_pass="owner", user_pass=password)  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()
