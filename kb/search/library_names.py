"""The libraries of the base by their names and places, as a query may name them."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.domain.libraries import PublishedLibrary
from kb.domain.text import fold, normalise
from kb.search.analysis import Analyser
from kb.search.phrases import NAME, Keys, PhraseIndex, Token, Tokeniser
from kb.search.synonyms import Found

MOST_LIBRARIES = 3
"""Libraries that are suggested for one name."""

_LEADS_TO_A_NAME = frozenset(
    "w we na gmina gminy gminie miasto miasta mieście dzielnica dzielnicy osiedlu filia".split()
)
_ORDINARY_IN_NAMES = frozenset(
    "biblioteka publiczny miejski gminny powiatowy wojewodzki rejonowy miejsko gminno powiatowo miasto gmina "
    "powiat dzielnica filia centrum osrodek dom kultura promocja sport dziecko mlodziez dorosly "
    "wypozyczalnia".split()
)
_END_OF_OWN_NAME = re.compile(r"\s+(?:im\.|w|we|na|z|przy|dla)\s|[,(–]")
_TAIL = re.compile(r"\s+(?:nad\s.*|\S+[sc]k(?:i|a|ie)|(?:Doln|Górn)[yae]|Wielk(?:i|a|ie))$|-.*$")
"""What a place is also called without: "nad Odrą", "Wielkopolski", "Dolne", "-Zdrój"."""

_ENDINGS = (
    "a e i o u y em ie ow om ach ami owi iem iu ia ii ze m ch mi ego emu im ym ich ych ej rze dzie cie ce"
).split()
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class _Name:
    """`whole` names are the library's own, found however they are written; a name that is a word too
    (`is_word`) is found only where capitals show that a name is meant. None: told from the words typed."""

    library: PublishedLibrary
    of_place: bool
    whole: bool
    is_word: bool | None


class LibraryNames:
    """Safe for many threads. The index keeps the names of libraries that are gone; they are passed over."""

    def __init__(
        self,
        analyser: Analyser,
        tokeniser: Tokeniser,
        names_first: Iterable[str] = (),
        words_first: Iterable[str] = (),
    ) -> None:
        self._analyser = analyser
        self._tokeniser = tokeniser
        self._names_first = frozenset(map(_folded, names_first))
        self._words_first = frozenset(map(_folded, words_first))
        self._lock = threading.Lock()
        self._of_practice: dict[int, PublishedLibrary] = {}
        self._index: PhraseIndex[_Name] = PhraseIndex()
        self._indexed: set[PublishedLibrary] = set()
        self._published = _Published({}, Counter())

    def update(
        self, libraries: Iterable[tuple[int, PublishedLibrary | None]], removed: Iterable[int] = ()
    ) -> None:
        """Take in the library of each of these practices and forget practices that are gone."""
        with self._lock:
            before = self._of_practice.copy()
            for practice_id in removed:
                self._of_practice.pop(practice_id, None)
            read_now: dict[str, PublishedLibrary] = {}
            for practice_id, library in libraries:
                self._of_practice.pop(practice_id, None)
                if library is not None:
                    self._of_practice[practice_id] = read_now[library.slug] = library
            if self._of_practice == before:
                return
            practices = Counter(library.slug for library in self._of_practice.values())
            # What was read last is true for every practice of a library.
            known = {library.slug: library for library in self._of_practice.values()}
            known |= {slug: library for slug, library in read_now.items() if slug in known}
            for library in known.values():
                if library not in self._indexed:
                    self._indexed.add(library)
                    for keys, name in self._phrases_of(library):
                        self._index.add(keys, name)
            self._published = _Published(known, practices)

    def find(self, tokens: Sequence[Token], text: str) -> Iterator[Found[tuple[PublishedLibrary, ...]]]:
        """What of the query names libraries of the base: those of one name together, the likeliest first."""
        published = self._published
        content = [token for token in tokens if not token.is_function_word]
        shouting = text.isupper() or (len(content) > _FEW and all(token.is_capital for token in content))
        found: dict[tuple[int, int], dict[PublishedLibrary, bool]] = {}
        for match in self._index.find(tokens):
            name, library = match.value, match.value.library
            if published.libraries.get(library.slug) != library:
                continue
            if self._is_meant(name, tokens, match.start, match.end, text, shouting):
                known = found.setdefault((match.start, match.end), {})
                known[library] = known.get(library, False) or name.of_place
        for (start, end), of_place in found.items():
            ordered = sorted(
                of_place, key=lambda one: (not of_place[one], -published.practices[one.slug], one.name)
            )
            yield Found(start, end, tuple(ordered[:MOST_LIBRARIES]))

    def _is_meant(
        self, name: _Name, tokens: Sequence[Token], start: int, end: int, text: str, shouting: bool
    ) -> bool:
        if name.whole or name.is_word is False:
            return True
        words = [token for token in tokens[start:end] if not token.is_function_word]
        if name.is_word is None and not all(self._analyser.is_common(token.word) for token in words):
            return True
        if shouting or not all(token.is_capital for token in words):
            return False
        if end - start > 1:
            return True
        if start and tokens[start - 1].word == "nad":  # a river or a lake
            return False
        opens = start == 0 or any(mark in text[tokens[start - 1].end : tokens[start].start] for mark in ".?!")
        # A capital word that follows makes it a part of a longer name: "Koło Młodych".
        goes_on = (
            end < len(tokens)
            and tokens[end].is_capital
            and not text[tokens[end - 1].end : tokens[end].start].strip()
        )
        return not opens and not goes_on

    def _phrases_of(self, library: PublishedLibrary) -> Iterator[tuple[tuple[Keys, ...], _Name]]:
        known: set[tuple[Keys, ...]] = set()
        for text, of_place in _places(library):
            keys = self._name_keys(text)
            if keys not in known:
                known.add(keys)
                yield keys, _Name(library, of_place, False, self._is_word(text))
        for text in self._own_names(library.name):
            yield self._tokeniser.phrase(text), _Name(library, True, True, False)

    def _is_word(self, name: str) -> bool | None:
        if _folded(name) in self._names_first:
            return False
        if _folded(name) in self._words_first:
            return True
        words = [token for token in self._tokeniser.tokens(name) if not token.is_function_word]
        if len(words) > 1 and _TAIL.search(name):
            return False
        return True if all(self._analyser.is_common(token.word) for token in words) else None

    def _name_keys(self, name: str) -> tuple[Keys, ...]:
        """The keys of a name; of a word that is in no dictionary also its regular forms."""
        tokens = self._tokeniser.tokens(name)
        return tuple(
            keys | _regular_forms(fold(token.word))
            if not token.is_function_word and not self._analyser.name_keys(token.word)
            else keys
            for token, keys in zip(tokens, self._tokeniser.name(name), strict=True)
        )

    def _own_names(self, name: str) -> Iterator[str]:
        """The library's own name where it tells it from others: "Książnica Płocka"."""
        own = _END_OF_OWN_NAME.split(name)[0].strip()
        words = self._tokeniser.tokens(own)
        telling = [w for w in words if not w.is_function_word and w.keys.isdisjoint(_ORDINARY_IN_NAMES)]
        if telling and len(words) > 1:
            yield own
            shorter = own.replace(" Publiczna", "")
            if shorter != own:
                yield shorter


