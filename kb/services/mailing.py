"""Letters to people who work here, by the mail server of KB_SMTP_URL."""

from __future__ import annotations

import queue
import smtplib
import ssl
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

import structlog

from kb.errors import KbError

log = structlog.get_logger()

PATIENCE = 8.0
"""Seconds for each step of a conversation with the mail server."""
MOST_WAITING = 100


class MailNotSent(KbError):
    number = "KB-437"

    def __init__(self, reason: str) -> None:
        super().__init__(f"The mail server did not take the message: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MailOptions:
    """`url` is smtp://name:password@host:port?from=address; smtps:// speaks TLS from the start. With smtp://
    TLS is begun where the server offers it, and a password is sent under TLS alone."""

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
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2] or None)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        try:
            with self._connection() as server:
                if self._user is not None:
                    server.login(self._user, self._password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSent(type(error).__name__) from error

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
            elif self._user is not None:
                raise smtplib.SMTPNotSupportedError("no TLS")
        except BaseException:
            server.close()
            raise
        return server
