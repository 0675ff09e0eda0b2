"""What editors changed in labels, synonyms and names of libraries, and what a practice's words know of it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "term_edit",
        sa.Column("facet", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label_pl", sa.String(), nullable=True),
        sa.Column("label_en", sa.String(), nullable=True),
        sa.Column("label_uk", sa.String(), nullable=True),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("document_change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "code", name=op.f("pk_term_edit")),
    )
    op.create_table(
        "synonym_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_edit")),
        sa.UniqueConstraint("language", "head", "term", name=op.f("uq_synonym_edit_language")),
    )
    op.create_table(
        "library_alias",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_library_alias_library_id_library")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_library_alias")),
    )
    op.create_index(op.f("ix_library_alias_library_id"), "library_alias", ["library_id"], unique=False)
    op.create_table(
        "library_redirect",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_library_redirect_library_id_library")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_library_redirect")),
    )
    op.create_index(op.f("ix_library_redirect_library_id"), "library_redirect", ["library_id"], unique=False)
    # Not in batches: that would make the tables anew, with their rows and indexes.
    op.add_column("library", sa.Column("document_change", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("practice", sa.Column("terms_change", sa.Integer(), nullable=False, server_default="0"))
