"""The peer of signing: pyHanko as its manual shows it, in a worker process like ours."""

import io
from datetime import datetime

from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko.keys import load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bench.paper import PERSON_KEY, SEAL_KEY
from signing.demo_ca import DemoAuthority
from signing.keys import certificate_path, key_path
from signing.pades.contexts import make_context
from signing.pades.timestamps import new_time_stamper
from signing.settings import SigningSettings
from signing.trust import trust_of

STYLE = TextStampStyle(stamp_text="Ký bởi: %(signer)s\nLúc: %(ts)s")
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

    def _sign(self, pdf: bytes, label: str, field: str, box: Box, now: datetime) -> bytes:
        metadata = signers.PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        signer = signers.PdfSigner(
            metadata,
            signer=self._signer(label),
            timestamper=new_time_stamper(self._settings, self._demo, now=now),
            stamp_style=STYLE,
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
