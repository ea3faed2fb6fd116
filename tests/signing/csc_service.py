"""A remote signing service that checks every request against the CSC API 1.0.4.0."""

import base64
import binascii
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from signing.keys.files import PrivateKey

CLIENT, SECRET, PIN, OTP = "congvu", "the-client-s-secret", "1234", "998877"
SHA256 = "2.16.840.1.101.3.4.2.1"
RSA_ANY, RSA_SHA256 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"
ECDSA_SHA256 = "1.2.840.10045.4.3.2"


class RefusedError(Exception):
    """10.1: answered as an error object."""

    def __init__(self, code: str, description: str = "", *, status: int = 400) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"error": code, "error_description": description}


@dataclass
class Held:
    """A credential: its key, its certificates, and how it is authorized."""

    private: PrivateKey
    certificates: list[x509.Certificate]
    mode: str = "explicit"
    pin: str = "true"
    otp: str = "false"
    scal: str = "2"
    key_status: str = "enabled"
    cert_status: str = "valid"
    any_digest: bool = False

    @property
    def algorithms(self) -> list[str]:
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return [ECDSA_SHA256]
        return [RSA_ANY] if self.any_digest else [RSA_SHA256]


@dataclass
class Activation:
    """What a SAD is good for: once, for so many signatures, with SCAL 2 for these hashes."""

    credential: str
    number: int
    hashes: list[str]


@dataclass
class Service:
    """``refuse`` makes the next answers of a path this status; ``slow`` makes a path wait."""

    credentials: dict[str, Held] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    activations: dict[str, Activation] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refuse: dict[str, list[int]] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    wrong_pins: int = 0
    url: str = ""

    def info(self, body: dict[str, object]) -> dict[str, object]:
        _text(body, "lang", needed=False)
        return {
            "specs": "1.0.4.0",
            "name": "Test service",
            "logo": "https://service.example/logo.png",
            "region": "VN",
            "lang": "en-US",
            "description": "For tests",
            "authType": ["oauth2client"],
            "oauth2": f"{self.url}",
            "methods": ["info", "credentials/list", "credentials/info", "signatures/signHash"],
        }

    def listed(self, body: dict[str, object]) -> dict[str, object]:
        most = body.get("maxResults", 100)
        _require(isinstance(most, int) and most > 0, "Invalid parameter maxResults")
        names = sorted(self.credentials)
        start = int(_text(body, "pageToken", needed=False) or 0)
        shown = names[start : start + 2]  # Small pages, so that the client must go on.
        page: dict[str, object] = {"credentialIDs": shown}
        return page | ({"nextPageToken": str(start + 2)} if names[start + 2 :] else {})

    def described(self, body: dict[str, object]) -> dict[str, object]:
        held = self._held(body)
        _require(body.get("certificates") in {"none", "single", "chain"}, "certificates")
        chain = [
            base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in held.certificates
        ]
        return {
            "key": {"status": held.key_status, "algo": held.algorithms, "len": 2048},
            "cert": {"status": held.cert_status, "certificates": chain},
            "authMode": held.mode,
            "SCAL": held.scal,
            "PIN": {"presence": held.pin, "format": "N", "label": "PIN"},
            "OTP": {"presence": held.otp, "type": "offline", "format": "N"},
            "multisign": 5,
            "lang": "en-US",
        }

    def authorized(self, body: dict[str, object]) -> dict[str, object]:
        held = self._held(body)
        number = body.get("numSignatures")
        _require(isinstance(number, int) and 0 < number <= 5, "Invalid number of signatures")
        assert isinstance(number, int)
        pinned = _hashes(body) if "hash" in body or held.scal == "2" else []
        _require(not pinned or len(pinned) == number, "Invalid number of hashes")
        if held.mode == "explicit" and held.pin == "true" and _text(body, "PIN") != PIN:
            self.wrong_pins += 1
            raise RefusedError("invalid_pin", "The PIN is invalid")
        if held.otp == "true" and _text(body, "OTP") != OTP:
            raise RefusedError("invalid_otp", "The OTP is invalid")
        sad = secrets.token_urlsafe(24)
        self.activations[sad] = Activation(_text(body, "credentialID"), number, pinned)
        return {"SAD": sad, "expiresIn": 300}

    def signed(self, body: dict[str, object]) -> dict[str, object]:
        held = self._held(body)
        given = _hashes(body)
        # Single use: taken out before anything is made.
        active = self.activations.pop(_text(body, "SAD"), None)
        _require(active is not None, "Invalid parameter SAD")
        assert active is not None
        _require(active.credential == body["credentialID"], "Invalid parameter SAD")
        _require(len(given) <= active.number, "Numbers of signatures is too high")
        _require(not active.hashes or given == active.hashes, "Hash is not authorized by the SAD")
        _require(body.get("signAlgo") in held.algorithms, "Invalid parameter signAlgo")
        if body["signAlgo"] == RSA_ANY or "hashAlgo" in body:
            _require(body.get("hashAlgo") == SHA256, "Invalid parameter hashAlgo")
        made = [_value(held.private, base64.b64decode(one)) for one in given]
        return {"signatures": [base64.b64encode(one).decode() for one in made]}

    def _held(self, body: dict[str, object]) -> Held:
        found = self.credentials.get(_text(body, "credentialID"))
        if found is None:
            raise RefusedError("invalid_request", "Invalid parameter credentialID")
        return found

    def check_token(self, request: Request) -> None:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or token not in self.tokens:
            raise RefusedError("invalid_token", "The token is invalid", status=401)

    def new_token(self, form: dict[str, str]) -> dict[str, object]:
        if form.get("grant_type") != "client_credentials":
            raise RefusedError("unsupported_grant_type")
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            raise RefusedError("invalid_client", status=401)
        token = secrets.token_urlsafe(24)
        self.tokens.add(token)
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600}


