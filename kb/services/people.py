"""Everything about accounts, built together over one base."""

from __future__ import annotations

from dataclasses import dataclass

from kb.services.accounts import Accounts
from kb.services.api_tokens import ApiTokens
from kb.services.attempts import Attempts
from kb.services.links import Links
from kb.services.mailing import Mailer
from kb.services.own_account import OwnAccount
from kb.services.passwords import Passwords
from kb.services.saving import Clock, utc_now
from kb.services.secrets import Signer
from kb.services.signing_in import SigningIn
from kb.storage.engine import Database


@dataclass(frozen=True, slots=True)
class People:
    """`mailer` is None where no mail server is configured."""

    signing_in: SigningIn
    accounts: Accounts
    links: Links
    own: OwnAccount
    api_tokens: ApiTokens
    attempts: Attempts
    mailer: Mailer | None
    now: Clock

    @classmethod
    def over(
        cls,
        database: Database,
        secret: bytes,
        *,
        clock: Clock = utc_now,
        slows_guessing: bool = True,
        passwords: Passwords | None = None,
        mailer: Mailer | None = None,
    ) -> People:
        signer = Signer(secret)
        attempts = Attempts(database, signer, is_on=slows_guessing, clock=lambda: clock().timestamp())
        passwords = passwords or Passwords()
        signing_in = SigningIn(database, passwords, attempts, signer, clock)
        return cls(
            signing_in=signing_in,
            accounts=Accounts(database, passwords, clock),
            links=Links(database, passwords, signing_in, clock),
            own=OwnAccount(database, passwords, attempts, signing_in, clock),
            api_tokens=ApiTokens(database, clock),
            attempts=attempts,
            mailer=mailer,
            now=clock,
        )
