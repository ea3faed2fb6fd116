"""Our revocation client as the fetchers that pyHanko asks."""

from collections.abc import AsyncGenerator, Iterable
from typing import TypeAlias

from asn1crypto import cms, crl, ocsp, x509  # type: ignore[import-untyped]
from pyhanko_certvalidator.authority import Authority, AuthorityWithCert
from pyhanko_certvalidator.errors import OCSPFetchError
from pyhanko_certvalidator.fetchers import (
    CertificateFetcher,
    CRLFetcher,
    Fetchers,
    OCSPFetcher,
)

from signing.revocation.client import RevocationClient

Certificate: TypeAlias = "x509.Certificate | cms.AttributeCertificateV2"


def fetchers_for(client: RevocationClient) -> Fetchers:
    """Return fetchers for a context: ``ValidationContext(fetchers=..., allow_fetching=True)``.

    One set may serve several contexts of one task. What was fetched is listed by
    ``fetched_responses`` and ``fetched_crls``.
    """
    return Fetchers(
        ocsp_fetcher=_Answers(client),
        crl_fetcher=_Lists(client),
        cert_fetcher=_Issuers(client),
    )


class _Answers(OCSPFetcher):
    def __init__(self, client: RevocationClient) -> None:
        self._client = client
        self._found: dict[bytes, ocsp.OCSPResponse] = {}

    async def fetch(self, cert: Certificate, authority: Authority) -> ocsp.OCSPResponse:
        """Ask the responder that the certificate names."""
        if not isinstance(cert, x509.Certificate) or not isinstance(authority, AuthorityWithCert):
            raise OCSPFetchError("only certificates with an issuer's certificate are asked about")
        answer = await self._client.answer_for(cert.dump(), authority.certificate.dump())
        if answer is None:
            raise OCSPFetchError("no OCSP answer was to be had")
        response = ocsp.OCSPResponse.load(answer)
        self._found[cert.sha256] = response
        return response

    def fetched_responses(self) -> Iterable[ocsp.OCSPResponse]:
        """Return everything fetched."""
        return tuple(self._found.values())

    def fetched_responses_for_cert(self, cert: Certificate) -> Iterable[ocsp.OCSPResponse]:
        """Return what was fetched about this certificate."""
        found = self._found.get(cert.sha256) if isinstance(cert, x509.Certificate) else None
        return () if found is None else (found,)


class _Lists(CRLFetcher):
    def __init__(self, client: RevocationClient) -> None:
        self._client = client
        self._found: dict[bytes, tuple[crl.CertificateList, ...]] = {}

    async def fetch(
        self, cert: Certificate, *, use_deltas: object = None
    ) -> Iterable[crl.CertificateList]:
        """Fetch the lists that the certificate names; none where they cannot be had."""
        del use_deltas  # Delta lists need their base list as well: the full one is enough.
        if not isinstance(cert, x509.Certificate):
            return ()
        fetched = await self._client.lists_for(cert.dump())
        lists = tuple(crl.CertificateList.load(one) for one in fetched)
        self._found[cert.sha256] = lists
        return lists

    def fetched_crls(self) -> Iterable[crl.CertificateList]:
        """Return everything fetched, each list once."""
        return tuple({one.dump(): one for many in self._found.values() for one in many}.values())

    def fetched_crls_for_cert(self, cert: Certificate) -> Iterable[crl.CertificateList]:
        """Return what was fetched for this certificate; KeyError when nothing was asked."""
        return self._found[cert.sha256]


class _Issuers(CertificateFetcher):
    def __init__(self, client: RevocationClient) -> None:
        self._client = client
        self._found: dict[bytes, x509.Certificate] = {}

    async def fetch_cert_issuers(self, cert: Certificate) -> AsyncGenerator[x509.Certificate, None]:
        """Yield the certificates that the certificate names as its issuer's."""
        if not isinstance(cert, x509.Certificate):
            return
        for encoded in await self._client.issuers_of(cert.dump()):
            found = x509.Certificate.load(encoded)
            self._found[found.sha256] = found
            yield found

    async def fetch_crl_issuers(
        self, certificate_list: crl.CertificateList
    ) -> AsyncGenerator[x509.Certificate, None]:
        """Yield nothing: a list is signed by an issuer of the chain, which is known."""
        del certificate_list
        none: tuple[x509.Certificate, ...] = ()
        for one in none:
            yield one

    def fetched_certs(self) -> Iterable[x509.Certificate]:
        """Return everything fetched."""
        return tuple(self._found.values())
