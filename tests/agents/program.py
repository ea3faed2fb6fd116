"""A signing program as it runs on an official's machine: `python -m tests.agents.program FOLDER`.

It speaks two protocols over TLS on a port of 127.0.0.1, with a key in SoftHSM:

- the Government Cipher Committee's local service: a WebSocket at `/<Command>`, one message, one
  answer; it fetches the file, signs it, sends it back;
- what the Web eID extension passes on to its native program, as POST /web-eid.

The first line it prints is `{"port": ..., "public_key": ...}` (PEM). FOLDER/certificate.der and
FOLDER/chain.der are read when they are needed, FOLDER/behaviour says how it is to fail.
"""

import argparse
import base64
import json
import os
import socket
import ssl
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from asn1crypto import x509  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pyhanko.sign.pkcs11 import PKCS11Signer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.agents.pdf import chain_store, sign_pdf
from tests.agents.token import LABEL, initialise, open_token

ALLOWED = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "content-type"}


class Cancelled(Exception):
    """The official pressed cancel where the PIN is asked."""


class Program:
    def __init__(self, folder: Path, kind: str) -> None:
        self._folder = folder
        self._kind = kind
        self._made = 0

    @property
    def _behaviour(self) -> str:
        path = self._folder / "behaviour"
        return path.read_text().strip() if path.exists() else ""

    def _is_cancelled(self) -> bool:
        """`cancel`, or `cancel-after-2`: two signatures are made, the third is not."""
        word, _, made = self._behaviour.partition("-after-")
        return word == "cancel" and self._made >= int(made or 0)

    @property
    def _certificate(self) -> bytes:
        return (self._folder / "certificate.der").read_bytes()

    async def serve_command(self, socket_: WebSocket) -> None:
        """One message, one answer, and the socket is closed."""
        await socket_.accept()
        try:
            said = await socket_.receive_text()
        except WebSocketDisconnect:
            return  # a page that only looked whether somebody is there
        command = socket_.path_params["command"]
        try:
            answer = await self._command(command, said)
        except Cancelled:
            answer = {"Status": 1, "Message": "Người dùng hủy thao tác ký"}
        except httpx2.HTTPStatusError as error:
            answer = {"Status": 2, "Message": f"HTTP {error.response.status_code}"}
        await socket_.send_text(json.dumps(answer))
        await socket_.close()

    async def _command(self, command: str, said: str) -> dict[str, Any]:
        if command == "GetVersion":
            return {"Status": 0, "Version": "1.0"}
        if command not in {"SignApproved", "SignIssued", "SignAppendix", "SignCopy"}:
            return {"Status": 3, "Message": f"no such command: {command}"}
        if self._is_cancelled():
            raise Cancelled
        asked = json.loads(said)
        async with httpx2.AsyncClient(timeout=60) as http:
            pdf = (await http.get(asked["FileName"])).raise_for_status().content
            signed = await self._sign(pdf, asked)
            sent = await http.post(
                asked["FileUploadHandler"],
                files={"uploadfile": ("signed.pdf", signed, "application/pdf")},
            )
            told = sent.raise_for_status().json()
        return {"Status": told["Status"], "Message": told["Message"], "FileServer": told}

    async def _sign(self, pdf: bytes, asked: dict[str, Any]) -> bytes:
        named = {row["Key"]: row["Value"] for row in asked["MetaData"]}
        field = None if self._behaviour == "own-field" else named.get("FieldName")
        with open_token(self._kind) as token:
            signer = PKCS11Signer(
                token.session,
                signing_cert=x509.Certificate.load(self._certificate),
                ca_chain=chain_store((self._folder / "chain.der").read_bytes()),
                key_label=LABEL,
                use_raw_mechanism=True,
                bulk_fetch=False,
            )
            signed = await sign_pdf(pdf, signer, field=field)
        self._made += 1
        return signed

    async def serve_extension(self, request: Request) -> Response:
        """What the native program of Web eID answers the extension."""
        if request.method == "OPTIONS":
            return Response(headers=ALLOWED)
        return JSONResponse(self._extension(await request.json()), headers=ALLOWED)

    def _extension(self, asked: dict[str, Any]) -> dict[str, Any]:
        cancelled = {"error": {"code": "ERR_WEBEID_USER_CANCELLED", "message": "User cancelled"}}
        if asked["action"] == "web-eid:status":
            return {"extension": "2.3.0", "nativeApp": "2.7.0+0", "library": "2.1.0"}
        if self._behaviour == "removed":
            return {"error": {"code": "ERR_WEBEID_NATIVE_FATAL", "message": "Card was removed"}}
        if self._is_cancelled() and asked["action"] == "web-eid:sign":
            return cancelled
        with open_token(self._kind) as token:
            if asked["action"] == "web-eid:get-signing-certificate":
                return {
                    "certificate": base64.b64encode(self._certificate).decode(),
                    "supportedSignatureAlgorithms": token.algorithms,
                }
            digest = base64.b64decode(asked["hash"])
            value = token.sign_digest(digest, asked["hashFunction"])
        self._made += 1
        chosen = [one for one in token.algorithms if one["hashFunction"] == asked["hashFunction"]]
        return {
            "signature": base64.b64encode(value).decode(),
            "signatureAlgorithm": chosen[0],
        }


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--kind", default="P-384", choices=["P-256", "P-384", "RSA"])
    arguments.add_argument("--port", type=int, default=0)
    given = arguments.parse_args()
    initialise(given.folder)
    with open_token(given.kind) as token:
        public = token.generate()
    program = Program(given.folder, given.kind)
    app = Starlette(
        routes=[
            Route("/web-eid", program.serve_extension, methods=["POST", "OPTIONS"]),
            WebSocketRoute("/{command}", program.serve_command),
        ]
    )
    with socket.create_server(("127.0.0.1", given.port)) as listening:
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        port = listening.getsockname()[1]
        os.write(1, (json.dumps({"port": port, "public_key": pem}) + "\n").encode())
        config = uvicorn.Config(
            app,
            log_level="warning",
            ssl_certfile=str(given.folder / "tls.crt"),
            ssl_keyfile=str(given.folder / "tls.key"),
            ssl_version=ssl.PROTOCOL_TLS_SERVER,
            timeout_graceful_shutdown=1,
        )
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
