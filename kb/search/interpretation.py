"""What a query says about audience, partner, form, place, cost and library, as suggestions to press.

The ranking has its own, looser recognition (kb.search.labels): what is shown to a person has to be exact, and
what the ranking sees may be generous. Only where a query lists nothing but conditions does the ranking follow
what is said here (kb.search.conditions).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from kb.domain.facets import Facet
from kb.domain.hits import Recognised, RecognisedLibrary
from kb.domain.languages import Language
from kb.domain.libraries import PublishedLibrary
from kb.domain.query import SearchQuery
from kb.domain.spoken import SpokenExpressions
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.search.analysis import Analyser
from kb.search.conditions import NO_COST, Condition, listed_conditions
from kb.search.labels import LabelCode
from kb.search.library_names import LibraryNames
from kb.search.measures import measures
from kb.search.negation import is_joined_to, negation_of
from kb.search.phrases import Keys, PhraseIndex, Token, Tokeniser
from kb.search.understanding import UnderstoodQuery, readable

_ONLY_AS_SPOKEN = (Facet.PARTNER_ROLE, Facet.PROGRAM)
"""Their labels are ordinary words ("promuje", "blisko"): only what the list of expressions has counts."""

_FOR = frozenset("dla for для".split())
_WITH = frozenset("z with з".split())
_SHOWN_WITH = frozenset(
    "dla do z na w za u o od przy koło pod for with in at from near для до з на в за у від".split()
)

_ORDER = {facet: number for number, facet in enumerate(Facet)}


@dataclass(frozen=True, slots=True)
class Interpretation:
    """`facets` can be filtered by; a library has a page of its own. `conditions` are those of a query that
    says nothing else, otherwise none."""

    facets: tuple[Recognised, ...] = ()
    libraries: tuple[RecognisedLibrary, ...] = ()
    conditions: tuple[Condition, ...] = ()


NOTHING_SAID = Interpretation()


class _Wordless(Enum):
    """Expressions that mean no code by themselves."""

    MONEY = auto()
    SILENT = auto()
    UNSPECIFIC = auto()


_Meaning = LabelCode | _Wordless


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What the words `start` to `end` (exclusive) may mean. Nothing inside a `closed` one means anything.

    One without a code and a library says nothing itself: `money` unless it is negated, silent ones, and
    `unspecific` ones, which may stand beside conditions ("pomysł za darmo dla dzieci").
    """

    start: int
    end: int
    codes: tuple[LabelCode, ...] = ()
    libraries: tuple[PublishedLibrary, ...] = ()
    closed: bool = False
    money: bool = False
    unspecific: bool = False

    @property
    def says_something(self) -> bool:
        return bool(self.codes or self.libraries)

    @property
    def order(self) -> int:
        return _ORDER[self.codes[0][0]] if self.codes else len(_ORDER)

    @property
    def is_audience(self) -> bool:
        return bool(self.codes) and self.codes[0][0] is Facet.AUDIENCE


class Interpreter:
    """Recognises labels, synonyms and spoken expressions, amounts, and the libraries of the base."""

    def __init__(
        self,
        vocabularies: Vocabularies,
        spoken: SpokenExpressions,
        analyser: Analyser,
        libraries: LibraryNames | None = None,
    ) -> None:
        self._vocabularies = vocabularies
        self._spoken = spoken
        self._analyser = analyser
        self._tokeniser = Tokeniser(analyser)
        self.libraries = libraries or LibraryNames(
            analyser, self._tokeniser, spoken.names_first, spoken.words_first
        )
        self._index: PhraseIndex[_Meaning] = PhraseIndex()
        for code, text in _expressions(vocabularies, spoken):
            self._index.add(self._keys(text), code)
        for text in spoken.money:
            self._index.add(self._keys(text), _Wordless.MONEY)
        for text in spoken.silent:
            self._index.add(self._keys(text), _Wordless.SILENT)
        for text in spoken.unspecific:
            self._index.add(self._keys(text), _Wordless.UNSPECIFIC)

    def renewed(self, vocabularies: Vocabularies) -> Interpreter:
        """One for other labels, over the same libraries."""
        return Interpreter(vocabularies, self._spoken, self._analyser, self.libraries)

    def interpret(self, understood: UnderstoodQuery, query: SearchQuery) -> Interpretation:
        """One suggestion for each code that is not chosen already, and for each library, in their order."""
        text = readable(query.text)
        meant = {word.typed: word.searched for word in understood.restored}
        tokens = self._tokeniser.tokens(text, meant)
        facets: dict[LabelCode, Recognised] = {}
        libraries: dict[str, RecognisedLibrary] = {}
        candidates = _longest(self._candidates(tokens, text))
        said = list(_without_negated(candidates, tokens, text))
        for found in said:
            words = _words(found, tokens, text)
            for facet, code in found.codes:
                if code not in query.filters.get(facet, ()):
                    label = self._vocabularies.label(facet, code, query.language)
                    facets.setdefault((facet, code), Recognised(facet, code, label, words))
            for library in found.libraries:
                libraries.setdefault(library.slug, RecognisedLibrary(library.slug, library.name, words))
        conditions = [Condition(one.start, one.end, frozenset(one.codes)) for one in said if one.codes]
        unspecific = {place for one in candidates if one.unspecific for place in range(one.start, one.end)}
        return Interpretation(
            tuple(facets.values()),
            tuple(libraries.values()),
            listed_conditions(conditions, tokens, unspecific),
        )

    def _keys(self, text: str) -> tuple[Keys, ...]:
        is_name = text[:1].isupper() and not text.isupper()
        return self._tokeniser.name(text) if is_name else self._tokeniser.phrase(text)

    def _candidates(self, tokens: Sequence[Token], text: str) -> Iterator[_Candidate]:
        for found in self._index.find(tokens):
            start, end, meaning = found.start, found.end, found.value
            if isinstance(meaning, tuple):
                yield _Candidate(start, end, (meaning,))
            else:
                yield _Candidate(
                    start,
                    end,
                    closed=meaning is _Wordless.SILENT,
                    money=meaning is _Wordless.MONEY,
                    unspecific=meaning is _Wordless.UNSPECIFIC,
                )
        for measure in measures(tokens, text):
            codes = tuple((measure.facet, code) for code in measure.codes)
            yield _Candidate(measure.start, measure.end, codes, closed=True)
        for name in self.libraries.find(tokens, text):
            yield _Candidate(name.start, name.end, libraries=name.value, closed=True)


