"""The demonstration authority: root, issuing CA, time-stamp authority, revocation lists.

It runs inside the program and reaches no network, so that a trial really checks chains,
time stamps and revocation. Its keys are worth nothing outside: an office uses the keys
of the official provider (Decree 68/2024), and production refuses these.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing import certificates
from signing.certificates import Authority
from signing.errors import KeyMissing
from signing.keys.files import (
    PrivateKey,
    certificate_path,
    checked_label,
    key_path,
    read_private_key,
    write_atomically,
    write_private_key,
)
from signing.keys.software import SoftwareKey
from signing.models import CertificateInfo

CA_FROM = datetime(2020, 1, 1, tzinfo=UTC)
CA_TO = datetime(2045, 1, 1, tzinfo=UTC)
#: Decree 68/2024: certificates of new subscribers run for at most five years.
LEAF_DAYS = 5 * 365
CRL_DAYS = 7

#: A new time-stamp authority each third year, with a certificate for nine: longer than
#: a signer has, and too short for an archive, so that renewals are needed and seen.
TSA_STARTS, TSA_YEARS = 3, 9

_ROOT, _ISSUING = "root", "issuing"


class DemoAuthority:
    """Issues and revokes certificates; its state is a folder of PEM files and one list.

    ``directory`` also holds the subscribers' keys; the authority's own lie in ``ca/``.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._ca = directory / "ca"

    def issue(
        self,
        *,
        label: str,
        common_name: str,
        organisation: str,
        email: str,
        now: datetime,
        private: PrivateKey | None = None,
    ) -> CertificateInfo:
        """Make a certificate from a day before ``now`` for five years; a P-256 key unless given."""
        checked_label(label)
        issuing = self._authority(_ISSUING)
        private = private or ec.generate_private_key(ec.SECP256R1())
        certificate = certificates.issue_leaf(
            issuing,
            public=private.public_key(),
            subject=certificates.subject(common_name=common_name, organisation=organisation),
            email=email,
            valid=(now - timedelta(days=1), now + timedelta(days=LEAF_DAYS)),
        )
        with self._locked():
            write_private_key(key_path(self._directory, label), private)
            chain = certificates.to_pem(certificate) + certificates.to_pem(issuing.certificate)
            write_atomically(certificate_path(self._directory, label), chain)
        return certificates.describe(certificate)

    def find(self, label: str) -> CertificateInfo | None:
        """Return the certificate in use for this label, or None."""
        path = certificate_path(self._directory, label)
        if not path.exists() or not key_path(self._directory, label).exists():
            return None
        return certificates.describe(x509.load_pem_x509_certificates(path.read_bytes())[0])

    def ensure(
        self, *, label: str, common_name: str, organisation: str, email: str, now: datetime
    ) -> CertificateInfo:
        """Return the certificate for this label; issued where it is missing or not valid now."""
        found = self.find(label)
        if found is not None and found.valid_from <= now <= found.valid_to:
            return found
        return self.issue(
            label=label, common_name=common_name, organisation=organisation, email=email, now=now
        )

    def revoke(self, label: str, *, at: datetime, reason: str = "unspecified") -> None:
        """Put the label's certificate on the revocation list from ``at`` on.

        ``reason`` is one of RFC 5280's, such as ``key_compromise``.
        """
        found = self.find(label)
        if found is None:
            raise KeyMissing(label)
        self._revoke(found.serial, at=at, reason=reason)

    def revoke_time_stamps(self, *, of: datetime, at: datetime, reason: str) -> None:
        """Put the time-stamp authority that served at ``of`` on the list from ``at`` on."""
        certificate = self._authority(_tsa_at(of)).certificate
        self._revoke(f"{certificate.serial_number:x}", at=at, reason=reason)

    def _revoke(self, serial: str, *, at: datetime, reason: str) -> None:
        flag = x509.ReasonFlags[reason]
        with self._locked():
            revoked = self._revoked()
            revoked.setdefault(serial, [at.astimezone(UTC).isoformat(), flag.name])
            write_atomically(self._ca / "revoked.json", json.dumps(revoked, indent=1).encode())

    @property
    def exists(self) -> bool:
        """Whether the authority has been made; asking for anything of it makes it."""
        return certificate_path(self._ca, _ISSUING).exists()

    def trust_anchors(self) -> tuple[bytes, ...]:
        """Return the root certificate (DER)."""
        return (self._authority(_ROOT).certificate.public_bytes(serialization.Encoding.DER),)

    def intermediates(self) -> tuple[bytes, ...]:
        """Return the issuing certificate (DER)."""
        return (self._authority(_ISSUING).certificate.public_bytes(serialization.Encoding.DER),)

    def revocation_lists(self, *, now: datetime) -> tuple[bytes, ...]:
        """Fresh lists of the root and the issuing CA (DER), as they stand at ``now``."""
        revoked = {
            int(serial, 16): (datetime.fromisoformat(at), x509.ReasonFlags[reason])
            for serial, (at, reason) in self._revoked().items()
            if datetime.fromisoformat(at) <= now
        }
        until = now + timedelta(days=CRL_DAYS)
        return (
            certificates.make_crl(self._authority(_ROOT), revoked={}, valid=(now, until)),
            certificates.make_crl(self._authority(_ISSUING), revoked=revoked, valid=(now, until)),
        )

    def time_stamp_key(self, *, now: datetime) -> SoftwareKey:
        """Return the key of the time-stamp authority that serves ``now``."""
        tsa = self._authority(_tsa_at(now))
        return SoftwareKey(tsa.private, [tsa.certificate, self._authority(_ISSUING).certificate])

    def _revoked(self) -> dict[str, list[str]]:
        try:
            loaded: dict[str, list[str]] = json.loads((self._ca / "revoked.json").read_bytes())
        except FileNotFoundError:
            return {}
        return loaded

    def _authority(self, name: str) -> Authority:
        path = certificate_path(self._ca, name)
        if not path.exists():
            with self._locked():
                self._create(name)
        private = _own_key(key_path(self._ca, name))
        return Authority(private, x509.load_pem_x509_certificate(path.read_bytes()))

    def _create(self, name: str) -> None:
        """Make root, issuing CA and a TSA once; the certificate is written last, as the mark."""
        parent: Authority | None = None
        names = {
            _ROOT: "Congvu Demonstration Root CA",
            _ISSUING: "Congvu Demonstration Issuing CA",
        }
        if name not in names:
            names[name] = f"Congvu Demonstration Time Stamping Authority {name[-4:]}"
        for one, common_name in names.items():
            path = certificate_path(self._ca, one)
            if not path.exists():
                self._create_one(one, common_name=common_name, parent=parent)
            if one == name:
                return
            certificate = x509.load_pem_x509_certificate(path.read_bytes())
            parent = Authority(_own_key(key_path(self._ca, one)), certificate)

    def _create_one(self, name: str, *, common_name: str, parent: Authority | None) -> None:
        private = ec.generate_private_key(ec.SECP256R1())
        certificate = certificates.issue_authority(
            parent,
            private=private,
            subject=certificates.subject(common_name=common_name, organisation="Congvu trial"),
            valid=_validity(name),
            purpose=None if name in {_ROOT, _ISSUING} else ExtendedKeyUsageOID.TIME_STAMPING,
        )
        write_private_key(key_path(self._ca, name), private)
        write_atomically(certificate_path(self._ca, name), certificates.to_pem(certificate))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # Several worker processes share the folder.
        self._ca.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._ca / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _own_key(path: Path) -> ec.EllipticCurvePrivateKey:
    private = read_private_key(path)
    assert isinstance(private, ec.EllipticCurvePrivateKey)  # noqa: S101 - made by _create_one
    return private


def _tsa_at(now: datetime) -> str:
    """Name the time-stamp authority that serves ``now`` by the year in which it began."""
    year = max(now.year, CA_FROM.year)
    return f"tsa-{year - (year - CA_FROM.year) % TSA_STARTS}"


def _validity(name: str) -> tuple[datetime, datetime]:
    if name in {_ROOT, _ISSUING}:
        return CA_FROM, CA_TO
    begun = datetime(int(name[-4:]), 1, 1, tzinfo=UTC)
    return begun, min(begun.replace(year=begun.year + TSA_YEARS), CA_TO)
