"""The tables. No `from __future__ import annotations` here: SQLModel reads the annotations."""

import datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from kb.domain.workflow import WorkflowState
from kb.storage.table_types import UtcTime, account_column

IS_PUBLIC = "status IN ({})".format(", ".join(f"'{state}'" for state in WorkflowState if state.is_public))
"""The condition of the partial index of what is published; a query that says it in other words is slow."""

IS_WITHOUT_VECTOR = (
    "(vector IS NULL OR model IS NULL OR dimension IS NULL OR length(vector) <> 4 * dimension)"
)
"""Of a passage whose vector no model can use, as its partial index says it."""


class LibraryRow(SQLModel, table=True):
    __tablename__ = "library"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str = Field(unique=True)
    place: str | None = None
    voivodeship: str | None = None
    document_change: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """The change by which its names in the words of its practices became outdated."""
    set_place: str | None = None
    set_voivodeship: str | None = None
    set_place_size: str | None = None
    """What reviewers say of where it lies; None where they leave it to the records."""


class LibraryAliasRow(SQLModel, table=True):
    """Another name of a library, as records have it; also a former one."""

    __tablename__ = "library_alias"

    name: str = Field(primary_key=True)
    library_id: int = Field(foreign_key="library.id", index=True)


class LibraryRedirectRow(SQLModel, table=True):
    """An address that a library had before it was merged."""

    __tablename__ = "library_redirect"

    slug: str = Field(primary_key=True)
    library_id: int = Field(foreign_key="library.id", index=True)


