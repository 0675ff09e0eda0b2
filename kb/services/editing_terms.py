"""Labels and synonyms as reviewers change them. Each change is undone by an opposite one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.domain.accounts import Account
from kb.domain.activity import Activity
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.terminology import (
    MERGEABLE,
    MOST_ADDED,
    EditedGroup,
    SynonymEdit,
    TermEdit,
    Terminology,
    can_be_merged,
    can_grow,
    terminology_of,
)
from kb.domain.text import normalise, slugify, words_of
from kb.domain.vocabularies import SynonymGroup, Term, Vocabularies, Vocabulary
from kb.errors import KbError, NotFound
from kb.services.saving import Clock, utc_now
from kb.storage import activity, changes, term_edits
from kb.storage.changes import NO_PRACTICE, ChangeKind
from kb.storage.engine import Database, Transaction
from kb.storage.term_edits import Edits

LONGEST_LABEL = 80
LONGEST_SYNONYM = 80
LONGEST_CODE = 60
KIND = "vocabulary"
"""Of an entry in the activity log."""


class TermFault(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too-long"
    NO_WORDS = "no-words"
    TAKEN = "taken"
    SAME = "same"
    NOT_MERGEABLE = "not-mergeable"
    TOO_FEW = "too-few"
    NOT_GROWING = "not-growing"
    FULL = "full"


class TermRefused(KbError):
    """What was asked for cannot be; nothing was changed."""

    number = "KB-426"

    def __init__(self, fault: TermFault, found: str = "") -> None:
        super().__init__(f"The vocabulary stays as it was: {fault.value} “{found}”.")
        self.fault = fault
        self.found = found


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """A code as reviewers see it. `practices` are the published ones that have it; a code that they added
    (`is_added`) has no other labels to go back to. `merged` are the codes that were joined to it, with the
    labels that they had."""

    code: str
    labels: Mapping[Language, str]
    shipped: Mapping[Language, str]
    practices: int
    merged: Mapping[str, Mapping[Language, str]]
    is_added: bool = False

    @property
    def is_renamed(self) -> bool:
        return dict(self.labels) != dict(self.shipped)


@dataclass(frozen=True, slots=True)
class MergePreview:
    """`practices` will be found under `into` instead of `code`; `both` of them have both already."""

    code: str
    into: str
    practices: int
    both: int


class EditingTerms:
    """`shipped` are the vocabularies without any change."""

    def __init__(
        self,
        database: Database,
        vocabularies: Vocabularies,
        synonyms: tuple[SynonymGroup, ...],
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self.shipped = vocabularies
        self._synonyms = synonyms
        self._clock = clock

    def now(self) -> Terminology:
        """As it stands in the base, whatever this process has taken in."""
        with self._database.connection() as connection:
            return self._of(term_edits.load(connection))

    def _of(self, edits: Edits) -> Terminology:
        return terminology_of(
            self.shipped, self._synonyms, edits.terms, edits.synonyms, edits.change, edits.of_terms
        )

    def terms(self, facet: Facet) -> tuple[ListedTerm, ...]:
        with self._database.connection() as connection:
            edits = term_edits.load(connection)
            counts = term_edits.count_by_code(connection, facet)
        vocabulary = self._of(edits).vocabularies.of_facet(facet)
        practices: dict[str, int] = {}
        for code, number in counts.items():
            # For a moment after a merge some rows still have the former code.
            practices[vocabulary.resolve(code)] = practices.get(vocabulary.resolve(code), 0) + number
        shipped = self.shipped.of_facet(facet).terms
        labels = {code: term.labels for code, term in shipped.items()}
        for edit in edits.terms:
            if edit.facet is facet:
                labels[edit.code] = {**labels.get(edit.code, {}), **edit.labels}
        return tuple(
            ListedTerm(
                term.code,
                term.labels,
                shipped.get(term.code, term).labels,
                practices.get(term.code, 0),
                {code: labels[code] for code, into in vocabulary.merged.items() if into == term.code},
                is_added=term.code not in shipped,
            )
            for term in vocabulary
        )

    def add_term(self, account: Account, facet: Facet, labels: Mapping[Language, str]) -> str:
        """A new label of a list that grows, in all three languages; its code. No code ever goes again, since
        texts and addresses may have it: a label that was added by mistake is joined to another one.

        Raises TermRefused.
        """
        if not can_grow(facet):
            raise TermRefused(TermFault.NOT_GROWING, facet.value)
        wanted = _labels(labels)
        with self._database.write() as session:
            edits = term_edits.load(session.connection())
            if sum(edit.is_added and edit.facet is facet for edit in edits.terms) >= MOST_ADDED:
                raise TermRefused(TermFault.FULL, facet.value)
            vocabulary = self._of(edits).vocabularies.of_facet(facet)
            _must_be_free(vocabulary, wanted)
            known = {edit.code for edit in edits.terms if edit.facet is facet} | set(vocabulary.merged)
            code = _free_code(wanted[Language.POLISH], known | set(vocabulary.terms))
            now = self._clock()
            changes.record(session, NO_PRACTICE, ChangeKind.VOCABULARY, now)
            term_edits.put_term(session, TermEdit(facet, code, wanted, is_added=True), None)
            detail = {"facet": facet.value, "code": code, "is": wanted[Language.POLISH]}
            activity.record(session, account, "add-term", KIND, None, now, detail)
        return code

    def rename(self, account: Account, facet: Facet, code: str, labels: Mapping[Language, str]) -> None:
        """Give the code these labels, all three. The shipped ones take the renaming back.

        Raises NotFound and TermRefused.
        """
        wanted = _labels(labels)
        with self._database.write() as session:
            vocabularies = self._now_in(session).vocabularies
            _known(vocabularies, facet, code)
            vocabulary = vocabularies.of_facet(facet)
            _must_be_free(vocabulary, wanted, but=code)
            before = term_edits.term_edit(session, facet, code)
            # An added code has no labels but those of its edit.
            shipped = {} if before.is_added else self.shipped.of_facet(facet).terms[code].labels
            edited = {lang: label for lang, label in wanted.items() if label != shipped.get(lang)}
            if edited == dict(before.labels):
                return
            now = self._clock()
            number = changes.record(session, NO_PRACTICE, ChangeKind.VOCABULARY, now)
            # Documents are written with Polish labels only.
            polish = edited.get(Language.POLISH) != before.labels.get(Language.POLISH)
            term_edits.put_term(session, replace(before, labels=edited), number if polish else None)
            was = before.labels.get(Language.POLISH) or shipped[Language.POLISH]
            detail = {"facet": facet.value, "code": code, "was": was, "is": wanted[Language.POLISH]}
            activity.record(session, account, "rename", KIND, None, now, detail)

    def preview_merge(self, facet: Facet, code: str, into: str) -> MergePreview:
        """What `merge` would change. Raises what it raises."""
        terms = self.now()
        self._mergeable(terms.vocabularies, facet, code, into)
        with self._database.connection() as connection:
            having = set(term_edits.practices_with(connection, [(facet, code)]))
            both = having & set(term_edits.practices_with(connection, [(facet, into)]))
        return MergePreview(code, into, len(having), len(both))

    def merge(self, account: Account, facet: Facet, code: str, into: str) -> None:
        """Read `code` as `into` everywhere from now on. No record is rewritten, so `split` takes it back.

        Raises NotFound and TermRefused.
        """
        with self._database.write() as session:
            vocabularies = self._now_in(session).vocabularies
            self._mergeable(vocabularies, facet, code, into)
            now = self._clock()
            number = changes.record(session, NO_PRACTICE, ChangeKind.VOCABULARY, now)
            edit = term_edits.term_edit(session, facet, code)
            term_edits.put_term(session, replace(edit, merged_into=into), number)
            names = vocabularies.of_facet(facet)
            detail = {"facet": facet.value, "code": code, "into": into}
            detail |= {"was": _polish(names.term(code)), "is": _polish(names.term(into))}
            activity.record(session, account, "merge", KIND, None, now, detail)

    def split(self, account: Account, facet: Facet, code: str) -> None:
        """Take a merge back. Raises NotFound for a code that is not merged."""
        with self._database.write() as session:
            edit = term_edits.term_edit(session, facet, code)
            if edit.merged_into is None:
                raise NotFound("merged code", code)
            vocabulary = self._now_in(session).vocabularies.of_facet(facet)
            survivor = vocabulary.resolve(code)
            now = self._clock()
            number = changes.record(session, NO_PRACTICE, ChangeKind.VOCABULARY, now)
            term_edits.put_term(session, replace(edit, merged_into=None), number)
            # Practices that have the former code in their records have the other one in their rows.
            term_edits.outdate_documents(session, facet, survivor, number)
            own = edit.labels.get(Language.POLISH) or _polish(self.shipped.of_facet(facet).terms[code])
            detail = {"facet": facet.value, "code": code, "into": survivor}
            detail |= {"was": own, "is": _polish(vocabulary.term(survivor))}
            activity.record(session, account, "split", KIND, None, now, detail)

    def groups(self) -> tuple[EditedGroup, ...]:
        return self.now().groups

    def new_group(self, account: Account, language: Language, terms: tuple[str, ...]) -> None:
        """Expressions that mean the same. Raises TermRefused."""
        wanted = tuple(
            dict.fromkeys(checked_words(term.lower(), LONGEST_SYNONYM) for term in terms if term.strip())
        )
        if len(wanted) < 2:
            raise TermRefused(TermFault.TOO_FEW)
        with self._database.write() as session:
            heads = {(g.language, g.head) for g in self._now_in(session).groups if g.terms}
            if (language, wanted[0]) in heads:
                raise TermRefused(TermFault.TAKEN, wanted[0])
            for term in wanted:
                term_edits.put_synonym(session, SynonymEdit(language, wanted[0], term, is_removed=False))
            self._note_synonym(session, account, "new-group", language, wanted[0], ", ".join(wanted))

    def add_synonym(self, account: Account, language: Language, head: str, term: str) -> None:
        """To a group that is there. Raises NotFound and TermRefused."""
        wanted = checked_words(term.lower(), LONGEST_SYNONYM)
        with self._database.write() as session:
            group = _group(self._now_in(session), language, head)
            if wanted in group.terms:
                raise TermRefused(TermFault.TAKEN, wanted)
            if wanted in group.removed:
                term_edits.forget_synonym(session, language, head, wanted)
            else:
                term_edits.put_synonym(session, SynonymEdit(language, head, wanted, is_removed=False))
            self._note_synonym(session, account, "add-synonym", language, head, wanted)

    def remove_synonym(self, account: Account, language: Language, head: str, term: str) -> None:
        """From a group; a shipped term can be added again. Raises NotFound."""
        with self._database.write() as session:
            group = _group(self._now_in(session), language, head)
            if term not in group.terms:
                raise NotFound("synonym", term)
            if any(g.language is language and g.terms[0] == head and term in g.terms for g in self._synonyms):
                term_edits.put_synonym(session, SynonymEdit(language, head, term, is_removed=True))
            else:
                term_edits.forget_synonym(session, language, head, term)
            self._note_synonym(session, account, "remove-synonym", language, head, term)

    def history(self, limit: int = 50) -> list[Activity]:
        """The last changes, newest first."""
        with self._database.read() as session:
            return activity.of_kind(session, KIND, limit)

    def _now_in(self, session: Transaction) -> Terminology:
        return self._of(term_edits.load(session.connection()))

    def _mergeable(self, vocabularies: Vocabularies, facet: Facet, code: str, into: str) -> None:
        for one in (code, into):
            _known(vocabularies, facet, one)
        if code == into:
            raise TermRefused(TermFault.SAME, code)
        if facet not in MERGEABLE or not (can_be_merged(facet, code) and can_be_merged(facet, into)):
            raise TermRefused(TermFault.NOT_MERGEABLE, code)

    def _note_synonym(
        self, session: Transaction, account: Account, action: str, language: Language, head: str, term: str
    ) -> None:
        now = self._clock()
        changes.record(session, NO_PRACTICE, ChangeKind.VOCABULARY, now)
        detail = {"language": language.value, "head": head, "is": term}
        activity.record(session, account, action, KIND, None, now, detail)


def _polish(term: Term) -> str:
    return term.label(Language.POLISH)


def _known(vocabularies: Vocabularies, facet: Facet, code: str) -> None:
    if code not in vocabularies.of_facet(facet).terms:
        raise NotFound("code", code)


def _labels(typed: Mapping[Language, str]) -> dict[Language, str]:
    """With single blanks, in every language. Raises TermRefused."""
    return {language: checked_words(typed.get(language, ""), LONGEST_LABEL) for language in Language}


def _must_be_free(vocabulary: Vocabulary, labels: Mapping[Language, str], but: str = "") -> None:
    """Raises TermRefused where another code has one of the labels."""
    for other in vocabulary:
        for language, label in labels.items():
            if other.code != but and normalise(other.labels[language]) == normalise(label):
                raise TermRefused(TermFault.TAKEN, label)


def _free_code(label: str, known: Collection[str]) -> str:
    base = slugify(label, LONGEST_CODE - 3) or "etykieta"
    code, number = base, 1
    while code in known:
        number += 1
        code = f"{base}-{number}"
    return code


def _group(terminology: Terminology, language: Language, head: str) -> EditedGroup:
    for group in terminology.groups:
        if (group.language, group.head) == (language, head):
            return group
    raise NotFound("group of synonyms", head)


def checked_words(text: str, longest: int) -> str:
    """The text with single blanks. Raises TermRefused."""
    clean = " ".join(text.split())
    if not clean:
        raise TermRefused(TermFault.EMPTY)
    if len(clean) > longest:
        raise TermRefused(TermFault.TOO_LONG, clean[:longest])
    if not words_of(normalise(clean)):
        raise TermRefused(TermFault.NO_WORDS, clean)
    return clean
