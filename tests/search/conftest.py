from __future__ import annotations

import pytest

from kb.search.analysis import Analyser
from kb.search.labels import Labels
from kb.search.lexicon import Lexicon
from kb.search.synonyms import Synonyms
from kb.services.shipped import Shipped


@pytest.fixture(scope="session")
def shipped() -> Shipped:
    return Shipped.read()


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    return Analyser()


@pytest.fixture(scope="session")
def synonyms(shipped: Shipped, analyser: Analyser) -> Synonyms:
    return Synonyms(shipped.synonyms, analyser)


@pytest.fixture(scope="session")
def lexicon(shipped: Shipped, analyser: Analyser, synonyms: Synonyms) -> Lexicon:
    """The words of three short practices, beside the reserved words of labels and synonyms."""
    known = Lexicon(analyser, synonyms.words | Labels(shipped.vocabularies, analyser).words)
    known.update(
        [
            (1, "zajęcia dla seniorów z kołem gospodyń koło gospodyń".split()),
            (2, "noc w bibliotece czytanie na dworcu łódź".split()),
            (3, "komiks o książkach i młodzieży rękodzieło wolontariusze".split()),
        ]
    )
    return known
