"""The commands `kb users ...`. They wait for no model."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kb.app import people_over
from kb.domain.accounts import Account, Role
from kb.domain.passwords import PasswordFault
from kb.errors import NotFound
from kb.log import configure_logging
from kb.services.accounts import AccountExists, BadEmail, LastAdmin
from kb.services.passwords import PasswordRefused
from kb.services.people import People
from kb.settings import Environment, Settings, load_settings
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate


@click.group(help="Konta osób, które pracują nad bazą.")
def users() -> None:
    """Each command opens the base by itself."""


@contextmanager
def _people() -> Iterator[tuple[People, Settings]]:
    settings = load_settings()
    configure_logging(production=settings.env is Environment.PRODUCTION)
    database = Database.open(DatabaseOptions(settings.database))
    try:
        migrate(database)
        yield people_over(database, settings), settings
    finally:
        database.close()


@users.command("add", help="Załóż konto z hasłem.")
@click.argument("email")
@click.option(
    "--role", type=click.Choice([each.value for each in Role]), required=True, help="co ta osoba robi"
)
@click.option("--name", default="", help="imię, które widzą współpracownicy")
@click.option(
    "--password-stdin", is_flag=True, required=True, help="przeczytaj hasło z wejścia, do końca wiersza"
)
def users_add(email: str, role: str, name: str, password_stdin: bool) -> None:
    password = sys.stdin.buffer.readline().decode("utf-8", "replace").rstrip("\r\n")
    with _people() as (people, _):
        try:
            account = people.accounts.add(email, Role(role), password, name)
        except PasswordRefused as refused:
            raise click.ClickException(_PASSWORD_FAULTS[refused.fault]) from refused
        except AccountExists as error:
            raise click.ClickException(f"Konto {email} już jest.") from error
        except BadEmail as error:
            raise click.ClickException(f"To nie jest adres e-mail: {email}") from error
    click.echo(f"założono konto: {account.email} ({account.role.value})")


_PASSWORD_FAULTS = {
    PasswordFault.EMPTY: "Hasło jest puste.",
    PasswordFault.TOO_SHORT: "Hasło jest za krótkie: potrzeba co najmniej 12 znaków.",
    PasswordFault.TOO_LONG: "Hasło jest za długie: może mieć najwyżej 128 znaków.",
    PasswordFault.COMMON: "Hasło zbyt łatwo zgadnąć: składa się z częstych słów, lat lub kolejnych klawiszy.",
    PasswordFault.PERSONAL: "Hasło zbyt łatwo zgadnąć: składa się z imienia lub adresu.",
}


@users.command("list", help="Pokaż konta.")
def users_list() -> None:
    with _people() as (people, _):
        everybody = people.accounts.everybody()
    table = Table("e-mail", "imię", "rola", "od", "stan")
    for account in everybody:
        table.add_row(
            Text(account.email),
            Text(account.name),
            account.role.value,
            account.created_at.date().isoformat(),
            "czynne" if account.is_active else "wyłączone",
        )
    Console(width=max(100, Console().width)).print(table)


@users.command("disable", help="Wyłącz konto i zakończ wszystkie jego logowania.")
@click.argument("email")
def users_disable(email: str) -> None:
    with _people() as (people, _):
        account = _account(people, email)
        try:
            people.accounts.disable(None, account.id)
        except LastAdmin as error:
            raise click.ClickException("To ostatni administrator. Najpierw załóż konto innemu.") from error
    click.echo(f"wyłączono konto: {account.email}")


@users.command("enable", help="Włącz konto, które było wyłączone.")
@click.argument("email")
def users_enable(email: str) -> None:
    with _people() as (people, _):
        account = _account(people, email)
        people.accounts.enable(None, account.id)
    click.echo(f"włączono konto: {account.email}")


@users.command("link", help="Wypisz jednorazowy odnośnik, pod którym osoba ustawi nowe hasło.")
@click.argument("email")
def users_link(email: str) -> None:
    with _people() as (people, settings):
        account = _account(people, email)
        if not account.is_active:
            raise click.ClickException(f"Konto {account.email} jest wyłączone.")
        made = people.links.password_link(None, account.id)
    site = settings.base_url or f"http://{settings.host}:{settings.port}"
    click.echo(f"{site}/konto/link?k={made.token}")


def _account(people: People, email: str) -> Account:
    try:
        return people.accounts.by_email(email)
    except NotFound as error:
        raise click.ClickException(f"Nie ma konta {email}.") from error
