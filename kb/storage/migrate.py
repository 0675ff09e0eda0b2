"""Brings a database to the schema of this release."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import SQLModel

from kb.storage.engine import Database
from kb.storage.tables import FULL_TEXT_TABLE

_FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database, version: str = "head") -> None:
    """All missing steps in one transaction; two processes that start at once wait for each other."""
    with database.write() as session:
        config = _config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, version)


def schema_version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_version() -> str:
    """The schema of this release; it cannot change while the process runs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def is_known(version: str) -> bool:
    """Whether this release has the schema, its own or that of an earlier one."""
    script = ScriptDirectory.from_config(_config())
    return version in {revision.revision for revision in script.walk_revisions()}


def differences(connection: Connection) -> list[object]:
    """What the tables in the code have and the database has not, or the other way round."""
    context = MigrationContext.configure(
        connection,
        opts={
            "include_name": lambda name, kind, _: (
                not (kind == "table" and name and name.startswith(FULL_TEXT_TABLE))
            )
        },
    )
    return list(compare_metadata(context, SQLModel.metadata))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
