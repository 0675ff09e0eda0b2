"""Working copies and files."""

import sqlalchemy as sa
from alembic import op

import kb.storage.table_types

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "working_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("base_revision_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("created_at", kb.storage.table_types.UtcTime(), nullable=False),
        sa.Column("updated_at", kb.storage.table_types.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_working_copy_account_id_account", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name="fk_working_copy_practice_id_practice"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_working_copy"),
        sa.UniqueConstraint("account_id", "practice_id", name="uq_working_copy_account_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_working_copy_practice_id", "working_copy", ["practice_id"])
    op.create_table(
        "stored_file",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("created_at", kb.storage.table_types.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name="fk_stored_file_practice_id_practice"),
        sa.PrimaryKeyConstraint("name", name="pk_stored_file"),
    )
    op.create_index("ix_stored_file_account_id", "stored_file", ["account_id"])
    op.create_index("ix_stored_file_practice_id", "stored_file", ["practice_id"])
