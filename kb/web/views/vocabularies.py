"""The pages on which reviewers change labels and synonyms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from kb.domain.activity import Activity
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.terminology import EditedGroup, can_be_merged, can_grow
from kb.domain.text import fold, normalise
from kb.domain.vocabularies import Vocabularies
from kb.services.editing_term_synonyms import TermSynonyms
from kb.services.editing_terms import ListedTerm, MergePreview
from kb.web.views.words import moment_text

_LANGUAGES = {
    Language.POLISH: "polski",
    Language.ENGLISH: "English",
    Language.UKRAINIAN: "українська",
}


@dataclass(frozen=True, slots=True)
class Done:
    """A change as the history tells it; `action` chooses the words (macros/desk.html)."""

    at: str
    iso: str
    name: str
    action: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class VocabularyLink:
    label: str
    url: str
    terms: int


@dataclass(frozen=True, slots=True)
class VocabulariesPage:
    vocabularies: tuple[VocabularyLink, ...]
    groups: int
    history: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class TermRow:
    label: str
    others: str
    url: str
    practices: int
    practices_url: str
    is_renamed: bool
    merged: int


@dataclass(frozen=True, slots=True)
class VocabularyPage:
    """`closed` says why nothing is added to the list, "" where something may be; `fields` are those of a new
    label, `fault` what is wrong with it as a whole."""

    label: str
    url: str
    terms: tuple[TermRow, ...]
    closed: str
    fields: tuple[LabelField, ...]
    fault: str
    is_refused: bool


@dataclass(frozen=True, slots=True)
class LabelField:
    id: str
    language: str
    language_name: str
    value: str
    shipped: str
    fault: str


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TypedSynonym:
    """What was typed and refused; `found` is whose word it is already."""

    language: str
    term: str = ""
    fault: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class SynonymRow:
    """What the label is also called in one language; `removed` can be put back."""

    language: str
    language_name: str
    terms: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermPage:
    """`is_saved` says that the last form was kept, `is_added` that the label is an editor's own."""

    label: str
    vocabulary: str
    vocabulary_url: str
    url: str
    fields: tuple[LabelField, ...]
    shipped: tuple[Choice, ...]
    is_renamed: bool
    practices: int
    mergeable: tuple[Choice, ...]
    merged: tuple[Choice, ...]
    is_added: bool
    synonyms: tuple[SynonymRow, ...]
    languages: tuple[Choice, ...]
    typed_synonym: TypedSynonym
    is_saved: bool
    is_refused: bool


@dataclass(frozen=True, slots=True)
class MergePage:
    label: str
    into: str
    code: str
    practices: int
    both: int
    url: str
    back: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """`id` is unique on the page; `head` names the group in forms."""

    id: str
    language: str
    head: str
    terms: tuple[str, ...]
    removed: tuple[str, ...]
    is_silent: bool


@dataclass(frozen=True, slots=True)
class SynonymsPage:
    """`typed` is what was refused, and `fault` why; `at` the group it was meant for, "" for a new one."""

    groups: tuple[GroupRow, ...]
    languages: tuple[Choice, ...]
    language: str
    words: str
    typed: str
    fault: str
    found: str
    at: str
    is_saved: bool


def vocabularies_page(
    vocabularies: Vocabularies,
    groups: int,
    history: Sequence[Activity],
    prefix: str,
    language: Language,
) -> VocabulariesPage:
    return VocabulariesPage(
        tuple(
            VocabularyLink(
                facet.label(language), _vocabulary_url(prefix, facet), len(vocabularies.of_facet(facet).terms)
            )
            for facet in Facet
        ),
        groups,
        tuple(_done(entry, language) for entry in history),
    )


def vocabulary_page(
    facet: Facet,
    terms: Sequence[ListedTerm],
    prefix: str,
    language: Language,
    typed: Mapping[Language, str] | None = None,
    faults: Mapping[Language, str] | None = None,
    fault: str = "",
) -> VocabularyPage:
    """`typed` are the labels that were refused, `faults` what is wrong with them."""
    return VocabularyPage(
        facet.label(language),
        _vocabulary_url(prefix, facet),
        tuple(
            TermRow(
                term.labels[language],
                " · ".join(term.labels[other] for other in Language if other is not language),
                term_url(prefix, facet, term.code),
                term.practices,
                f"{prefix}/szukaj?{urlencode({facet.parameter: term.code})}",
                term.is_renamed,
                len(term.merged),
            )
            for term in terms
        ),
        closed=_closed(facet),
        fields=_label_fields(typed or {}, faults, {}),
        fault=fault,
        is_refused=bool(faults or fault),
    )


_CLOSED = {
    Facet.PLACE_SIZE: "order",
    Facet.COST: "order",
    Facet.DURATION: "order",
    Facet.AREA: "blisko",
    Facet.STAGE: "blisko",
    Facet.VOIVODESHIP: "country",
    Facet.PARTNER_ROLE: "role",
    Facet.PROGRAM: "program",
}
"""Which words of the template say why nothing is added to the list."""


