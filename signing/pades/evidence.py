"""What proves that a chain was good: its certificates and, for each, what its issuer said.

Of everything at hand only what is needed is taken: an OCSP response where there is one,
since lists can be a hundred times as large, else the newest list.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import cms, crl, ocsp, x509  # type: ignore[import-untyped]
from cryptography.x509 import load_der_x509_certificate, load_der_x509_crl
from pyhanko.sign.general import SignedDataCerts, extract_certificate_info
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    PathBuildingError,
    PathError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers import Fetchers
from pyhanko_certvalidator.path import ValidationPath

from signing.errors import NotArchivable
from signing.pades.contexts import make_context
from signing.trust import TrustMaterial

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (RevokedError, "certificate_revoked"),
    (ExpiredError, "certificate_expired"),
    (InsufficientRevinfoError, "revocation_not_available"),
    (PathBuildingError, "certificate_untrusted"),
)


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Where evidence may come from."""

    trust: TrustMaterial
    fetchers: Fetchers | None = None


@dataclass
class Evidence:
    """Certificates, lists and answers by their bytes, each once."""

    certificates: dict[bytes, x509.Certificate] = field(default_factory=dict)
    lists: dict[bytes, crl.CertificateList] = field(default_factory=dict)
    answers: dict[bytes, ocsp.OCSPResponse] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of all of it."""
        return sum(map(len, (*self.certificates, *self.lists, *self.answers)))

    def add(self, other: "Evidence") -> None:
        """Take in the other's."""
        self.certificates |= other.certificates
        self.lists |= other.lists
        self.answers |= other.answers


class Gatherer:
    """Gathers for the signatures of one file; what one certificate needs is sought once."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._found: dict[
            tuple[bytes, datetime, frozenset[str]], tuple[Evidence, ValidationPath]
        ] = {}

    async def gather(
        self, signed: cms.SignedData, *, moment: datetime, purposes: frozenset[str]
    ) -> tuple[Evidence, ValidationPath]:
        """Return the evidence for the signer of ``signed`` as of ``moment``, and its chain.

        It is tried out before it is returned: the chain must hold with this evidence alone,
        without the network, as it must for whoever gets the file.

        Raises:
            NotArchivable: the chain does not hold, or revocation data is missing.
        """
        signer = extract_certificate_info(signed)
        key = (signer.signer_cert.dump(), moment, purposes)
        if key not in self._found:
            self._found[key] = await _gather(signer, self._sources, moment, purposes)
        return self._found[key]


async def _gather(
    signer: SignedDataCerts, sources: Sources, moment: datetime, purposes: frozenset[str]
) -> tuple[Evidence, ValidationPath]:
    context = make_context(sources.trust, moment=moment, fetchers=sources.fetchers)
    path = await _chain(signer, context, purposes)
    evidence = _select(path, context)
    alone = make_context(_only(evidence, sources.trust), moment=moment)
    await _chain(signer, alone, purposes)
    return evidence, path


async def _chain(
    signer: SignedDataCerts, context: ValidationContext, purposes: frozenset[str]
) -> ValidationPath:
    subject = str(signer.signer_cert.subject.human_friendly)
    validator = CertificateValidator(
        signer.signer_cert, intermediate_certs=signer.other_certs, validation_context=context
    )
    try:
        path: ValidationPath = await validator.async_validate_usage(  # type: ignore[no-untyped-call]
            key_usage=set(), extended_key_usage=set(purposes)
        )
    except (PathError, ValidationError) as error:
        reasons = [code for kind, code in _REASONS if isinstance(error, kind)]
        raise NotArchivable(reasons[0] if reasons else "certificate_invalid", subject) from error
    return path


def _select(path: ValidationPath, context: ValidationContext) -> Evidence:
    chosen = Evidence(certificates={one.dump(): one for one in path.iter_certs(include_root=True)})
    for certificate in path.iter_certs(include_root=False):
        authority = path.find_issuing_authority(certificate)
        if not isinstance(authority, AuthorityWithCert):
            continue
        issuer = authority.certificate
        answer = _newest_answer(certificate, issuer, context.ocsps)
        if answer is not None:
            chosen.answers[answer.dump()] = answer
            chosen.certificates |= {one.dump(): one for one in _signers(answer)}
            continue
        found = _newest_list(certificate, issuer, context.crls)
        if found is None:
            raise NotArchivable("revocation_not_available", str(certificate.subject.human_friendly))
        chosen.lists[found.dump()] = found
    return chosen


def _newest_answer(
    certificate: x509.Certificate, issuer: x509.Certificate, answers: Iterable[ocsp.OCSPResponse]
) -> ocsp.OCSPResponse | None:
    found = []
    for answer in answers:
        for one in answer.response_data["responses"]:
            name = one["cert_id"]
            digest = name["hash_algorithm"]["algorithm"].native
            if (
                name["serial_number"].native == certificate.serial_number
                and digest in {"sha1", "sha256"}
                and name["issuer_key_hash"].native == getattr(issuer.public_key, digest)
            ):
                found.append((one["this_update"].native, answer))
    return max(found, key=_time, default=(None, None))[1]


def _newest_list(
    certificate: x509.Certificate, issuer: x509.Certificate, lists: Iterable[crl.CertificateList]
) -> crl.CertificateList | None:
    key = load_der_x509_certificate(issuer.dump()).public_key()
    found = [
        (one["tbs_cert_list"]["this_update"].native, one)
        for one in lists
        if one.issuer.hashable == certificate.issuer.hashable
        and load_der_x509_crl(one.dump()).is_signature_valid(key)  # type: ignore[arg-type]
    ]
    return max(found, key=_time, default=(None, None))[1]


def _time(pair: tuple[datetime, object]) -> datetime:
    return pair[0]


def _signers(answer: ocsp.OCSPResponse) -> list[x509.Certificate]:
    certificates = answer.basic_ocsp_response["certs"]
    return list(certificates) if certificates.native else []


def _only(evidence: Evidence, trust: TrustMaterial) -> TrustMaterial:
    return TrustMaterial(
        anchors=trust.anchors,
        services=trust.services,
        intermediates=tuple(evidence.certificates),
        revocation_lists=tuple(evidence.lists),
        answers=tuple(evidence.answers),
    )