def _expressions(vocabularies: Vocabularies, spoken: SpokenExpressions) -> Iterator[tuple[LabelCode, str]]:
    """Raises UnknownCode for an expression of a code that there is not."""
    for facet, code, text in spoken.meanings:
        yield (facet, vocabularies.of_facet(facet).term(code).code), text
    for facet in Facet:
        for term in vocabularies.of_facet(facet):
            if facet in _ONLY_AS_SPOKEN or term.code == NOT_STATED:
                continue
            for language in Language:
                for text in (term.labels[language], *term.synonyms[language]):
                    if (facet, term.code, text) not in spoken.left_out:
                        yield from (((facet, term.code), form) for form in _forms_of_label(facet, text))


def _forms_of_label(facet: Facet, text: str) -> Iterator[str]:
    """A label is also said without what stands in brackets ("Młodzież (13–19)"); a voivodeship is a name too,
    with other forms than the adjective ("w Łódzkiem")."""
    yield text.lower()
    plain = text.split(" (")[0]
    if plain != text:
        yield plain.lower()
    if facet is Facet.VOIVODESHIP:
        yield plain


def _longest(candidates: Iterator[_Candidate]) -> list[_Candidate]:
    """Without expressions inside longer ones, in the order of the query.

    Who it is for stays, since a partner or a form is often named by it: "klub seniora" is both a partner and
    for seniors. But "wiejskich" in "koło gospodyń wiejskich" is no place.
    """
    kept: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.start - c.end, not c.closed, c.start)):
        if not any(_absorbs(other, candidate) for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda c: (c.start, c.start - c.end, c.order))


def _absorbs(outer: _Candidate, inner: _Candidate) -> bool:
    if not (outer.start <= inner.start and inner.end <= outer.end):
        return False
    if outer.closed:
        return True
    if outer.end - outer.start == inner.end - inner.start or outer.money:
        return False
    return outer.is_audience or not inner.is_audience


def _without_negated(
    candidates: Sequence[_Candidate], tokens: Sequence[Token], text: str
) -> Iterator[_Candidate]:
    negated: list[_Candidate] = []
    for candidate in candidates:
        at = negation_of(tokens, candidate.start, text)
        if at is not None or any(is_joined_to(tokens, other.end, candidate.start) for other in negated):
            negated.append(candidate)
            if candidate.money and at is not None:
                yield _Candidate(at, candidate.end, (NO_COST,))
        elif candidate.says_something and not _is_said_of_another(candidate, candidates, tokens):
            yield candidate


def _is_said_of_another(
    candidate: _Candidate, candidates: Sequence[_Candidate], tokens: Sequence[Token]
) -> bool:
    """Somebody may be a partner and an audience: "z KGW" is the one, "dla KGW" the other."""
    before = tokens[candidate.start - 1].word if candidate.start else ""
    unsaid = Facet.PARTNER if before in _FOR else Facet.AUDIENCE if before in _WITH else None
    other = Facet.AUDIENCE if unsaid is Facet.PARTNER else Facet.PARTNER
    return (
        unsaid is not None
        and any(facet is unsaid for facet, _ in candidate.codes)
        and any(
            (rival.start, rival.end) == (candidate.start, candidate.end) and facet is other
            for rival in candidates
            for facet, _ in rival.codes
        )
    )


def _words(found: _Candidate, tokens: Sequence[Token], text: str) -> str:
    """As they were typed, with the preposition before them."""
    start = found.start
    if start and tokens[start - 1].word in _SHOWN_WITH:
        start -= 1
    return text[tokens[start].start : tokens[found.end - 1].end]
