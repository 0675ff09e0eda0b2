"""Accounts: who is let in, who is not, and that there is always an administrator."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyotp
import pytest

from kb.domain.accounts import Account, Role
from kb.errors import NotFound
from kb.services.accounts import AccountExists, BadEmail, LastAdmin
from kb.services.attempts import AttemptsSlowed
from kb.services.links import LinkRefused, NameMissing
from kb.services.passwords import PasswordRefused, Passwords
from kb.services.people import People
from kb.services.signing_in import (
    CodeRefused,
    NewSignIn,
    SecondStep,
    SignInRefused,
    StepExpired,
    Visitor,
)
from kb.storage import accounts, activity
from kb.storage.engine import Database
from tests.people import PASSWORD, SECRET, Clock, add_account, cheap_passwords, people_over, small_database

HERE = Visitor("192.0.2.1", "Firefox, Linux")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = small_database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def people(database: Database, clock: Clock) -> People:
    return people_over(database, clock)


@pytest.fixture
def ola(database: Database) -> Account:
    return add_account(database)


@pytest.fixture
def admin(database: Database) -> Account:
    return add_account(database, "szef@example.org", Role.ADMIN, name="Szef")


def let_in(people: People, email: str = "ola@example.org", password: str = PASSWORD) -> NewSignIn:
    outcome = people.signing_in.sign_in(email, password, HERE)
    assert isinstance(outcome, NewSignIn)
    return outcome


def done(database: Database, account: Account) -> list[str]:
    with database.read() as session:
        return [one.action for one in activity.of_account(session, account.id)]


def test_an_address_is_the_same_however_it_is_written(people: People, ola: Account) -> None:
    assert let_in(people, " OLA@Example.org ").account == ola
    with pytest.raises(AccountExists):
        people.accounts.add("Ola@EXAMPLE.org", Role.EDITOR, PASSWORD)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ola",
        "ola@",
        "@x.pl",
        "ola@x",
        "ola@x..pl",
        "a b@x.pl",
        "ola@x.pl\nBcc: b@x.pl",
        "a" * 250 + "@x.pl",
    ],
)
def test_what_is_no_address_is_refused(people: People, email: str) -> None:
    with pytest.raises(BadEmail):
        people.accounts.add(email, Role.EDITOR, PASSWORD)


def test_neither_token_nor_password_is_kept(people: People, ola: Account, tmp_path: Path) -> None:
    token = let_in(people).token
    api = people.api_tokens.make(ola, "skrypt").token
    link = people.links.password_link(None, ola.id).token
    with closing(sqlite3.connect(tmp_path / "people.sqlite")) as connection:
        dump = "\n".join(connection.iterdump())
    assert "$argon2id$" in dump
    for secret in (token, api, link, PASSWORD):
        assert secret not in dump


def test_a_hash_is_weighed_for_nobody_too(database: Database, clock: Clock) -> None:
    weighed: list[str | None] = []

    class Watched(Passwords):
        def verify(self, kept: str | None, password: str):
            weighed.append(kept)
            return super().verify(kept, password)

    people = People.over(database, SECRET, clock=clock, passwords=Watched(memory_kib=64, passes=1))
    ola = add_account(database)
    people.accounts.disable(None, ola.id)
    for email in ("nikt@example.org", "ola@example.org"):
        with pytest.raises(SignInRefused):
            people.signing_in.sign_in(email, PASSWORD, HERE)
    assert weighed[0] is None
    assert weighed[1] is not None


def test_nothing_kept_takes_a_whole_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = cheap_passwords()
    hashes: list[str] = []
    verify = type(passwords._hasher).verify

    def counted(self: object, kept: str, password: str) -> bool:
        hashes.append(kept)
        return verify(passwords._hasher, kept, password)

    monkeypatch.setattr(type(passwords._hasher), "verify", counted)
    assert not passwords.verify(None, PASSWORD).is_right
    assert hashes[0].startswith("$argon2id$")


def test_the_parameters_are_those_promised() -> None:
    assert Passwords().hash(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_weaker_hash_is_renewed_at_sign_in(people: People, database: Database, clock: Clock) -> None:
    ola = add_account(database)
    stronger = People.over(database, SECRET, clock=clock, passwords=Passwords(memory_kib=128, passes=1))
    assert let_in(stronger).account == ola
    with database.read() as session:
        known = accounts.credentials(session, ola.id)
    assert known is not None
    assert "m=128" in (known.password_hash or "")
    assert let_in(stronger).account == ola


def test_guessing_is_slowed_and_the_owner_is_not_locked_out(
    people: People, ola: Account, clock: Clock
) -> None:
    guesser = Visitor("198.51.100.7", "")
    for email in ("ola@example.org", "nikt@example.org"):
        for _ in range(5):
            with pytest.raises(SignInRefused):
                people.signing_in.sign_in(email, "złe hasło tym razem", guesser)
        with pytest.raises(AttemptsSlowed) as slowed:
            people.signing_in.sign_in(email, PASSWORD, guesser)
        assert 1 <= slowed.value.retry_after <= 10
    # The owner, elsewhere, is not in that line.
    assert let_in(people).account == ola
    clock.move(seconds=10)
    assert isinstance(people.signing_in.sign_in("ola@example.org", PASSWORD, guesser), NewSignIn)


def test_an_address_is_slowed_whatever_the_account(people: People, ola: Account) -> None:
    for number in range(30):
        with pytest.raises(SignInRefused):
            people.signing_in.sign_in(f"nikt{number}@example.org", PASSWORD, HERE)
    with pytest.raises(AttemptsSlowed):
        people.signing_in.sign_in("ola@example.org", PASSWORD, HERE)


def test_many_addresses_that_guess_are_slowed_too(people: People, ola: Account) -> None:
    refused = 0
    for number in range(40):
        visitor = Visitor(f"198.51.100.{number}", "")
        try:
            people.signing_in.sign_in("ola@example.org", "złe hasło tym razem", visitor)
        except AttemptsSlowed:
            refused += 1
        except SignInRefused:
            pass
    assert refused == 20


def test_the_right_password_costs_nothing(people: People, ola: Account) -> None:
    for _ in range(60):
        let_in(people)


def test_a_disabled_account_is_out_at_once(people: People, ola: Account, admin: Account) -> None:
    token = let_in(people).token
    api = people.api_tokens.make(ola, "skrypt").token
    link = people.links.password_link(admin, ola.id).token
    assert people.api_tokens.account_of(api) == ola
    people.accounts.disable(admin, ola.id)
    assert people.signing_in.find(token) is None
    assert people.api_tokens.account_of(api) is None
    with pytest.raises(SignInRefused):
        let_in(people)
    with pytest.raises(LinkRefused):
        people.links.find(link)
    with pytest.raises(NotFound):
        people.links.password_link(admin, ola.id)
    people.accounts.enable(admin, ola.id)
    assert people.signing_in.find(token) is None
    assert let_in(people).account.id == ola.id


def test_the_last_administrator_stays(people: People, database: Database, admin: Account) -> None:
    with pytest.raises(LastAdmin):
        people.accounts.disable(admin, admin.id)
    with pytest.raises(LastAdmin):
        people.accounts.change_role(admin, admin.id, Role.REVIEWER)
    with pytest.raises(LastAdmin):
        people.own.remove(admin, PASSWORD, HERE)
    other = add_account(database, "druga@example.org", Role.ADMIN)
    people.accounts.disable(admin, other.id)
    with pytest.raises(LastAdmin):
        people.accounts.disable(admin, admin.id)
    people.accounts.enable(admin, other.id)
    people.accounts.change_role(other, admin.id, Role.REVIEWER)
    assert people.accounts.by_id(admin.id).role is Role.REVIEWER
    assert done(database, other) == ["role-changed"]


def test_a_changed_password_ends_every_sign_in_but_this_one(people: People, ola: Account) -> None:
    elsewhere, here = let_in(people), let_in(people)
    link = people.links.password_link(None, ola.id).token
    with pytest.raises(SignInRefused):
        people.own.change_password(ola, "nie to hasło wcale", "inne długie hasło", HERE)
    with pytest.raises(PasswordRefused):
        people.own.change_password(ola, PASSWORD, "krótkie", HERE)
    fresh = people.own.change_password(ola, PASSWORD, "inne długie hasło", HERE)
    assert people.signing_in.find(elsewhere.token) is None
    assert people.signing_in.find(here.token) is None
    assert people.signing_in.find(fresh.token) is not None
    with pytest.raises(LinkRefused):
        people.links.find(link)
    with pytest.raises(SignInRefused):
        let_in(people)
    assert let_in(people, password="inne długie hasło").account == ola


def test_sign_ins_are_ended_one_by_one_and_only_ones_own(
    people: People, ola: Account, admin: Account
) -> None:
    first, second = let_in(people), let_in(people)
    mine = people.signing_in.find(first.token)
    assert mine is not None
    people.signing_in.end(admin, mine.id)
    assert people.signing_in.find(first.token) is not None
    people.signing_in.end(ola, mine.id)
    assert people.signing_in.find(first.token) is None
    assert people.signing_in.find(second.token) is not None
    assert [one.browser for one in people.signing_in.sign_ins_of(ola)] == ["Firefox, Linux"]
    people.signing_in.end_everywhere(ola)
    assert people.signing_in.find(second.token) is None


def test_an_invitation_makes_an_account_once(people: People, database: Database, admin: Account) -> None:
    first = people.links.invite(admin, "nowa@example.org", Role.REVIEWER).token
    token = people.links.invite(admin, "nowa@example.org", Role.EDITOR).token
    with pytest.raises(LinkRefused):
        people.links.find(first)
    with pytest.raises(NameMissing):
        people.links.use(token, PASSWORD, HERE, name=" \u200b ")
    with pytest.raises(PasswordRefused):
        people.links.use(token, "nowa@example.org", HERE, name="Nowa")
    outcome = people.links.use(token, PASSWORD, HERE, name="Nowa", email="kto.inny@example.org")
    assert isinstance(outcome, NewSignIn)
    assert (outcome.account.email, outcome.account.role) == ("nowa@example.org", Role.EDITOR)
    with pytest.raises(LinkRefused):
        people.links.use(token, PASSWORD, HERE, name="Ktoś")
    with pytest.raises(AccountExists):
        people.links.invite(admin, "NOWA@example.org", Role.ADMIN)
    assert done(database, admin) == ["account-invited"] * 2


def test_links_grow_too_old(people: People, ola: Account, admin: Account, clock: Clock) -> None:
    invitation = people.links.invite(admin, "nowa@example.org", Role.EDITOR).token
    password = people.links.password_link(admin, ola.id).token
    clock.move(hours=24)
    people.links.find(invitation)
    with pytest.raises(LinkRefused):
        people.links.find(password)
    clock.move(days=6)
    with pytest.raises(LinkRefused):
        people.links.use(invitation, PASSWORD, HERE, name="Nowa")


def test_the_first_administrator_comes_by_a_link_once(people: People, database: Database) -> None:
    lost = people.links.first_admin()
    made = people.links.first_admin()
    assert lost is not None
    assert made is not None
    with pytest.raises(LinkRefused):
        people.links.find(lost.token)
    outcome = people.links.use(made.token, PASSWORD, HERE, email="szef@example.org", name="Szef")
    assert isinstance(outcome, NewSignIn)
    assert outcome.account.role is Role.ADMIN
    assert people.links.first_admin() is None
    with pytest.raises(LinkRefused):
        people.links.use(made.token, PASSWORD, HERE, email="zly@example.org", name="Zły")


def test_the_link_of_the_first_administrator_ends_with_another_way_in(people: People) -> None:
    made = people.links.first_admin()
    assert made is not None
    people.accounts.add("szef@example.org", Role.ADMIN, PASSWORD)
    with pytest.raises(LinkRefused):
        people.links.use(made.token, PASSWORD, HERE, email="zly@example.org", name="Zły")


def test_a_forgotten_password_is_answered_for_active_accounts_and_not_too_often(
    people: People, ola: Account, clock: Clock
) -> None:
    assert people.links.forgotten("nikt@example.org") is None
    made = people.links.forgotten("OLA@example.org")
    assert made is not None
    assert people.links.forgotten("ola@example.org") is None
    clock.move(minutes=6)
    assert people.links.forgotten("ola@example.org") is not None
    with pytest.raises(LinkRefused):
        people.links.find(made.token)
    people.accounts.disable(None, ola.id)
    clock.move(minutes=6)
    assert people.links.forgotten("ola@example.org") is None


def with_second_factor(people: People, account: Account, clock: Clock) -> tuple[pyotp.TOTP, list[str]]:
    totp = pyotp.TOTP(people.own.pending_secret(account))
    return totp, people.own.confirm_second_factor(account, totp.at(clock.now))


def second_step(people: People) -> str:
    outcome = people.signing_in.sign_in("ola@example.org", PASSWORD, HERE)
    assert isinstance(outcome, SecondStep)
    return outcome.ticket


def test_a_second_factor_is_on_when_a_code_was_right(people: People, ola: Account, clock: Clock) -> None:
    secret = people.own.pending_secret(ola)
    assert people.own.pending_secret(ola) == secret
    for wrong in ("", "123", "abcdef", pyotp.TOTP(pyotp.random_base32()).at(clock.now)):
        with pytest.raises(CodeRefused):
            people.own.confirm_second_factor(ola, wrong)
    assert let_in(people)
    codes = people.own.confirm_second_factor(ola, pyotp.TOTP(secret).at(clock.now))
    assert len(set(codes)) == 8
    assert people.own.has_second_factor(ola)
    assert second_step(people)


def test_a_code_is_taken_once(people: People, ola: Account, clock: Clock) -> None:
    totp, _ = with_second_factor(people, ola, clock)
    ticket = second_step(people)
    with pytest.raises(CodeRefused):
        people.signing_in.second_step(ticket, totp.at(clock.now), HERE)
    clock.move(seconds=30)
    code = totp.at(clock.now)
    assert people.signing_in.second_step(ticket, f"{code[:3]} {code[3:]}", HERE).account == ola
    with pytest.raises(CodeRefused):
        people.signing_in.second_step(second_step(people), code, HERE)
    with pytest.raises(CodeRefused):
        people.signing_in.second_step(second_step(people), totp.at(clock.now.timestamp() - 30), HERE)


def test_a_recovery_code_is_taken_once(people: People, ola: Account, clock: Clock) -> None:
    _, codes = with_second_factor(people, ola, clock)
    assert people.signing_in.second_step(second_step(people), codes[3].upper(), HERE).account == ola
    assert people.own.recovery_codes_left(ola) == 7
    with pytest.raises(CodeRefused):
        people.signing_in.second_step(second_step(people), codes[3], HERE)
    fresh = people.own.new_recovery_codes(ola, PASSWORD, HERE)
    with pytest.raises(CodeRefused):
        people.signing_in.second_step(second_step(people), codes[4], HERE)
    assert people.signing_in.second_step(second_step(people), fresh[0], HERE).account == ola


def test_codes_are_guessed_slowly(people: People, ola: Account, clock: Clock) -> None:
    with_second_factor(people, ola, clock)
    ticket = second_step(people)
    for _ in range(5):
        with pytest.raises(CodeRefused):
            people.signing_in.second_step(ticket, "000000", HERE)
    with pytest.raises(AttemptsSlowed):
        people.signing_in.second_step(ticket, "000000", HERE)


def test_a_ticket_is_of_one_account_and_does_not_last(
    people: People, database: Database, clock: Clock
) -> None:
    ola = add_account(database)
    other = add_account(database, "inna@example.org")
    totp, _ = with_second_factor(people, ola, clock)
    ticket = second_step(people)
    clock.move(seconds=30)
    number, _, rest = ticket.partition(".")
    forged = (
        f"{other.id}.{rest}",
        f"{number}.9999999999.{rest.partition('.')[2]}",
        "",
        "1",
        "a.b.c",
        "9" * 30 + ".1.x",
    )
    for one in forged:
        with pytest.raises(StepExpired):
            people.signing_in.second_step(one, totp.at(clock.now), HERE)
    people.own.change_password(ola, PASSWORD, "inne długie hasło", HERE)
    with pytest.raises(StepExpired):
        people.signing_in.second_step(ticket, totp.at(clock.now), HERE)
    outcome = people.signing_in.sign_in("ola@example.org", "inne długie hasło", HERE)
    assert isinstance(outcome, SecondStep)
    clock.move(minutes=11)
    with pytest.raises(StepExpired):
        people.signing_in.second_step(outcome.ticket, totp.at(clock.now), HERE)


def test_a_password_link_does_not_replace_the_second_factor(
    people: People, ola: Account, clock: Clock
) -> None:
    with_second_factor(people, ola, clock)
    link = people.links.password_link(None, ola.id).token
    assert isinstance(people.links.use(link, "inne długie hasło", HERE), SecondStep)


def test_tokens_of_the_api_are_revoked_by_their_owner(
    people: People, ola: Account, admin: Account, clock: Clock
) -> None:
    token = people.api_tokens.make(ola, "skrypt").token
    assert token.startswith("dp_")
    assert people.api_tokens.account_of(token) == ola
    (kept,) = people.api_tokens.of_account(ola)
    assert kept.last_used_day == clock.now.date()
    people.api_tokens.revoke(admin, kept.id)
    assert people.api_tokens.account_of(token) == ola
    people.api_tokens.revoke(ola, kept.id)
    assert people.api_tokens.account_of(token) is None
    assert people.api_tokens.of_account(ola) == ()


def test_what_is_known_of_a_person_is_handed_out_without_secrets(people: People, ola: Account) -> None:
    let_in(people)
    people.api_tokens.make(ola, "skrypt")
    data = people.own.data(ola)
    assert data["account"]["email"] == "ola@example.org"
    assert [one["browser"] for one in data["sign_ins"]] == ["Firefox, Linux"]
    assert [one["name"] for one in data["api_tokens"]] == ["skrypt"]
    assert [one["action"] for one in data["activity"]] == ["api-token-made"]
    assert "argon2" not in str(data)


def test_a_removed_account_leaves_no_name_and_its_number_to_nobody(
    people: People, database: Database, tmp_path: Path, ola: Account
) -> None:
    token = let_in(people).token
    people.api_tokens.make(ola, "skrypt")
    with pytest.raises(SignInRefused):
        people.own.remove(ola, "nie to hasło wcale", HERE)
    people.own.remove(ola, PASSWORD, HERE)
    assert people.signing_in.find(token) is None
    with pytest.raises(NotFound):
        people.accounts.by_id(ola.id)
    assert done(database, ola) == ["api-token-made", "account-removed"]
    with closing(sqlite3.connect(tmp_path / "people.sqlite")) as connection:
        dump = "\n".join(connection.iterdump()).lower()
    assert "ola" not in dump.replace("recovery_code", "")
    assert add_account(database).id > ola.id
