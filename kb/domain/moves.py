"""The path of a practice: which moves there are, from where to where, and the right that each needs."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.accounts import Account
from kb.domain.practice import PracticeRecord
from kb.domain.rights import Action, Standing, rights
from kb.domain.workflow import WorkflowState as State
from kb.errors import KbError


class Move(StrEnum):
    """The values stand in forms."""

    SEND = "wyslij"
    TAKE_BACK = "cofnij"
    REQUEST_CHANGES = "popraw"
    APPROVE = "opublikuj"
    MARK_DUE = "odswiez"
    CONFIRM = "potwierdz"
    """Still true as it stands: published anew with today's date of verification."""
    ARCHIVE = "archiwizuj"
    BRING_BACK = "przywroc"


@dataclass(frozen=True, slots=True)
class _Rule:
    sources: AbstractSet[State]
    target: State
    action: Action


_RULES = {
    Move.SEND: _Rule(
        {State.DRAFT, State.CHANGES_REQUESTED, State.DUE_FOR_REFRESH}, State.IN_REVIEW, Action.SEND
    ),
    Move.TAKE_BACK: _Rule({State.IN_REVIEW}, State.DRAFT, Action.SEND),
    Move.REQUEST_CHANGES: _Rule({State.IN_REVIEW}, State.CHANGES_REQUESTED, Action.REVIEW),
    Move.APPROVE: _Rule({State.IN_REVIEW}, State.PUBLISHED, Action.REVIEW),
    Move.MARK_DUE: _Rule({State.PUBLISHED}, State.DUE_FOR_REFRESH, Action.REVIEW),
    Move.CONFIRM: _Rule({State.PUBLISHED, State.DUE_FOR_REFRESH}, State.PUBLISHED, Action.REVIEW),
    Move.ARCHIVE: _Rule(frozenset(State) - {State.ARCHIVED}, State.ARCHIVED, Action.ARCHIVE),
    Move.BRING_BACK: _Rule({State.ARCHIVED}, State.DRAFT, Action.ARCHIVE),
}


class MoveRefused(KbError):
    """The practice is not where this move begins: perhaps somebody else was quicker."""

    number = "KB-320"

    def __init__(self, move: Move, state: State, allowed: tuple[Move, ...]) -> None:
        names = ", ".join(allowed) or "none"
        super().__init__(f"“{move}” does not go from the state “{state}”; allowed moves: {names}.")
        self.move = move
        self.state = state
        self.allowed = allowed


class NewerText(KbError):
    """Somebody saved a newer text than the one that was looked at."""

    number = "KB-321"

    def __init__(self, looked_at: int, newest: int) -> None:
        super().__init__(f"Revision {looked_at} was looked at; revision {newest} came meanwhile.")
        self.looked_at = looked_at
        self.newest = newest


class NotAllowed(KbError):
    """Seen by this account, but not its to do."""

    number = "KB-322"

    def __init__(self, action: Action) -> None:
        super().__init__(f"This account may not do this here: {action}.")
        self.action = action


class NotReady(KbError):
    """A text without which nothing is published is empty."""

    number = "KB-323"

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"Before publication these have to be answered: {', '.join(missing)}.")
        self.missing = missing


class ReasonMissing(KbError):
    """Changes are asked for, and nothing says which."""

    number = "KB-324"

    def __init__(self) -> None:
        super().__init__("Asking for changes needs a comment on a field or a note.")


def moves_from(state: State) -> tuple[Move, ...]:
    return tuple(move for move, rule in _RULES.items() if state in rule.sources)


def allowed_moves(account: Account | None, standing: Standing) -> tuple[Move, ...]:
    """What this account may do next, in the order of the path."""
    granted = rights(account, standing)
    return tuple(move for move in moves_from(standing.state) if _RULES[move].action in granted)


def state_after(move: Move, account: Account, standing: Standing) -> State:
    """Raises NotAllowed for want of the right, MoveRefused for the wrong state."""
    rule = _RULES[move]
    allowed = allowed_moves(account, standing)
    if standing.state not in rule.sources:
        raise MoveRefused(move, standing.state, allowed)
    if move not in allowed:
        raise NotAllowed(rule.action)
    return rule.target


def missing_for_publication(record: PracticeRecord) -> tuple[str, ...]:
    """Fields that are never empty in what is published here; title and library no record is without."""
    return tuple(name for name in ("summary", "sources") if not getattr(record, name))
