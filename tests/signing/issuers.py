"""An issuer with its responder, lists and certificates, and a server that hands them out."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing import certificates
from signing.certificates import Addresses, Authority
from signing.keys.files import PrivateKey

VALID = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


@dataclass
class Issuer:
    """A root that issues leaves with addresses below ``base``; ``revoked`` by serial number."""

    base: str
    name: str = "Test Root"
    revoked: dict[int, tuple[datetime, x509.ReasonFlags]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        private = ec.generate_private_key(ec.SECP256R1())
        root = certificates.issue_authority(
            None, private=private, subject=_name(self.name), valid=VALID, purpose=None
        )
        self.root = Authority(private, root)
        self.responder = self.entity(ExtendedKeyUsageOID.OCSP_SIGNING, f"{self.name} OCSP")
        self.leaves: dict[int, x509.Certificate] = {}

    @property
    def addresses(self) -> Addresses:
        return Addresses(
            crl=f"{self.base}/root.crl", ocsp=f"{self.base}/ocsp", issuer=f"{self.base}/root.cer"
        )

    def entity(
        self, purpose: x509.ObjectIdentifier, name: str, addresses: Addresses | None = None
    ) -> Authority:
        private = ec.generate_private_key(ec.SECP256R1())
        made = certificates.issue_authority(
            self.root,
            private=private,
            subject=_name(name),
            valid=VALID,
            purpose=purpose,
            addresses=addresses,
        )
        return Authority(private, made)

    def leaf(self, addresses: Addresses | None = None) -> x509.Certificate:
        return self.signer(addresses).certificate

    def signer(
        self, addresses: Addresses | None = None, private: PrivateKey | None = None
    ) -> Authority:
        """A leaf with its key; of P-256 unless given."""
        private = private or ec.generate_private_key(ec.SECP256R1())
        made = certificates.issue_leaf(
            self.root,
            public=private.public_key(),
            subject=_name("Leaf"),
            email="",
            valid=VALID,
            addresses=addresses or self.addresses,
        )
        self.leaves[made.serial_number] = made
        return Authority(private, made)

    def crl(self, *, now: datetime, days: int = 7) -> bytes:
        until = now + timedelta(days=days)
        return certificates.make_crl(self.root, revoked=self.revoked, valid=(now, until))

    def answer(self, certificate: x509.Certificate, *, now: datetime) -> bytes:
        return certificates.answer_status(
            self.responder,
            certificate=certificate,
            issuer=self.root.certificate,
            revoked=self.revoked.get(certificate.serial_number),
            valid=(now, now + timedelta(hours=8)),
        )

    def serve(self, *, now: datetime) -> "dict[str, Answer]":
        """What a server answers below ``base``."""
        return {
            "/root.crl": lambda _: (200, {}, self.crl(now=now)),
            "/root.cer": lambda _: (200, {}, der(self.root.certificate)),
            "/ocsp": lambda body: (200, {}, self._asked(body, now=now)),
        }

    def _asked(self, body: bytes, *, now: datetime) -> bytes:
        serial = ocsp.load_der_ocsp_request(body).serial_number
        return self.answer(self.leaves[serial], now=now)


def _name(common_name: str) -> x509.Name:
    return certificates.subject(common_name=common_name, organisation="Test")


#: From the request's body to status, headers and body.
Answer = Callable[[bytes], tuple[int, dict[str, str], bytes]]


@dataclass
class Server:
    """A small HTTP server; ``asked`` are the paths that were requested."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def base(self) -> str:
        return f"http://{self.host}"


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    """A server on a free port of this machine until the block is left."""
    server = Server(port=0)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path = head.split(" ", 2)[1]
            lengths = [line.partition(":")[2] for line in head.splitlines() if _is_length(line)]
            body = await reader.readexactly(int(lengths[0])) if lengths else b""
            server.asked.append(path)
            await _answer(server, path, body, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server


def _is_length(line: str) -> bool:
    return line.lower().startswith("content-length:")


async def _answer(server: Server, path: str, body: bytes, writer: asyncio.StreamWriter) -> None:
    status, headers, content = server.answers.get(path, _missing)(body)
    if status == 0:
        await asyncio.sleep(5)  # never answers, as far as the client waits
        return
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(content)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
    await writer.drain()


def _missing(_: bytes) -> tuple[int, dict[str, str], bytes]:
    return 404, {}, b""
