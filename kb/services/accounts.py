"""What administrators do with accounts, from the page and from the shell."""

from __future__ import annotations

import datetime

from kb.domain.accounts import LONGEST_NAME, Account, Role, is_email, tidy_name
from kb.errors import KbError, NotFound
from kb.services.passwords import Passwords
from kb.services.saving import Clock, utc_now
from kb.storage import accounts, activity, one_time_links, sign_ins
from kb.storage.engine import Database

ACCOUNT = "account"
"""The kind of thing, where it is told who did what."""


class LastAdmin(KbError):
    """Without an administrator nobody could be let in again."""

    number = "KB-431"

    def __init__(self) -> None:
        super().__init__("This is the last administrator: it stays active and an administrator.")


class AccountExists(KbError):
    number = "KB-432"

    def __init__(self, email: str) -> None:
        super().__init__(f"There is an account “{email}” already.")


class BadEmail(KbError):
    number = "KB-433"

    def __init__(self, email: str) -> None:
        super().__init__(f"“{email[:100]}” is no e-mail address.")


class Accounts:
    """`by` is who does it; None is the command line. Rights are for the caller to ask."""

    def __init__(self, database: Database, passwords: Passwords, clock: Clock = utc_now) -> None:
        self._database = database
        self._passwords = passwords
        self._clock = clock

    def everybody(self) -> tuple[Account, ...]:
        with self._database.read() as session:
            return tuple(accounts.everybody(session))

    def by_id(self, account_id: int) -> Account:
        """Raises NotFound."""
        with self._database.read() as session:
            account = accounts.by_id(session, account_id)
        if account is None:
            raise NotFound(ACCOUNT, str(account_id))
        return account

    def by_email(self, email: str) -> Account:
        """Raises NotFound."""
        with self._database.read() as session:
            known = accounts.credentials_by_email(session, email)
        if known is None:
            raise NotFound(ACCOUNT, email)
        return known.account

    def add(self, email: str, role: Role, password: str, name: str = "") -> Account:
        """Raises BadEmail, AccountExists and PasswordRefused."""
        email = checked_email(email)
        name = tidy_name(name)[:LONGEST_NAME] or email.partition("@")[0]
        hashed = self._passwords.hash(password, email, name)
        now = self._clock()
        with self._database.write() as session:
            account = accounts.add(session, email, name, role, hashed, now)
            if account is None:
                raise AccountExists(email)
            activity.record(session, None, "account-added", ACCOUNT, account.id, now, {"role": role.value})
        return account

    def change_role(self, by: Account | None, account_id: int, role: Role) -> None:
        """Raises NotFound and LastAdmin."""
        now = self._clock()
        with self._database.write() as session:
            account = accounts.by_id(session, account_id)
            if account is None:
                raise NotFound(ACCOUNT, str(account_id))
            if account.role is role:
                return
            keep_an_admin(accounts.active_admins(session.connection()), account)
            accounts.set_role(session, account_id, role)
            detail = {"from": account.role.value, "to": role.value}
            activity.record(session, by, "role-changed", ACCOUNT, account_id, now, detail)

    def disable(self, by: Account | None, account_id: int) -> None:
        """Ends its sign-ins and its links. Raises NotFound and LastAdmin."""
        now = self._clock()
        self._set_disabled(by, account_id, now, now, "account-disabled")

    def enable(self, by: Account | None, account_id: int) -> None:
        """Raises NotFound."""
        self._set_disabled(by, account_id, None, self._clock(), "account-enabled")

    def _set_disabled(
        self,
        by: Account | None,
        account_id: int,
        disabled_at: datetime.datetime | None,
        now: datetime.datetime,
        action: str,
    ) -> None:
        with self._database.write() as session:
            account = accounts.by_id(session, account_id)
            if account is None:
                raise NotFound(ACCOUNT, str(account_id))
            if account.is_active == (disabled_at is None):
                return
            if disabled_at is not None:
                keep_an_admin(accounts.active_admins(session.connection()), account)
                sign_ins.end_all(session, account_id)
                one_time_links.remove_of_account(session, account_id)
            accounts.set_disabled(session, account_id, disabled_at)
            activity.record(session, by, action, ACCOUNT, account_id, now)


def keep_an_admin(active_admins: int, account: Account) -> None:
    """Raises LastAdmin when the account is the only one."""
    if account.role is Role.ADMIN and account.is_active and active_admins <= 1:
        raise LastAdmin


def checked_email(email: str) -> str:
    """Raises BadEmail."""
    email = email.strip()
    if not is_email(email):
        raise BadEmail(email)
    return email
