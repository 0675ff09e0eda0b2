"""A text becomes the newest revision of its practice: the one way, for the form and for programs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import structlog

from kb.domain.accounts import Account
from kb.domain.practice import PracticeRecord
from kb.domain.rights import Action, may
from kb.errors import NotFound
from kb.storage import activity, practices, stored_files, working_copies
from kb.storage.engine import Transaction
from kb.storage.working_copies import PracticeHead

log = structlog.get_logger()

PRACTICE = "practice"


def readable_head(session: Transaction, account: Account, practice_id: int) -> PracticeHead:
    """Raises NotFound, also for what this account may not see."""
    head = working_copies.head(session, practice_id)
    if not may(account, Action.READ, head.standing):
        raise NotFound(PRACTICE, str(practice_id))
    return head


def revise(
    session: Transaction,
    account: Account,
    head: PracticeHead | None,
    record: PracticeRecord,
    now: datetime.datetime,
) -> tuple[int, int]:
    """(practice, revision): new ones, or the newest where it says the same already. Files that the account
    brought and that the text names belong to the practice from then on. Rights are checked by the caller."""
    practice_id = practices.create(session, None, now, account.id) if head is None else head.practice_id
    stored_files.give_to_practice(session, account.id, practice_id, _files(record))
    if head is not None and working_copies.record_of(session, head.revision_id) == record:
        return practice_id, head.revision_id
    revision_id = practices.add_revision(
        session, practice_id, record, now, author=account.name, author_id=account.id
    )
    detail: Mapping[str, str | int | None] = {"revision": revision_id}
    activity.record(session, account, "saved", PRACTICE, practice_id, now, detail)
    log.info("draft_saved", practice=practice_id, revision=revision_id)
    return practice_id, revision_id


def _files(record: PracticeRecord) -> list[str]:
    return [*(image.file for image in record.images), *(file.file for file in record.files)]
