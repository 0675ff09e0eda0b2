"""Writing one practice: what is typed is kept at once, and becomes a revision as soon as it can be one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.domain.accounts import Account
from kb.domain.form_record import Checked, Fault, faults_before_review, form_of, record_of
from kb.domain.rights import Action, Task, may, may_do
from kb.domain.terminology import CurrentTerminology, in_todays_codes
from kb.domain.typed_form import TypedForm
from kb.domain.workflow import WorkflowState
from kb.errors import KbError, NotFound
from kb.services.revising import readable_head, revise
from kb.services.saving import Clock, utc_now
from kb.storage import working_copies
from kb.storage.engine import Database, Transaction
from kb.storage.working_copies import PracticeHead, WorkingCopy

__all__ = [
    "EditConflict",
    "Editing",
    "EditingClosed",
    "HandOver",
    "Kept",
    "MyPractice",
    "PracticeHead",
    "Sent",
    "TooManyCopies",
    "WorkingCopy",
]

MOST_COPIES = 200
"""Unfinished texts of one account; who has more has to end one first."""


class EditConflict(KbError):
    """Somebody saved in between. Nothing is lost: `mine` is what was typed, `theirs` what was saved, `base`
    what both began from (None where that is not known).

    `revision_id` is the other one's revision; None when it is the same person's working copy that went on.
    """

    number = "KB-340"

    def __init__(
        self,
        copy: WorkingCopy,
        mine: TypedForm,
        theirs: TypedForm,
        base: TypedForm | None = None,
        author: str = "",
        revision_id: int | None = None,
    ) -> None:
        super().__init__("Somebody has saved this text in the meantime.")
        self.copy = copy
        self.mine = mine
        self.theirs = theirs
        self.base = base
        self.author = author
        self.revision_id = revision_id


class EditingClosed(KbError):
    """The text is where its author may not change it: under review, or in the archive."""

    number = "KB-341"

    def __init__(self, copy: WorkingCopy | None, state: WorkflowState) -> None:
        super().__init__(f"This text cannot be changed while it is “{state.value}”.")
        self.copy = copy
        self.state = state


class TooManyCopies(KbError):
    number = "KB-342"

    def __init__(self) -> None:
        super().__init__(f"More than {MOST_COPIES} texts are unfinished; end or remove one first.")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a save made: `revision_id` is None while the form cannot be a record."""

    copy: WorkingCopy
    checked: Checked
    revision_id: int | None


@dataclass(frozen=True, slots=True)
class Sent:
    """`practice_id` is None when `faults` kept it from being sent."""

    kept: Kept
    faults: tuple[Fault, ...]
    practice_id: int | None


@dataclass(frozen=True, slots=True)
class MyPractice:
    """A line of somebody's list: a text that is being written, a practice that is kept, or both."""

    copy: WorkingCopy | None
    head: PracticeHead | None
    form: TypedForm
    may_edit: bool


HandOver = Callable[[Account, int, int], None]
"""Hands a practice and a revision of it over for review. Raises what the path of a practice refuses."""


