"""A real SMTP server for a test, and what was handed to it."""

from __future__ import annotations

import asyncio
import dataclasses
import email
import email.policy
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from services.mail.settings import MailSettings
from services.mail.smtp import SmtpMail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from email.message import EmailMessage

    from tests.office import Office


@dataclass
class Postbox:
    """Messages by address; `refused` addresses are turned away for good."""

    messages: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and signature
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address in self.refused:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = cast("bytes", envelope.content)
        parsed = email.message_from_bytes(content, policy=email.policy.default)
        self.messages.append(parsed)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [one for one in self.messages if one["To"] == address]


@asynccontextmanager
async def open_postbox(office: Office, *, starttls: bool = False) -> AsyncIterator[Postbox]:
    """Let the office's worker send by a server of this test's own."""
    postbox = Postbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(postbox, loop=loop), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = MailSettings(
        host="127.0.0.1", port=port, starttls=starttls, sender="hop@thapmuoi.example"
    )
    office.platform = dataclasses.replace(office.platform, mail=SmtpMail(settings))
    office.app.state.platform = office.platform
    try:
        yield postbox
    finally:
        server.close()
        await server.wait_closed()
