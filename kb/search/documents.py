"""From a record to what the indexes keep of it: the only place where a practice becomes a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.domain.document import DocumentWords, Passage, PassageKind, PracticeDocument
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.practice import PracticeRecord
from kb.domain.text import fold, normalise, words_of
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.search.analysis import Analyser
from kb.search.sentences import sentences, telling_sentences

RECIPE = "document-3"
Splitter = Callable[[str, str], list[str]]
"""(heading, text) -> the text as passages that fit the model, each beginning with the heading."""


def codes_of(
    record: PracticeRecord, vocabularies: Vocabularies | None = None
) -> tuple[tuple[Facet, str], ...]:
    """Every (facet, code) under which the record is found. "Nie podano" is no value. With the vocabularies of
    today a merged code is the one that stands for it, without them as the record has it."""
    partners = record.partners
    found = [
        *((Facet.AUDIENCE, code) for code in record.audience),
        *((Facet.THEME, code) for code in record.themes),
        *((Facet.PARTNER, partner.type) for partner in partners),
        *((Facet.PARTNER_ROLE, partner.role) for partner in partners),
        *((Facet.FORM, code) for code in (record.form, *record.extra_forms)),
        *((Facet.AREA, code) for code in record.area),
        (Facet.STAGE, record.stage),
        (Facet.PLACE_SIZE, record.place_size),
        (Facet.COST, record.cost.band),
        (Facet.DURATION, record.duration),
        (Facet.VOIVODESHIP, record.library.voivodeship),
        (Facet.PROGRAM, record.program.code),
    ]
    stated = ((facet, code) for facet, code in found if code and code != NOT_STATED)
    if vocabularies is None:
        return tuple(dict.fromkeys(stated))
    return tuple(dict.fromkeys((facet, vocabularies.resolve(facet, code)) for facet, code in stated))


@dataclass(frozen=True, slots=True)
class RecordTexts:
    """The texts of a record by field, in Polish."""

    title: str
    labels: str
    names: str
    body: tuple[str, ...]

    @classmethod
    def of(
        cls, record: PracticeRecord, vocabularies: Vocabularies, library_names: Sequence[str] = ()
    ) -> RecordTexts:
        return cls(
            title=_lines([record.title, *record.also_known_as]),
            labels=_lines(_labels(record, vocabularies)),
            names=_lines(dict.fromkeys((*_names(record, vocabularies), *library_names))),
            body=tuple(_body(record)),
        )


_SPOKEN_FACETS = (Facet.AUDIENCE, Facet.THEME, Facet.FORM, Facet.AREA, Facet.STAGE, Facet.PARTNER)


def _labels(record: PracticeRecord, vocabularies: Vocabularies) -> Iterator[str]:
    """Labels that somebody may search for in words. Sizes, costs and dates are left to the facets."""
    for facet, code in codes_of(record, vocabularies):
        vocabulary = vocabularies.of_facet(facet)
        if facet in _SPOKEN_FACETS and code in vocabulary:
            yield vocabulary.term(code).label(Language.POLISH)


def _names(record: PracticeRecord, vocabularies: Vocabularies) -> Iterator[str]:
    library = record.library
    yield library.name
    if library.place:
        yield library.place
    voivodeships = vocabularies.of_facet(Facet.VOIVODESHIP)
    if library.voivodeship and library.voivodeship in voivodeships:
        yield voivodeships.term(library.voivodeship).label(Language.POLISH)
    yield from (partner.name for partner in record.partners)
    if record.program.code == "blisko":
        yield "BLISKO"
    yield from (part for part in (record.program.name, record.program.edition) if part)


def _body(record: PracticeRecord) -> Iterator[str]:
    """Everything else that is said, one statement after the other, the most telling first."""
    texts: Iterable[str | None] = (
        record.summary,
        record.need,
        *record.situations,
        *record.goals,
        *(step.text for step in record.steps),
        record.results,
        record.evidence,
        record.difficulties,
        *record.success_factors,
        record.advice,
        record.transfer,
        record.cheaper,
        record.promotion,
        record.access,
        *(resource.item for resource in record.resources),
        *record.team,
        *(fact.text for fact in record.facts),
        record.cost.note,
    )
    return (text for text in texts if text)


def statements(record: PracticeRecord) -> tuple[str, ...]:
    """The sentences by which a hit can be explained, in reading order, without repetition."""
    found = (sentence for text in _body(record) for sentence in sentences(text))
    return tuple(dict.fromkeys(found))


def recipe_of(analyser: Analyser) -> str:
    """What the words and passages of a record depend on besides the record."""
    return f"{RECIPE}/{analyser.identity}"


def document_of(
    record: PracticeRecord,
    vocabularies: Vocabularies,
    analyser: Analyser,
    split: Splitter,
    library_names: Sequence[str] = (),
) -> PracticeDocument:
    """`library_names` are what the library of the record is called besides."""
    texts = RecordTexts.of(record, vocabularies, library_names)
    return PracticeDocument(
        recipe=recipe_of(analyser),
        words=_words(texts, analyser),
        passages=tuple(_passages(record, texts, split)),
        codes=codes_of(record, vocabularies),
    )


def _words(texts: RecordTexts, analyser: Analyser) -> DocumentWords:
    body = _lines(texts.body)
    everything = words_of(normalise(_lines([texts.title, texts.labels, texts.names, body])))
    return DocumentWords(
        analyser=analyser.identity,
        title=analyser.of_text(texts.title),
        labels=analyser.of_text(texts.labels),
        names=analyser.of_text(texts.names),
        body=analyser.of_text(body),
        typed=" ".join(fold(word) for word in everything),
        surface=" ".join(dict.fromkeys(everything)),
    )


def _passages(record: PracticeRecord, texts: RecordTexts, split: Splitter) -> Iterator[Passage]:
    """The whole record; the need with the situations in which it is felt; what it is about in few words.
    docs/search-quality.md says why. The situations are left out of the whole: they speak of readers. Its
    telling sentences explain a hit and are not ranked.
    """
    first = (record.need, record.summary)
    rest = (text for text in texts.body if text not in (*first, *record.situations))
    whole = _lines([*first, texts.labels, *rest, texts.names])
    yield from _numbered(PassageKind.RECORD, split(texts.title, whole))
    yield Passage(PassageKind.NEED, 0, _lines([record.need or record.title, *record.situations]))
    yield Passage(PassageKind.TOPIC, 0, _lines([texts.title, texts.labels]))
    yield from _numbered(PassageKind.SENTENCE, telling_sentences(record))


def _numbered(kind: PassageKind, texts: Iterable[str]) -> Iterator[Passage]:
    return (Passage(kind, number, text) for number, text in enumerate(texts))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)