def _require(right: bool, description: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not right:
        raise RefusedError("invalid_request", description)


def _text(body: dict[str, object], name: str, *, needed: bool = True) -> str:
    value = body.get(name)
    if value is None and not needed:
        return ""
    _require(isinstance(value, str) and value != "", f"Missing (or invalid type) parameter {name}")
    return str(value)


def _hashes(body: dict[str, object]) -> list[str]:
    found = body.get("hash")
    _require(isinstance(found, list) and bool(found), "Missing (or invalid type) parameter hash")
    assert isinstance(found, list)
    for one in found:
        try:
            length = len(base64.b64decode(one, validate=True))
        except (binascii.Error, TypeError) as error:
            raise RefusedError("invalid_request", "Invalid Base64 hash string") from error
        _require(length == hashlib.sha256().digest_size, "Invalid digest value length")
    return found


def _value(private: PrivateKey, digest: bytes) -> bytes:
    prehashed = Prehashed(hashes.SHA256())
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(digest, padding.PKCS1v15(), prehashed)
    return private.sign(digest, ec.ECDSA(prehashed))


def application(service: Service) -> FastAPI:
    """Serve it below ``/csc/v1``."""
    app = FastAPI()
    calls = {
        "info": service.info,
        "credentials/list": service.listed,
        "credentials/info": service.described,
        "credentials/authorize": service.authorized,
        "signatures/signHash": service.signed,
    }

    @app.exception_handler(RefusedError)
    async def refused(_: Request, error: RefusedError) -> JSONResponse:
        return JSONResponse(error.body, status_code=error.status)

    @app.post("/csc/v1/oauth2/token")
    async def token(request: Request) -> dict[str, object]:
        service.asked.append("oauth2/token")
        return service.new_token({name: str(one) for name, one in (await request.form()).items()})

    @app.post("/csc/v1/{path:path}")
    async def call(path: str, request: Request) -> JSONResponse:
        service.asked.append(path)
        if service.refuse.get(path):
            return JSONResponse({"error": "x"}, status_code=service.refuse[path].pop(0))
        time.sleep(service.slow.get(path, 0))  # noqa: ASYNC251 - one client, who waits for it
        if path != "info":
            service.check_token(request)
        return JSONResponse(calls[path](await request.json()))

    return app


@contextmanager
def running(service: Service) -> Iterator[Service]:
    """Run it on loopback, in a thread of its own."""
    config = uvicorn.Config(application(service), port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    service.url = f"http://127.0.0.1:{port}/csc/v1"
    yield service
    server.should_exit = True
    thread.join()
