"""All published practices as JSON Lines, in the shape that an import takes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kb.files.edited_records import edited_record
from kb.storage.engine import Database
from kb.storage.published_practices import PublishedPractices

_PAGE = 200


class Exporting:
    def __init__(self, database: Database, published: PublishedPractices) -> None:
        self._database = database
        self._published = published

    def lines(self) -> Iterator[str]:
        """In the order of their ids, each line with its end."""
        with self._database.connection() as connection:
            everything = self._published.ids(connection)
            for start in range(0, len(everything), _PAGE):
                part = everything[start : start + _PAGE]
                found = self._published.by_ids(connection, part)
                for number in part:
                    if number in found:
                        practice = found[number]
                        document = edited_record(practice.external_id, practice.record)
                        yield json.dumps(document, ensure_ascii=False) + "\n"
