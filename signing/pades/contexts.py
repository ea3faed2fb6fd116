"""Our trust material as a validation context of pyHanko's."""

from datetime import datetime
from functools import lru_cache

from asn1crypto import crl, ocsp, x509  # type: ignore[import-untyped]
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers import Fetchers
from pyhanko_certvalidator.registry import SimpleTrustManager, TrustRootList

from signing.pades.validation_data import ValidationData
from signing.trust import TrustMaterial

_SHORT = 32 * 1024  # bytes: some eight hundred revoked certificates


def make_context(
    trust: TrustMaterial,
    *,
    moment: datetime,
    embedded: ValidationData | None = None,
    unchecked: ValidationContext | None = None,
    fetchers: Fetchers | None = None,
) -> ValidationContext:
    """Return a context that judges certificates as of ``moment``.

    ``embedded`` is what the file brings along: certificates for building the chain, and
    revocation data, whose own signatures are checked like those of any other.

    It fetches nothing unless it is given ``fetchers`` (:mod:`signing.pades.fetchers`).

    Revocation lists younger than ``moment`` count too: a certificate revoked after a
    proven signing time was good when it signed (Decree 68/2024, article 31).

    With ``unchecked`` revocation is not looked at, and the certificates which that
    context has met are known to the new one.
    """
    roots: TrustRootList = [_certificate(one) for one in trust.anchors_at(moment)]
    lists = map(revocation_list, trust.revocation_lists)
    answers = [ocsp.OCSPResponse.load(one) for one in trust.answers]
    embedded = embedded or ValidationData()
    return ValidationContext(
        # Never None, which would mean the operating system's list.
        trust_manager=SimpleTrustManager.build(roots),
        other_certs=[
            *map(_certificate, trust.intermediates),
            *embedded.certificates,
        ],
        crls=[] if unchecked else [*lists, *embedded.crls],
        ocsps=[] if unchecked else [*answers, *embedded.ocsps],
        moment=moment,
        allow_fetching=fetchers is not None,
        fetchers=fetchers,
        revocation_mode="soft-fail" if unchecked else "require",
        retroactive_revinfo=True,
        certificate_registry=unchecked.certificate_registry if unchecked else None,
    )


# Loaded once: what is loaded keeps its parts and its names as they are compared (RFC 4518), which
# is a third of the work of a verification.


@lru_cache(maxsize=512)
def _certificate(der: bytes) -> x509.Certificate:
    return x509.Certificate.load(der)


def revocation_list(der: bytes) -> crl.CertificateList:
    """A list of a large authority is loaded anew: its parts take many times its own room."""
    return _short_list(der) if len(der) <= _SHORT else crl.CertificateList.load(der)


@lru_cache(maxsize=64)
def _short_list(der: bytes) -> crl.CertificateList:
    return crl.CertificateList.load(der)
