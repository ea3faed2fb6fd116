"""Which answer says whether a certificate is revoked: for people, after the chain was judged."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from asn1crypto import crl, ocsp, x509  # type: ignore[import-untyped]

from signing.verdicts import RevocationFacts

#: Where data came from, as :class:`signing.verdicts.RevocationFacts` names it.
EMBEDDED, CONFIGURED, FETCHED = "embedded", "configured", "fetched"


class Answers:
    """Revocation lists and OCSP answers by origin."""

    def __init__(self) -> None:
        self._lists: list[tuple[str, crl.CertificateList]] = []
        self._answers: list[tuple[str, ocsp.OCSPResponse]] = []

    def add(
        self,
        origin: str,
        *,
        crls: Iterable[crl.CertificateList] = (),
        ocsps: Iterable[ocsp.OCSPResponse] = (),
    ) -> None:
        """Take these in as found at ``origin``."""
        self._lists += [(origin, one) for one in crls]
        self._answers += [(origin, one) for one in ocsps]

    def about(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> RevocationFacts | None:
        """Return the newest answer about ``certificate``, or None."""
        found = [*self._by_answer(certificate, issuer), *self._by_list(certificate, issuer)]
        return max(found, key=lambda one: one.at, default=None)

    def has_embedded(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        """Whether the file itself carries an answer."""
        found = (*self._by_answer(certificate, issuer), *self._by_list(certificate, issuer))
        return any(one.origin == EMBEDDED for one in found)

    def _by_list(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> Iterator[RevocationFacts]:
        for origin, one in self._lists:
            if one.issuer != issuer.subject:
                continue
            body = one["tbs_cert_list"]
            at, reason = _entry(body, certificate.serial_number)
            yield RevocationFacts(
                source="crl",
                origin=origin,
                at=body["this_update"].native,
                until=body["next_update"].native,
                revoked_at=at,
                reason=reason,
            )

    def _by_answer(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> Iterator[RevocationFacts]:
        for origin, one in self._answers:
            if one["response_status"].native != "successful":
                continue
            for single in one.response_data["responses"]:
                if not _is_about(single["cert_id"], certificate, issuer):
                    continue
                status = single["cert_status"]
                revoked = status.chosen if status.name == "revoked" else None
                if status.name == "unknown":
                    continue
                yield RevocationFacts(
                    source="ocsp",
                    origin=origin,
                    at=single["this_update"].native,
                    until=single["next_update"].native,
                    revoked_at=revoked["revocation_time"].native if revoked is not None else None,
                    reason=_reason(revoked["revocation_reason"]) if revoked is not None else "",
                )


def _entry(body: crl.TbsCertList, serial: int) -> tuple[datetime | None, str]:
    revoked = body["revoked_certificates"]
    for one in revoked if revoked.native is not None else ():
        if one["user_certificate"].native == serial:
            return one["revocation_date"].native, _reason(one.crl_reason_value)
    return None, ""


def _reason(value: object) -> str:
    native = getattr(value, "native", None)
    return "" if native is None else str(native)


def _is_about(wanted: ocsp.CertId, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if wanted["serial_number"].native != certificate.serial_number:
        return False
    algorithm = wanted["hash_algorithm"]["algorithm"].native
    name = hashlib.new(algorithm, issuer.subject.dump()).digest()
    key = hashlib.new(algorithm, bytes(issuer.public_key["public_key"])).digest()
    return (wanted["issuer_name_hash"].native, wanted["issuer_key_hash"].native) == (name, key)
