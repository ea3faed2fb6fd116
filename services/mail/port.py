"""What the house asks of mail."""

import logging
from email.message import EmailMessage
from typing import Protocol

log = logging.getLogger(__name__)


class AddressRefused(Exception):
    """The server will not take this message, now or later."""


class Mail(Protocol):
    """`sender` is the address that messages come from; `is_configured`: mail is really sent."""

    sender: str
    is_configured: bool

    async def send(self, message: EmailMessage) -> None:
        """Hand a message over. Raises `AddressRefused`, or OSError for what may pass."""


class NoMail:
    """No server is named: says so once, and sends nothing."""

    sender = "congvu@localhost"
    is_configured = False

    async def send(self, message: EmailMessage) -> None:
        log.warning("no mail server is named (CONGVU_SMTP_HOST): %s is not sent", message["To"])
