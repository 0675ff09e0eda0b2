"""People of every role, for the tests of services."""

from __future__ import annotations

import datetime

from kb.domain.accounts import Account, Role

_SINCE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)

TRAINER = Account(101, "trener@example.org", "Trenerka", Role.TRAINER, _SINCE)
OTHER_TRAINER = Account(102, "inna@example.org", "Inna trenerka", Role.TRAINER, _SINCE)
EDITOR = Account(103, "redaktor@example.org", "Redaktor", Role.EDITOR, _SINCE)
REVIEWER = Account(104, "recenzentka@example.org", "Recenzentka", Role.REVIEWER, _SINCE)
ADMIN = Account(105, "administrator@example.org", "Administratorka", Role.ADMIN, _SINCE)
EVERYBODY = (TRAINER, OTHER_TRAINER, EDITOR, REVIEWER, ADMIN)
