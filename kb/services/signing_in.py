"""Signing in and out. Who is signed in is a record in the base, which a cookie names by a token."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import structlog

from kb.domain.accounts import Account
from kb.domain.sign_ins import ABSOLUTE_LIMIT, IDLE_LIMIT, SignIn
from kb.errors import KbError
from kb.services.attempts import Attempts
from kb.services.passwords import Passwords
from kb.services.saving import Clock, utc_now
from kb.services.second_factor import is_of_the_moment, matching_step, recovery_key, typed_code
from kb.services.secrets import Signer, key_of, new_token
from kb.storage import accounts, sign_ins
from kb.storage.accounts import Credentials
from kb.storage.engine import Database
from kb.storage.errors import StorageError

log = structlog.get_logger()

TOUCHED_AFTER = datetime.timedelta(minutes=5)
"""A page view writes nothing while the record was touched so recently."""

TICKET_LIFETIME = datetime.timedelta(minutes=10)
_FORM, _TICKET = "form", "second-step"


class SignInRefused(KbError):
    """Said alike for an unknown address, a wrong password and a disabled account."""

    number = "KB-401"

    def __init__(self) -> None:
        super().__init__("The e-mail address or the password is not right.")


class CodeRefused(KbError):
    """Of the second step: a wrong code, or one that was used."""

    number = "KB-424"

    def __init__(self) -> None:
        super().__init__("This code is not right, or it was used already.")


class StepExpired(KbError):
    """The second step came too late, or the password was changed meanwhile."""

    number = "KB-425"

    def __init__(self) -> None:
        super().__init__("Signing in took too long; begin again.")


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where somebody signs in. `address` only slows attempts and is not kept; `former` is the token of
    the sign-in that this browser has, which ends."""

    address: str
    browser: str
    former: str | None = None


@dataclass(frozen=True, slots=True)
class NewSignIn:
    """`token` is what the cookie holds from now on."""

    token: str
    account: Account


@dataclass(frozen=True, slots=True)
class SecondStep:
    """The password was right; `ticket` comes back with the code."""

    ticket: str


class SigningIn:
    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        attempts: Attempts,
        signer: Signer,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._attempts = attempts
        self._signer = signer
        self._clock = clock

    def sign_in(self, email: str, password: str, visitor: Visitor) -> NewSignIn | SecondStep:
        """Raises SignInRefused, AttemptsSlowed, Busy and the storage's errors."""
        with self._attempts.attempt(email, visitor.address) as attempt:
            with self._database.read() as session:
                known = accounts.credentials_by_email(session, email)
            verdict = self._passwords.verify(known.password_hash if known else None, password)
            if known is None or not verdict.is_right or not known.account.is_active:
                raise SignInRefused
            attempt.succeeded = True
        if verdict.renewed is not None:
            with self._database.write() as session:
                accounts.set_password(session, known.account.id, verdict.renewed)
            with self._database.read() as session:
                known = accounts.credentials(session, known.account.id) or known
        return self.admit(known, visitor)

    def admit(self, known: Credentials, visitor: Visitor) -> NewSignIn | SecondStep:
        """For whoever has just proved to be the account's owner, by a password or a link."""
        if known.totp_secret is None:
            return self.begin(known.account, visitor)
        until = int((self._clock() + TICKET_LIFETIME).timestamp())
        mark = self._signer.mark(_TICKET, str(known.account.id), str(until), known.password_hash or "")
        return SecondStep(f"{known.account.id}.{until}.{mark}")

    def second_step(self, ticket: str, code: str, visitor: Visitor) -> NewSignIn:
        """Raises StepExpired, CodeRefused, AttemptsSlowed and the storage's errors."""
        known = self._ticket_of(ticket)
        with self._attempts.attempt(f"code {known.account.id}", visitor.address) as attempt:
            if not self._use_code(known, typed_code(code)):
                raise CodeRefused
            attempt.succeeded = True
        return self.begin(known.account, visitor)

    def find(self, token: str) -> SignIn | None:
        """The sign-in that a cookie names, while it lasts."""
        now = self._clock()
        with self._database.read() as session:
            sign_in = sign_ins.find(session, key_of(token))
        if sign_in is None or sign_in.is_over(now):
            return None
        if now - sign_in.seen_at >= TOUCHED_AFTER:
            self._touch(sign_in, now)
        return sign_in

    def sign_out(self, token: str) -> None:
        with self._database.write() as session:
            sign_ins.end_by_key(session, key_of(token))

    def sign_ins_of(self, account: Account) -> tuple[SignIn, ...]:
        """Those that last, the one used last first."""
        now = self._clock()
        with self._database.read() as session:
            return tuple(one for one in sign_ins.of_account(session, account.id) if not one.is_over(now))

    def end(self, account: Account, sign_in_id: int) -> None:
        """One of the account's own; another's is left alone."""
        with self._database.write() as session:
            sign_ins.end(session, account.id, sign_in_id)

    def end_everywhere(self, account: Account) -> None:
        with self._database.write() as session:
            sign_ins.end_all(session, account.id)

    def form_token(self, sign_in: SignIn) -> str:
        """What the forms of this sign-in carry, and no other's."""
        return self._signer.mark(_FORM, sign_in.key)

    def is_form_token(self, sign_in: SignIn, token: str) -> bool:
        return self._signer.is_mark(token, _FORM, sign_in.key)

    def begin(self, account: Account, visitor: Visitor) -> NewSignIn:
        """A new sign-in for whoever has proved everything that was to be proved. Raises SignInRefused for an
        account that has been disabled meanwhile."""
        now = self._clock()
        fresh = new_token()
        with self._database.write() as session:
            if visitor.former is not None:
                sign_ins.end_by_key(session, key_of(visitor.former))
            sign_ins.remove_old(session, now, now - IDLE_LIMIT)
            # Asked again under the lock: it may have been disabled since the password was weighed.
            current = accounts.by_id(session, account.id)
            if current is None or not current.is_active:
                raise SignInRefused
            sign_ins.add(session, fresh.key, account.id, visitor.browser, now, now + ABSOLUTE_LIMIT)
        return NewSignIn(fresh.token, current)

    def _ticket_of(self, ticket: str) -> Credentials:
        number, _, rest = ticket.partition(".")
        until, _, mark = rest.partition(".")
        if not (number.isascii() and number.isdigit() and until.isascii() and until.isdigit()):
            raise StepExpired
        if len(number) > 18 or len(until) > 18 or int(until) < self._clock().timestamp():
            raise StepExpired
        with self._database.read() as session:
            known = accounts.credentials(session, int(number))
        if known is None or not known.account.is_active:
            raise StepExpired
        if not self._signer.is_mark(mark, _TICKET, number, until, known.password_hash or ""):
            raise StepExpired
        return known

    def _use_code(self, known: Credentials, code: str) -> bool:
        """A code of the moment or a recovery code; either is used up by it."""
        number = known.account.id
        if not is_of_the_moment(code):
            with self._database.write() as session:
                return accounts.use_recovery_code(session, number, recovery_key(number, code))
        step = matching_step(known.totp_secret or "", code, self._clock())
        if step is None:
            return False
        with self._database.write() as session:
            return accounts.use_totp_step(session, number, step)

    def _touch(self, sign_in: SignIn, now: datetime.datetime) -> None:
        try:
            with self._database.write() as session:
                sign_ins.touch(session, sign_in.id, now)
        except StorageError as error:
            # Reading goes on while nothing can be written; the record lasts a little less long.
            log.warning("sign_in_not_touched", number=error.number, reason=str(error))
