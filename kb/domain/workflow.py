"""The states of a practice and the moves between them."""

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
