"""A signature in a field made with it: the agency's, on an attachment or on a copy."""

import io
from dataclasses import dataclass
from datetime import datetime

from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper

from signing.keys.port import SigningKey
from signing.models import PreparedField
from signing.pades.fields import FieldPlace, add_field, find_field, finish_form, free_name
from signing.pades.files import QuietWriter, end_line, open_writer
from signing.pades.signers import KeySigner
from signing.pades.signing import finish_signature
from signing.pades.stamps import corner_style, field_box


@dataclass(frozen=True, kw_only=True)
class CornerPlan:
    """The field to make and the lines to write in it, top first."""

    field: str
    place: FieldPlace
    lines: tuple[str, ...]


def make_corner(pdf: bytes, *, plan: CornerPlan) -> PreparedField:
    """Make the planned field and leave it empty; raises as ``add_field``."""
    file = io.BytesIO(pdf)
    end_line(file)
    writer = open_writer(file)
    name = _make_field(writer, plan)
    writer.write_in_place()  # type: ignore[no-untyped-call]
    return PreparedField(pdf=file.getvalue(), field=name)


def sign_corner(
    pdf: bytes, *, plan: CornerPlan, key: SigningKey, time_stamper: TimeStamper, now: datetime
) -> bytes:
    """Make the planned field and sign it in one update; raises as ``sign_field``.

    What was signed before keeps its bytes: a reader sees one further signature.
    """
    file = io.BytesIO(pdf)
    end_line(file)
    writer = open_writer(file)
    with_key = KeySigner(key)
    signer = corner_signer(
        writer, plan, signer=with_key, digest=with_key.digest, time_stamper=time_stamper
    )
    finish_signature(signer, writer, now=now)
    return file.getvalue()


def corner_signer(
    writer: QuietWriter,
    plan: CornerPlan,
    *,
    signer: Signer,
    digest: str,
    time_stamper: TimeStamper | None = None,
) -> PdfSigner:
    """Make the planned field, and make ready to sign it in the same update."""
    name = _make_field(writer, plan)
    field = find_field(writer, name)
    assert field is not None  # noqa: S101 - made above
    metadata = PdfSignatureMetadata(
        field_name=name, md_algorithm=digest, subfilter=SigSeedSubFilter.PADES
    )
    style = corner_style(plan.lines, box=field_box(field), turn=plan.place.turn)
    return PdfSigner(metadata, signer=signer, timestamper=time_stamper, stamp_style=style)


def _make_field(writer: QuietWriter, plan: CornerPlan) -> str:
    name = free_name(writer, plan.field)
    add_field(writer, name, plan.place)
    finish_form(writer)
    return name
