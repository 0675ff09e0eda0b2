"""What single labels are also called: words by which somebody who searches means the label."""

from __future__ import annotations

from dataclasses import dataclass

from kb.domain.accounts import Account
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.terminology import Terminology, TermSynonymEdit, terminology_of
from kb.domain.text import normalise
from kb.domain.vocabularies import NOT_STATED, Vocabularies, Vocabulary
from kb.errors import NotFound
from kb.services.editing_terms import KIND, LONGEST_SYNONYM, TermFault, TermRefused, checked_words
from kb.services.saving import Clock, utc_now
from kb.storage import activity, changes, term_edits
from kb.storage.changes import NO_PRACTICE, ChangeKind
from kb.storage.engine import Database, Transaction
from kb.storage.term_edits import Edits


@dataclass(frozen=True, slots=True)
class TermSynonyms:
    """What one code is also called in one language; `removed` are shipped ones that reviewers took away."""

    language: Language
    terms: tuple[str, ...]
    removed: tuple[str, ...]


class EditingTermSynonyms:
    """`shipped` are the vocabularies without any change."""

    def __init__(self, database: Database, shipped: Vocabularies, clock: Clock = utc_now) -> None:
        self._database = database
        self._shipped = shipped
        self._clock = clock

    def synonyms_of(self, facet: Facet, code: str) -> tuple[TermSynonyms, ...]:
        """What the code itself is also called, without what it has from codes that were joined to it."""
        with self._database.connection() as connection:
            edits = term_edits.load(connection)
        return tuple(self._synonyms_of(edits, facet, code, language) for language in Language)

    def _synonyms_of(self, edits: Edits, facet: Facet, code: str, language: Language) -> TermSynonyms:
        term = self._shipped.of_facet(facet).terms.get(code)
        shipped = term.synonyms[language] if term else ()
        own = [e for e in edits.of_terms if (e.facet, e.code, e.language) == (facet, code, language)]
        removed = tuple(edit.term for edit in own if edit.is_removed and edit.term in shipped)
        added = tuple(edit.term for edit in own if not edit.is_removed and edit.term not in shipped)
        kept = tuple(synonym for synonym in shipped if synonym not in removed)
        return TermSynonyms(language, (*kept, *added), removed)

    def add_term_synonym(
        self, account: Account, facet: Facet, code: str, language: Language, term: str
    ) -> None:
        """Who asks in these words means the code. Raises NotFound, and TermRefused where another code of the
        list is called so."""
        wanted = checked_words(term, LONGEST_SYNONYM)
        with self._database.write() as session:
            edits = term_edits.load(session.connection())
            vocabulary = self._now(edits).vocabularies.of_facet(facet)
            _synonyms_belong_to(vocabulary, code)
            for other in vocabulary:
                names = (other.labels[language], *other.synonyms[language])
                if any(normalise(name) == normalise(wanted) for name in names):
                    raise TermRefused(TermFault.TAKEN, other.labels[language])
            edit = TermSynonymEdit(facet, code, language, wanted, is_removed=False)
            if wanted in self._synonyms_of(edits, facet, code, language).removed:
                term_edits.forget_term_synonym(session, edit)
            else:
                term_edits.put_term_synonym(session, edit)
            self._note_term_synonym(session, account, "add-term-synonym", vocabulary, edit)

    def remove_term_synonym(
        self, account: Account, facet: Facet, code: str, language: Language, term: str
    ) -> None:
        """A shipped one can be put back. Raises NotFound."""
        with self._database.write() as session:
            edits = term_edits.load(session.connection())
            vocabulary = self._now(edits).vocabularies.of_facet(facet)
            _synonyms_belong_to(vocabulary, code)
            if term not in self._synonyms_of(edits, facet, code, language).terms:
                raise NotFound("synonym", term)
            edit = TermSynonymEdit(facet, code, language, term, is_removed=True)
            shipped = self._shipped.of_facet(facet).terms.get(code)
            if shipped is not None and term in shipped.synonyms[language]:
                term_edits.put_term_synonym(session, edit)
            else:
                term_edits.forget_term_synonym(session, edit)
            self._note_term_synonym(session, account, "remove-term-synonym", vocabulary, edit)

    def _note_term_synonym(
        self,
        session: Transaction,
        account: Account,
        action: str,
        vocabulary: Vocabulary,
        edit: TermSynonymEdit,
    ) -> None:
        now = self._clock()
        changes.record(session, NO_PRACTICE, ChangeKind.VOCABULARY, now)
        detail = {"facet": edit.facet.value, "code": edit.code, "language": edit.language.value}
        detail |= {"was": vocabulary.term(edit.code).label(Language.POLISH), "is": edit.term}
        activity.record(session, account, action, KIND, None, now, detail)

    def _now(self, edits: Edits) -> Terminology:
        return terminology_of(self._shipped, (), edits.terms, change=edits.change, of_terms=edits.of_terms)


def _synonyms_belong_to(vocabulary: Vocabulary, code: str) -> None:
    if code not in vocabulary.terms or code == NOT_STATED:
        raise NotFound("code", code)
