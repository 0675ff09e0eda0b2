"""The path of a practice over a real base: nothing half done, nothing published unseen, nothing told too early."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.app import Base
from kb.domain.accounts import Account
from kb.domain.comments import CommentFault, CommentRefused
from kb.domain.moves import Move, MoveRefused, NewerText, NotAllowed, NotReady, ReasonMissing
from kb.domain.practice import Library, PracticeRecord, Source
from kb.domain.query import SearchQuery
from kb.domain.workflow import WorkflowState as State
from kb.errors import NotFound, Withdrawn
from kb.services.queueing import Queueing
from kb.services.reviewing import Reviewing
from kb.storage import activity, revisions
from tests.colleagues import ADMIN, EDITOR, OTHER_TRAINER, REVIEWER, TRAINER

TOGETHER = 20


def record(title: str = "Joga na trawniku", **fields: object) -> PracticeRecord:
    values: dict[str, object] = {
        "title": title,
        "summary": "Instruktorka prowadzi ćwiczenia rozciągające na trawie przed budynkiem.",
        "need": "Mieszkańcy dużo siedzą i bolą ich plecy.",
        "library": Library(name="Biblioteka Próbna", place="Próbno"),
        "sources": (Source(url="https://example.org/"),),
    }
    return PracticeRecord.model_validate(values | fields)


def written(base: Base, author: Account = TRAINER, **fields: object) -> tuple[int, int]:
    """A draft: its practice and its revision."""
    saved = base.saving.keep_draft(record(**fields), author=author.name, author_id=author.id)  # type: ignore[arg-type]
    return saved.practice_id, saved.revision_id


def sent(base: Base, author: Account = TRAINER, **fields: object) -> tuple[int, int]:
    practice, revision = written(base, author, **fields)
    base.review.reviewing.move(author, practice, Move.SEND, looked_at=revision)
    return practice, revision


def published(base: Base, author: Account = TRAINER, **fields: object) -> tuple[int, int]:
    practice, revision = sent(base, author, **fields)
    base.review.reviewing.move(REVIEWER, practice, Move.APPROVE, looked_at=revision)
    return practice, revision


def found(base: Base, text: str) -> list[str]:
    return [hit.practice.record.title for hit in base.finding.search(SearchQuery(text)).hits if hit.found]


def actions(base: Base, practice: int) -> list[tuple[str, str]]:
    """What was done, oldest first, and by whom."""
    with base.database.read() as session:
        return [
            (entry.action, entry.name) for entry in reversed(activity.of_thing(session, "practice", practice))
        ]


def test_from_draft_to_readers_and_back(own_base: Base) -> None:
    practice, revision = written(own_base, results="Powstał zwirblomir.")
    assert found(own_base, "zwirblomir") == []
    own_base.review.reviewing.move(TRAINER, practice, Move.SEND, looked_at=revision)
    view = own_base.review.reviewing.path(TRAINER, practice)
    assert (view.position.state, view.place, view.waiting) == (State.IN_REVIEW, 1, 1)
    own_base.review.reviewing.move(
        REVIEWER, practice, Move.REQUEST_CHANGES, looked_at=revision, note="Dopisz koszt."
    )
    view = own_base.review.reviewing.path(TRAINER, practice)
    assert view.position.state is State.CHANGES_REQUESTED
    assert [(comment.field, comment.text, comment.author) for comment in view.comments] == [
        ("", "Dopisz koszt.", "Recenzentka")
    ]
    better = own_base.saving.keep_draft(record(results="Powstał zwirblomir za 200 zł."), practice_id=practice)
    assert own_base.review.reviewing.path(TRAINER, practice).position.state is State.CHANGES_REQUESTED
    own_base.review.reviewing.move(TRAINER, practice, Move.SEND, looked_at=better.revision_id)
    assert found(own_base, "zwirblomir") == []
    moved = own_base.review.reviewing.move(REVIEWER, practice, Move.APPROVE, looked_at=better.revision_id)
    assert moved.slug == "joga-na-trawniku"
    assert found(own_base, "zwirblomir") == ["Joga na trawniku"]
    assert "Joga na trawniku" in found(own_base, "yoga in the open air")
    assert own_base.reading.practice(moved.slug).record.results == "Powstał zwirblomir za 200 zł."
    assert [comment.is_open for comment in own_base.review.reviewing.path(REVIEWER, practice).comments] == [
        False
    ]
    own_base.review.reviewing.move(REVIEWER, practice, Move.ARCHIVE, looked_at=better.revision_id)
    assert found(own_base, "zwirblomir") == []
    with pytest.raises(Withdrawn):
        own_base.reading.practice(moved.slug)
    own_base.review.reviewing.move(REVIEWER, practice, Move.BRING_BACK, looked_at=better.revision_id)
    assert own_base.review.reviewing.path(TRAINER, practice).position.state is State.DRAFT
    with pytest.raises(Withdrawn):
        own_base.reading.practice(moved.slug)
    assert actions(own_base, practice) == [
        ("wyslij", "Trenerka"),
        ("popraw", "Recenzentka"),
        ("wyslij", "Trenerka"),
        ("opublikuj", "Recenzentka"),
        ("archiwizuj", "Recenzentka"),
        ("przywroc", "Recenzentka"),
    ]


def test_a_newer_text_of_what_is_published_waits_while_readers_read_the_old_one(own_base: Base) -> None:
    practice, _ = published(own_base)
    slug = "joga-na-trawniku"
    newer = own_base.saving.keep_draft(record(results="Powstał zwirblomir."), practice_id=practice)
    view = own_base.review.reviewing.path(TRAINER, practice)
    assert (view.position.state, view.position.shown) == (State.DRAFT, State.PUBLISHED)
    for move, by in ((Move.SEND, EDITOR), (Move.REQUEST_CHANGES, REVIEWER), (Move.SEND, TRAINER)):
        own_base.review.reviewing.move(by, practice, move, looked_at=newer.revision_id, note="Słowo od nas.")
        assert found(own_base, "zwirblomir") == []
        assert own_base.reading.practice(slug).record.results is None
    own_base.review.reviewing.move(REVIEWER, practice, Move.APPROVE, looked_at=newer.revision_id)
    assert own_base.reading.practice(slug).record.results == "Powstał zwirblomir."
    assert found(own_base, "zwirblomir") == ["Joga na trawniku"]


def test_only_what_was_looked_at_is_published(own_base: Base) -> None:
    practice, revision = sent(own_base)
    # A reviewer may write while it waits; so may an import.
    newer = own_base.saving.keep_draft(record(results="Inny tekst."), practice_id=practice)
    for move in (Move.APPROVE, Move.REQUEST_CHANGES):
        with pytest.raises(NewerText) as refused:
            own_base.review.reviewing.move(REVIEWER, practice, move, looked_at=revision, note="Uwaga.")
        assert (refused.value.looked_at, refused.value.newest) == (revision, newer.revision_id)
    view = own_base.review.reviewing.path(REVIEWER, practice)
    assert (view.position.state, view.comments) == (State.IN_REVIEW, ())
    assert actions(own_base, practice) == [("wyslij", "Trenerka")]
    with pytest.raises(NotFound):
        own_base.reading.practice("joga-na-trawniku")


def test_twenty_approvals_at_once_publish_once_and_the_rest_are_told(own_base: Base) -> None:
    practice, revision = sent(own_base)
    before = own_base.reading.health()
    start = threading.Barrier(TOGETHER)

    def approve(_: int) -> str:
        start.wait()
        try:
            own_base.review.reviewing.move(
                REVIEWER, practice, Move.APPROVE, looked_at=revision, note="Dobre!"
            )
        except MoveRefused as refused:
            return f"told: {refused.state}"
        return "published"

    with ThreadPoolExecutor(TOGETHER) as threads:
        outcomes = list(threads.map(approve, range(TOGETHER)))
    assert sorted(outcomes) == ["published"] + ["told: opublikowana"] * (TOGETHER - 1)
    after = own_base.reading.health()
    assert (after.published, after.change) == (before.published + 1, before.change + 1)
    assert len(own_base.review.reviewing.path(REVIEWER, practice).comments) == 1
    assert actions(own_base, practice) == [("wyslij", "Trenerka"), ("opublikuj", "Recenzentka")]


def test_approving_and_asking_for_changes_at_once_does_one_of_them(own_base: Base) -> None:
    for number in range(5):
        practice, revision = sent(own_base, title=f"Klub {number}")
        start = threading.Barrier(2)

        def decide(
            move: Move, practice: int = practice, revision: int = revision, start: threading.Barrier = start
        ) -> Move | None:
            start.wait()
            try:
                own_base.review.reviewing.move(REVIEWER, practice, move, looked_at=revision, note="Uwaga.")
            except MoveRefused:
                return None
            return move

        with ThreadPoolExecutor(2) as threads:
            done = [move for move in threads.map(decide, (Move.APPROVE, Move.REQUEST_CHANGES)) if move]
        [won] = done
        position = own_base.review.reviewing.path(REVIEWER, practice).position
        assert position.shown.is_public == (won is Move.APPROVE)
        assert len(own_base.review.reviewing.path(REVIEWER, practice).comments) == 1


def test_changes_are_never_asked_for_without_saying_which(own_base: Base) -> None:
    practice, revision = sent(own_base)
    with pytest.raises(ReasonMissing):
        own_base.review.reviewing.move(
            REVIEWER, practice, Move.REQUEST_CHANGES, looked_at=revision, note="  "
        )
    assert own_base.review.reviewing.path(REVIEWER, practice).position.state is State.IN_REVIEW
    own_base.review.commenting.comment(REVIEWER, practice, "summary", "Za krótko.", looked_at=revision)
    own_base.review.reviewing.move(REVIEWER, practice, Move.REQUEST_CHANGES, looked_at=revision)
    assert own_base.review.reviewing.path(REVIEWER, practice).position.state is State.CHANGES_REQUESTED


def test_a_text_without_its_first_answers_is_not_published(own_base: Base) -> None:
    practice, revision = sent(own_base, summary="", sources=())
    with pytest.raises(NotReady) as refused:
        own_base.review.reviewing.move(REVIEWER, practice, Move.APPROVE, looked_at=revision)
    assert refused.value.missing == ("summary", "sources")
    assert own_base.review.reviewing.path(REVIEWER, practice).position.state is State.IN_REVIEW


def test_what_one_may_not_see_is_not_there(own_base: Base) -> None:
    practice, revision = sent(own_base)
    for stranger in (OTHER_TRAINER, EDITOR):
        for refused in (
            lambda who: own_base.review.reviewing.path(who, practice),
            lambda who: own_base.review.reviewing.text(who, practice),
            lambda who: own_base.review.reviewing.move(who, practice, Move.APPROVE, looked_at=revision),
            lambda who: own_base.review.commenting.comment(who, practice, "title", "?", looked_at=revision),
            lambda who: own_base.review.commenting.open_by_field(who, practice),
            lambda who: own_base.review.remembering.history(who, practice),
            lambda who: own_base.review.remembering.two_texts(who, practice, 1, 1),
            lambda who: own_base.review.remembering.restore(who, practice, 1, looked_at=revision),
        ):
            with pytest.raises(NotFound):
                refused(stranger)
        with pytest.raises(NotFound):
            own_base.review.queueing.queue(stranger)
    with pytest.raises(NotAllowed):
        own_base.review.reviewing.move(TRAINER, practice, Move.APPROVE, looked_at=revision)
    with pytest.raises(NotAllowed):
        own_base.review.remembering.restore(TRAINER, practice, 1, looked_at=revision)
    with pytest.raises(NotFound):
        own_base.review.reviewing.path(ADMIN, 10**18)


def test_each_author_knows_the_place_in_the_queue(own_base: Base) -> None:
    practices = [sent(own_base, title=f"Klub {number}") for number in range(3)]
    places = [own_base.review.reviewing.path(TRAINER, practice).place for practice, _ in practices]
    assert places == [1, 2, 3]
    queue = own_base.review.queueing.queue(REVIEWER)
    assert [position.title for position in queue.waiting] == ["Klub 0", "Klub 1", "Klub 2"]
    first, revision = practices[0]
    own_base.review.reviewing.move(TRAINER, first, Move.TAKE_BACK, looked_at=revision)
    assert [own_base.review.reviewing.path(TRAINER, practice).place for practice, _ in practices] == [
        None,
        1,
        2,
    ]
    # Who took back stands at the end when it is sent again.
    own_base.review.reviewing.move(TRAINER, first, Move.SEND, looked_at=revision)
    assert [own_base.review.reviewing.path(TRAINER, practice).place for practice, _ in practices] == [3, 1, 2]
    # A text that is written anew while it waits keeps its place.
    own_base.saving.keep_draft(record("Klub 1, poprawiony"), practice_id=practices[1][0])
    assert own_base.review.reviewing.path(TRAINER, practices[1][0]).place == 1


def test_comments_stand_beside_their_fields_until_they_are_settled(own_base: Base) -> None:
    practice, revision = sent(own_base)
    first = own_base.review.commenting.comment(
        REVIEWER, practice, "steps", " Od czego\r\nzacząć? ", looked_at=revision
    )
    own_base.review.commenting.comment(TRAINER, practice, "steps", "Od plakatu.", looked_at=revision)
    own_base.review.commenting.comment(REVIEWER, practice, "", "Piękne.", looked_at=revision)
    by_field = own_base.review.commenting.open_by_field(TRAINER, practice)
    assert {field: [comment.text for comment in found] for field, found in by_field.items()} == {
        "steps": ["Od czego\nzacząć?", "Od plakatu."],
        "": ["Piękne."],
    }
    for _ in range(2):
        own_base.review.commenting.resolve(TRAINER, practice, first)
    assert [
        comment.text for comment in own_base.review.commenting.open_by_field(TRAINER, practice)["steps"]
    ] == ["Od plakatu."]
    assert actions(own_base, practice).count(("resolve", "Trenerka")) == 1
    other, other_revision = sent(own_base, title="Inny klub")
    with pytest.raises(NotFound):
        own_base.review.commenting.resolve(REVIEWER, other, first)
    with pytest.raises(NotFound):
        own_base.review.commenting.comment(REVIEWER, practice, "title", "?", looked_at=other_revision)


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("summary", " \n", CommentFault.EMPTY),
        ("summary", "x" * 2001, CommentFault.TOO_LONG),
        ("status", "Hm.", CommentFault.UNKNOWN_FIELD),
    ],
)
def test_a_comment_that_is_none_is_refused(
    own_base: Base, field: str, text: str, fault: CommentFault
) -> None:
    practice, revision = sent(own_base)
    with pytest.raises(CommentRefused) as refused:
        own_base.review.commenting.comment(REVIEWER, practice, field, text, looked_at=revision)
    assert refused.value.fault is fault


def test_every_text_is_kept_and_an_earlier_one_comes_back_as_a_new_one(own_base: Base) -> None:
    practice, first = written(own_base)
    second = own_base.saving.keep_draft(
        record(results="Przyszło dwanaście osób."),
        practice_id=practice,
        author="Redaktor",
        author_id=EDITOR.id,
    )
    two = own_base.review.remembering.two_texts(TRAINER, practice, 1, 2)
    assert (two.before.results, two.after.results) == (None, "Przyszło dwanaście osób.")
    with pytest.raises(NewerText):
        own_base.review.remembering.restore(TRAINER, practice, 1, looked_at=first)
    newest = own_base.review.remembering.restore(TRAINER, practice, 1, looked_at=second.revision_id)
    history = own_base.review.remembering.history(TRAINER, practice)
    assert [(entry.number, entry.author, entry.restored_from) for entry in history.revisions] == [
        (3, "Trenerka", 1),
        (2, "Redaktor", None),
        (1, "Trenerka", None),
    ]
    assert history.position.revision_id == newest
    assert own_base.review.reviewing.text(TRAINER, practice)[1].results is None
    with pytest.raises(NotFound):
        own_base.review.remembering.two_texts(TRAINER, practice, 1, 4)
    with own_base.database.write() as session:
        revisions.forget_author(session, TRAINER.id)
    history = own_base.review.remembering.history(REVIEWER, practice)
    assert [entry.author for entry in history.revisions] == [None, "Redaktor", None]


def test_after_two_years_a_description_asks_to_be_refreshed(own_base: Base) -> None:
    practice, revision = published(own_base)
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=731)
    then = Reviewing(own_base.database, own_base.saving, clock=lambda: later)
    queueing = Queueing(own_base.database, clock=lambda: later)
    assert practice not in [
        position.practice_id for position in own_base.review.queueing.queue(REVIEWER).grown_old
    ]
    assert not own_base.review.reviewing.path(TRAINER, practice).is_old
    assert then.path(TRAINER, practice).is_old
    assert practice in [position.practice_id for position in queueing.queue(REVIEWER).grown_old] or (
        queueing.queue(REVIEWER).number_grown_old > 50
    )
    slug = "joga-na-trawniku"
    then.move(REVIEWER, practice, Move.MARK_DUE, looked_at=revision)
    marked = own_base.reading.practice(slug)
    assert marked.is_marked_due
    assert found(own_base, "joga na trawniku")[:1] == ["Joga na trawniku"]
    then.move(REVIEWER, practice, Move.CONFIRM, looked_at=revision)
    confirmed = own_base.reading.practice(slug)
    assert (confirmed.is_marked_due, confirmed.verified_on) == (False, later.date())
    assert confirmed.revision == marked.revision
    assert not then.path(TRAINER, practice).is_old


def test_the_author_of_a_marked_practice_sends_it_anew(own_base: Base) -> None:
    practice, revision = published(own_base)
    own_base.review.reviewing.move(REVIEWER, practice, Move.MARK_DUE, looked_at=revision)
    own_base.review.reviewing.move(TRAINER, practice, Move.SEND, looked_at=revision)
    view = own_base.review.reviewing.path(TRAINER, practice)
    assert (view.position.state, view.position.shown) == (State.IN_REVIEW, State.DUE_FOR_REFRESH)
    own_base.review.reviewing.move(REVIEWER, practice, Move.APPROVE, looked_at=revision)
    assert own_base.review.reviewing.path(TRAINER, practice).position.shown is State.PUBLISHED
