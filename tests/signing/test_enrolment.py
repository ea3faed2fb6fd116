"""A certificate file that is to be registered: what is read from it, and what trust says of it."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signing import certificates
from signing.certificates import Authority
from signing.errors import CertificateRefused
from signing.pades.enrolment import judge_upload
from signing.pades.evidence import Sources
from signing.trust import TrustMaterial
from tests.signing.issuers import VALID, Issuer, der

NOW = datetime(2024, 11, 25, 3, tzinfo=UTC)


@pytest.fixture
def issuer() -> Issuer:
    return Issuer("http://nobody.invalid")


def sources(issuer: Issuer, *, with_list: bool = True) -> Sources:
    lists = (issuer.crl(now=NOW - timedelta(hours=1)),) if with_list else ()
    trust = TrustMaterial(anchors=(der(issuer.root.certificate),), revocation_lists=lists)
    return Sources(trust=trust)


def test_a_certificate_of_a_trusted_issuer_has_nothing_against_it(issuer: Issuer) -> None:
    leaf = issuer.leaf()
    shown = judge_upload(der(leaf), sources=sources(issuer), now=NOW)
    assert shown.findings == ()
    assert shown.der == der(leaf)
    assert (shown.key_kind, shown.common_name) == ("ECDSA secp256r1", "Leaf")
    assert shown.issuer == issuer.root.certificate.subject.rfc4514_string()


def test_without_a_list_revocation_is_said_to_be_unchecked(issuer: Issuer) -> None:
    shown = judge_upload(der(issuer.leaf()), sources=sources(issuer, with_list=False), now=NOW)
    assert shown.findings == ("revocation_not_checked",)


def test_another_s_certificate_is_said_to_be_untrusted(issuer: Issuer) -> None:
    stranger = Issuer("http://nobody.invalid", name="Another Root").leaf()
    shown = judge_upload(der(stranger), sources=sources(issuer), now=NOW)
    assert shown.findings == ("certificate_untrusted",)


def test_what_the_issuer_revoked_is_refused(issuer: Issuer) -> None:
    leaf = issuer.leaf()
    issuer.revoked[leaf.serial_number] = (NOW - timedelta(days=1), x509.ReasonFlags.key_compromise)
    with pytest.raises(CertificateRefused, match="revoked"):
        judge_upload(der(leaf), sources=sources(issuer), now=NOW)


@pytest.mark.parametrize("form", [Encoding.PEM, Encoding.DER])
def test_issuers_in_the_file_help_the_chain(form: Encoding, issuer: Issuer) -> None:
    """A P7B as providers send it: the holder's certificate with the intermediate one."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Issuing CA")])
    between = certificates.issue_authority(
        issuer.root, private=private, subject=name, valid=VALID, purpose=None
    )
    leaf = certificates.issue_leaf(
        Authority(private, between),
        public=ec.generate_private_key(ec.SECP384R1()).public_key(),
        subject=certificates.subject(common_name="Lê Thị Bé", organisation="UBND xã Gò Tháp"),
        email="be@gothap.example",
        valid=VALID,
    )
    alone = judge_upload(der(leaf), sources=sources(issuer), now=NOW)
    assert alone.findings == ("certificate_untrusted",)
    file = pkcs7.serialize_certificates([between, leaf], form)
    shown = judge_upload(file, sources=sources(issuer), now=NOW)
    # The chain is there; the issuing authority has no list here.
    assert shown.findings == ("revocation_not_checked",)
    assert (shown.common_name, shown.organisation) == ("Lê Thị Bé", "UBND xã Gò Tháp")
    assert shown.emails == ("be@gothap.example",)
    assert shown.fingerprint == alone.fingerprint


@pytest.mark.parametrize(
    "purpose", [ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.SERVER_AUTH]
)
def test_a_machine_s_certificate_signs_no_document(
    purpose: x509.ObjectIdentifier, issuer: Issuer
) -> None:
    machine = issuer.entity(purpose, "Machine").certificate
    with pytest.raises(CertificateRefused, match="key_usage"):
        judge_upload(der(machine), sources=sources(issuer), now=NOW)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "unreadable"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "unreadable"),
        (bytes(2000), "unreadable"),
        (b"-----BEGIN EC PRIVATE KEY-----\n", "private_key"),
    ],
)
def test_what_is_no_certificate_is_refused(data: bytes, reason: str, issuer: Issuer) -> None:
    with pytest.raises(CertificateRefused, match=reason):
        judge_upload(data, sources=sources(issuer), now=NOW)
