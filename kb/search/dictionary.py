"""The dictionary of Polish: Morfeusz 2 with SGJP, and Snowball's stems where it has no wheel."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import Stemmer

from kb.domain.text import fold

try:
    import morfeusz2
except ImportError:  # no wheel for this platform: Snowball's stems serve instead
    morfeusz2 = None


class Dictionary(Protocol):
    """Safe for many threads. `identity` names the program and its data."""

    identity: str

    def lemmas(self, word: str) -> tuple[str, ...]:
        """The lemmas of a word, in lower case, the likeliest first; none when it is not known."""
        ...

    def name_lemmas(self, word: str) -> tuple[str, ...]:
        """The names that a word is a form of, however it is written, in lower case; places before others."""
        ...

    def is_common(self, word: str) -> bool:
        """Whether the form, in lower case, is the base form of an ordinary word of today."""
        ...

    def is_ordinary(self, word: str) -> bool:
        """Whether the form, in lower case, is a form of a word of today that is no mere name or term."""
        ...

    def base_form(self, word: str) -> str | None:
        """The likeliest word that an ordinary form is of, as a dictionary lists it; None for any other."""
        ...

    def tags(self, word: str) -> tuple[str, ...]:
        """What the form may be, in SGJP's tags ("subst:pl:gen.acc:m1", "prep:gen"); none when unknown."""
        ...


def polish_dictionary() -> Dictionary:
    return _Stems() if morfeusz2 is None else _Morfeusz()


@dataclass(frozen=True, slots=True)
class _Reading:
    lemma: str
    tag: str
    names: tuple[str, ...]
    usage: str
    is_part: bool


class _Morfeusz:
    def __init__(self) -> None:
        morfeusz = morfeusz2.Morfeusz(expand_tags=False, generate=False)
        self.identity = f"morfeusz2/{morfeusz.dict_id()}"
        # Not `morfeusz.analyse`: it runs over an iterator made by SWIG, whose type faiss registers under the
        # same name, and with both loaded the process dies. Reading by number needs no iterator.
        self._engine = morfeusz._morfeusz_obj
        # A word of a query is asked about three times and more.
        self._readings = lru_cache(maxsize=2000)(lambda word: tuple(self._read(word)))
        self.name_lemmas = lru_cache(maxsize=50_000)(self._name_lemmas)
        self.is_common = lru_cache(maxsize=50_000)(self._is_common)

    def lemmas(self, word: str) -> tuple[str, ...]:
        readings = self._readings(word)
        nouns = any(reading.tag.startswith("subst") for reading in readings)
        return tuple(
            dict.fromkeys(
                reading.lemma.lower()
                for reading in readings
                if not (nouns and reading.tag.startswith("ger") and _is_far(reading.lemma.lower(), word))
            )
        )

    def tags(self, word: str) -> tuple[str, ...]:
        return tuple(reading.tag for reading in self._readings(word))

    def _name_lemmas(self, word: str) -> tuple[str, ...]:
        named = [reading for reading in self._readings(word.capitalize()) if reading.lemma[:1].isupper()]
        places = [r for r in named if any("nazwy_geo" in kind or "nazwa_geo" in kind for kind in r.names)]
        return tuple(dict.fromkeys(reading.lemma.lower() for reading in places or named))

    def _is_common(self, word: str) -> bool:
        return any(
            reading.lemma[:1].islower()
            and reading.tag.startswith(_INFLECTED)
            and "nom" in reading.tag.replace(":", ".").split(".")
            and not any(mark in reading.usage for mark in _OF_OTHER_DAYS)
            for reading in self._readings(word.lower())
        )

    def is_ordinary(self, word: str) -> bool:
        readings = self._readings(word)
        # "odxd" is read as two words that nobody writes together.
        if any(reading.is_part for reading in readings):
            return False
        return any(reading.lemma.islower() and not reading.usage for reading in readings)

    def base_form(self, word: str) -> str | None:
        return self.lemmas(word)[0] if self.is_ordinary(word) else None

    def _read(self, word: str) -> Iterator[_Reading]:
        found = self._engine.analyse(word)
        for number in range(len(found)):
            interpretation = found[number]
            tag = interpretation.getTag(self._engine)
            # "czytałem" is czytać with an ending of być that nobody typed as a word.
            if tag == "ign" or tag.startswith(("aglt", "interp")):
                continue
            yield _Reading(
                interpretation.lemma.split(":")[0],
                tag,
                tuple(interpretation.getName(self._engine)),
                interpretation.getLabelsAsUnicode(self._engine),
                interpretation.startNode > 0 or interpretation.endNode > 1,
            )


_NEAR_LETTERS = 4


def _is_far(verb: str, noun: str) -> bool:
    """Whether a noun made of a verb has gone its own way: "zajęcia" are classes and no longer what "zająć"
    says, while "czytanie" is still "czytać". Told by the letters that both begin with."""
    return fold(verb)[:_NEAR_LETTERS] != fold(noun)[:_NEAR_LETTERS]


_INFLECTED = ("subst", "adj", "ppas", "pact")
_OF_OTHER_DAYS = ("daw.", "przest.", "gwar.", "reg.")


class _Stems:
    """Every word is known by its stem; which are names cannot be told, so any may be an ordinary word."""

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("polish")
        self._lock = threading.Lock()
        self.identity = f"snowball-polish/{Stemmer.version()}"

    def lemmas(self, word: str) -> tuple[str, ...]:
        with self._lock:
            return (self._stemmer.stemWord(word),)

    def name_lemmas(self, word: str) -> tuple[str, ...]:
        return self.lemmas(word.lower())

    def is_common(self, word: str) -> bool:
        return True

    def is_ordinary(self, word: str) -> bool:
        return True

    def base_form(self, word: str) -> str | None:
        return None

    def tags(self, word: str) -> tuple[str, ...]:
        return ()
