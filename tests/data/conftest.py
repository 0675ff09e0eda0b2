"""The shipped files, read as plain JSON: these tests hold for the data, whatever the code makes of it."""

import json
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "kb" / "data"


@pytest.fixture(scope="session")
def practices():
    lines = (DATA / "practices.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def vocabularies():
    return json.loads((DATA / "vocabularies.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def synonyms():
    return json.loads((DATA / "synonyms.json").read_text(encoding="utf-8"))
