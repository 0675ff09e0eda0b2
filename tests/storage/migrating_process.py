"""Migrates the database in each folder it is given, and says to which version it came."""

from __future__ import annotations

import sys
from pathlib import Path

from conftest import open_sqlite

from kb.storage.migrate import migrate, schema_version

print("ready", flush=True)
for line in sys.stdin:
    database = open_sqlite(Path(line.strip())).database
    migrate(database)
    with database.connection() as connection:
        print(schema_version(connection), flush=True)
    database.close()
