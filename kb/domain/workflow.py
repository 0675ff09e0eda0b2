"""The states of a practice. The moves between them stand in `kb.domain.moves`."""

from enum import StrEnum


class WorkflowState(StrEnum):
    DRAFT = "szkic"
    IN_REVIEW = "w-sprawdzeniu"
    CHANGES_REQUESTED = "do-poprawy"
    PUBLISHED = "opublikowana"
    DUE_FOR_REFRESH = "do-odswiezenia"
    ARCHIVED = "archiwum"

    @property
    def is_public(self) -> bool:
        """Whether readers see the practice. One that waits for a refresh is still seen."""
        return self in (WorkflowState.PUBLISHED, WorkflowState.DUE_FOR_REFRESH)


def after_edit(state: WorkflowState) -> WorkflowState:
    """The state of the newest text once somebody saved another one. A new text of what is published begins as
    a draft; what readers see does not change by it."""
    return WorkflowState.DRAFT if state.is_public else state


def shown_state(shown: WorkflowState, newest: WorkflowState) -> WorkflowState:
    """The state in which readers meet the practice, from what it was and the state of its newest text: what
    is public stays so until a newer text is published or the practice is put into the archive."""
    if newest.is_public or newest is WorkflowState.ARCHIVED or not shown.is_public:
        return newest
    return shown
