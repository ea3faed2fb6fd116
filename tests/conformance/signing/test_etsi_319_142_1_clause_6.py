"""ETSI EN 319 142-1, clause 6: what a file of each baseline level carries.

Read with asn1crypto and cryptography alone, not with the code that wrote it.
"""

import io
import itertools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, tsp  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.demo_ca import DemoAuthority
from signing.models import ArchivedPdf
from signing.service import Signing
from signing.settings import SigningSettings
from signing.verdicts import Level, Outcome
from tests.peers import require_peer
from tests.signing.archivable import broken_rules
from tests.signing.conftest import AGENCY_KEY, LEADER_KEY, NOW, NUMBER, PERSON, SEAL, Stages

LATER = NOW.replace(year=2028)


# Imported for what it does: it teaches cms to read what a token holds.
assert tsp.TSTInfo


@dataclass(frozen=True)
class Signature:
    """One value of a signature field, as it stands in the file."""

    dictionary: DictionaryObject
    message: cms.ContentInfo
    content: bytes
    end: int

    @property
    def subfilter(self) -> str:
        return str(self.dictionary["/SubFilter"])

    @property
    def signer(self) -> cms.SignerInfo:
        return self.message["content"]["signer_infos"][0]

    @property
    def tokens(self) -> list[cms.ContentInfo]:
        return [
            one["values"][0]
            for one in self.signer["unsigned_attrs"] or ()
            if one["type"].native == "signature_time_stamp_token"
        ]


def signatures_of(pdf: bytes) -> list[Signature]:
    form = PdfFileReader(io.BytesIO(pdf)).root["/AcroForm"]
    fields = [one.get_object() for one in form["/Fields"]]
    values = [field["/V"] for field in fields if "/V" in field]
    return sorted((_signature(pdf, value) for value in values), key=lambda one: one.end)


def _signature(pdf: bytes, value: DictionaryObject) -> Signature:
    start, first, second, length = map(int, value["/ByteRange"])
    message = cms.ContentInfo.load(bytes(value.raw_get("/Contents")))
    content = pdf[start:first] + pdf[second : second + length]
    return Signature(value, message, content, second + length)


@pytest.fixture(scope="session")
async def archived(signing: Signing, stages: Stages) -> ArchivedPdf:
    return await signing.archive(stages.sealed, level=Level.B_LTA, now=NOW)


@pytest.fixture(scope="session")
async def renewed(signing: Signing, archived: ArchivedPdf) -> ArchivedPdf:
    return await signing.archive(archived.pdf, level=Level.B_LTA, now=LATER)


@pytest.fixture(scope="session")
def roots(settings: SigningSettings) -> list[x509.Certificate]:
    anchors = DemoAuthority(settings.key_dir).trust_anchors()
    return [x509.load_der_x509_certificate(one) for one in anchors]


async def test_6_2_1_level_b_b(signing: Signing, stages: Stages) -> None:
    signed = await signing.sign_person(
        stages.prepared, key=LEADER_KEY, stamp=PERSON, now=NOW, level=Level.B_B
    )
    [one] = signatures_of(signed)
    attributes = {row["type"].native for row in one.signer["signed_attrs"]}
    assert one.subfilter == "/ETSI.CAdES.detached"
    assert {"content_type", "message_digest", "signing_certificate_v2"} <= attributes
    # The time the signer claims stands in /M, and not in the attributes as well.
    assert "signing_time" not in attributes
    assert "/M" in one.dictionary
    assert "/Cert" not in one.dictionary
    assert one.tokens == []
    assert len(one.message["content"]["certificates"]) >= 2


async def test_6_2_1_level_b_t(stages: Stages) -> None:
    for one in signatures_of(stages.sealed):
        assert len(one.tokens) == 1
        info = one.tokens[0]["content"]["encap_content_info"]["content"].parsed
        assert info["gen_time"].native == NOW


async def test_6_2_1_level_b_lt_has_every_chain_and_its_revocation_data(
    signing: Signing, stages: Stages, roots: list[x509.Certificate]
) -> None:
    done = await signing.archive(stages.sealed, level=Level.B_LT, now=NOW)
    assert (done.level, done.protected_until) == (Level.B_LT, None)
    assert done.pdf.startswith(stages.sealed)
    require_material(done.pdf, roots)


def test_6_2_1_level_b_lta_is_covered_to_the_end(
    archived: ArchivedPdf, stages: Stages, roots: list[x509.Certificate]
) -> None:
    assert archived.pdf.startswith(stages.sealed)
    require_material(archived.pdf, roots)
    *signed, stamp = signatures_of(archived.pdf)
    assert len(signed) == 3
    assert stamp.subfilter == "/ETSI.RFC3161"
    assert stamp.dictionary["/Type"] == "/DocTimeStamp"
    assert stamp.end == len(archived.pdf)
    assert archived.protected_until is not None
    assert archived.protected_until.year == 2032


async def test_6_1_signatures_have_a_level_and_time_stamps_of_the_document_none(
    signing: Signing, archived: ArchivedPdf
) -> None:
    found = (await signing.verify(archived.pdf, now=NOW)).signatures
    assert [one.level for one in found] == [Level.B_LTA] * 3 + [None]


