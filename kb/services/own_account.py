"""What people do with their own account."""

from __future__ import annotations

import json
from typing import Any

from kb.domain.accounts import LONGEST_NAME, Account, tidy_name
from kb.services.accounts import ACCOUNT, keep_an_admin
from kb.services.attempts import Attempts
from kb.services.links import NameMissing
from kb.services.passwords import Passwords
from kb.services.saving import Clock, utc_now
from kb.services.second_factor import (
    is_of_the_moment,
    matching_step,
    new_recovery_codes,
    new_secret,
    recovery_key,
    typed_code,
)
from kb.services.signing_in import CodeRefused, NewSignIn, SigningIn, SignInRefused, Visitor
from kb.storage import (
    accounts,
    activity,
    api_tokens,
    authorship,
    one_time_links,
    sign_ins,
    stored_files,
    working_copies,
)
from kb.storage.engine import Database


class OwnAccount:
    """What is hard to take back asks for the password. Wrong ones are slowed as at sign-in."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        attempts: Attempts,
        signing_in: SigningIn,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._attempts = attempts
        self._signing_in = signing_in
        self._clock = clock

    def rename(self, account: Account, name: str) -> None:
        """Raises NameMissing."""
        name = tidy_name(name)[:LONGEST_NAME]
        if not name:
            raise NameMissing
        with self._database.write() as session:
            accounts.set_name(session, account.id, name)

    def change_password(self, account: Account, former: str, password: str, visitor: Visitor) -> NewSignIn:
        """Every sign-in ends; this browser gets a new one. Raises SignInRefused for a wrong former password,
        PasswordRefused, AttemptsSlowed and Busy."""
        self._prove(account, former, visitor)
        hashed = self._passwords.hash(password, account.email, account.name)
        now = self._clock()
        with self._database.write() as session:
            accounts.set_password(session, account.id, hashed)
            sign_ins.end_all(session, account.id)
            one_time_links.remove_of_account(session, account.id)
            activity.record(session, account, "password-changed", ACCOUNT, account.id, now)
        return self._signing_in.begin(account, visitor)

    def has_second_factor(self, account: Account) -> bool:
        with self._database.read() as session:
            known = accounts.credentials(session, account.id)
        return known is not None and known.totp_secret is not None

    def recovery_codes_left(self, account: Account) -> int:
        with self._database.read() as session:
            return accounts.recovery_codes_left(session, account.id)

    def pending_secret(self, account: Account) -> str:
        """The key of a second factor that is being set up: the same until it is confirmed."""
        with self._database.write() as session:
            known = accounts.credentials(session, account.id)
            if known is not None and known.totp_pending is not None:
                return known.totp_pending
            secret = new_secret()
            current = known.totp_secret if known else None
            accounts.set_totp(session, account.id, current, secret)
        return secret

    def confirm_second_factor(self, account: Account, typed: str) -> list[str]:
        """By a code of the application; the recovery codes, to be shown once. Raises CodeRefused."""
        code = typed_code(typed)
        now = self._clock()
        codes = new_recovery_codes()
        with self._database.write() as session:
            known = accounts.credentials(session, account.id)
            pending = known.totp_pending if known else None
            step = matching_step(pending, code, now) if pending and is_of_the_moment(code) else None
            if step is None or not accounts.use_totp_step(session, account.id, step):
                raise CodeRefused
            accounts.set_totp(session, account.id, pending, None)
            accounts.set_recovery_codes(
                session, account.id, [recovery_key(account.id, each) for each in codes]
            )
            activity.record(session, account, "second-factor-on", ACCOUNT, account.id, now)
        return codes

    def new_recovery_codes(self, account: Account, password: str, visitor: Visitor) -> list[str]:
        """Those of before are of no use any more. Raises SignInRefused, AttemptsSlowed and Busy."""
        self._prove(account, password, visitor)
        codes = new_recovery_codes()
        with self._database.write() as session:
            accounts.set_recovery_codes(
                session, account.id, [recovery_key(account.id, each) for each in codes]
            )
            activity.record(session, account, "recovery-codes-made", ACCOUNT, account.id, self._clock())
        return codes

    def turn_off_second_factor(self, account: Account, password: str, visitor: Visitor) -> None:
        """Raises SignInRefused, AttemptsSlowed and Busy."""
        self._prove(account, password, visitor)
        with self._database.write() as session:
            accounts.set_totp(session, account.id, None, None)
            accounts.set_recovery_codes(session, account.id, [])
            activity.record(session, account, "second-factor-off", ACCOUNT, account.id, self._clock())

    def remove(self, account: Account, password: str, visitor: Visitor) -> None:
        """What the account published stays; what it did stays under its number, without its name.

        Raises SignInRefused, LastAdmin, AttemptsSlowed and Busy.
        """
        self._prove(account, password, visitor)
        with self._database.write() as session:
            keep_an_admin(accounts.active_admins(session.connection()), account)
            activity.record(session, account, "account-removed", ACCOUNT, account.id, self._clock())
            session.flush()
            activity.forget_name(session, account.id)
            authorship.forget(session, account.id)
            accounts.remove(session, account.id)

    def data(self, account: Account) -> dict[str, Any]:
        """Everything that the base holds about the person, but for hashes and keys."""
        with self._database.read() as session:
            known = accounts.credentials(session, account.id)
            return {
                "account": {
                    "id": account.id,
                    "email": account.email,
                    "name": account.name,
                    "role": account.role.value,
                    "created_at": account.created_at,
                    "second_factor": known is not None and known.totp_secret is not None,
                    "recovery_codes_left": accounts.recovery_codes_left(session, account.id),
                },
                "sign_ins": [
                    {
                        "browser": one.browser,
                        "created_at": one.created_at,
                        "seen_at": one.seen_at,
                        "expires_at": one.expires_at,
                    }
                    for one in sign_ins.of_account(session, account.id)
                ],
                "api_tokens": [
                    {
                        "name": one.name,
                        "created_at": one.created_at,
                        "last_used_day": one.last_used_day,
                        "revoked_at": one.revoked_at,
                    }
                    for one in api_tokens.of_account(session, account.id)
                ],
                "texts": [
                    {
                        "practice": one.practice_id,
                        "version": one.number,
                        "created_at": one.created_at,
                        "text": json.loads(one.document),
                    }
                    for one in authorship.texts_of(session, account.id)
                ],
                "practices": [
                    {"practice": one.practice_id, "title": one.title, "state": one.standing.state.value}
                    for one in working_copies.heads_of_author(session, account.id)
                ],
                "being_written": [
                    {
                        "practice": one.practice_id,
                        "changed_at": one.updated_at,
                        "form": json.loads(one.form.to_json()),
                    }
                    for one in working_copies.of_account(session, account.id)
                ],
                "files": [
                    {"name": one.name, "kind": one.media_type, "size": one.size, "practice": one.practice_id}
                    for one in stored_files.of_account(session, account.id)
                ],
                "comments": [
                    {"practice": one.practice_id, "field": one.field, "text": one.text, "at": one.at}
                    for one in authorship.comments_of(session, account.id)
                ],
                "activity": [
                    {
                        "at": one.at,
                        "action": one.action,
                        "kind": one.kind,
                        "id": one.thing_id,
                        "detail": dict(one.detail),
                    }
                    for one in activity.of_account(session, account.id)
                ],
            }

    def _prove(self, account: Account, password: str, visitor: Visitor) -> None:
        with self._attempts.attempt(account.email, visitor.address) as attempt:
            with self._database.read() as session:
                known = accounts.credentials(session, account.id)
            if not self._passwords.verify(known.password_hash if known else None, password).is_right:
                raise SignInRefused
            attempt.succeeded = True
