"""Proposing a practice without an account: it goes into the queue, and readers see nothing of it."""

from __future__ import annotations

import datetime
from dataclasses import replace

import structlog

from kb.domain.languages import Language
from kb.domain.proposals import (
    CONTACT_KEPT_DAYS,
    TRAP_FIELD,
    WHOLE,
    Proposal,
    ProposalFault,
    ProposalRefused,
    accepted,
    fingerprint,
)
from kb.domain.terminology import CurrentTerminology
from kb.domain.workflow import WorkflowState
from kb.errors import Busy
from kb.services.reviewing import PRACTICE
from kb.services.saving import Clock, utc_now
from kb.services.secrets import Signer
from kb.storage import activity, practices, proposals
from kb.storage.engine import Database

log = structlog.get_logger()

MOST_WAITING = 500
"""Proposals that wait for a decision; beyond them no more are taken, so that nobody fills the base."""

LEAST_SECONDS = 4
"""Who sends a whole form sooner has not typed it."""

MOST_SECONDS = 24 * 60 * 60
"""A form that was open for longer is sent once more, with a new stamp."""

_STAMP = "proposal"


class Proposing:
    def __init__(
        self,
        database: Database,
        terminology: CurrentTerminology,
        signer: Signer,
        clock: Clock = utc_now,
        most: int = MOST_WAITING,
    ) -> None:
        self._database = database
        self._terminology = terminology
        self._signer = signer
        self._clock = clock
        self._most = most

    def stamp(self) -> str:
        """When a form was opened, marked so that nobody else can say it: a person needs a few seconds."""
        opened = str(int(self._clock().timestamp()))
        return f"{opened}.{self._signer.mark(_STAMP, opened)}"

    def propose(self, proposal: Proposal, language: Language, *, stamp: str, trap: str = "") -> int:
        """The number of the practice that waits in the queue. `stamp` came with the form; `trap` is a field
        that people do not see and leave empty.

        Raises ProposalRefused, Busy when too many wait, and the storage's errors.
        """
        known = self._terminology.vocabularies["audience"]
        audience = tuple(dict.fromkeys(code for code in proposal.audience if code in known))
        record, contact = accepted(replace(proposal, audience=audience))
        if trap.strip():
            raise ProposalRefused({TRAP_FIELD: ProposalFault.TRAP})
        self._check_stamp(stamp)
        mark = fingerprint(record)
        now = self._clock()
        until = now.date() + datetime.timedelta(days=CONTACT_KEPT_DAYS)
        with self._database.write() as session:
            proposals.forget_old_contacts(session, now.date())
            if proposals.is_known(session, mark):
                raise ProposalRefused({WHOLE: ProposalFault.KNOWN})
            if proposals.count_waiting(session) >= self._most:
                log.warning("proposals_full", most=self._most)
                raise Busy("The queue of proposals", 3600)
            practice_id = practices.create(session, None, now)
            practices.add_revision(session, practice_id, record, now)
            practices.move(session, practice_id, WorkflowState.IN_REVIEW, now)
            proposals.add(session, practice_id, mark, language.value, contact, until, now)
            activity.record(session, None, "propose", PRACTICE, practice_id, now)
        log.info("practice_proposed", practice=practice_id)
        return practice_id

    def _check_stamp(self, stamp: str) -> None:
        opened, _, mark = stamp.partition(".")
        if not opened.isascii() or not opened.isdigit() or not self._signer.is_mark(mark, _STAMP, opened):
            raise ProposalRefused({WHOLE: ProposalFault.TOO_OLD})
        age = self._clock().timestamp() - int(opened)
        if age < LEAST_SECONDS:
            raise ProposalRefused({WHOLE: ProposalFault.TOO_FAST})
        if age > MOST_SECONDS:
            raise ProposalRefused({WHOLE: ProposalFault.TOO_OLD})

    def forget_old_contacts(self) -> None:
        """Addresses for questions whose time is over."""
        with self._database.write() as session:
            forgotten = proposals.forget_old_contacts(session, self._clock().date())
        if forgotten:
            log.info("contacts_forgotten", number=forgotten)
