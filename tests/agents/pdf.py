"""Signing a whole PDF as a program of somebody else does: plain pyHanko, nothing of ours."""

import io
import logging

from asn1crypto import keys, x509  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import (
    PdfSignatureMetadata,
    Signer,
    SimpleSigner,
    async_sign_pdf,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
OWN_FIELD = "Signature1"


async def sign_pdf(pdf: bytes, signer: Signer, *, field: str | None) -> bytes:
    """Sign `field`, or with None one that the program makes where it likes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    spec = None
    if field is None:
        spec = SigFieldSpec(OWN_FIELD, on_page=0, box=(320, 60, 500, 120))
    metadata = PdfSignatureMetadata(
        field_name=field or OWN_FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
    )
    out = await async_sign_pdf(
        writer, metadata, signer=signer, new_field_spec=spec, existing_fields_only=field is not None
    )
    signed: bytes = out.getvalue()
    return signed


def chain_store(*certificates: bytes) -> SimpleCertificateStore:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(x509.Certificate.load(one) for one in certificates)
    return store


def software_signer(
    private: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, *chain: bytes
) -> Signer:
    """A signer with a key in memory, for many files in one test."""
    encoded = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=certificate,
        signing_key=keys.PrivateKeyInfo.load(encoded),
        cert_registry=chain_store(*chain),
        embed_roots=False,
    )
