"""No address out of a certificate is fetched unless its host is allowed: not even looked up."""

import sys
from collections.abc import Iterator

import pytest

from signing.certificates import Addresses
from signing.revocation.client import RevocationClient
from signing.revocation.rules import FetchRules, Refused
from signing.settings import SigningSettings
from tests.signing.conftest import NOW
from tests.signing.issuers import Issuer, der

_seen: list[str] | None = None


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _seen is not None and event in {"socket.connect", "socket.getaddrinfo", "open"}:
        if event == "open" and "://" not in str(arguments[0]):
            return
        _seen.append(f"{event} {arguments[1] if event == 'socket.connect' else arguments[0]}")


sys.addaudithook(_watch)  # stays for the process; does nothing outside the fixture


@pytest.fixture
def connections() -> Iterator[list[str]]:
    """Every connection and every name looked up in this process."""
    global _seen  # noqa: PLW0603 - a hook cannot be taken away again
    _seen = []
    yield _seen
    _seen = None


ALLOWED = FetchRules(hosts=frozenset({"crl.example.vn", "ocsp.example.vn:8080"}))

NOT_ALLOWED = [
    "http://evil.example/x.crl",
    "http://crl.example.vn.evil.example/x.crl",
    "http://crl.example.vn@evil.example/x.crl",
    "http://crl.example.vn:80@evil.example/x.crl",
    "http://evil.example#crl.example.vn/",
    "http://evil.example?crl.example.vn/",
    "http://evil.example\\@crl.example.vn/",
    "http://crl.example.vn\\.evil.example/",
    "http://crl.example.vn%2eevil.example/",
    "http://crl.example.vn%00.evil.example/",
    "http://crl.example.vn:8081/x.crl",
    "http://crl.example.vn:443/x.crl",
    "https://crl.example.vn:80/x.crl",
    "http://ocsp.example.vn/",
    "http://sub.crl.example.vn/x.crl",
    "http://example.vn/x.crl",
    "http://127.0.0.1/x.crl",
    "http://127.1/x.crl",
    "http://2130706433/x.crl",
    "http://0x7f000001/x.crl",
    "http://[::1]/x.crl",
    "http://[::ffff:127.0.0.1]/x.crl",
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost/x.crl",
    "http:///x.crl",
    "http://",
    "",
    "//crl.example.vn/x.crl",
    "crl.example.vn/x.crl",
    "ldap://crl.example.vn/cn=x",
    "ftp://crl.example.vn/x.crl",
    "file:///etc/passwd",
    "file://crl.example.vn/etc/passwd",
    "gopher://crl.example.vn/",
    "http://user@crl.example.vn/x.crl",
    "http://user:word@crl.example.vn/x.crl",
    "http://crl.example.vn:99999/",
    "http://crl.example.vn\r\nHost: evil.example/",
    "http://crl.еxample.vn/x.crl",
]


@pytest.mark.parametrize("address", NOT_ALLOWED)
def test_an_odd_address_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        ALLOWED.checked(address)


@pytest.mark.parametrize(
    ("address", "fetched"),
    [
        ("http://crl.example.vn/a.crl?b=c", "http://crl.example.vn/a.crl?b=c"),
        ("http://CRL.Example.VN/a.crl", "http://crl.example.vn/a.crl"),
        ("http://crl.example.vn./a.crl", "http://crl.example.vn/a.crl"),
        ("https://crl.example.vn/a.crl", "https://crl.example.vn/a.crl"),
        ("http://crl.example.vn:80/a.crl", "http://crl.example.vn/a.crl"),
        ("http://ocsp.example.vn:8080/", "http://ocsp.example.vn:8080/"),
    ],
)
def test_the_same_name_written_otherwise_is_the_same(address: str, fetched: str) -> None:
    assert str(ALLOWED.checked(address)) == fetched


@pytest.mark.parametrize("rules", [FetchRules(), ALLOWED, FetchRules(offline=True)])
async def test_no_connection_is_attempted(rules: FetchRules, connections: list[str]) -> None:
    issuer = Issuer("http://evil.example")
    client = RevocationClient(rules, now=NOW)
    for address in NOT_ALLOWED:
        if not address.isascii():
            continue  # not in a certificate's IA5String
        leaf = der(issuer.leaf(Addresses(crl=address, ocsp=address, issuer=address)))
        assert await client.lists_for(leaf) == ()
        assert await client.answer_for(leaf, der(issuer.root.certificate)) is None
        assert await client.issuers_of(leaf) == ()
    assert connections == []
    assert client.problems


async def test_the_watch_sees_a_connection(connections: list[str]) -> None:
    client = RevocationClient(FetchRules(hosts=frozenset({"127.0.0.1:9"})), now=NOW)
    await client.lists_for(der(Issuer("http://127.0.0.1:9").leaf()))
    assert any("127.0.0.1" in one for one in connections)


def test_hosts_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVU_SIGNING_FETCH_HOSTS", "CRL.example.vn., ocsp.example.vn:8080 ,")
    assert SigningSettings().fetch_hosts == {"crl.example.vn", "ocsp.example.vn:8080"}
    monkeypatch.delenv("CONGVU_SIGNING_FETCH_HOSTS")
    assert SigningSettings().fetch_hosts == frozenset()
