"""An official with a token, and the signing program on the machine before them."""

from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from asn1crypto import x509 as asn1  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from httpx2 import Response
from sqlalchemy import update
from sqlmodel import col

from auth.models import Credential
from tests.agents.pdf import sign_pdf, software_signer
from tests.holders import OURS, Token, give, new_token, register, seen, start
from tests.office import ADDRESS, Office, Officer
from tests.story import CLERK

LEADER_FIELD, NUMBER_FIELD, SEAL_FIELD = "CongvuLeader", "CongvuNumber", "CongvuSeal"
ATTACHMENT_FIELD, COPY_FIELD = "CongvuAttachment", "CongvuCopy"
FIELDS = {
    "person": LEADER_FIELD,
    "number": NUMBER_FIELD,
    "seal": SEAL_FIELD,
    "attachment": ATTACHMENT_FIELD,
    "copy": COPY_FIELD,
}
AGENTS = ("web_eid", "sign_service", "by_hand")


@dataclass
class Desk:
    """An official with a token, and the programs on the machine before them."""

    office: Office
    officer: Officer
    token: Token
    key_dir: Path

    async def open(self, subject: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """A session as it waits for its first signature; by Web eID, the token shows itself."""
        token = self.token if changes.get("agent") == "web_eid" else None
        answer = await start(self.officer, subject, token, **changes)
        assert answer.status_code == 201, answer.text
        return await seen(self.office, self.officer, answer.json())

    async def call(self, session: dict[str, Any]) -> dict[str, Any]:
        path = f"/signing-sessions/{session['id']}/calls"
        answer = await self.officer.post(path, {}, headers=OURS)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def fetch(self, call: dict[str, Any]) -> bytes:
        answer = await self.get(call["message"]["FileName"])
        assert answer.status_code == 200, answer.text
        return answer.content

    async def get(self, url: str) -> Response:
        """As the program does it: without any session, by the address alone."""
        assert url.startswith(ADDRESS)
        return await self.office.client.get(urlsplit(url).path)

    async def send(self, call: dict[str, Any], pdf: bytes) -> Response:
        path = urlsplit(call["message"]["FileUploadHandler"]).path
        files = {"uploadfile": ("signed.pdf", pdf, "application/pdf")}
        return await self.office.client.post(path, files=files)

    async def sign(
        self, pdf: bytes, *, field: str | None = LEADER_FIELD, token: Token | None = None
    ) -> bytes:
        used = token or self.token
        issuing = x509.load_pem_x509_certificate((self.key_dir / "ca/issuing.crt.pem").read_bytes())
        signer = software_signer(
            used.private,
            asn1.Certificate.load(used.der),
            issuing.public_bytes(Encoding.DER),
        )
        return await sign_pdf(pdf, signer, field=field)

    async def answer(
        self, session: dict[str, Any], *, field: str | None = "", token: Token | None = None
    ) -> Response:
        """Sign what the session waits for as its program does; `field` None: one of its own."""
        path, used = f"/signing-sessions/{session['id']}", token or self.token
        if session["agent"] == "web_eid":
            return await give(self.officer, session, used.sign(b64decode(session["to_sign"])))
        if session["agent"] == "sign_service":
            call = await self.call(session)
            named = call["message"]["MetaData"][0]["Value"] if field == "" else field
            pdf = await self.fetch(call)
            return await self.send(call, await self.sign(pdf, field=named, token=used))
        named = FIELDS[session["steps"][session["step"] - 1]["purpose"]] if field == "" else field
        pdf = (await self.officer.get(f"{path}/file")).content
        signed = await self.sign(pdf, field=named, token=used)
        return await self.officer.put(f"{path}/file", content=signed, headers=OURS)

    async def go_on(self, session: dict[str, Any], *, until: int) -> dict[str, Any]:
        """Sign step after step until the session waits at this one, or is over."""
        found = await seen(self.office, self.officer, session)
        while found["state"] == "started" and found["step"] < until:
            answer = await self.answer(found)
            assert answer.status_code == 200, answer.text
            found = await seen(self.office, self.officer, session)
        return found

    async def withdraw(self) -> None:
        """The certificate of this token is no longer in force; the one before it is."""
        print_ = self.token.certificate.fingerprint(hashes.SHA256()).hex()
        async with self.office.platform.database.session() as session:
            mine = col(Credential.fingerprint) == print_
            await session.exec(
                update(Credential).where(mine).values(revoked_at=self.office.clock.now())
            )
            await session.commit()

    async def ended(self, session: dict[str, Any]) -> tuple[str, str | None]:
        found = await seen(self.office, self.officer, session)
        return found["state"], found["problem"]


async def clerks_desk(office: Office, key_dir: Path) -> Desk:
    """The leader's key lies on the server here, the agency's with its clerk."""
    clerk, token = await office.sign_in(CLERK), new_token(key_dir, "UBND huyện Tháp Mười")
    await register(office, clerk, token.certificate, seal=True)
    return Desk(office, clerk, token, key_dir)


def refused(answer: Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.json()["type"] == f"urn:congvu:problem:{code}"
