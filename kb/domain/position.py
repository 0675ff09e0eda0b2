"""Where one practice is on its path."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kb.domain.rights import Standing
from kb.domain.workflow import WorkflowState


@dataclass(frozen=True, slots=True)
class Position:
    """`state` is that of the newest text, `shown` the state in which readers meet the practice.

    `revision_id` and `revision` (its number) are of the newest text, whose title is `title`; `is_proposal`
    says that it came without an account; `sent_at` is when it came into the queue.
    """

    practice_id: int
    state: WorkflowState
    shown: WorkflowState
    author_id: int | None
    title: str
    slug: str | None
    revision_id: int
    revision: int
    published_revision_id: int | None
    updated_at: datetime.datetime
    sent_at: datetime.datetime | None
    verified_on: datetime.date | None
    is_proposal: bool

    @property
    def standing(self) -> Standing:
        return Standing(self.state, self.author_id, self.shown.is_public)
