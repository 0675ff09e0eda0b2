"""Words brought to a common form: the same on both sides of a search.

Polish words become their lemmas (kb.search.dictionary), English ones their Snowball stems, Ukrainian ones
lose their endings by a short list; all are folded. A word may have several keys, since a form may belong to
several lemmas.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import Stemmer

from kb.domain.languages import Language
from kb.domain.text import fold, normalise, word_spans, words_of
from kb.search.dictionary import polish_dictionary
from kb.search.slips import likely_meant
from kb.search.stop_words import POLISH, STOP_WORDS
from kb.search.word_frequencies import NEVER, WordFrequencies

FOLDING = "folding-3"

_WRITTEN_OFTEN = -15.5
"""Natural logarithm of the frequency from which a word is hardly a slip: one in five million."""


_UKRAINIAN_ENDINGS = tuple(
    sorted(
        (
            "ами ями ого ому ими іми ові еві ах ях ам ям ою ею єю ій их іх ої ів їв ем єм ом ти ть ла ло ли "
            "в а я у ю і и о е є й ь ї"
        ).split(),
        key=len,
        reverse=True,
    )
)


def is_stop_word(word: str) -> bool:
    """Whether a normalised word says too little to be searched for."""
    return word in STOP_WORDS or (len(word) == 1 and not word.isdigit())


def content_words(text: str) -> list[str]:
    """The words of any text that say something, normalised, in order."""
    return [word for word in words_of(normalise(text)) if not is_stop_word(word)]


class Analyser:
    """Thread-safe. `identity` names the program, its dictionary and the folding: it is kept with the rows."""

    def __init__(self) -> None:
        self._english = Stemmer.Stemmer("english")
        self._stemmers = threading.Lock()
        self.dictionary = polish_dictionary()
        self.word_frequencies = WordFrequencies()
        self.identity = f"{self.dictionary.identity}/{FOLDING}"
        self.keys: Callable[[str], tuple[str, ...]] = lru_cache(maxsize=200_000)(self._keys)

    def words_near(self, word: str) -> tuple[str, ...]:
        """The ordinary Polish words one slip away that begin with the same letter; colloquial ones only when
        they are written often."""
        near = likely_meant(word, Language.POLISH)
        written = self.word_frequencies.of(Language.POLISH).log_frequencies(near)
        return tuple(
            near[place]
            for place in np.flatnonzero(written > NEVER)
            if near[place] in POLISH
            or self.dictionary.is_ordinary(near[place])
            or (written[place] >= _WRITTEN_OFTEN and self.knows(near[place]))
        )

    def _keys(self, word: str) -> tuple[str, ...]:
        """The keys of one normalised word, at least one, the likeliest first."""
        if any("\u0400" <= c <= "\u04ff" for c in word):
            return (_ukrainian_stem(word),)
        lemmas = self.dictionary.lemmas(word)
        if lemmas:
            return tuple(dict.fromkeys(fold(lemma) for lemma in lemmas))
        with self._stemmers:
            stem = self._english.stemWord(word) if word.isascii() and word.isalpha() else word
        return tuple(dict.fromkeys((fold(word), fold(stem))))

    def knows(self, word: str) -> bool:
        """Whether the dictionary of Polish has this form."""
        return bool(self.dictionary.lemmas(word))

    def name_keys(self, word: str) -> tuple[str, ...]:
        """The keys of the names that a word is a form of, in any case of letters; none when it is no name."""
        return tuple(dict.fromkeys(fold(lemma) for lemma in self.dictionary.name_lemmas(word)))

    def base_forms(self, word: str) -> frozenset[str]:
        """What a normalised word may be a form of: its keys, and itself where it rather is a name: "kalisz"
        is a town sooner than a form of "kalić"."""
        keys = frozenset(self.keys(word))
        typed = fold(word)
        is_name = typed not in keys and typed in self.name_keys(word) and not self.is_common(word)
        return keys | {typed} if is_name else keys

    def base_form(self, word: str) -> str | None:
        """An ordinary Polish word as a dictionary lists it; None for any other and for names."""
        is_name = self.base_forms(word) != frozenset(self.keys(word))
        return None if is_name else self.dictionary.base_form(word)

    def is_common(self, word: str) -> bool:
        """Whether the form, in lower case, is also the base form of an ordinary word."""
        return self.dictionary.is_common(word)

    def of_text(self, text: str) -> str:
        """All keys of a text in order, separated by spaces, stop words left out.

        A word in capitals keeps its typed form beside its keys, since it may be an abbreviation that only
        looks like a form of another word.
        """
        keys: list[str] = []
        for start, end in word_spans(text):
            written = text[start:end]
            word = normalise(written)
            if is_stop_word(word):
                continue
            keys += self.keys(word)
            if written.isupper() and fold(word) not in self.keys(word):
                keys.append(fold(word))
        return " ".join(keys)


_UKRAINIAN_IRREGULAR = {
    **dict.fromkeys(("люди", "людей", "людям", "людьми", "людях"), "людин"),
    **dict.fromkeys(("діти", "дітей", "дітям", "дітьми", "дітях"), "дитин"),
}
"""Forms from another root than their singular, for the words that labels are full of."""


def _ukrainian_stem(word: str) -> str:
    plain = word.replace("'", "")
    if plain in _UKRAINIAN_IRREGULAR:
        return _UKRAINIAN_IRREGULAR[plain]
    if plain.endswith("ці"):
        plain = f"{plain[:-2]}ки"  # бібліотеці, a form of бібліотека
    for ending in _UKRAINIAN_ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= 4:
            return plain[: -len(ending)]
    return plain
