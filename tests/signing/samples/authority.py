"""A small authority for the samples, in memory: one root, signers of every kind, lists."""

import functools
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import x509 as asn1  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signing.trust import TrustMaterial

FROM = datetime(2020, 1, 1, tzinfo=UTC)
TO = datetime(2045, 1, 1, tzinfo=UTC)
#: When the samples are signed and judged.
NOW = datetime(2024, 11, 25, 3, 0, tzinfo=UTC)
LIST_UNTIL = datetime(2024, 12, 2, 3, 0, tzinfo=UTC)

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True, eq=False)
class Identity:
    """A key with its certificate and those above it, without the root."""

    private: Private
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def parsed(self) -> asn1.Certificate:
        """The certificate, for CMS."""
        return asn1.Certificate.load(self.der)


def new_private(kind: str) -> Private:
    """Make a key: ``p256``, ``p384``, ``rsa``, ``weak`` (RSA of 1024 bits) or ``ed25519``."""
    match kind:
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case "rsa" | "weak":
            return rsa.generate_private_key(65537, 1024 if kind == "weak" else 2048)
        case "ed25519":
            return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1())


class Authority:
    """One root that issues directly; nobody trusts it who does not choose to."""

    def __init__(self, name: str) -> None:
        self.root = self._make(name, new_private("p256"), issuer=None, purpose="ca")

    def issue(self, name: str, *, kind: str = "p256", purpose: str = "sign") -> Identity:
        """Issue for ``sign``, ``ca``, ``tsa``, ``tls`` or ``encrypt``."""
        return self._make(name, new_private(kind), issuer=self.root, purpose=purpose)

    def trust(self) -> TrustMaterial:
        """Return the root and a list that revokes nobody."""
        if not isinstance(self.root.private, ec.EllipticCurvePrivateKey):
            raise TypeError(self.root)
        listed = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.certificate.subject)
            .last_update(NOW)
            .next_update(LIST_UNTIL)
            .add_extension(x509.CRLNumber(1), critical=False)
            .sign(self.root.private, hashes.SHA256())
        )
        crl = listed.public_bytes(serialization.Encoding.DER)
        return TrustMaterial(anchors=(self.root.der,), revocation_lists=(crl,))

    def _make(
        self, name: str, private: Private, *, issuer: Identity | None, purpose: str
    ) -> Identity:
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .public_key(private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(FROM)
            .not_valid_after(TO)
            .add_extension(x509.BasicConstraints(purpose == "ca", None), critical=True)
            .add_extension(_usage(purpose), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False
            )
        )
        if purpose in {"tsa", "tls"}:
            tsa, tls = ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.SERVER_AUTH
            allowed = x509.ExtendedKeyUsage([tsa if purpose == "tsa" else tls])
            builder = builder.add_extension(allowed, critical=True)
        signer = issuer.private if issuer else private
        if not isinstance(signer, ec.EllipticCurvePrivateKey):
            raise TypeError(signer)
        return Identity(private, builder.sign(signer, hashes.SHA256()))


def _usage(purpose: str) -> x509.KeyUsage:
    signs = purpose in {"sign", "tsa", "tls"}
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=purpose in {"encrypt", "tls"},
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=purpose == "ca",
        crl_sign=purpose == "ca",
        encipher_only=False,
        decipher_only=False,
    )


@functools.cache
def house() -> Authority:
    """Return the authority that the verifier is told to trust."""
    return Authority("Samples Root CA")


@functools.cache
def identity(name: str, kind: str = "p256", purpose: str = "sign") -> Identity:
    """Return a trusted signer; the same one for the same name."""
    return house().issue(name, kind=kind, purpose=purpose)


@functools.cache
def stranger() -> Identity:
    """Return a signer of the same name as the leader, of an authority that nobody trusts."""
    return Authority("Another Root CA").issue("Leader")
