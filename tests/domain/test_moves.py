"""The path of a practice: every state, every move, every role."""

from __future__ import annotations

import datetime
from itertools import product

import pytest

from kb.domain.accounts import Account, Role
from kb.domain.moves import (
    Move,
    MoveRefused,
    NotAllowed,
    allowed_moves,
    missing_for_publication,
    moves_from,
    state_after,
)
from kb.domain.practice import Library, PracticeRecord, Source
from kb.domain.rights import Standing
from kb.domain.workflow import WorkflowState as State
from kb.domain.workflow import after_edit, shown_state

NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
OWN, OTHERS = 7, 8

PATH = {
    State.DRAFT: {Move.SEND: State.IN_REVIEW, Move.ARCHIVE: State.ARCHIVED},
    State.IN_REVIEW: {
        Move.TAKE_BACK: State.DRAFT,
        Move.REQUEST_CHANGES: State.CHANGES_REQUESTED,
        Move.APPROVE: State.PUBLISHED,
        Move.ARCHIVE: State.ARCHIVED,
    },
    State.CHANGES_REQUESTED: {Move.SEND: State.IN_REVIEW, Move.ARCHIVE: State.ARCHIVED},
    State.PUBLISHED: {
        Move.MARK_DUE: State.DUE_FOR_REFRESH,
        Move.CONFIRM: State.PUBLISHED,
        Move.ARCHIVE: State.ARCHIVED,
    },
    State.DUE_FOR_REFRESH: {
        Move.SEND: State.IN_REVIEW,
        Move.CONFIRM: State.PUBLISHED,
        Move.ARCHIVE: State.ARCHIVED,
    },
    State.ARCHIVED: {Move.BRING_BACK: State.DRAFT},
}
"""The whole path, written down once more by hand."""

REVIEWERS_ALONE = {
    Move.REQUEST_CHANGES,
    Move.APPROVE,
    Move.MARK_DUE,
    Move.CONFIRM,
    Move.ARCHIVE,
    Move.BRING_BACK,
}


def account(role: Role, *, disabled: bool = False) -> Account:
    return Account(OWN, "osoba@example.org", "Osoba", role, NOW, NOW if disabled else None)


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_a_reviewer_goes_every_way_there_is_and_no_other(state: State, move: Move) -> None:
    standing = Standing(state, OTHERS, is_public=state.is_public)
    reviewer = account(Role.REVIEWER)
    if move in PATH[state]:
        assert state_after(move, reviewer, standing) is PATH[state][move]
    else:
        with pytest.raises(MoveRefused) as refused:
            state_after(move, reviewer, standing)
        assert refused.value.state is state
        assert set(refused.value.allowed) == set(PATH[state])
        assert state.value in str(refused.value)


@pytest.mark.parametrize(
    ("state", "role", "is_own", "is_public"), list(product(State, Role, (True, False), (True, False)))
)
def test_what_each_may_do_next(state: State, role: Role, is_own: bool, is_public: bool) -> None:
    standing = Standing(state, OWN if is_own else OTHERS, is_public)
    allowed = set(allowed_moves(account(role), standing))
    everything = set(PATH[state])
    if role in (Role.REVIEWER, Role.ADMIN):
        assert allowed == everything
    elif is_own:
        assert allowed == everything - REVIEWERS_ALONE
    elif role is Role.EDITOR and is_public:
        # Of another's text an editor sends what may be edited, and takes nothing back.
        assert allowed == everything - REVIEWERS_ALONE - {Move.TAKE_BACK}
    else:
        assert allowed == set()
    assert allowed_moves(account(role, disabled=True), standing) == ()
    assert allowed_moves(None, standing) == ()


def test_a_right_that_is_missing_is_another_refusal_than_a_wrong_state() -> None:
    waiting = Standing(State.IN_REVIEW, OWN, is_public=False)
    with pytest.raises(NotAllowed):
        state_after(Move.APPROVE, account(Role.TRAINER), waiting)
    with pytest.raises(MoveRefused):
        state_after(Move.SEND, account(Role.TRAINER), waiting)


def test_every_state_but_the_first_can_be_reached_and_every_state_left() -> None:
    assert {target for targets in PATH.values() for target in targets.values()} == set(State)
    assert all(moves_from(state) for state in State)


def test_a_new_text_of_what_is_published_is_a_draft_and_readers_keep_theirs() -> None:
    for state in State:
        assert after_edit(state) is (State.DRAFT if state.is_public else state)
    for newest in (State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED):
        assert shown_state(State.PUBLISHED, newest) is State.PUBLISHED
        assert shown_state(State.DUE_FOR_REFRESH, newest) is State.DUE_FOR_REFRESH
        assert shown_state(State.ARCHIVED, newest) is newest
    assert shown_state(State.PUBLISHED, State.ARCHIVED) is State.ARCHIVED
    assert shown_state(State.DRAFT, State.PUBLISHED) is State.PUBLISHED


def test_what_is_never_empty_in_what_is_published() -> None:
    bare = PracticeRecord(title="Klub", library=Library(name="Biblioteka"))
    assert missing_for_publication(bare) == ("summary", "sources")
    whole = bare.model_copy(update={"summary": "Co środę.", "sources": (Source(url="https://example.org/"),)})
    assert missing_for_publication(whole) == ()
