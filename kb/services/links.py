"""One-time links: invitations, passwords to be set anew, and the first administrator."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kb.domain.accounts import LONGEST_NAME, Account, Role, tidy_name
from kb.domain.one_time_links import LIFETIMES, LinkPurpose, OneTimeLink
from kb.errors import KbError, NotFound
from kb.services.accounts import ACCOUNT, AccountExists, checked_email
from kb.services.passwords import Passwords
from kb.services.saving import Clock, utc_now
from kb.services.secrets import key_of, new_token
from kb.services.signing_in import NewSignIn, SecondStep, SigningIn, Visitor
from kb.storage import accounts, activity, one_time_links, sign_ins
from kb.storage.engine import Database, Session

MAIL_PAUSE = datetime.timedelta(minutes=5)
"""Whoever has forgotten a password gets no more than one message in this time."""


class LinkRefused(KbError):
    """A link that is unknown, used, too old, or of no use any more."""

    number = "KB-434"

    def __init__(self) -> None:
        super().__init__("This link was used already, or it is too old.")


class NameMissing(KbError):
    number = "KB-435"

    def __init__(self) -> None:
        super().__init__("An account needs a name.")


@dataclass(frozen=True, slots=True)
class MadeLink:
    """`token` is shown once and not kept."""

    token: str
    email: str
    expires_at: datetime.datetime


class Links:
    def __init__(
        self, database: Database, passwords: Passwords, signing_in: SigningIn, clock: Clock = utc_now
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._signing_in = signing_in
        self._clock = clock

    def invite(self, by: Account | None, email: str, role: Role) -> MadeLink:
        """A former invitation of this address is of no use any more. Raises BadEmail and AccountExists."""
        email = checked_email(email)
        now = self._clock()
        fresh = new_token()
        expires_at = now + LIFETIMES[LinkPurpose.INVITATION]
        with self._database.write() as session:
            if accounts.credentials_by_email(session, email) is not None:
                raise AccountExists(email)
            one_time_links.remove_old(session, now)
            one_time_links.remove_invitation(session, email)
            one_time_links.add(
                session, fresh.key, LinkPurpose.INVITATION, now, expires_at, email=email, role=role
            )
            activity.record(session, by, "account-invited", ACCOUNT, None, now, {"role": role.value})
        return MadeLink(fresh.token, email, expires_at)

    def invitations(self) -> tuple[OneTimeLink, ...]:
        """Those that wait for an answer."""
        with self._database.read() as session:
            return tuple(one_time_links.open_invitations(session, self._clock()))

    def withdraw_invitation(self, link_id: int) -> None:
        with self._database.write() as session:
            one_time_links.remove_open_invitation(session, link_id)

    def password_link(self, by: Account | None, account_id: int) -> MadeLink:
        """Raises NotFound, for an account that is disabled too."""
        now = self._clock()
        with self._database.write() as session:
            account = accounts.by_id(session, account_id)
            if account is None or not account.is_active:
                raise NotFound(ACCOUNT, str(account_id))
            made = self._password_link(session, account, now)
            activity.record(session, by, "password-link-made", ACCOUNT, account_id, now)
        return made

    def forgotten(self, email: str) -> MadeLink | None:
        """For a message to whoever has forgotten the password; None when there is nobody to write to."""
        now = self._clock()
        with self._database.write() as session:
            known = accounts.credentials_by_email(session, email)
            if known is None or not known.account.is_active:
                return None
            if one_time_links.made_since(session, known.account.id, now - MAIL_PAUSE):
                return None
            return self._password_link(session, known.account, now)

    def first_admin(self) -> MadeLink | None:
        """While there is no account at all: the link by which somebody becomes the first administrator."""
        now = self._clock()
        fresh = new_token()
        expires_at = now + LIFETIMES[LinkPurpose.FIRST_ADMIN]
        with self._database.write() as session:
            if accounts.count(session.connection()):
                return None
            one_time_links.remove_of_purpose(session, LinkPurpose.FIRST_ADMIN)
            one_time_links.add(session, fresh.key, LinkPurpose.FIRST_ADMIN, now, expires_at, role=Role.ADMIN)
        return MadeLink(fresh.token, "", expires_at)

    def find(self, token: str) -> tuple[OneTimeLink, Account | None]:
        """The link and the account whose password it sets. Raises LinkRefused."""
        with self._database.read() as session:
            return self._find(session, token)

    def use(
        self, token: str, password: str, visitor: Visitor, *, email: str = "", name: str = ""
    ) -> NewSignIn | SecondStep:
        """Set the password, make the account if there is none yet, and let its owner in.

        `email` is for the first administrator, `name` for a new account. Raises LinkRefused, PasswordRefused,
        BadEmail, NameMissing, AccountExists.
        """
        link, account = self.find(token)
        if account is None:
            email = checked_email(link.email or email)
            name = tidy_name(name)[:LONGEST_NAME]
            if not name:
                raise NameMissing
            hashed = self._passwords.hash(password, email, name)
        else:
            hashed = self._passwords.hash(password, account.email, account.name)
        now = self._clock()
        with self._database.write() as session:
            link, account = self._find(session, token)
            if not one_time_links.use(session, link.id, now):
                raise LinkRefused
            if account is None:
                account = accounts.add(session, email, name, link.role or Role.TRAINER, hashed, now)
                if account is None:
                    raise AccountExists(email)
                detail = {"role": account.role.value, "by": link.purpose.value}
                activity.record(session, account, "account-made", ACCOUNT, account.id, now, detail)
            else:
                accounts.set_password(session, account.id, hashed)
                sign_ins.end_all(session, account.id)
                one_time_links.remove_of_account(session, account.id)
                activity.record(session, account, "password-set-by-link", ACCOUNT, account.id, now)
            known = accounts.credentials(session, account.id)
        if known is None:
            raise LinkRefused
        return self._signing_in.admit(known, visitor)

    def _password_link(self, session: Session, account: Account, now: datetime.datetime) -> MadeLink:
        fresh = new_token()
        expires_at = now + LIFETIMES[LinkPurpose.PASSWORD_RESET]
        one_time_links.remove_of_account(session, account.id)
        one_time_links.add(
            session, fresh.key, LinkPurpose.PASSWORD_RESET, now, expires_at, account_id=account.id
        )
        return MadeLink(fresh.token, account.email, expires_at)

    def _find(self, session: Session, token: str) -> tuple[OneTimeLink, Account | None]:
        link = one_time_links.find(session, key_of(token))
        if link is None or not link.is_open(self._clock()):
            raise LinkRefused
        if link.purpose is LinkPurpose.FIRST_ADMIN and accounts.active_admins(session.connection()):
            raise LinkRefused
        if link.purpose is not LinkPurpose.PASSWORD_RESET:
            return link, None
        account = accounts.by_id(session, link.account_id or 0)
        if account is None or not account.is_active:
            raise LinkRefused
        return link, account
