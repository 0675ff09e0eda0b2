"""Letters: what is sent, and that a failure is an error of ours and never blocks the one who waits behind."""

from __future__ import annotations

import socket

import pytest

from kb.services.mailing import Letter, Mailer, MailNotSent, MailOptions
from tests.mail_server import mail_server

LETTER = Letter("ola@example.org", "Zażółć", "Gęślą jaźń.\n")


def test_a_letter_arrives_whole() -> None:
    with mail_server() as server:
        Mailer(MailOptions(server.url)).send(LETTER)
    (letter,) = server.letters
    assert (letter["Subject"], letter["To"], letter["From"]) == (
        "Zażółć",
        "ola@example.org",
        "baza@example.org",
    )
    assert letter.get_content().split() == ["Gęślą", "jaźń."]
    assert letter["Auto-Submitted"] == "auto-generated"


def test_a_refusal_and_an_absent_server_are_said() -> None:
    with mail_server(refuses=True) as server, pytest.raises(MailNotSent):
        Mailer(MailOptions(server.url)).send(LETTER)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(MailNotSent):
            Mailer(MailOptions(f"smtp://127.0.0.1:{taken.getsockname()[1]}")).send(LETTER)


def test_a_password_is_never_sent_without_tls() -> None:
    with mail_server() as server:
        address = server.url.replace("smtp://", "smtp://ola:sekret@")
        with pytest.raises(MailNotSent):
            Mailer(MailOptions(address)).send(LETTER)
    assert server.letters == []


def test_what_fails_behind_stops_nothing() -> None:
    with mail_server(refuses=True) as server:
        mailer = Mailer(MailOptions(server.url))
        mailer.send_behind(LETTER)
        mailer.wait_until_sent()
        server.refuses = False
        mailer.send_behind(LETTER)
        mailer.wait_until_sent()
    assert len(server.letters) == 1
