"""The client: what one task may ask of the issuers of the certificates it meets."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509 import ocsp

from signing.revocation.addresses import answer_addresses, issuer_addresses, list_addresses
from signing.revocation.cache import AnswerCache
from signing.revocation.rules import FetchRules, Refused
from signing.revocation.transport import Request, send

OCSP_REQUEST = "application/ocsp-request"
#: How long an answer without nextUpdate is used again: it says that a newer one is always there.
NO_NEXT_UPDATE = timedelta(minutes=5)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_PEM = b"-----BEGIN"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why an address was not used: ``reason`` is a machine code such as ``host_not_allowed``."""

    reason: str
    host: str


class RevocationClient:
    """Fetches within the rules; one for each task, whose requests and seconds it counts."""

    def __init__(self, rules: FetchRules, *, now: datetime) -> None:
        self._rules = rules
        self._now = now
        self._cache = (
            AnswerCache(rules.cache, most_bytes=rules.cache_bytes) if rules.cache else None
        )
        self._asked: dict[bytes, bytes | None] = {}
        self._requests = 0
        self._seconds = 0.0
        self._problems: dict[Problem, None] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was not fetched, and why, each once."""
        return tuple(self._problems)

    async def lists_for(self, certificate: bytes) -> tuple[bytes, ...]:
        """Return the revocation lists (DER) that the certificate points to."""
        return await self._first(
            [Request(address=one) for one in list_addresses(certificate)], _list_until
        )

    async def answer_for(self, certificate: bytes, issuer: bytes) -> bytes | None:
        """Return an OCSP response (DER) about the certificate, as its issuer's responder says."""
        addresses = answer_addresses(certificate)
        if not addresses:
            return None
        try:
            body = _ocsp_request(certificate, issuer)
        except (ValueError, TypeError):
            return None
        requests = [Request(address=one, body=body, media_type=OCSP_REQUEST) for one in addresses]
        found = await self._first(requests, _answer_until)
        return found[0] if found else None

    async def issuers_of(self, certificate: bytes) -> tuple[bytes, ...]:
        """Return the certificates (DER) that the certificate names as its issuer's."""
        requests = [Request(address=one) for one in issuer_addresses(certificate)]
        found = await self._first(requests, _certificates_until)
        return tuple(one for body in found for one in read_certificates(body))

    async def _first(
        self, requests: Sequence[Request], until: Callable[[bytes], datetime | None]
    ) -> tuple[bytes, ...]:
        """Return the first sound answer: several addresses name the same thing."""
        for request in requests:
            answer = await self._ask(request, until)
            if answer is not None:
                return (answer,)
        return ()

    async def _ask(
        self, request: Request, until: Callable[[bytes], datetime | None]
    ) -> bytes | None:
        key = request.address.encode() + b"\0" + (request.body or b"")
        if key not in self._asked:
            self._asked[key] = await self._fetch(key, request, until)
        return self._asked[key]

    async def _fetch(
        self, key: bytes, request: Request, until: Callable[[bytes], datetime | None]
    ) -> bytes | None:
        kept = self._cache.find(key, now=self._now) if self._cache else None
        if kept is not None:
            return kept
        try:
            answer = await self._send(request)
            end = _checked(answer, until)
        except Refused as refused:
            self._problems[Problem(reason=refused.reason, host=refused.host)] = None
            return None
        if self._cache is not None:
            self._cache.keep(key, answer, now=self._now, until=end or self._now + NO_NEXT_UPDATE)
        return answer

    async def _send(self, request: Request) -> bytes:
        self._rules.checked(request.address)
        left = self._rules.all_seconds - self._seconds
        if self._requests >= self._rules.requests or left <= 0:
            raise Refused("limit_reached")
        self._requests += 1
        begun = time.monotonic()
        try:
            return await send(request, self._rules, seconds=min(self._rules.seconds, left))
        finally:
            self._seconds += time.monotonic() - begun


def read_certificates(data: bytes) -> tuple[bytes, ...]:
    """Return the certificates (DER) in DER, PEM or PKCS#7 in either form.

    Raises:
        ValueError: there are none.
    """
    loaders: tuple[Callable[[bytes], list[x509.Certificate]], ...]
    if _PEM in data:
        loaders = (pkcs7.load_pem_pkcs7_certificates, x509.load_pem_x509_certificates)
        if b"-----BEGIN PKCS7" not in data:
            loaders = loaders[1:]
    else:
        loaders = (lambda one: [x509.load_der_x509_certificate(one)],
                   pkcs7.load_der_pkcs7_certificates)  # fmt: skip
    error: Exception = ValueError("no certificate")
    for load in loaders:
        try:
            loaded = load(data)
        except Exception as failed:  # noqa: BLE001 - the binding raises errors of its own kinds
            error = failed
            continue
        if loaded:
            return tuple(one.public_bytes(serialization.Encoding.DER) for one in loaded)
    raise ValueError("no certificate") from error


def _checked(answer: bytes, until: Callable[[bytes], datetime | None]) -> datetime | None:
    try:
        return until(answer)
    except Exception as error:  # whatever a hostile answer makes the parser raise
        raise Refused("unreadable") from error


def _list_until(answer: bytes) -> datetime | None:
    return x509.load_der_x509_crl(answer).next_update_utc


def _answer_until(answer: bytes) -> datetime | None:
    response = ocsp.load_der_ocsp_response(answer)
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise ValueError(response.response_status)
    return response.next_update_utc


def _certificates_until(answer: bytes) -> datetime | None:
    read_certificates(answer)
    return NEVER  # the cache has its own limit


def _ocsp_request(certificate: bytes, issuer: bytes) -> bytes:
    """Without a nonce, which many responders ignore and which defeats the cache.

    SHA-1 only names the issuer here (RFC 6960, 4.1.1); it is what every responder knows.
    """
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        x509.load_der_x509_certificate(certificate),
        x509.load_der_x509_certificate(issuer),
        hashes.SHA1(),  # noqa: S303 - see above
    )
    return builder.build().public_bytes(serialization.Encoding.DER)
