"""Mail over SMTP (RFC 5321), with STARTTLS (RFC 3207)."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from http import HTTPStatus

from services.mail.port import AddressRefused, Mail, NoMail
from services.mail.settings import MailSettings

_PERMANENT = HTTPStatus.INTERNAL_SERVER_ERROR  # RFC 5321, 4.2.1: a reply from 500 on


class SmtpMail:
    """One connection a message; the library blocks, so it works in a thread."""

    is_configured = True

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self.sender = settings.sender

    async def send(self, message: EmailMessage) -> None:
        await asyncio.to_thread(self._send, message)

    def _send(self, message: EmailMessage) -> None:
        settings = self._settings
        try:
            with smtplib.SMTP(
                settings.host, settings.port, timeout=settings.timeout_seconds
            ) as server:
                if settings.starttls:
                    server.starttls(context=ssl.create_default_context())
                if settings.username and settings.password:
                    server.login(settings.username, settings.password.get_secret_value())
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            if code >= _PERMANENT:
                raise AddressRefused(f"{code} {reply.decode(errors='replace')}") from error
            raise
        except smtplib.SMTPResponseException as error:
            if error.smtp_code >= _PERMANENT and isinstance(error, smtplib.SMTPDataError):
                raise AddressRefused(f"{error.smtp_code} {error.smtp_error!r}") from error
            raise


def open_mail(settings: MailSettings) -> Mail:
    return SmtpMail(settings) if settings.host else NoMail()
