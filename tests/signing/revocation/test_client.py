"""The client fetches what it may, once, within limits, and nothing else."""

import gzip
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]
from cryptography import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import InvalidCertificateError, PathValidationError

from signing.certificates import Addresses
from signing.pades.contexts import make_context
from signing.pades.fetchers import fetchers_for
from signing.revocation.cache import AnswerCache
from signing.revocation.client import Problem, RevocationClient
from signing.revocation.rules import FetchRules
from signing.trust import TrustMaterial
from tests.signing.conftest import NOW
from tests.signing.issuers import Issuer, Server, der, serving


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as running:
        yield running


@pytest.fixture
def issuer(server: Server) -> Issuer:
    made = Issuer(server.base)
    server.answers |= made.serve(now=NOW)
    return made


def rules_for(server: Server, **changes: object) -> FetchRules:
    allowed = FetchRules(hosts=frozenset({server.host}), seconds=2.0)
    return replace(allowed, **changes)  # type: ignore[arg-type]


async def test_list_answer_and_issuer_are_fetched(server: Server, issuer: Issuer) -> None:
    client = RevocationClient(rules_for(server), now=NOW)
    leaf, root = der(issuer.leaf()), der(issuer.root.certificate)
    [fetched] = await client.lists_for(leaf)
    assert x509.load_der_x509_crl(fetched).issuer == issuer.root.certificate.subject
    answer = await client.answer_for(leaf, root)
    assert answer is not None
    assert await client.issuers_of(leaf) == (root,)
    assert client.problems == ()
    assert sorted(server.asked) == ["/ocsp", "/root.cer", "/root.crl"]


async def test_one_task_asks_once(server: Server, issuer: Issuer) -> None:
    client = RevocationClient(rules_for(server), now=NOW)
    leaf = der(issuer.leaf())
    await client.lists_for(leaf)
    await client.lists_for(leaf)
    assert server.asked == ["/root.crl"]


async def test_nothing_is_allowed_unless_said(server: Server, issuer: Issuer) -> None:
    client = RevocationClient(FetchRules(), now=NOW)
    assert await client.lists_for(der(issuer.leaf())) == ()
    assert client.problems == (Problem(reason="host_not_allowed", host=server.host),)
    assert server.asked == []


async def test_offline_asks_nobody_but_uses_what_is_kept(
    server: Server, issuer: Issuer, tmp_path: Path
) -> None:
    rules, leaf = rules_for(server, cache=tmp_path), der(issuer.leaf())
    offline = replace(rules, offline=True)
    client = RevocationClient(offline, now=NOW)
    assert await client.lists_for(leaf) == ()
    assert client.problems == (Problem(reason="offline", host=server.host),)
    assert await RevocationClient(rules, now=NOW).lists_for(leaf)
    assert await RevocationClient(offline, now=NOW).lists_for(leaf)
    assert server.asked == ["/root.crl"]


async def test_kept_until_next_update_and_no_longer_than_a_day(
    server: Server, issuer: Issuer, tmp_path: Path
) -> None:
    rules = rules_for(server, cache=tmp_path)
    leaf, root = der(issuer.leaf()), der(issuer.root.certificate)
    for hours in (0, 1, 7, 9, 23, 25):
        client = RevocationClient(rules, now=NOW + timedelta(hours=hours))
        await client.lists_for(leaf)
        await client.answer_for(leaf, root)
    # The answer says eight hours (and, not renewed by this server, is asked for anew each time
    # after that), the list a week.
    assert server.asked.count("/root.crl") == 2
    assert server.asked.count("/ocsp") == 4


async def test_a_certificate_of_the_past_does_not_use_tomorrows_answer(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, most_bytes=1000)
    cache.keep(b"key", b"answer", now=NOW, until=NOW + timedelta(hours=1))
    assert cache.find(b"key", now=NOW - timedelta(minutes=1)) is None
    assert cache.find(b"key", now=NOW) == b"answer"
    assert cache.find(b"other", now=NOW) is None


def test_the_cache_keeps_its_size(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, most_bytes=1000)
    for number in range(20):
        cache.keep(bytes([number]), bytes(100), now=NOW, until=NOW + timedelta(hours=1))
    assert sum(one.stat().st_size for one in tmp_path.iterdir()) <= 1000
    assert cache.find(bytes([19]), now=NOW) == bytes(100)
    assert cache.find(bytes([0]), now=NOW) is None


