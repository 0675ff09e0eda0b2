"""Tokens by which scripts use the API in somebody's name, with their rights and no more."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from kb.domain.accounts import LONGEST_NAME, Account, tidy_name
from kb.domain.api_tokens import ApiToken
from kb.errors import KbError
from kb.services.accounts import ACCOUNT
from kb.services.links import NameMissing
from kb.services.saving import Clock, utc_now
from kb.services.secrets import key_of, new_token
from kb.storage import activity, api_tokens
from kb.storage.engine import Database
from kb.storage.errors import StorageError

log = structlog.get_logger()

PREFIX = "dp_"
"""By which a token is known where it was left by mistake."""
MOST_TOKENS = 20


class TooManyTokens(KbError):
    number = "KB-436"

    def __init__(self) -> None:
        super().__init__(f"An account has at most {MOST_TOKENS} tokens; revoke one first.")


@dataclass(frozen=True, slots=True)
class MadeToken:
    name: str
    token: str


class ApiTokens:
    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    def make(self, account: Account, name: str) -> MadeToken:
        """Raises NameMissing and TooManyTokens."""
        name = tidy_name(name)[:LONGEST_NAME]
        if not name:
            raise NameMissing
        token = PREFIX + new_token().token
        now = self._clock()
        with self._database.write() as session:
            if (
                sum(one.revoked_at is None for one in api_tokens.of_account(session, account.id))
                >= MOST_TOKENS
            ):
                raise TooManyTokens
            api_tokens.add(session, key_of(token), account.id, name, now)
            activity.record(session, account, "api-token-made", ACCOUNT, account.id, now)
        return MadeToken(name, token)

    def of_account(self, account: Account) -> tuple[ApiToken, ...]:
        """Those in use, newest first."""
        with self._database.read() as session:
            return tuple(one for one in api_tokens.of_account(session, account.id) if one.revoked_at is None)

    def revoke(self, account: Account, token_id: int) -> None:
        now = self._clock()
        with self._database.write() as session:
            if api_tokens.revoke(session, account.id, token_id, now):
                activity.record(session, account, "api-token-revoked", ACCOUNT, account.id, now)

    def account_of(self, token: str) -> Account | None:
        """In whose name the token speaks; None for one that is unknown, revoked, or of a disabled account."""
        with self._database.read() as session:
            found = api_tokens.find(session, key_of(token))
        if found is None:
            return None
        kept, account = found
        if kept.revoked_at is not None or not account.is_active:
            return None
        today = self._clock().date()
        if kept.last_used_day != today:
            try:
                with self._database.write() as session:
                    api_tokens.note_use(session, kept.id, today)
            except StorageError as error:
                # Reading goes on while nothing can be written.
                log.warning("api_token_use_not_noted", number=error.number, reason=str(error))
        return account