class PracticeRow(SQLModel, table=True):
    """The searched columns of a practice are those of its published revision.

    `status` is the state in which readers meet it, `head_status` that of its newest text. `author_id` is
    the account that began it; no foreign key, since practices stay when an account is removed.
    `sent_at` gives the order of the queue. `verified_on` is the day of the published text's last
    verification, from which the day of its refresh is reckoned.
    """

    __tablename__ = "practice"
    __table_args__ = (
        Index("ix_practice_published", "published_at", "id", "status", sqlite_where=text(IS_PUBLIC)),
        Index("ix_practice_verified", "verified_on", "id", sqlite_where=text(IS_PUBLIC)),
        Index("ix_practice_queue", "head_status", "sent_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    external_id: str | None = Field(default=None, unique=True)
    slug: str | None = Field(default=None, unique=True)
    status: str
    title: str = ""
    summary: str = ""
    need: str = ""
    library_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    year_first: int | None = None
    year_last: int | None = None
    created_at: datetime.datetime = Field(sa_type=UtcTime)
    updated_at: datetime.datetime = Field(sa_type=UtcTime)
    published_at: datetime.datetime | None = Field(default=None, sa_type=UtcTime)
    published_revision_id: int | None = None
    head_revision_id: int | None = None
    recipe: str | None = None
    author_id: int | None = Field(default=None, index=True)
    head_status: str
    sent_at: datetime.datetime | None = Field(default=None, sa_type=UtcTime)
    verified_on: datetime.date | None = None
    terms_change: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """The newest change of labels and of names of libraries that its words and passages know."""


class RevisionRow(SQLModel, table=True):
    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("practice_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    practice_id: int = Field(foreign_key="practice.id", index=True)
    number: int
    created_at: datetime.datetime = Field(sa_type=UtcTime)
    author: str | None = None
    author_id: int | None = Field(default=None, index=True)
    note: str | None = None
    restored_from: int | None = None
    content_hash: str
    document: str = Field(sa_type=Text)


class CommentRow(SQLModel, table=True):
    """`field` is a field of the record, "" for the whole practice."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_practice", "practice_id", "resolved_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    practice_id: int = Field(foreign_key="practice.id")
    revision_id: int = Field(foreign_key="revision.id")
    field: str
    text: str = Field(sa_type=Text)
    author_id: int | None = Field(default=None, index=True)
    author: str | None = None
    at: datetime.datetime = Field(sa_type=UtcTime)
    resolved_at: datetime.datetime | None = Field(default=None, sa_type=UtcTime)
    resolved_by_id: int | None = Field(default=None, index=True)
    resolved_by: str | None = None


class ProposalRow(SQLModel, table=True):
    """That a practice was proposed without an account. `contact` is an address for questions, kept apart from
    the record, for reviewers only, and until `contact_until` at the longest."""

    __tablename__ = "proposal"

    practice_id: int = Field(
        primary_key=True, foreign_key="practice.id", sa_column_kwargs={"autoincrement": False}
    )
    received_at: datetime.datetime = Field(sa_type=UtcTime)
    language: str
    content_hash: str = Field(unique=True)
    contact: str | None = None
    contact_until: datetime.date | None = Field(default=None, index=True)


class PracticeCodeRow(SQLModel, table=True):
    __tablename__ = "practice_code"
    __table_args__ = (Index("ix_practice_code_facet_code", "facet", "code"),)

    practice_id: int = Field(foreign_key="practice.id", primary_key=True)
    facet: str = Field(primary_key=True)
    code: str = Field(primary_key=True)


class PassageRow(SQLModel, table=True):
    """A passage and, once it is there, its vector as the model gave it."""

    __tablename__ = "passage"
    __table_args__ = (
        UniqueConstraint("practice_id", "kind", "number"),
        Index("ix_passage_model", "model", "dimension"),
        Index("ix_passage_kind_model", "kind", "model", "dimension"),
        Index("ix_passage_without_vector", "kind", "id", sqlite_where=text(IS_WITHOUT_VECTOR)),
    )

    id: int | None = Field(default=None, primary_key=True)
    practice_id: int = Field(sa_column=Column(Integer, ForeignKey("practice.id"), nullable=False))
    kind: str
    number: int
    text: str = Field(sa_type=Text)
    model: str | None = None
    dimension: int | None = None
    vector: bytes | None = Field(default=None, sa_type=LargeBinary)


class ChangeRow(SQLModel, table=True):
    __tablename__ = "change"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    practice_id: int
    kind: str
    at: datetime.datetime = Field(sa_type=UtcTime)


class TermEditRow(SQLModel, table=True):
    """How editors changed a code of a vocabulary. `document_change` is the change by which the words of
    practices with the code became outdated; it stays when the edit is taken back."""

    __tablename__ = "term_edit"

    facet: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    label_pl: str | None = None
    label_en: str | None = None
    label_uk: str | None = None
    merged_into: str | None = None
    document_change: int = 0
    is_added: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    """The code itself is an editor's; its three labels stand here."""


class SynonymEditRow(SQLModel, table=True):
    __tablename__ = "synonym_edit"
    __table_args__ = (UniqueConstraint("language", "head", "term"),)

    id: int | None = Field(default=None, primary_key=True)
    language: str
    head: str
    term: str
    is_removed: bool


class TermSynonymEditRow(SQLModel, table=True):
    """A synonym of one code that editors added, or a shipped one that they took away."""

    __tablename__ = "term_synonym_edit"

    facet: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    term: str = Field(primary_key=True)
    is_removed: bool


class CounterRow(SQLModel, table=True):
    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    value: int


class LeaseRow(SQLModel, table=True):
    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    holder: str
    expires_at: datetime.datetime = Field(sa_type=UtcTime)


class SlugRedirectRow(SQLModel, table=True):
    __tablename__ = "slug_redirect"

    slug: str = Field(primary_key=True)
    practice_id: int = Field(foreign_key="practice.id")


class CalibrationRow(SQLModel, table=True):
    """The two means of one model's vectors for one kind of passage (embeddings.calibration)."""

    __tablename__ = "calibration"

    model: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    dimension: int
    document_mean: bytes = Field(sa_type=LargeBinary)
    query_mean: bytes = Field(sa_type=LargeBinary)


class WishRow(SQLModel, table=True):
    """What readers asked for and did not find: words, chosen filters and a count; nothing of who asked."""

    __tablename__ = "wish"
    __table_args__ = (
        UniqueConstraint("text", "language", "filters"),
        Index("ix_wish_count", "count", "last_day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(sa_type=Text)
    language: str
    filters: str = Field(sa_type=Text)
    count: int
    first_day: datetime.date
    last_day: datetime.date


class QueryCountRow(SQLModel, table=True):
    """How often something was looked for on a day. `mark` stands for the query and says nothing of it;
    `words` and `text` come once it was often enough. Nothing of who asked, and no time."""

    __tablename__ = "query_count"

    day: datetime.date = Field(primary_key=True)
    mark: str = Field(primary_key=True)
    language: str
    words: str | None = None
    text: str | None = None
    count: int
    found: int
    loosely_related: int


class WorkingCopyRow(SQLModel, table=True):
    """What somebody is typing: the form as it is, valid or not. `version` grows with every save;
    `base_revision_id` is the revision it began from, or was brought together with. An id is never used again
    (autoincrement): a page that was left open must not save into a later text."""

    __tablename__ = "working_copy"
    __table_args__ = (UniqueConstraint("account_id", "practice_id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(sa_column=account_column(nullable=False))
    practice_id: int | None = Field(default=None, foreign_key="practice.id", index=True)
    base_revision_id: int | None = None
    version: int
    form: str = Field(sa_type=Text)
    created_at: datetime.datetime = Field(sa_type=UtcTime)
    updated_at: datetime.datetime = Field(sa_type=UtcTime)


class StoredFileRow(SQLModel, table=True):
    """A file in the data folder, under our own name. It belongs to the practice, or, before there is one, to
    the working copy."""

    __tablename__ = "stored_file"

    name: str = Field(primary_key=True)
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
    account_id: int | None = Field(default=None, index=True)
    practice_id: int | None = Field(default=None, foreign_key="practice.id", index=True)
    created_at: datetime.datetime = Field(sa_type=UtcTime)


FULL_TEXT_TABLE = "fts_practice"
