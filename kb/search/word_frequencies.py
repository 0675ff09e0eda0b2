"""How often words are written in Polish, English and Ukrainian, by the lists of wordfreq.

They were gathered from encyclopedias, subtitles, news, books and the web until 2021 (Speer 2022) and tell
down to one in a hundred million. Half a million words of a language take 5 MB here: each is kept by its hash.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from functools import cache

import numpy as np
import wordfreq
from numpy.typing import NDArray

from kb.domain.languages import Language

_CENTIBEL = math.log(10.0) / 100.0
"""A word in a list's bucket number n makes up 10^(-n/100) of all text."""

NEVER = math.log(1e-9)
"""Natural logarithm of the frequency of a word that is in no list; the rarest in one has ten times more."""


class FrequencyList:
    """Of one language. It never changes, so any thread may ask."""

    def __init__(self, buckets: Sequence[Sequence[str]]) -> None:
        """`buckets` are words in lower case by how rare they are, in centibels."""
        sizes = [len(bucket) for bucket in buckets]
        hashes = np.fromiter((hash(word) for bucket in buckets for word in bucket), np.int64, sum(sizes))
        order = np.argsort(hashes)
        self._hashes = hashes[order]
        self._centibels = np.repeat(np.arange(len(buckets), dtype=np.int16), sizes)[order]

    def __len__(self) -> int:
        return len(self._hashes)

    def log_frequencies(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Natural logarithms (words,) of their shares of all text; `NEVER` for what is not in the list."""
        if not len(self._hashes):
            return np.full(len(words), NEVER)
        wanted = np.fromiter(map(hash, words), np.int64, len(words))
        places = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        return np.where(self._hashes[places] == wanted, self._centibels[places] * -_CENTIBEL, NEVER)

    def log_frequency(self, word: str) -> float:
        return float(self.log_frequencies([word])[0])

    def __contains__(self, word: str) -> bool:
        return self.log_frequency(word) > NEVER


class WordFrequencies:
    """The list of each language, read when it is asked for first: a third of a second. Thread-safe."""

    def __init__(self) -> None:
        self._reading = threading.Lock()
        self._read = cache(_read)

    def of(self, language: Language) -> FrequencyList:
        with self._reading:
            return self._read(language)

    def read_ahead(self) -> None:
        for language in Language:
            self.of(language)


def _read(language: Language) -> FrequencyList:
    words = FrequencyList(wordfreq.get_frequency_list(language, wordlist="large"))
    # It would keep the words themselves, forty megabytes of a language.
    wordfreq.get_frequency_list.cache_clear()
    return words