async def test_5_5_renewing_covers_the_last_stamp_and_its_data(
    signing: Signing,
    archived: ArchivedPdf,
    renewed: ArchivedPdf,
    roots: list[x509.Certificate],
) -> None:
    assert renewed.pdf.startswith(archived.pdf)
    require_material(renewed.pdf, roots)
    first, second = signatures_of(renewed.pdf)[3:]
    assert first.end == len(archived.pdf)
    assert second.end == len(renewed.pdf)
    assert renewed.protected_until is not None
    assert archived.protected_until is not None
    assert renewed.protected_until > archived.protected_until
    assert (await signing.verify(renewed.pdf, now=LATER)).outcome is Outcome.VALID
    # The data of the first stamp lies before the second, made when it was still good.
    lists = store_of(renewed.pdf)[1]
    assert max(one.last_update_utc for one in lists) == LATER


def test_iso_19005_2_archived_files_stay_pdfa(archived: ArchivedPdf, renewed: ArchivedPdf) -> None:
    assert broken_rules(archived.pdf) == set()
    assert broken_rules(renewed.pdf) == set()


def test_openssl_verifies_every_signature_and_every_time_stamp(
    renewed: ArchivedPdf, settings: SigningSettings, tmp_path: Path
) -> None:
    require_peer("openssl")
    demo = DemoAuthority(settings.key_dir)
    for name, certificate in (("root", demo.trust_anchors()), ("issuing", demo.intermediates())):
        loaded = x509.load_der_x509_certificate(certificate[0])
        (tmp_path / f"{name}.pem").write_bytes(loaded.public_bytes(Encoding.PEM))
    for one, at in zip(signatures_of(renewed.pdf), [NOW] * 4 + [LATER], strict=True):
        (tmp_path / "content").write_bytes(one.content)
        if one.subfilter == "/ETSI.RFC3161":
            token = one.message
        else:
            (tmp_path / "signature").write_bytes(one.message.dump())
            assert "CAdES Verification successful" in openssl(
                tmp_path,
                "cms -verify -cades -binary -inform DER -in signature -content content "
                "-CAfile root.pem -certfile issuing.pem -purpose any -out verified",
                at=at,
            )
            (tmp_path / "content").write_bytes(one.signer["signature"].native)
            [token] = one.tokens
        (tmp_path / "token").write_bytes(token.dump())
        assert "Verification: OK" in openssl(
            tmp_path,
            "ts -verify -in token -token_in -data content -CAfile root.pem -untrusted issuing.pem",
            at=at,
        )


def test_pdfsig_finds_every_signature_valid(renewed: ArchivedPdf, tmp_path: Path) -> None:
    require_peer("pdfsig")
    path = tmp_path / "renewed.pdf"
    path.write_bytes(renewed.pdf)
    command = ["pdfsig", "-nocert", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid.") == 3
    # Version 22.12 knows no document time stamps, but sees what the last one covers.
    assert said.count("Signature #") == 5
    assert said.rpartition("Signature #5")[2].count("Total document signed") == 1


def openssl(folder: Path, arguments: str, *, at: datetime) -> str:
    words = ["openssl", *arguments.split(), "-attime", str(int(at.timestamp()))]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def store_of(
    pdf: bytes,
) -> tuple[list[x509.Certificate], list[x509.CertificateRevocationList]]:
    store = PdfFileReader(io.BytesIO(pdf)).root["/DSS"]
    certificates = [x509.load_der_x509_certificate(one) for one in _streams(store, "/Certs")]
    return certificates, [x509.load_der_x509_crl(one) for one in _streams(store, "/CRLs")]


def _streams(store: DictionaryObject, key: str) -> Iterator[bytes]:
    for one in store[key]:
        stream = one.get_object()
        assert isinstance(stream, StreamObject)
        yield stream.data


def require_material(pdf: bytes, roots: list[x509.Certificate]) -> None:
    """Every signer's and every time-stamp authority's chain is in the store, with its lists."""
    certificates, lists = store_of(pdf)
    for one in signatures_of(pdf):
        for message in (one.message, *one.tokens):
            chain = chain_of(message, certificates, roots)
            assert len(chain) == 3
            for certificate, issuer in itertools.pairwise(chain):
                key = issuer.public_key()
                assert isinstance(key, ec.EllipticCurvePublicKey)
                said = [crl for crl in lists if crl.is_signature_valid(key)]
                assert said, certificate.subject
                found = [
                    crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
                    for crl in said
                ]
                assert found == [None] * len(said)


def chain_of(
    message: cms.ContentInfo, certificates: list[x509.Certificate], roots: list[x509.Certificate]
) -> list[x509.Certificate]:
    """From the signer to a root, with nothing but what the store holds."""
    serial = message["content"]["signer_infos"][0]["sid"].chosen["serial_number"].native
    [last] = [one for one in certificates if one.serial_number == serial]
    chain = [last]
    while chain[-1] not in roots:
        [above] = [one for one in certificates if one.subject == chain[-1].issuer]
        chain[-1].verify_directly_issued_by(above)
        chain.append(above)
    return chain


async def test_levels_do_not_depend_on_the_order_of_steps(signing: Signing, stages: Stages) -> None:
    """A file archived between two signatures gets the data of the second at the next step."""
    early = await signing.archive(stages.signed, level=Level.B_LTA, now=NOW)
    sealed = await signing.number_and_seal(
        early.pdf, key=AGENCY_KEY, number=replace(NUMBER, number="16"), seal=SEAL, now=NOW
    )
    done = await signing.archive(sealed, level=Level.B_LTA, now=NOW + timedelta(hours=1))
    serials = {one.serial_number for one in store_of(done.pdf)[0]}
    for one in signatures_of(done.pdf):
        assert one.signer["sid"].chosen["serial_number"].native in serials
    assert (await signing.verify(done.pdf, now=NOW + timedelta(hours=1))).outcome is Outcome.VALID
