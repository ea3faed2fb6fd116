"""A signature in a field made with it: the agency's, on an attachment or on a copy."""

import io
from dataclasses import dataclass
from datetime import datetime

from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper

from signing.keys.port import SigningKey
from signing.pades.fields import FieldPlace, add_field, find_field, finish_form, free_name
from signing.pades.files import end_line, open_writer
from signing.pades.signers import KeySigner
from signing.pades.signing import finish_signature
from signing.pades.stamps import corner_style, field_box


@dataclass(frozen=True, kw_only=True)
class CornerPlan:
    """The field to make and the lines to write in it, top first."""

    field: str
    place: FieldPlace
    lines: tuple[str, ...]


def sign_corner(
    pdf: bytes, *, plan: CornerPlan, key: SigningKey, time_stamper: TimeStamper, now: datetime
) -> bytes:
    """Make the planned field and sign it in one update; raises as ``sign_field``.

    What was signed before keeps its bytes: a reader sees one further signature.
    """
    file = io.BytesIO(pdf)
    end_line(file)
    writer = open_writer(file)
    name = free_name(writer, plan.field)
    add_field(writer, name, plan.place)
    finish_form(writer)
    field = find_field(writer, name)
    assert field is not None  # noqa: S101 - made above
    with_key = KeySigner(key)
    metadata = PdfSignatureMetadata(
        field_name=name, md_algorithm=with_key.digest, subfilter=SigSeedSubFilter.PADES
    )
    style = corner_style(plan.lines, box=field_box(field), turn=plan.place.turn)
    signer = PdfSigner(metadata, signer=with_key, timestamper=time_stamper, stamp_style=style)
    finish_signature(signer, writer, now=now)
    return file.getvalue()
