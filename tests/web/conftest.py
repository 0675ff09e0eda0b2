"""A site with accounts, for the tests of what people do who are signed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.web.context import Site
from tests.people import Clock, people_over, small_database
from tests.web.people_site import Desk, desk_over


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Iterator[Desk]:
    clock = Clock()
    database = small_database(tmp_path)
    yield from desk_over(site, database, people_over(database, clock), clock)
    database.close()
