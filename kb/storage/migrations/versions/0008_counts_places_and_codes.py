"""Daily counts of queries; where libraries lie, as reviewers say; labels and synonyms of labels that they
add."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "query_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("loosely_related", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "mark", name=op.f("pk_query_count")),
    )
    op.create_table(
        "term_synonym_edit",
        sa.Column("facet", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "code", "language", "term", name=op.f("pk_term_synonym_edit")),
    )
    # Not in batches: that would make the tables anew, with their rows and indexes.
    op.add_column("term_edit", sa.Column("is_added", sa.Boolean(), nullable=False, server_default="0"))
    for name in ("set_place", "set_voivodeship", "set_place_size"):
        op.add_column("library", sa.Column(name, sa.String(), nullable=True))