def test_a_spoiled_file_is_no_answer(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, most_bytes=1000)
    cache.keep(b"key", b"answer", now=NOW, until=NOW + timedelta(hours=1))
    [kept] = tmp_path.iterdir()
    for spoiled in (b"", b"{}\nanswer", b"[]\n", b"\xff\n", b'{"since": 1, "until": 2}\n'):
        kept.write_bytes(spoiled)
        assert cache.find(b"key", now=NOW) is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, {}, b"<html>sign in to the network</html>"), "unreadable"),
        ((200, {}, b""), "unreadable"),
        ((404, {}, b""), "status_404"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(10_000))), "compressed"),
        ((200, {}, bytes(200_000)), "too_large"),
        ((0, {}, b""), "timeout"),
    ],
)
async def test_no_sound_answer_is_a_problem_with_its_name(
    server: Server, issuer: Issuer, answer: tuple[int, dict[str, str], bytes], reason: str
) -> None:
    server.answers["/root.crl"] = lambda _: answer
    client = RevocationClient(rules_for(server, largest=100_000, seconds=0.5), now=NOW)
    assert await client.lists_for(der(issuer.leaf())) == ()
    assert [one.reason for one in client.problems] == [reason]


async def test_a_task_has_a_limit_of_requests(server: Server) -> None:
    client = RevocationClient(rules_for(server, requests=3), now=NOW)
    issuer = Issuer(server.base)
    for number in range(5):
        addresses = Addresses(crl=f"{server.base}/{number}")
        await client.lists_for(der(issuer.leaf(addresses)))
    assert len(server.asked) == 3
    assert {one.reason for one in client.problems} == {"status_404", "limit_reached"}


async def test_redirects_stay_on_allowed_hosts(server: Server, issuer: Issuer) -> None:
    fetched = server.answers.pop("/root.crl")
    server.answers["/moved"] = fetched
    server.answers["/root.crl"] = lambda _: (302, {"Location": "/moved"}, b"")
    assert await RevocationClient(rules_for(server), now=NOW).lists_for(der(issuer.leaf()))
    assert server.asked == ["/root.crl", "/moved"]
    async with serving() as other:
        server.answers["/root.crl"] = lambda _: (302, {"Location": f"{other.base}/root.crl"}, b"")
        client = RevocationClient(rules_for(server), now=NOW)
        assert await client.lists_for(der(issuer.leaf())) == ()
        assert client.problems == (Problem(reason="host_not_allowed", host=other.host),)
        assert other.asked == []


async def test_endless_redirects_end(server: Server, issuer: Issuer) -> None:
    server.answers["/root.crl"] = lambda _: (302, {"Location": "/root.crl"}, b"")
    client = RevocationClient(rules_for(server), now=NOW)
    assert await client.lists_for(der(issuer.leaf())) == ()
    assert [one.reason for one in client.problems] == ["too_many_redirects"]
    assert len(server.asked) == 4


def context_of(issuer: Issuer, client: RevocationClient) -> ValidationContext:
    trust = TrustMaterial(anchors=(der(issuer.root.certificate),))
    return make_context(trust, moment=NOW, fetchers=fetchers_for(client))


async def _validate(leaf: x509.Certificate, context: ValidationContext) -> None:
    validator = CertificateValidator(
        asn1_x509.Certificate.load(der(leaf)), validation_context=context
    )
    await validator.async_validate_usage({"digital_signature"})  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("missing", ["/ocsp", "/root.crl"])
async def test_pyhanko_is_content_with_one_of_the_two(
    server: Server, issuer: Issuer, missing: str
) -> None:
    del server.answers[missing]
    client = RevocationClient(rules_for(server), now=NOW)
    context = context_of(issuer, client)
    await _validate(issuer.leaf(), context)
    assert len(context.crls) + len(context.ocsps) == 1


@pytest.mark.parametrize("missing", ["/ocsp", "/root.crl"])
async def test_a_fetched_answer_says_revoked(server: Server, issuer: Issuer, missing: str) -> None:
    leaf = issuer.leaf()
    issuer.revoked[leaf.serial_number] = (
        NOW - timedelta(days=1),
        x509.ReasonFlags.key_compromise,
    )
    del server.answers[missing]
    client = RevocationClient(rules_for(server), now=NOW)
    with pytest.raises((InvalidCertificateError, PathValidationError), match="revoked"):
        await _validate(leaf, context_of(issuer, client))


async def test_with_nothing_fetched_revocation_is_not_checked(
    server: Server, issuer: Issuer
) -> None:
    client = RevocationClient(FetchRules(), now=NOW)
    with pytest.raises(PathValidationError):
        await _validate(issuer.leaf(), context_of(issuer, client))
    assert server.asked == []
