"""Our trust material as a validation context of pyHanko's."""

from datetime import datetime

from asn1crypto import crl, ocsp, x509  # type: ignore[import-untyped]
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers import Fetchers
from pyhanko_certvalidator.registry import SimpleTrustManager, TrustRootList

from signing.pades.validation_data import ValidationData
from signing.trust import TrustMaterial


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
    roots: TrustRootList = [x509.Certificate.load(one) for one in trust.anchors_at(moment)]
    lists = [crl.CertificateList.load(one) for one in trust.revocation_lists]
    answers = [ocsp.OCSPResponse.load(one) for one in trust.answers]
    embedded = embedded or ValidationData()
    return ValidationContext(
        # Never None, which would mean the operating system's list.
        trust_manager=SimpleTrustManager.build(roots),
        other_certs=[
            *(x509.Certificate.load(one) for one in trust.intermediates),
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
