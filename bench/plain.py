"""The peer of signing: pyHanko as its manual shows it, in a worker process like ours."""

import io
from datetime import datetime

from asn1crypto import x509  # type: ignore[import-untyped]
from font_source_serif_pro import font_files_ttf  # type: ignore[import-untyped]
from PIL import Image
from pyhanko.keys import load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bench.paper import NAME, PERSON_KEY, RSA_KEY, SEAL_KEY
from signing.demo_ca import DemoAuthority
from signing.drawing import draw_signature_image
from signing.keys.files import certificate_path, key_path
from signing.pades.contexts import make_context
from signing.pades.timestamps import new_time_stamper
from signing.settings import SigningSettings
from signing.trust import trust_of

STYLE = TextStampStyle(stamp_text="Ký bởi: %(signer)s\nLúc: %(ts)s")
FONT: str = font_files_ttf["SourceSerifPro"]
Box = tuple[int, int, int, int]
PERSON_BOX: Box = (330, 200, 530, 270)
NUMBER_BOX: Box = (60, 700, 260, 730)
SEAL_BOX: Box = (260, 190, 360, 290)


class PlainTasks:
    """The same keys, time stamps and trust as signing.tasks uses, and none of its checks."""

    def __init__(self, settings: SigningSettings) -> None:
        self._settings = settings
        self._demo = DemoAuthority(settings.key_dir)
        self._signers: dict[str, signers.SimpleSigner] = {}

    def warm_up(self) -> None:
        self._demo.intermediates()

    def person(self, pdf: bytes, now: datetime) -> bytes:
        """One signature in a field that is made with it."""
        return self._sign(pdf, PERSON_KEY, "Leader", PERSON_BOX, now)

    def person_basic(self, pdf: bytes, now: datetime) -> bytes:
        """The same without a time stamp."""
        return self._sign(pdf, PERSON_KEY, "Leader", PERSON_BOX, now, stamped=False)

    def person_rsa(self, pdf: bytes, now: datetime) -> bytes:
        """The same with an RSA key of 2048 bits."""
        return self._sign(pdf, RSA_KEY, "Leader", PERSON_BOX, now, stamped=False)

    def person_vietnamese(self, pdf: bytes, now: datetime) -> bytes:
        """The same with a stamp like ours: all letters of the name, and the signature's picture."""
        picture = Image.open(io.BytesIO(draw_signature_image(NAME)))
        style = TextStampStyle(
            stamp_text=STYLE.stamp_text,
            text_box_style=TextBoxStyle(font=GlyphAccumulatorFactory(FONT)),
            background=PdfImage(picture),
        )
        return self._sign(pdf, PERSON_KEY, "Leader", PERSON_BOX, now, style=style, stamped=False)

    def number_and_seal(self, pdf: bytes, now: datetime) -> bytes:
        """Two signatures of the agency."""
        numbered = self._sign(pdf, SEAL_KEY, "Number", NUMBER_BOX, now)
        return self._sign(numbered, SEAL_KEY, "Seal", SEAL_BOX, now)

    def verify(self, pdf: bytes, now: datetime) -> bool:
        """Every signature with its time stamp, its chain and its revocation."""
        trust = trust_of(self._settings, now=now)
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        return all(
            validate_pdf_signature(
                one,
                make_context(trust, moment=now),
                ts_validation_context=make_context(trust, moment=now),
            ).bottom_line
            for one in found
        )

    def _sign(  # noqa: PLR0913 - what a signature is made of
        self,
        pdf: bytes,
        label: str,
        field: str,
        box: Box,
        now: datetime,
        *,
        style: TextStampStyle = STYLE,
        stamped: bool = True,
    ) -> bytes:
        metadata = signers.PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        stamper = new_time_stamper(self._settings, self._demo, now=now) if stamped else None
        signer = signers.PdfSigner(
            metadata,
            signer=self._signer(label),
            timestamper=stamper,
            stamp_style=style,
            new_field_spec=SigFieldSpec(field, box=box),
        )
        out = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=io.BytesIO())
        return bytes(out.getvalue())

    def _signer(self, label: str) -> signers.SimpleSigner:
        if label not in self._signers:
            folder = self._settings.key_dir
            chain = str(certificate_path(folder, label))
            certificates = list(load_certs_from_pemder([chain]))  # type: ignore[no-untyped-call]
            key = load_private_key_from_pemder(str(key_path(folder, label)), passphrase=None)
            self._signers[label] = _simple_signer(certificates, key)
        return self._signers[label]


def _simple_signer(certificates: list[x509.Certificate], key: object) -> signers.SimpleSigner:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(certificates[1:])
    return signers.SimpleSigner(signing_cert=certificates[0], signing_key=key, cert_registry=store)
