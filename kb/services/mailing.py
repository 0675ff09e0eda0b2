"""Letters to people who work here, by the mail server of KB_SMTP_URL."""

from __future__ import annotations

import base64
import ipaddress
import queue
import smtplib
import ssl
import threading
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

import structlog

from kb.errors import KbError

log = structlog.get_logger()

PATIENCE = 8.0
"""Seconds for each step of a conversation with the mail server."""
MOST_WAITING = 100
_WELCOME = 235


class MailNotSent(KbError):
    number = "KB-437"

    def __init__(self, reason: str) -> None:
        super().__init__(f"The mail server did not take the message: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MailOptions:
    """`url` is smtp://name:password@host:port?from=address; smtps:// speaks TLS from the start. With smtp://
    TLS is begun (STARTTLS). Without TLS only a server on this machine gets letters, and none a password."""

    url: str
    sender: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    text: str


class Mailer:
    def __init__(self, options: MailOptions) -> None:
        parts = urlsplit(options.url)
        self._is_tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._is_tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password or "")
        given = parse_qs(parts.query).get("from", [""])[0]
        named = self._user if self._user and "@" in self._user else ""
        self._sender = given or named or options.sender or f"dobre-praktyki@{self._host}"
        self._waiting: queue.Queue[Letter] = queue.Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def send(self, letter: Letter) -> None:
        """Raises MailNotSent."""
        message = self._message(letter)
        try:
            with self._connection() as server:
                self._sign_in(server)
                server.send_message(message, to_addrs=[letter.to])
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # ValueError: an address with letters that the server does not take.
            raise MailNotSent(self._reason(error)) from error

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if self._user is None:
            return
        if (self._user + self._password).isascii():
            server.login(self._user, self._password)
            return
        # smtplib knows ASCII alone; RFC 4616 says UTF-8.
        proof = base64.b64encode(f"\0{self._user}\0{self._password}".encode()).decode()
        code, told = server.docmd("AUTH", f"PLAIN {proof}")
        if code != _WELCOME:
            raise smtplib.SMTPAuthenticationError(code, told)

    def _message(self, letter: Letter) -> EmailMessage:
        """Raises MailNotSent for an address or a subject that would add lines or people to the head."""
        message = EmailMessage()
        try:
            message["From"] = self._sender
            message["To"] = Address(addr_spec=letter.to)
            message["Subject"] = letter.subject
        except (ValueError, HeaderParseError) as error:
            raise MailNotSent("an address or a subject that cannot stand in a letter") from error
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2] or None)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message

    def _reason(self, error: Exception) -> str:
        """What the people who run the site can do something about; never a password or who was written to."""
        where = f"{self._host}:{self._port}"
        match error:
            case ssl.SSLCertVerificationError():
                return f"the certificate of {where} is not trusted ({error.verify_message})"
            case ssl.SSLError():
                return f"no TLS with {where} ({error.reason}); smtps:// and smtp:// differ by who begins it"
            case smtplib.SMTPAuthenticationError():
                return f"{where} does not take this name and password ({error.smtp_code})"
            case smtplib.SMTPNotSupportedError():
                return f"{where}: {error}"
            case smtplib.SMTPRecipientsRefused():
                return f"{where} does not take letters to this address"
            case smtplib.SMTPResponseException():
                return f"{where} refused the letter ({error.smtp_code})"
            case TimeoutError() | smtplib.SMTPServerDisconnected():
                return f"{where} does not answer"
            case OSError():
                return f"{where} is not reached ({error.strerror or type(error).__name__})"
        return f"{where}: {type(error).__name__}"

    def send_behind(self, letter: Letter) -> None:
        """In a thread of its own, so that a page takes as long whether or not a letter is sent. What fails is
        in the log."""
        try:
            self._waiting.put_nowait(letter)
        except queue.Full:
            log.error("letter_dropped", waiting=MOST_WAITING)
            return
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="mail", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            letter = self._waiting.get()
            try:
                self.send(letter)
            except MailNotSent as error:
                log.error("letter_not_sent", number=error.number, reason=error.reason)
            finally:
                self._waiting.task_done()

    def wait_until_sent(self) -> None:
        self._waiting.join()

    def _connection(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._is_tls:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=PATIENCE, context=context)
        server = smtplib.SMTP(self._host, self._port, timeout=PATIENCE)
        try:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif self._user is not None or not _is_this_machine(self._host):
                raise smtplib.SMTPNotSupportedError("it offers no TLS (STARTTLS), so nothing is sent")
        except BaseException:
            server.close()
            raise
        return server


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
