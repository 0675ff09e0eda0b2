"""Run by Alembic with the connection that kb.storage.migrate hands over."""

from alembic import context
from sqlmodel import SQLModel

import kb.storage.people_tables
import kb.storage.tables  # noqa: F401  both fill the metadata
from kb.storage.tables import FULL_TEXT_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    # FTS5 keeps tables of its own that no model describes.
    include_name=lambda name, kind, _: not (kind == "table" and name and name.startswith(FULL_TEXT_TABLE)),
)
with context.begin_transaction():
    context.run_migrations()
