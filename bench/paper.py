"""The document all measurements sign: a sample of the house with a scan, about 1 MB."""

import io
import random
from datetime import date, datetime

from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from services.documents.administrative import Appendix, Picture, typeset_administrative
from services.documents.samples import sample_documents
from signing.models import NumberStamp, PersonStamp, RoutePlan, SealStamp, Signatory

NAME, POSITION = "Nguyễn Văn Hiệp", "Phó Chủ tịch"
AGENCY = "Ủy ban nhân dân huyện Tháp Mười"
# The labels that the demonstration directory gives to its keys.
PERSON_KEY, SEAL_KEY = "person-phochutich.huyen", "agency-H20.90"
RSA_KEY = "person-phochutich.huyen-rsa"
PLAN = RoutePlan(leader=Signatory(name=NAME, position=POSITION), seal_diameter_mm=35.0)
STAMP = PersonStamp(name=NAME, position=POSITION, image=None)
NUMBER = NumberStamp(number="15", symbol="UBND", place="Tháp Mười", date=date(2024, 11, 25))
SEAL = SealStamp(image=None, diameter_mm=35.0, agency=AGENCY)
_GRAIN = (1000, 940)  # pixels; grain does not compress, so this is the size of the scan in bytes


def office_pdf(*, now: datetime) -> bytes:
    """A two-page công văn with a scanned appendix, as PDF/A-2b; the same bytes for the same day."""
    sample = sample_documents()[0]
    scan = Picture(file="scan.png", content=_scan(), alt="Trang quét", width=150)
    appendix = Appendix(label="Phụ lục", title="BẢN QUÉT TÀI LIỆU KÈM THEO", blocks=(scan,))
    document = sample.document.model_copy(update={"appendices": (appendix,)})
    return typeset_administrative(document, now=now)


def _scan() -> bytes:
    width, height = _GRAIN
    grain = random.Random(1).randbytes(width * height)  # noqa: S311 - grain, nothing to protect
    out = io.BytesIO()
    Image.frombytes("L", _GRAIN, grain).save(out, "PNG")
    return out.getvalue()


def enlarged(pdf: bytes, *, megabytes: int) -> bytes:
    """The same document with so much more in it, as scans would be: nothing that compresses."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    grain = random.Random(2)  # noqa: S311 - grain, nothing to protect
    for _ in range(megabytes):
        writer.add_object(generic.StreamObject(stream_data=grain.randbytes(1_000_000)))
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()
