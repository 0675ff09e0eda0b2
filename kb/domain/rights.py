"""Who may do what: the one table that every route asks. Kept as a page in docs/rights.md, held by a test."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.accounts import Account, Role
from kb.domain.workflow import WorkflowState


class Action(StrEnum):
    """What may be done to a practice."""

    READ = "read"
    """Of a practice that readers do not see, or of its revisions and its history."""
    EDIT = "edit"
    SEND = "send"
    """Hand it over for review, or take it back."""
    COMMENT = "comment"
    REVIEW = "review"
    """Approve and so publish, ask for changes, mark as due for a refresh."""
    ARCHIVE = "archive"
    """Withdraw from readers, and bring back as a draft."""


class Task(StrEnum):
    """What may be done apart from any one practice."""

    WRITE = "write"
    """Begin a practice."""
    SEE_QUEUE = "see-queue"
    """See everything that waits, public proposals, what has grown old, what readers asked for."""
    SEE_SEARCHES = "see-searches"
    """See what readers looked for, as daily counts."""
    EDIT_VOCABULARIES = "edit-vocabularies"
    """Labels, synonyms and libraries."""
    MANAGE_ACCOUNTS = "manage-accounts"


@dataclass(frozen=True, slots=True)
class Standing:
    """What rights depend on: where a practice is on its path, and whose it is.

    `state` is that of its newest text, `is_public` says whether readers see the practice: a published one may
    have a newer text that is still a draft or under review. `author_id` is the account that began it; None
    for what was imported, proposed without an account, or whose author's account was removed.
    """

    state: WorkflowState
    author_id: int | None
    is_public: bool


_RANK = {role: rank for rank, role in enumerate(Role)}
_CLOSED = (WorkflowState.IN_REVIEW, WorkflowState.ARCHIVED)
"""States in which only reviewers change the text."""

_TASKS = {
    Task.WRITE: Role.TRAINER,
    Task.SEE_QUEUE: Role.REVIEWER,
    Task.SEE_SEARCHES: Role.EDITOR,
    Task.EDIT_VOCABULARIES: Role.REVIEWER,
    Task.MANAGE_ACCOUNTS: Role.ADMIN,
}


def may_do(account: Account | None, task: Task) -> bool:
    return account is not None and account.is_active and _at_least(account, _TASKS[task])


def rights(account: Account | None, standing: Standing) -> AbstractSet[Action]:
    """Everything the account may do to a practice. Without READ it is answered as if it did not exist.

    Trainers see and change their own; editors also what is published, as a new revision that goes to
    review; reviewers all. Nobody but a reviewer changes a text while it is under review.
    """
    if account is None or not account.is_active:
        return frozenset()
    if _at_least(account, Role.REVIEWER):
        return frozenset(Action)
    is_own = standing.author_id == account.id
    is_shared = _at_least(account, Role.EDITOR) and standing.is_public
    if not is_own and not is_shared:
        return frozenset()
    allowed = {Action.READ, Action.COMMENT}
    if standing.state not in _CLOSED:
        allowed |= {Action.EDIT, Action.SEND}
    elif is_own and standing.state is WorkflowState.IN_REVIEW:
        allowed.add(Action.SEND)
    return allowed


def may(account: Account | None, action: Action, standing: Standing) -> bool:
    return action in rights(account, standing)


def _at_least(account: Account, role: Role) -> bool:
    return _RANK[account.role] >= _RANK[role]
