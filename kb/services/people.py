"""Everything about accounts, built together over one base."""

from __future__ import annotations

from dataclasses import dataclass

from kb.services.attempts import Attempts
from kb.services.passwords import Passwords
from kb.services.saving import Clock, utc_now
from kb.services.secrets import Signer
from kb.services.signing_in import SigningIn
from kb.storage.engine import Database


@dataclass(frozen=True, slots=True)
class People:
    signing_in: SigningIn
    has_mail: bool

    @classmethod
    def over(
        cls,
        database: Database,
        secret: bytes,
        *,
        clock: Clock = utc_now,
        attempts: Attempts | None = None,
        passwords: Passwords | None = None,
    ) -> People:
        signer = Signer(secret)
        attempts = attempts or Attempts()
        passwords = passwords or Passwords()
        return cls(
            signing_in=SigningIn(database, passwords, attempts, signer, clock),
            has_mail=False,
        )
