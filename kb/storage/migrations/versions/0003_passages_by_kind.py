"""What is missing is asked for by the kind of passage: what is ranked comes before what explains."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_WITHOUT_VECTOR = "(vector IS NULL OR model IS NULL OR dimension IS NULL OR length(vector) <> 4 * dimension)"


def upgrade() -> None:
    op.drop_index("ix_passage_without_vector", table_name="passage")
    op.create_index(
        "ix_passage_without_vector",
        "passage",
        ["kind", "id"],
        unique=False,
        sqlite_where=sa.text(_WITHOUT_VECTOR),
    )
    op.create_index("ix_passage_kind_model", "passage", ["kind", "model", "dimension"], unique=False)
