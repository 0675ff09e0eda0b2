"""Writing by programs: the same rights, checks and revisions as the form, without its working copies."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from kb.domain.accounts import Account
from kb.domain.form_record import Fault, faults_before_review, form_of, record_of
from kb.domain.moves import Move, NewerText
from kb.domain.position import Position
from kb.domain.practice import PracticeRecord
from kb.domain.rights import Action, Task, may, may_do
from kb.domain.terminology import CurrentTerminology, in_todays_codes
from kb.domain.typed_form import TypedForm
from kb.errors import KbError, NotFound
from kb.services.editing import EditingClosed
from kb.services.reviewing import Reviewing, readable_position
from kb.services.revising import readable_head, revise
from kb.services.saving import Clock, utc_now
from kb.storage import idempotency, path, working_copies
from kb.storage.engine import Database, Transaction
from kb.storage.idempotency import KeptRequest

REMEMBERED = datetime.timedelta(hours=24)
"""For how long a request of a program may come a second time."""


class RecordFaults(KbError):
    """What was sent cannot be kept, or not be handed over for review: `faults` say why, field by field."""

    number = "KB-345"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        fields = ", ".join(dict.fromkeys(fault.field for fault in faults))
        super().__init__(f"The record has faults: {fields}.")
        self.faults = faults


class Overtaken(KbError):
    """Somebody saved a newer text than the one that was changed, and nothing was kept.

    `mine` is what was sent, None where it has faults; `base` what it began from, None when that is no text of
    this practice.
    """

    number = "KB-340"

    def __init__(self, mine: PracticeRecord | None, theirs: Text, base: PracticeRecord | None) -> None:
        super().__init__("Somebody has saved this text in the meantime.")
        self.mine = mine
        self.theirs = theirs
        self.base = base


class KeyReused(KbError):
    """An Idempotency-Key that came with another text before."""

    number = "KB-347"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was sent with another text before.")


@dataclass(frozen=True, slots=True)
class RequestKey:
    """By which a program can send the same text again and make no second practice; as hashes."""

    key_hash: str
    body_hash: str

    @classmethod
    def of(cls, key: str, body: bytes) -> RequestKey:
        return cls(hashlib.sha256(key.encode()).hexdigest(), hashlib.sha256(body).hexdigest())


@dataclass(frozen=True, slots=True)
class Text:
    """The newest text of a practice in the codes of today, and where it is."""

    position: Position
    record: PracticeRecord
    author: str = ""


class Writing:
    def __init__(
        self,
        database: Database,
        terminology: CurrentTerminology,
        reviewing: Reviewing,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._terminology = terminology
        self._reviewing = reviewing
        self._clock = clock

    def read(self, account: Account, practice_id: int) -> Text:
        """Raises NotFound, also for what this account may not see."""
        with self._database.read() as session:
            return self._text(session, account, practice_id)

    def create(
        self,
        account: Account,
        form: TypedForm,
        faults: tuple[Fault, ...],
        request: RequestKey | None = None,
    ) -> Text:
        """A new draft, or for a `request` that came before the one that it made, as it was then.

        `faults` are those that the form came with. Raises NotFound, RecordFaults and KeyReused.
        """
        if not may_do(account, Task.WRITE):
            raise NotFound("page", "new practice")
        with self._database.read() as session:
            repeated = self._made_before(session, account, request)
        if repeated is not None:
            return repeated
        record = self._checked(form, faults)
        with self._database.write() as session:
            # Asked again under the lock: of two at once the second gets what the first has made.
            repeated = self._made_before(session, account, request)
            if repeated is not None:
                return repeated
            now = self._clock()
            practice_id, revision_id = revise(session, account, None, record, now)
            if request is not None:
                kept = KeptRequest(request.body_hash, practice_id, revision_id)
                idempotency.remember(session, account.id, request.key_hash, kept, now)
            return self._text(session, account, practice_id)

    def forget_old_requests(self) -> None:
        with self._database.write() as session:
            idempotency.forget(session, self._clock() - REMEMBERED)

    def _made_before(self, session: Transaction, account: Account, request: RequestKey | None) -> Text | None:
        """What this request has made already: its first text, a draft. Raises KeyReused."""
        if request is None:
            return None
        kept = idempotency.find(session, account.id, request.key_hash, self._clock() - REMEMBERED)
        if kept is None:
            return None
        if kept.body_hash != request.body_hash:
            raise KeyReused
        position = path.first_position(session, kept.practice_id, kept.revision_id)
        record = path.record_of(session, kept.practice_id, kept.revision_id)
        return Text(position, in_todays_codes(record, self._terminology.vocabularies), account.name)

    def change(
        self, account: Account, practice_id: int, looked_at: int, form: TypedForm, faults: tuple[Fault, ...]
    ) -> Text:
        """The whole text anew, begun from the revision `looked_at`.

        Raises NotFound, EditingClosed, Overtaken and RecordFaults, the first that holds.
        """
        refused: RecordFaults | None = None
        record: PracticeRecord | None = None
        try:
            record = self._checked(form, faults)
        except RecordFaults as error:
            refused = error
        with self._database.write() as session:
            head = readable_head(session, account, practice_id)
            if not may(account, Action.EDIT, head.standing):
                raise EditingClosed(None, head.standing.state)
            if head.revision_id != looked_at:
                theirs = self._text(session, account, practice_id)
                raise Overtaken(record, theirs, self._base(session, practice_id, looked_at))
            if record is None:
                assert refused is not None
                raise refused
            revise(session, account, head, record, self._clock())
            return self._text(session, account, practice_id)

    def send(self, account: Account, practice_id: int, looked_at: int) -> Text:
        """Hand over for review. Raises NotFound, RecordFaults and what `Reviewing.move` raises."""
        found = self.read(account, practice_id)
        if found.position.revision_id != looked_at:
            raise NewerText(looked_at, found.position.revision_id)
        checked = record_of(form_of(found.record), self._terminology.vocabularies)
        faults = checked.faults or faults_before_review(found.record)
        if faults and may(account, Action.SEND, found.position.standing):
            raise RecordFaults(faults)
        self._reviewing.hand_over(account, practice_id, looked_at)
        return self.read(account, practice_id)

    def withdraw(self, account: Account, practice_id: int, looked_at: int) -> Text:
        """Into the archive: readers do not see it any more. Raises what `Reviewing.move` raises."""
        self._reviewing.move(account, practice_id, Move.ARCHIVE, looked_at=looked_at)
        return self.read(account, practice_id)

    def _checked(self, form: TypedForm, faults: tuple[Fault, ...]) -> PracticeRecord:
        """Raises RecordFaults; what could not be read is not reported as missing, too."""
        checked = record_of(form, self._terminology.vocabularies)
        told = {fault.field for fault in faults}
        all_faults = (*faults, *(fault for fault in checked.faults if fault.field not in told))
        if all_faults or checked.record is None:
            raise RecordFaults(all_faults)
        return checked.record

    def _text(self, session: Transaction, account: Account, practice_id: int) -> Text:
        position = readable_position(session, account, practice_id)
        record = path.record_of(session, practice_id, position.revision_id)
        author = working_copies.head(session, practice_id).author
        return Text(position, in_todays_codes(record, self._terminology.vocabularies), author)

    def _base(self, session: Transaction, practice_id: int, revision_id: int) -> PracticeRecord | None:
        try:
            record = path.record_of(session, practice_id, revision_id)
        except NotFound:
            return None
        return in_todays_codes(record, self._terminology.vocabularies)
