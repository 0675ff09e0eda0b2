"""What is looked for: daily counts of queries, in words only where often enough."""

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
