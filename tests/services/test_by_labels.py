"""What the labels alone find that a query names, offered where words serve worse."""

from __future__ import annotations

import pytest

from kb.app import Base
from kb.domain.facets import Facet
from kb.domain.hits import LabelsAlone
from kb.domain.languages import Language
from kb.domain.query import SearchQuery
from kb.services.by_labels import labels_alone


def offered(
    base: Base, text: str, language: Language = Language.POLISH, **filters: str
) -> LabelsAlone | None:
    chosen = {Facet(name): (code,) for name, code in filters.items()}
    return labels_alone(base.finding, base.finding.search(SearchQuery(text, chosen, language)))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("młodzież, mała wieś, bez pieniędzy", Language.POLISH),
        ("молодь, мале село, без грошей", Language.UKRAINIAN),
        ("youth, small village, no money", Language.ENGLISH),
    ],
)
def test_conditions_become_filters_and_what_nothing_has_is_left_out(
    base: Base, text: str, language: Language
) -> None:
    labels = offered(base, text, language)
    assert labels is not None
    # No shipped practice of a village says that it cost nothing.
    assert labels.filters == {Facet.AUDIENCE: ("mlodziez",), Facet.PLACE_SIZE: ("wies",)}
    assert labels.total == base.finding.search(SearchQuery("", labels.filters)).total > 0


def test_nothing_is_offered_where_a_chip_says_as_much(base: Base) -> None:
    assert offered(base, "seniorzy") is None
    assert offered(base, "") is None
    assert offered(base, "qzxwvk") is None


def test_nothing_is_offered_to_who_has_chosen_already(base: Base) -> None:
    assert offered(base, "młodzież, mała wieś", audience="mlodziez") is None
