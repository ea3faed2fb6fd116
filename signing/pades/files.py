"""Opening a PDF for reading and for an incremental update, without its known traps."""

import io
import logging
import re
from typing import BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.errors import EncryptedPdf, UnreadablePdf
from signing.pades.forms import walk_fields

# pyHanko logs a trace for every untrusted certificate; the facts say it already.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

_PDFA = re.compile(rb"pdfaid:(part|conformance)(?:=[\"']|>)\s*([0-9A-Za-z]+)", re.IGNORECASE)


#: A cross-reference stream may claim billions of entries in a few bytes; an object takes one
#: at least, so that a file has no more of them than bytes.
_CLAIMS = re.compile(rb"/Index\s*\[([\d\s]{0,200000})\]|/Size\s+(\d{1,20})")
LEAST_CLAIM = 100_000


def refuse_endless(data: bytes | memoryview) -> None:
    """Refuse a file that says it has more objects than it can have.

    Raises:
        UnreadablePdf: with the reason.
    """
    most = max(len(data), LEAST_CLAIM)
    for match in _CLAIMS.finditer(data):
        counts = bytes(match[1] or b"").split()[1::2]
        claimed = int(bytes(match[2])) if match[2] else sum(map(int, counts))
        if claimed > most:
            raise UnreadablePdf("too_many_objects")


class QuietWriter(IncrementalPdfFileWriter):
    """An incremental writer that leaves the metadata alone.

    pyHanko writes the XMP packet anew with every update and loses the extension schema,
    which breaks PDF/A; a signature has no business in the metadata anyway.
    """

    def _update_meta(self) -> None:
        """Keep the metadata as it is; the last chance to look at what is about to be written.

        pyHanko puts a line feed behind a stream. After a carriage return at the stream's end,
        as one certificate in 256 has, the two read as one end of line, and the length as wrong
        (ISO 19005-2, 6.1.7.1).
        """
        for written in self.objects.values():
            if isinstance(written, generic.StreamObject) and written.encoded_data.endswith(b"\r"):
                written.apply_filter(generic.pdf_name("/ASCIIHexDecode"))


def open_reader(pdf: bytes | BinaryIO) -> PdfFileReader:
    """Return a lenient reader: 5 % of real signed files have hybrid cross-references.

    A file is read where something is asked of it, and not as a whole.

    Raises:
        EncryptedPdf: the file is encrypted.
        UnreadablePdf: pyHanko cannot make sense of it, in whatever way.
    """
    try:
        stream = io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf
        if isinstance(pdf, bytes):
            refuse_endless(pdf)
        reader = PdfFileReader(stream, strict=False)
        encrypted = reader.encrypted
        reader.root["/Pages"]
    except MemoryError as error:
        raise UnreadablePdf("memory") from error
    except UnreadablePdf:
        raise
    except Exception as error:  # Hostile files raise errors of a dozen kinds.
        raise UnreadablePdf from error
    if encrypted:
        raise EncryptedPdf
    return reader


def open_writer(pdf: bytes | BinaryIO) -> QuietWriter:
    """Return a writer that appends to ``pdf``; raises as :func:`open_reader` does."""
    return new_writer(open_reader(pdf))


def new_writer(reader: PdfFileReader) -> QuietWriter:
    """Append to what this reader has read."""
    return QuietWriter(reader.stream, prev=reader)


def end_line(file: BinaryIO) -> None:
    """Make the file end with its line: typst's do not, and the next object would stand on it."""
    file.seek(-1, io.SEEK_END)
    if file.read(1) not in b"\r\n":
        file.write(b"\n")


def close_writer(writer: QuietWriter) -> bytes:
    """Return the file with what the writer appended."""
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def signature_fields(reader: PdfFileReader) -> dict[str, bool]:
    """Name the signature fields and say whether each is filled."""
    return {
        field.name: field.is_filled_signature
        for field in walk_fields(reader.root)
        if field.kind == "/Sig" or field.dictionary is None
    }


def declared_pdfa(reader: PdfFileReader) -> str | None:
    """Return the conformance the file claims, such as ``2B``, or None."""
    try:
        packet = reader.root["/Metadata"].data
    except Exception:  # noqa: BLE001 - no metadata, or none that can be read: nothing is declared
        return None
    found = {key.lower(): value for key, value in _PDFA.findall(packet)}
    part = found.get(b"part", b"").decode("ascii", "replace")
    return (part + found.get(b"conformance", b"").decode("ascii", "replace").upper()) or None
