"""Our trust material as a validation context of pyHanko's."""

from datetime import datetime

from asn1crypto import crl, ocsp, x509  # type: ignore[import-untyped]
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers import Fetchers
from pyhanko_certvalidator.registry import SimpleTrustManager, TrustRootList

from signing.trust import TrustMaterial


def make_context(
    trust: TrustMaterial,
    *,
    moment: datetime,
    unchecked: ValidationContext | None = None,
    fetchers: Fetchers | None = None,
) -> ValidationContext:
    """Return a context that judges certificates as of ``moment``.

    It fetches nothing unless it is given ``fetchers`` (:mod:`signing.pades.fetchers`).

    Revocation lists younger than ``moment`` count too: a certificate revoked after a
    proven signing time was good when it signed (Decree 68/2024, article 31).

    With ``unchecked`` revocation is not looked at, and the certificates which that
    context has met are known to the new one.
    """
    roots: TrustRootList = [x509.Certificate.load(one) for one in trust.anchors_at(moment)]
    lists = [crl.CertificateList.load(one) for one in trust.revocation_lists]
    return ValidationContext(
        # Never None, which would mean the operating system's list.
        trust_manager=SimpleTrustManager.build(roots),
        other_certs=[x509.Certificate.load(one) for one in trust.intermediates],
        crls=[] if unchecked else lists,
        ocsps=[] if unchecked else [ocsp.OCSPResponse.load(one) for one in trust.answers],
        moment=moment,
        allow_fetching=fetchers is not None,
        fetchers=fetchers,
        revocation_mode="soft-fail" if unchecked else "require",
        retroactive_revinfo=True,
        certificate_registry=unchecked.certificate_registry if unchecked else None,
    )