class Editing:
    def __init__(
        self,
        database: Database,
        terminology: CurrentTerminology,
        hand_over: HandOver,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._terminology = terminology
        self._hand_over = hand_over
        self._clock = clock

    def mine(self, account: Account) -> tuple[MyPractice, ...]:
        """Everything that the account is writing or began, the latest first."""
        with self._database.read() as session:
            copies = working_copies.of_account(session, account.id)
            heads: dict[int, PracticeHead] = {
                head.practice_id: head for head in working_copies.heads_of_author(session, account.id)
            }
            lines = []
            for copy in copies:
                if copy.practice_id is not None and copy.practice_id not in heads:
                    heads[copy.practice_id] = working_copies.head(session, copy.practice_id)
                head = heads.pop(copy.practice_id) if copy.practice_id is not None else None
                if head is not None and not may(account, Action.READ, head.standing):
                    continue
                lines.append(MyPractice(copy, head, copy.form, _may_edit(account, head)))
            for head in heads.values():
                form = self._form(session, head.revision_id)
                lines.append(MyPractice(None, head, form, _may_edit(account, head)))
        return tuple(lines)

    def begin(self, account: Account) -> WorkingCopy:
        """A new, empty text; the one that is still empty, if there is one. Raises NotFound, TooManyCopies."""
        if not may_do(account, Task.WRITE):
            raise NotFound("page", "new practice")
        with self._database.write() as session:
            copies = working_copies.of_account(session, account.id)
            empty = TypedForm.empty()
            for copy in copies:
                if copy.practice_id is None and not copy.form.differing(empty):
                    return copy
            if len(copies) >= MOST_COPIES:
                raise TooManyCopies
            return working_copies.create(session, account.id, empty, self._clock())

    def open(self, account: Account, practice_id: int) -> WorkingCopy:
        """The account's working copy of a practice, made from its newest revision if there is none.

        Raises NotFound, EditingClosed, TooManyCopies.
        """
        with self._database.write() as session:
            head = readable_head(session, account, practice_id)
            copy = working_copies.of_practice(session, account.id, practice_id)
            if not may(account, Action.EDIT, head.standing):
                raise EditingClosed(copy, head.standing.state)
            if copy is not None:
                return copy
            if len(working_copies.of_account(session, account.id)) >= MOST_COPIES:
                raise TooManyCopies
            form = self._form(session, head.revision_id)
            return working_copies.create(
                session, account.id, form, self._clock(), practice_id, head.revision_id
            )

    def copy(self, account: Account, copy_id: int) -> WorkingCopy:
        """Raises NotFound, EditingClosed."""
        with self._database.read() as session:
            copy = working_copies.get(session, account.id, copy_id)
            _check_open(session, account, copy)
            return copy

    def own_copy(self, account: Account, copy_id: int) -> WorkingCopy:
        """The same for a text that may be closed by now. Raises NotFound."""
        with self._database.read() as session:
            return working_copies.get(session, account.id, copy_id)

    def head(self, account: Account, copy: WorkingCopy) -> PracticeHead | None:
        """Where the practice of a working copy is; None while there is none. Raises NotFound."""
        if copy.practice_id is None:
            return None
        with self._database.read() as session:
            return readable_head(session, account, copy.practice_id)

    def text_of(self, account: Account, copy: WorkingCopy, revision_id: int) -> TypedForm:
        """A revision of the copy's practice as a form. Raises NotFound, also for one of another practice."""
        with self._database.read() as session:
            if copy.practice_id is None:
                raise NotFound("revision", str(revision_id))
            readable_head(session, account, copy.practice_id)
            return self._form(session, revision_id, copy.practice_id)

    def check(self, form: TypedForm) -> Checked:
        return record_of(form, self._terminology.vocabularies)

    def keep(self, account: Account, copy_id: int, version: int, form: TypedForm) -> WorkingCopy:
        """Keep what is typed, and no more: the practice itself does not change.

        Raises NotFound, EditingClosed, EditConflict.
        """
        with self._database.write() as session:
            copy = working_copies.get(session, account.id, copy_id)
            _check_open(session, account, copy)
            if copy.form == form:
                return copy
            if copy.version != version:
                raise EditConflict(copy, form, copy.form)
            return working_copies.change(session, copy, form, self._clock())

    def save(
        self,
        account: Account,
        copy_id: int,
        version: int,
        form: TypedForm,
        brought_together_with: int | None = None,
    ) -> Kept:
        """Keep what is typed and, when it can be a record, make it the newest revision of its practice.

        `brought_together_with` is the revision of somebody else with which the form was compared.
        Raises NotFound, EditingClosed, EditConflict. What was typed is kept even where the practice has a
        newer revision; only where the working copy itself went on, the conflict alone holds it.
        """
        checked = record_of(form, self._terminology.vocabularies)
        conflict: EditConflict | None = None
        revision_id: int | None = None
        with self._database.write() as session:
            now = self._clock()
            copy = working_copies.get(session, account.id, copy_id)
            head = _check_open(session, account, copy)
            if copy.version != version and copy.form != form:
                raise EditConflict(copy, form, copy.form)
            base = brought_together_with or copy.base_revision_id
            if head is not None and base != head.revision_id:
                copy = working_copies.change(session, copy, form, now)
                conflict = self._conflict(session, copy, head)
            elif checked.record is None:
                copy = working_copies.change(session, copy, form, now, base_revision_id=base)
            else:
                practice_id, revision_id = revise(session, account, head, checked.record, now)
                copy = working_copies.change(
                    session, copy, form, now, practice_id=practice_id, base_revision_id=revision_id
                )
        if conflict is not None:
            raise conflict
        return Kept(copy, checked, revision_id)

    def discard(self, account: Account, copy_id: int) -> None:
        """Forget what is being typed; the practice and its revisions stay. Raises NotFound."""
        with self._database.write() as session:
            working_copies.remove(session, working_copies.get(session, account.id, copy_id).id)

    def send(self, account: Account, copy_id: int, version: int) -> Sent:
        """Save the working copy as it stands and hand the practice over for review. Where something is
        missing nothing is sent. Raises what `save` and the path of a practice raise."""
        copy = self.copy(account, copy_id)
        kept = self.save(account, copy_id, version, copy.form)
        record, practice_id, revision_id = kept.checked.record, kept.copy.practice_id, kept.revision_id
        if record is None or practice_id is None or revision_id is None:
            return Sent(kept, kept.checked.faults, None)
        faults = faults_before_review(record)
        if faults:
            return Sent(kept, faults, None)
        self._hand_over(account, practice_id, revision_id)
        self.discard(account, copy_id)
        return Sent(kept, (), practice_id)

    def _form(self, session: Transaction, revision_id: int, practice_id: int | None = None) -> TypedForm:
        """A revision as a form, in the codes that its lists have today. Raises NotFound."""
        record = working_copies.record_of(session, revision_id, practice_id)
        return form_of(in_todays_codes(record, self._terminology.vocabularies))

    def _conflict(self, session: Transaction, copy: WorkingCopy, head: PracticeHead) -> EditConflict:
        base = copy.base_revision_id
        return EditConflict(
            copy,
            copy.form,
            self._form(session, head.revision_id),
            self._form(session, base) if base is not None else None,
            head.author,
            head.revision_id,
        )


def _check_open(session: Transaction, account: Account, copy: WorkingCopy) -> PracticeHead | None:
    """Raises NotFound, EditingClosed."""
    if copy.practice_id is None:
        if not may_do(account, Task.WRITE):
            raise NotFound("working copy", str(copy.id))
        return None
    head = readable_head(session, account, copy.practice_id)
    if not may(account, Action.EDIT, head.standing):
        raise EditingClosed(copy, head.standing.state)
    return head


def _may_edit(account: Account, head: PracticeHead | None) -> bool:
    return head is None or may(account, Action.EDIT, head.standing)
