"""Letters under TLS, to a real mail server: sent where it is who it says, and nothing in clear where it is not."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from structlog.testing import capture_logs

from kb.services.mailing import Letter, Mailer, MailNotSent, MailOptions
from tests.mail_server import PASSWORD, USER, Certificate, MailServer, mail_server

LETTER = Letter("ola@example.org", "Zażółć", "Gęślą jaźń.\n")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.made(tmp_path_factory.mktemp("own"), "localhost")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.made(tmp_path_factory.mktemp("foreign"), "poczta.example.org")


@pytest.fixture
def trusting(own: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """As an operator does who has an authority of their own (docs/settings.md)."""
    monkeypatch.setenv("SSL_CERT_FILE", str(own.certificate))
    return own


def mailer(server: MailServer, scheme: str, password: str = PASSWORD, host: str = "localhost") -> Mailer:
    return Mailer(MailOptions(f"{scheme}://{quote(USER)}:{quote(password)}@{host}:{server.port}"))


@pytest.mark.parametrize("password", [PASSWORD, "only ASCII"])
@pytest.mark.parametrize(("scheme", "is_tls"), [("smtp", False), ("smtps", True)])
def test_a_letter_goes_under_tls(trusting: Certificate, scheme: str, is_tls: bool, password: str) -> None:
    with mail_server(certificate=trusting, is_tls=is_tls, password=password) as server:
        mailer(server, scheme, password).send(LETTER)
    (letter,) = server.letters
    assert (letter["Subject"], letter["To"], letter["From"]) == ("Zażółć", "ola@example.org", USER)
    assert [line.split()[0].upper() for line in server.in_clear] == ([] if is_tls else ["EHLO", "STARTTLS"])


@pytest.mark.parametrize(("scheme", "is_tls"), [("smtp", False), ("smtps", True)])
def test_who_is_not_trusted_gets_nothing(own: Certificate, scheme: str, is_tls: bool) -> None:
    with (
        mail_server(certificate=own, is_tls=is_tls) as server,
        pytest.raises(MailNotSent, match=r"certificate of localhost:.* is not trusted"),
    ):
        mailer(server, scheme).send(LETTER)
    _nothing_was_told(server)


@pytest.mark.parametrize(("scheme", "is_tls"), [("smtp", False), ("smtps", True)])
def test_the_certificate_of_another_host_is_none(
    foreign: Certificate, monkeypatch: pytest.MonkeyPatch, scheme: str, is_tls: bool
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(foreign.certificate))
    with (
        mail_server(certificate=foreign, is_tls=is_tls) as server,
        pytest.raises(MailNotSent, match=r"not trusted .*[Hh]ostname"),
    ):
        mailer(server, scheme).send(LETTER)
    _nothing_was_told(server)


def test_a_server_without_starttls_gets_no_password(own: Certificate) -> None:
    with mail_server() as server, pytest.raises(MailNotSent, match="offers no TLS"):
        mailer(server, "smtp").send(LETTER)
    _nothing_was_told(server)


def test_a_server_elsewhere_without_starttls_gets_no_letter_either() -> None:
    """0.0.0.0 leads to this machine and is not called so. The letter has a link that lets somebody in."""
    with mail_server() as server, pytest.raises(MailNotSent, match="offers no TLS"):
        Mailer(MailOptions(f"smtp://0.0.0.0:{server.port}")).send(LETTER)
    _nothing_was_told(server)


def test_tls_from_the_start_with_a_server_that_begins_later(trusting: Certificate) -> None:
    with mail_server(certificate=trusting) as server, pytest.raises(MailNotSent, match="no TLS with"):
        mailer(server, "smtps").send(LETTER)
    _nothing_was_told(server)


def test_a_wrong_password_is_said_and_not_told(trusting: Certificate) -> None:
    with mail_server(certificate=trusting) as server, capture_logs() as logs:
        sending = mailer(server, "smtp", "inne hasło")
        sending.send_behind(LETTER)
        sending.wait_until_sent()
    assert server.letters == []
    [line] = [line for line in logs if line["event"] == "letter_not_sent"]
    assert "does not take this name and password (535)" in line["reason"]
    assert "inne" not in str(line)
    assert "ola@" not in str(line)


@pytest.mark.parametrize(
    "letter",
    [
        Letter("ola@example.org\r\nBcc: obca@example.org", "Witaj", "Tekst.\n"),
        Letter("ola@example.org, obca@example.org", "Witaj", "Tekst.\n"),
        Letter("Ola <obca@example.org>", "Witaj", "Tekst.\n"),
        Letter("ola@example.org", "Witaj\r\nBcc: obca@example.org", "Tekst.\n"),
        Letter("ola@example.org", "Witaj\nBcc: obca@example.org\n\nInny tekst", "Tekst.\n"),
    ],
)
def test_no_address_and_no_subject_adds_to_the_head(letter: Letter) -> None:
    """And a letter that cannot be does not keep those behind it from being sent."""
    with mail_server() as server:
        sending = Mailer(MailOptions(server.url))
        with pytest.raises(MailNotSent):
            sending.send(letter)
        sending.send_behind(letter)
        sending.send_behind(LETTER)
        sending.wait_until_sent()
    assert [sent["Subject"] for sent in server.letters] == ["Zażółć"]
    assert server.recipients == ["rcpt TO:<ola@example.org>"]


def test_a_text_that_looks_like_its_end_arrives_whole() -> None:
    text = "Pierwszy wiersz.\n.\nRCPT TO:<obca@example.org>\n.kropka\n"
    with mail_server() as server:
        Mailer(MailOptions(server.url)).send(Letter("ola@example.org", "Witaj", text))
    (letter,) = server.letters
    assert letter.get_content().replace("..", ".").splitlines() == text.splitlines()
    assert server.recipients == ["rcpt TO:<ola@example.org>"]


def _nothing_was_told(server: MailServer) -> None:
    assert server.letters == []
    told = " ".join(server.in_clear)
    assert "ola@example.org" not in told
    assert "AUTH" not in told.upper()
