"""Where the newest text of a practice is on its path, comments, and proposals without an account."""

import sqlalchemy as sa
from alembic import op

import kb.storage.table_types

revision = "0005"
down_revision = "0004"

_PUBLIC = "status IN ('opublikowana', 'do-odswiezenia')"
_HEAD_STATUS = f"""
UPDATE practice SET head_status = CASE
    WHEN {_PUBLIC} AND head_revision_id IS NOT published_revision_id THEN 'szkic' ELSE status END
"""
_SENT = "UPDATE practice SET sent_at = updated_at WHERE head_status = 'w-sprawdzeniu'"
_VERIFIED = """
UPDATE practice SET verified_on = coalesce(
    (SELECT json_extract(r.document, '$.verified_on') FROM revision r
     WHERE r.id = practice.published_revision_id),
    date(published_at))
WHERE published_revision_id IS NOT NULL
"""


def upgrade() -> None:
    # Columns are added in place: a batch would copy the table, and what points to it with it.
    op.add_column("practice", sa.Column("author_id", sa.Integer(), nullable=True))
    op.add_column("practice", sa.Column("head_status", sa.String(), nullable=False, server_default="szkic"))
    op.add_column("practice", sa.Column("sent_at", kb.storage.table_types.UtcTime(), nullable=True))
    op.add_column("practice", sa.Column("verified_on", sa.Date(), nullable=True))
    op.add_column("revision", sa.Column("author_id", sa.Integer(), nullable=True))
    op.add_column("revision", sa.Column("restored_from", sa.Integer(), nullable=True))
    for statement in (_HEAD_STATUS, _SENT, _VERIFIED):
        op.execute(statement)
    op.create_index("ix_practice_author_id", "practice", ["author_id"])
    op.create_index("ix_practice_queue", "practice", ["head_status", "sent_at", "id"])
    op.create_index("ix_practice_verified", "practice", ["verified_on", "id"], sqlite_where=sa.text(_PUBLIC))
    op.create_index("ix_revision_author_id", "revision", ["author_id"])
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("at", kb.storage.table_types.UtcTime(), nullable=False),
        sa.Column("resolved_at", kb.storage.table_types.UtcTime(), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_comment_practice_id_practice")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_comment_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_practice", "comment", ["practice_id", "resolved_at", "id"])
    op.create_index("ix_comment_author_id", "comment", ["author_id"])
    op.create_index("ix_comment_resolved_by_id", "comment", ["resolved_by_id"])
    op.create_table(
        "proposal",
        sa.Column("practice_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("received_at", kb.storage.table_types.UtcTime(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("contact_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_proposal_practice_id_practice")
        ),
        sa.PrimaryKeyConstraint("practice_id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_proposal_content_hash")),
    )
    op.create_index("ix_proposal_contact_until", "proposal", ["contact_until"])
