"""The labels and synonyms of this process, brought to what editors made of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

from kb.domain.terminology import CurrentTerminology, Terminology, terminology_of
from kb.domain.vocabularies import SynonymGroup, Vocabularies
from kb.storage import term_edits
from kb.storage.engine import Database
from kb.storage.term_edits import Edits


class Terms:
    """`current` is what everybody of this process asks."""

    def __init__(
        self, database: Database, vocabularies: Vocabularies, synonyms: Sequence[SynonymGroup]
    ) -> None:
        self._database = database
        self._vocabularies = vocabularies
        self._synonyms = synonyms
        self._reading = threading.Lock()
        self._edits = Edits((), (), 0)
        self.current = CurrentTerminology(terminology_of(vocabularies, synonyms))

    def renew(self) -> tuple[Terminology, Terminology] | None:
        """What was current and what is current now; None where labels and synonyms are the same as before."""
        with self._reading:
            with self._database.connection() as connection:
                edits = term_edits.load(connection)
            before = self.current.now
            same = replace(edits, change=0) == replace(self._edits, change=0)
            now = terminology_of(
                self._vocabularies,
                self._synonyms,
                edits.terms,
                edits.synonyms,
                edits.change,
                edits.of_terms,
            )
            if same:
                # Only the number is newer; the parts stay the objects that they were.
                now = Terminology(before.vocabularies, before.groups, edits.change)
            self._edits = edits
            self.current.replace(now)
        return None if same else (before, now)
