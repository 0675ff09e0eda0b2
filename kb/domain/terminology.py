"""The words of the house as they are today: what ships, with what editors changed.

What ships stays the base. An editor's change is kept as a row that says how it differs, and taking the change
back removes the row. No record is rewritten: a merged code is read as the code that it was merged into.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.practice import PracticeRecord
from kb.domain.vocabularies import NOT_STATED, SynonymGroup, Term, Vocabularies, Vocabulary

MERGEABLE = (Facet.AUDIENCE, Facet.THEME, Facet.PARTNER, Facet.FORM)
"""Lists that grow by use: labels are joined in them and added to them. The others have an order or amounts
behind them, or belong to a programme: only their labels are changed."""

MOST_ADDED = 16
"""Labels that editors may add to one list: more of them nobody would read through. The search keeps as many
places for them (kb.search.catalogue)."""


@dataclass(frozen=True, slots=True)
class TermEdit:
    """How editors changed one code: labels in place of the shipped ones, or the code it was merged into. A
    code that they added (`is_added`) has all its labels here."""

    facet: Facet
    code: str
    labels: Mapping[Language, str]
    merged_into: str | None = None
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class TermSynonymEdit:
    """A synonym of one code that editors added, or a shipped one that they took away."""

    facet: Facet
    code: str
    language: Language
    term: str
    is_removed: bool


@dataclass(frozen=True, slots=True)
class SynonymEdit:
    """A term added to a group, or taken out of a shipped one. `head` is the first term of the group."""

    language: Language
    head: str
    term: str
    is_removed: bool


@dataclass(frozen=True, slots=True)
class EditedGroup:
    """A group as editors see it; `removed` are shipped terms that they took out."""

    language: Language
    head: str
    terms: tuple[str, ...]
    removed: tuple[str, ...]
    ships: bool


@dataclass(frozen=True, slots=True)
class Terminology:
    """One moment of it, swapped whole. `change` is the number of the last change that it knows."""

    vocabularies: Vocabularies
    groups: tuple[EditedGroup, ...]
    change: int = 0

    @property
    def synonyms(self) -> tuple[SynonymGroup, ...]:
        """What the search expands: a group of one says nothing."""
        return tuple(SynonymGroup(g.language, g.terms) for g in self.groups if len(g.terms) > 1)


def terminology_of(
    vocabularies: Vocabularies,
    shipped: Sequence[SynonymGroup],
    terms: Iterable[TermEdit] = (),
    synonyms: Iterable[SynonymEdit] = (),
    change: int = 0,
    of_terms: Iterable[TermSynonymEdit] = (),
) -> Terminology:
    edited = _edited(vocabularies, list(terms), list(of_terms))
    return Terminology(edited, _groups(shipped, list(synonyms)), change)


def _edited(
    vocabularies: Vocabularies, edits: Sequence[TermEdit], of_terms: Sequence[TermSynonymEdit]
) -> Vocabularies:
    by_facet: dict[Facet, list[TermEdit]] = defaultdict(list)
    for edit in edits:
        by_facet[edit.facet].append(edit)
    synonyms: dict[Facet, list[TermSynonymEdit]] = defaultdict(list)
    for said in of_terms:
        synonyms[said.facet].append(said)
    changed = {
        facet.vocabulary: _vocabulary(
            vocabularies.of_facet(facet), by_facet[facet], synonyms[facet], may_grow=can_grow(facet)
        )
        for facet in dict.fromkeys((*by_facet, *synonyms))
    }
    return Vocabularies({**vocabularies.by_name, **changed})


def _vocabulary(
    shipped: Vocabulary, edits: Sequence[TermEdit], synonyms: Sequence[TermSynonymEdit], *, may_grow: bool
) -> Vocabulary:
    terms = dict(shipped.terms)
    added = [edit for edit in edits if edit.is_added and may_grow and edit.code not in terms]
    terms |= {
        edit.code: _added_term(edit) for edit in added[:MOST_ADDED] if len(edit.labels) == len(Language)
    }
    for said in synonyms:
        if said.code in terms:
            terms[said.code] = _with_synonym(terms[said.code], said)
    for edit in edits:
        # A later release may have dropped a code that somebody renamed.
        if edit.code in terms:
            terms[edit.code] = replace(terms[edit.code], labels={**terms[edit.code].labels, **edit.labels})
    into = {edit.code: edit.merged_into for edit in edits if edit.merged_into and edit.code in terms}
    # Merges in a circle, or into what a later release has dropped, are none.
    ends = {code: _survivor(code, into) for code in into}
    merged = {code: end for code, end in ends.items() if end in terms and end not in into}
    for code, survivor in merged.items():
        terms[survivor] = _with_names_of(terms[survivor], terms[code])
    return Vocabulary(shipped.name, {c: term for c, term in terms.items() if c not in merged}, merged)


def _added_term(edit: TermEdit) -> Term:
    return Term(edit.code, dict(edit.labels), dict.fromkeys(Language, ()), "")


def _with_synonym(term: Term, said: TermSynonymEdit) -> Term:
    known = term.synonyms[said.language]
    others = tuple(synonym for synonym in known if synonym != said.term)
    now = others if said.is_removed else (*others, said.term)
    return replace(term, synonyms={**term.synonyms, said.language: now})


def _survivor(code: str, into: Mapping[str, str]) -> str:
    seen = {code}
    while code in into and into[code] not in seen:
        code = into[code]
        seen.add(code)
    return code


def _with_names_of(term: Term, merged: Term) -> Term:
    """Who asks in the words of a label that was merged still finds what it stood for."""
    return replace(
        term,
        synonyms={
            language: tuple(
                dict.fromkeys((*term.synonyms[language], merged.labels[language], *merged.synonyms[language]))
            )
            for language in Language
        },
    )


def _groups(shipped: Sequence[SynonymGroup], edits: Sequence[SynonymEdit]) -> tuple[EditedGroup, ...]:
    added: dict[tuple[Language, str], list[str]] = defaultdict(list)
    removed: dict[tuple[Language, str], list[str]] = defaultdict(list)
    for edit in edits:
        (removed if edit.is_removed else added)[edit.language, edit.head].append(edit.term)
    groups: list[EditedGroup] = []
    for group in shipped:
        key = (group.language, group.terms[0])
        gone = tuple(term for term in group.terms if term in removed[key])
        left = [term for term in group.terms if term not in gone]
        terms = tuple(dict.fromkeys((*left, *added.pop(key, ()))))
        groups.append(EditedGroup(*key, terms, gone, ships=True))
    own = [EditedGroup(*key, tuple(terms), (), ships=False) for key, terms in added.items() if terms]
    return (*groups, *own)


def can_grow(facet: Facet) -> bool:
    """Whether editors add labels to the list."""
    return facet in MERGEABLE


def can_be_merged(facet: Facet, code: str) -> bool:
    return facet in MERGEABLE and code != NOT_STATED


def in_todays_codes(record: PracticeRecord, vocabularies: Vocabularies) -> PracticeRecord:
    """The record with the codes that stand for its merged ones: for a form that lists only those of today,
    and for readers of data. The same object where nothing was merged."""

    def today(facet: Facet, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(vocabularies.resolve(facet, code) for code in codes))

    form = vocabularies.resolve(Facet.FORM, record.form) if record.form else record.form
    changed = {
        "audience": today(Facet.AUDIENCE, record.audience),
        "themes": today(Facet.THEME, record.themes),
        "form": form,
        "extra_forms": tuple(code for code in today(Facet.FORM, record.extra_forms) if code != form),
        "partners": tuple(
            partner.model_copy(update={"type": vocabularies.resolve(Facet.PARTNER, partner.type)})
            if partner.type
            else partner
            for partner in record.partners
        ),
    }
    if all(getattr(record, name) == value for name, value in changed.items()):
        return record
    return record.model_copy(update=changed)


class CurrentTerminology:
    """What everybody of a process asks. A request takes the value once, or values that cannot disagree: no
    code that was ever known becomes unknown."""

    def __init__(self, terminology: Terminology) -> None:
        self._now = terminology

    @property
    def now(self) -> Terminology:
        return self._now

    @property
    def vocabularies(self) -> Vocabularies:
        return self._now.vocabularies

    def replace(self, terminology: Terminology) -> None:
        self._now = terminology