def _closed(facet: Facet) -> str:
    return "" if can_grow(facet) else _CLOSED[facet]


def _label_fields(
    values: Mapping[Language, str],
    faults: Mapping[Language, str] | None,
    shipped: Mapping[Language, str],
) -> tuple[LabelField, ...]:
    return tuple(
        LabelField(
            id=f"etykieta-{one.value}",
            language=one.value,
            language_name=_LANGUAGES[one],
            value=values.get(one, ""),
            shipped=shipped.get(one, ""),
            fault=(faults or {}).get(one, ""),
        )
        for one in Language
    )


def _synonym_rows(synonyms: Sequence[TermSynonyms]) -> tuple[SynonymRow, ...]:
    return tuple(
        SynonymRow(one.language.value, _LANGUAGES[one.language], one.terms, one.removed) for one in synonyms
    )


def term_page(
    facet: Facet,
    code: str,
    terms: Sequence[ListedTerm],
    synonyms: Sequence[TermSynonyms],
    prefix: str,
    language: Language,
    typed: Mapping[Language, str] | None = None,
    faults: Mapping[Language, str] | None = None,
    *,
    typed_synonym: TypedSynonym | None = None,
    is_saved: bool = False,
) -> TermPage:
    """`typed` stands in the fields instead of the labels of today, `faults` beside them."""
    term = next(term for term in terms if term.code == code)
    others = [other for other in terms if other.code != code and can_be_merged(facet, other.code)]
    return TermPage(
        label=term.labels[language],
        vocabulary=facet.label(language),
        vocabulary_url=_vocabulary_url(prefix, facet),
        url=term_url(prefix, facet, code),
        fields=_label_fields(typed or term.labels, faults, {} if term.is_added else term.shipped),
        shipped=tuple(Choice(f"etykieta-{one.value}", term.shipped[one]) for one in Language),
        is_renamed=term.is_renamed,
        practices=term.practices,
        mergeable=tuple(
            sorted(
                (Choice(other.code, other.labels[language]) for other in others),
                key=lambda choice: fold(normalise(choice.label)),
            )
        )
        if can_be_merged(facet, code)
        else (),
        merged=tuple(Choice(one, labels[language]) for one, labels in term.merged.items()),
        is_added=term.is_added,
        synonyms=_synonym_rows(synonyms),
        languages=tuple(Choice(one.value, _LANGUAGES[one]) for one in Language),
        typed_synonym=typed_synonym or TypedSynonym(language.value),
        is_saved=is_saved,
        is_refused=bool(faults),
    )


def merge_page(
    facet: Facet, preview: MergePreview, vocabularies: Vocabularies, prefix: str, language: Language
) -> MergePage:
    return MergePage(
        label=vocabularies.label(facet, preview.code, language),
        into=vocabularies.label(facet, preview.into, language),
        code=preview.into,
        practices=preview.practices,
        both=preview.both,
        url=f"{term_url(prefix, facet, preview.code)}/scal",
        back=term_url(prefix, facet, preview.code),
    )


def synonyms_page(
    groups: Sequence[EditedGroup],
    language: Language,
    words: str,
    *,
    typed: str = "",
    fault: str = "",
    found: str = "",
    at: str = "",
    is_saved: bool = False,
) -> SynonymsPage:
    """The groups of one language with these words in any of their terms; all of them without words."""
    wanted = fold(normalise(words)).split()
    shown = [
        group
        for group in groups
        if group.language is language
        and (group.terms or group.removed)
        and all(word in fold(normalise(" ".join((*group.terms, *group.removed)))) for word in wanted)
    ]
    return SynonymsPage(
        groups=tuple(
            GroupRow(f"grupa-{number}", language.value, one.head, one.terms, one.removed, len(one.terms) == 1)
            for number, one in enumerate(shown, 1)
        ),
        languages=tuple(Choice(one.value, _LANGUAGES[one]) for one in Language),
        language=language.value,
        words=words,
        typed=typed,
        fault=fault,
        found=found,
        at=at,
        is_saved=is_saved,
    )


def term_url(prefix: str, facet: Facet, code: str) -> str:
    return f"{_vocabulary_url(prefix, facet)}/{quote(code, safe='')}"


def _vocabulary_url(prefix: str, facet: Facet) -> str:
    return f"{prefix}/redakcja/slowniki/{facet.parameter}"


def _done(entry: Activity, language: Language) -> Done:
    """With the labels of that time."""
    detail = {key: str(value) for key, value in entry.detail.items()}
    was = detail.get("was") or detail.get("head", "")
    now = detail.get("is", "")
    return Done(moment_text(entry.at, language), entry.at.isoformat(), entry.name, entry.action, was, now)
