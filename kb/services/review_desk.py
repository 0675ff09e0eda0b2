"""Everything about the path of a practice, built together over one base."""

from __future__ import annotations

from dataclasses import dataclass

from kb.domain.terminology import CurrentTerminology
from kb.services.commenting import Commenting
from kb.services.proposing import Proposing
from kb.services.queueing import Queueing
from kb.services.remembering import Remembering
from kb.services.reviewing import Reviewing
from kb.services.saving import Clock, Saving, utc_now
from kb.services.secrets import Signer
from kb.storage.engine import Database


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    reviewing: Reviewing
    commenting: Commenting
    remembering: Remembering
    queueing: Queueing
    proposing: Proposing

    @classmethod
    def over(
        cls,
        database: Database,
        saving: Saving,
        terminology: CurrentTerminology,
        secret: bytes,
        clock: Clock = utc_now,
    ) -> ReviewDesk:
        return cls(
            reviewing=Reviewing(database, saving, clock),
            commenting=Commenting(database, clock),
            remembering=Remembering(database, clock),
            queueing=Queueing(database, clock),
            proposing=Proposing(database, terminology, Signer(secret), clock),
        )
