"""What editors changed in the vocabularies and synonyms, and which practices do not know it yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlmodel import Session, col, select

from kb.domain.facets import FACET_NAMED, Facet
from kb.domain.languages import Language
from kb.domain.terminology import SynonymEdit, TermEdit, TermSynonymEdit
from kb.storage.libraries import PUBLIC
from kb.storage.tables import SynonymEditRow, TermEditRow, TermSynonymEditRow


@dataclass(frozen=True, slots=True)
class Edits:
    """All of them, as they were at the change `change`."""

    terms: tuple[TermEdit, ...]
    synonyms: tuple[SynonymEdit, ...]
    change: int
    of_terms: tuple[TermSynonymEdit, ...] = ()


def load(connection: Connection) -> Edits:
    """One consistent state: the caller's connection is in a transaction."""
    change = int(connection.execute(text("SELECT value FROM counter WHERE name = 'change'")).scalar_one())
    terms = connection.execute(
        text(
            "SELECT facet, code, label_pl, label_en, label_uk, merged_into, is_added "
            "FROM term_edit ORDER BY facet, code"
        )
    ).all()
    synonyms = connection.execute(
        text("SELECT language, head, term, is_removed FROM synonym_edit ORDER BY id")
    ).all()
    of_terms = connection.execute(
        text(
            "SELECT facet, code, language, term, is_removed FROM term_synonym_edit "
            "ORDER BY facet, code, language, term"
        )
    ).all()
    return Edits(
        tuple(
            TermEdit(FACET_NAMED[row.facet], row.code, _labels(row), row.merged_into, bool(row.is_added))
            for row in terms
            if row.facet in FACET_NAMED
        ),
        tuple(
            SynonymEdit(Language(row.language), row.head, row.term, bool(row.is_removed)) for row in synonyms
        ),
        change,
        tuple(
            TermSynonymEdit(
                FACET_NAMED[row.facet], row.code, Language(row.language), row.term, bool(row.is_removed)
            )
            for row in of_terms
            if row.facet in FACET_NAMED
        ),
    )


def _labels(row: TermEditRow | object) -> dict[Language, str]:
    found = {language: getattr(row, f"label_{language.value}") for language in Language}
    return {language: label for language, label in found.items() if label}


def term_edit(session: Session, facet: Facet, code: str) -> TermEdit:
    """An edit without anything for a code that was never changed."""
    row = session.get(TermEditRow, (facet.value, code))
    if row is None:
        return TermEdit(facet, code, {})
    return TermEdit(facet, code, _labels(row), row.merged_into, row.is_added)


def put_term(session: Session, edit: TermEdit, outdates_documents_at: int | None) -> None:
    """`outdates_documents_at` is the number of a change that the words of practices have to know."""
    row = session.get(TermEditRow, (edit.facet.value, edit.code)) or TermEditRow(
        facet=edit.facet.value, code=edit.code
    )
    row.label_pl = edit.labels.get(Language.POLISH)
    row.label_en = edit.labels.get(Language.ENGLISH)
    row.label_uk = edit.labels.get(Language.UKRAINIAN)
    row.merged_into = edit.merged_into
    row.is_added = edit.is_added
    if outdates_documents_at is not None:
        row.document_change = outdates_documents_at
    session.add(row)
    session.flush()


def outdate_documents(session: Session, facet: Facet, code: str, change: int) -> None:
    """The words of practices with this code have to be made again."""
    put_term(session, term_edit(session, facet, code), change)


def put_synonym(session: Session, edit: SynonymEdit) -> None:
    row = _synonym_row(session, edit.language, edit.head, edit.term)
    if row is None:
        row = SynonymEditRow(
            language=edit.language.value, head=edit.head, term=edit.term, is_removed=edit.is_removed
        )
    row.is_removed = edit.is_removed
    session.add(row)
    session.flush()


def forget_synonym(session: Session, language: Language, head: str, term: str) -> None:
    row = _synonym_row(session, language, head, term)
    if row is not None:
        session.delete(row)
        session.flush()


def put_term_synonym(session: Session, edit: TermSynonymEdit) -> None:
    key = (edit.facet.value, edit.code, edit.language.value, edit.term)
    row = session.get(TermSynonymEditRow, key)
    if row is None:
        row = TermSynonymEditRow(
            facet=edit.facet.value,
            code=edit.code,
            language=edit.language.value,
            term=edit.term,
            is_removed=edit.is_removed,
        )
    row.is_removed = edit.is_removed
    session.add(row)
    session.flush()


def forget_term_synonym(session: Session, edit: TermSynonymEdit) -> None:
    row = session.get(TermSynonymEditRow, (edit.facet.value, edit.code, edit.language.value, edit.term))
    if row is not None:
        session.delete(row)
        session.flush()


def _synonym_row(session: Session, language: Language, head: str, term: str) -> SynonymEditRow | None:
    return session.exec(
        select(SynonymEditRow).where(
            col(SynonymEditRow.language) == language.value,
            col(SynonymEditRow.head) == head,
            col(SynonymEditRow.term) == term,
        )
    ).first()


def outdated_practices(connection: Connection, most: int) -> list[int]:
    """Published practices whose words and passages do not know the newest labels or names of theirs."""
    rows = connection.execute(
        text(
            "SELECT p.id FROM term_edit t JOIN practice_code c ON c.facet = t.facet AND c.code = t.code "
            f"JOIN practice p ON p.id = c.practice_id WHERE p.status IN ({PUBLIC}) "
            "AND t.document_change > p.terms_change "
            "UNION SELECT p.id FROM library l JOIN practice p ON p.library_id = l.id "
            f"WHERE l.document_change > 0 AND p.status IN ({PUBLIC}) AND l.document_change > p.terms_change "
            "ORDER BY 1 LIMIT :most"
        ),
        {"most": most},
    )
    return list(rows.scalars())


def known_by(connection: Connection, change: int) -> int:
    """The newest change such that who knows all labels up to `change` and reads the libraries now knows
    everything up to it."""
    row = connection.execute(
        text(
            "SELECT value AS newest, (SELECT min(document_change) FROM term_edit "
            "WHERE document_change > :change) AS unknown FROM counter WHERE name = 'change'"
        ),
        {"change": change},
    ).one()
    return int(row.newest if row.unknown is None else min(row.newest, row.unknown - 1))


def practices_with(connection: Connection, codes: Collection[tuple[Facet, str]]) -> list[int]:
    """Published practices whose rows have any of these codes."""
    found: set[int] = set()
    for facet, code in codes:
        found |= set(
            connection.execute(
                text(
                    "SELECT p.id FROM practice_code c JOIN practice p ON p.id = c.practice_id "
                    f"WHERE c.facet = :facet AND c.code = :code AND p.status IN ({PUBLIC})"
                ),
                {"facet": facet.value, "code": code},
            ).scalars()
        )
    return sorted(found)


def count_by_code(connection: Connection, facet: Facet) -> Mapping[str, int]:
    rows = connection.execute(
        text(
            "SELECT c.code, count(*) AS practices "
            "FROM practice_code c JOIN practice p ON p.id = c.practice_id "
            f"WHERE c.facet = :facet AND p.status IN ({PUBLIC}) GROUP BY c.code"
        ),
        {"facet": facet.value},
    )
    return {row.code: int(row.practices) for row in rows}