@dataclass(frozen=True, slots=True)
class _Published:
    """A moment of the base that never changes: libraries by slug, and how many practices each has."""

    libraries: Mapping[str, PublishedLibrary]
    practices: Mapping[str, int]


_FEW = 2
"""Content words beyond which capitals everywhere tell nothing."""


def _folded(name: str) -> str:
    return fold(normalise(name))


def _places(library: PublishedLibrary) -> Iterator[tuple[str, bool]]:
    """The places that a library is known by, and whether each is the place where it stands."""
    if library.place:
        place = library.place.split("(")[0].strip()
        yield place, True
        shorter = _TAIL.sub("", place)
        if shorter != place:
            yield shorter, True
    for name in _names_in(library.name):
        yield name, False


def _names_in(name: str) -> Iterator[str]:
    """Names that follow "w", "gminy", "filia" and the like; never a patron's."""
    run: list[str] = []
    leads = False
    for match in _WORD_OR_MARK.finditer(name):
        word = match.group()
        if leads and word[:1].isupper() and word.lower() not in _LEADS_TO_A_NAME:
            run.append(word)
            continue
        if run:
            yield " ".join(run)
            run = []
        leads = word.lower() in _LEADS_TO_A_NAME
    if run:
        yield " ".join(run)


_WORD_OR_MARK = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s]|\d+")


def _regular_forms(folded: str) -> Keys:
    """The forms that a name would have whose stem never changes."""
    stem = folded.rstrip("aeiouy")
    if len(stem) < _SHORTEST_STEM:
        return frozenset((NAME + folded,))
    return frozenset(NAME + stem + ending for ending in ("", *_ENDINGS)) | {NAME + folded}
