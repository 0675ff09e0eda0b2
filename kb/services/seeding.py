"""The practices that ship, loaded into an empty base only, and wholly."""

from __future__ import annotations

import structlog

from kb.services.importing import Importing, ImportReport
from kb.services.shipped import Shipped
from kb.storage import counters, practices
from kb.storage.engine import Database

log = structlog.get_logger()

BEGUN = "seeding_begun"
DONE = "seeding_done"


def seed(database: Database, importing: Importing, shipped: Shipped) -> ImportReport | None:
    """None when the base is not for seeding. One that was cut off goes on: it was begun and not done."""
    with database.write() as session:
        connection = session.connection()
        if counters.get(connection, DONE):
            return None
        if practices.count_all(connection) and not counters.get(connection, BEGUN):
            counters.put(session, DONE, 1)
            return None
        counters.put(session, BEGUN, 1)
    with shipped.practices_file.open("rb") as lines:
        report = importing.run(lines, publish=True)
    with database.write() as session:
        counters.put(session, DONE, 1)
    return report
