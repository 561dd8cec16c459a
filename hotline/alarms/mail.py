"""Alarms by mail, through an SMTP server: never in clear over a network, never with a password in clear.

Must not know: what the alarms are about.
"""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import SplitResult

from hotline.alarms.bell import Message, NotSent
from hotline.settings import LOOPBACK

PATIENCE = 10.0  # seconds, for each step of the conversation


@dataclass(frozen=True, slots=True)
class Mail:
    """Sends mails from `sender` to all of `receivers`.

    `server` is smtps://host:port for TLS from the first byte, or smtp://host:port, which must offer STARTTLS unless it
    is this very machine. Without a user, nobody signs in.
    """

    server: SplitResult
    sender: str
    receivers: Sequence[str]
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def send(self, message: Message) -> None:
        """Hand the mail to the server; NotSent where it did not take it for every receiver."""
        try:
            with self._connected() as smtp:
                refused = smtp.send_message(self._mail(message))
        except (OSError, smtplib.SMTPException, ValueError) as fault:  # ValueError: what it can't encode
            raise NotSent(f"The mail server did not take it ({type(fault).__name__}).") from None
        if refused:
            raise NotSent(f"The mail server refused {len(refused)} of {len(self.receivers)} receivers.")

    def _connected(self) -> smtplib.SMTP:
        host, port = self.server.hostname or "", self.server.port or 0
        if self.server.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=PATIENCE, context=self.trust)
        else:
            smtp = smtplib.SMTP(host, port or 587, timeout=PATIENCE)
        try:
            self._prepare(smtp, host)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _prepare(self, smtp: smtplib.SMTP, host: str) -> None:
        if self.server.scheme == "smtp":
            smtp.ehlo()
            if smtp.has_extn("starttls") or host not in LOOPBACK:
                smtp.starttls(context=self.trust)  # raises where it is not offered
        if self.user:
            smtp.login(self.user, self.password)

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, ", ".join(self.receivers), message.subject
        mail["Date"] = format_datetime(message.at)
        mail["Auto-Submitted"] = "auto-generated"  # nobody's holiday notice should answer (RFC 3834)
        mail.set_content(message.text + "\n")
        return mail
