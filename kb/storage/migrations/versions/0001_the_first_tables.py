"""The first tables."""

import sqlalchemy as sa
from alembic import op

import kb.storage.table_types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "calibration",
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("dimension", sa.Integer(), nullable=False),
        sa.Column("document_mean", sa.LargeBinary(), nullable=False),
        sa.Column("query_mean", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "kind", name=op.f("pk_calibration")),
    )
    op.create_table(
        "change",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", kb.storage.table_types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_change")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("expires_at", kb.storage.table_types.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "library",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("voivodeship", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library")),
        sa.UniqueConstraint("name", name=op.f("uq_library_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_library_slug")),
    )
    op.create_table(
        "practice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("slug", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=True),
        sa.Column("year_first", sa.Integer(), nullable=True),
        sa.Column("year_last", sa.Integer(), nullable=True),
        sa.Column("created_at", kb.storage.table_types.UtcTime(), nullable=False),
        sa.Column("updated_at", kb.storage.table_types.UtcTime(), nullable=False),
        sa.Column("published_at", kb.storage.table_types.UtcTime(), nullable=True),
        sa.Column("published_revision_id", sa.Integer(), nullable=True),
        sa.Column("head_revision_id", sa.Integer(), nullable=True),
        sa.Column("recipe", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_practice_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("external_id", name=op.f("uq_practice_external_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_practice_slug")),
    )
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_library_id"), ["library_id"], unique=False)
        batch_op.create_index(
            "ix_practice_published",
            ["published_at", "id", "status"],
            unique=False,
            sqlite_where=sa.text("status IN ('opublikowana', 'do-odswiezenia')"),
        )

    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("model", sa.String(), nullable=True),
        sa.Column("dimension", sa.Integer(), nullable=True),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_passage_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint("practice_id", "kind", "number", name=op.f("uq_passage_practice_id")),
    )
    with op.batch_alter_table("passage", schema=None) as batch_op:
        batch_op.create_index("ix_passage_model", ["model", "dimension"], unique=False)
        batch_op.create_index(
            "ix_passage_without_vector",
            ["id"],
            unique=False,
            sqlite_where=sa.text(
                "(vector IS NULL OR model IS NULL OR dimension IS NULL OR length(vector) <> 4 * dimension)"
            ),
        )

    op.create_table(
        "practice_code",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("facet", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_practice_code_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("practice_id", "facet", "code", name=op.f("pk_practice_code")),
    )
    with op.batch_alter_table("practice_code", schema=None) as batch_op:
        batch_op.create_index("ix_practice_code_facet_code", ["facet", "code"], unique=False)

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", kb.storage.table_types.UtcTime(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_revision_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("practice_id", "number", name=op.f("uq_revision_practice_id")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "slug_redirect",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_slug_redirect_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_slug_redirect")),
    )
    op.execute("INSERT INTO counter (name, value) VALUES ('change', 0)")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE fts_practice USING fts5("
            "title, labels, names, body, typed, surface UNINDEXED, analyser UNINDEXED, "
            "tokenize = \"unicode61 remove_diacritics 0 tokenchars ''''\")"
        )
