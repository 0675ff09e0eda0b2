"""What suggestions are made from, as it is at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.domain.languages import Language
from kb.domain.libraries import PublishedLibrary
from kb.search.label_names import LabelsView
from kb.search.names import NamesView
from kb.search.practice_names import TitleName


@dataclass(frozen=True, slots=True)
class SuggestionsView:
    """A moment of everything that may be suggested."""

    words: NamesView[str]
    places: NamesView[str]
    libraries: NamesView[PublishedLibrary]
    titles: NamesView[TitleName]
    labels: LabelsView
    forms_by_key: Mapping[str, Sequence[int]]
    largest_id: int

    def least_weight(self, beginning: str) -> int:
        """The weight of the best word, label, place or library that begins so, `NEVER` without any."""
        labels = self.labels.prefixes[Language.POLISH]
        named = (self.words.prefixes, self.places.prefixes, self.libraries.prefixes)
        return min(array.least(beginning) for array in (*named, labels))

    def practices_with(self, keys: Iterable[str]) -> NDArray[np.bool_]:
        """bool (largest id + 1,): which practices have any form with any of the keys."""
        having = np.zeros(self.largest_id + 1, np.bool_)
        for key in keys:
            for number in self.forms_by_key.get(key, ()):
                having[self.words.practices_with(number)] = True
        return having

    def forms_spelled(self, word: str) -> list[str]:
        """Forms that are this plain word but for their diacritics."""
        prefixes = self.words.prefixes
        return [self.words.names[number] for number, _ in prefixes.best(*prefixes.range(f"{word}\0"))]
