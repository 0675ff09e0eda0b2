"""A mail server for tests: it takes letters, or refuses them, and tells what it was given."""

from __future__ import annotations

import base64
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

USER, PASSWORD = "baza@example.org", "hasło do poczty"


@dataclass(frozen=True)
class Certificate:
    """For one name; trusted by whoever is told to by SSL_CERT_FILE."""

    certificate: Path
    key: Path

    @classmethod
    def made(cls, folder: Path, host: str) -> Certificate:
        made = cls(folder / f"{host}.pem", folder / f"{host}.key")
        kind = "IP" if host[0].isdigit() else "DNS"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", f"/CN={host}"),
                *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
                *("-addext", f"subjectAltName={kind}:{host}"),
                *("-keyout", str(made.key), "-out", str(made.certificate)),
            ],
            check=True,
            capture_output=True,
        )
        return made

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


class MailServer(socketserver.ThreadingTCPServer):
    """`in_clear` are the lines that came without TLS. `certificate` is for STARTTLS, or with `is_tls` for TLS
    from the start; with it only USER may send."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self,
        *,
        refuses: bool,
        certificate: Certificate | None = None,
        is_tls: bool = False,
        password: str = PASSWORD,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.refuses = refuses
        self.tls = certificate.context() if certificate else None
        self.is_tls = is_tls
        self.password = password
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.in_clear: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=baza@example.org"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust us breaks off; that is what some tests are about."""


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer
    is_secret = False
    is_known = False

    def setup(self) -> None:
        super().setup()
        if self.server.tls and self.server.is_tls:
            self._secure()

    def _secure(self) -> None:
        assert self.server.tls
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.connection = self.request
        self.rfile = self.request.makefile("rb")
        self.wfile = self.request.makefile("wb", buffering=0)
        self.is_secret = True

    def finish(self) -> None:
        super().finish()
        if self.is_secret:
            self.connection.close()

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline():
            if not self.is_secret:
                self.server.in_clear.append(line.decode("utf-8", "replace").strip())
            match line[:4].upper().strip():
                case b"EHLO":
                    self._greet()
                case b"STAR" if self.server.tls:
                    self._say("220 go on")
                    self._secure()
                case b"AUTH":
                    self._know(line)
                case b"MAIL" if self.server.tls and not self.is_known:
                    self._say("530 who are you")
                case b"RCPT" if self.server.refuses:
                    self._say("550 nobody here")
                case b"RCPT":
                    self.server.recipients.append(line.decode().strip())
                    self._say("250 ok")
                case b"DATA":
                    self._take()
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _greet(self) -> None:
        if self.server.tls and not self.is_secret:
            self._say("250-test\r\n250 STARTTLS")
        elif self.server.tls:
            self._say("250-test\r\n250 AUTH PLAIN")
        else:
            self._say("250 ok")

    def _know(self, line: bytes) -> None:
        given = base64.b64decode(line.split()[-1]).decode().split("\0")
        self.is_known = given[1:] == [USER, self.server.password]
        self._say("235 welcome" if self.is_known else "535 wrong")

    def _take(self) -> None:
        self._say("354 go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.server.letters.append(letter)
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server(
    *,
    refuses: bool = False,
    certificate: Certificate | None = None,
    is_tls: bool = False,
    password: str = PASSWORD,
) -> Iterator[MailServer]:
    with MailServer(refuses=refuses, certificate=certificate, is_tls=is_tls, password=password) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
