"""What fits a reader's own library."""

from __future__ import annotations

from kb.domain.facets import Facet
from kb.domain.fit import BUDGETS, Fit
from kb.domain.practice import PracticeRecord

MINE = Fit("wies", "mazowieckie", "do-500")


def record(band: str, place_size: str | None = None, voivodeship: str | None = None) -> PracticeRecord:
    return PracticeRecord.model_validate(
        {
            "title": "Noc w bibliotece",
            "library": {"name": "Biblioteka Próbna", "voivodeship": voivodeship},
            "place_size": place_size,
            "cost": {"band": band},
            "sources": [{"url": "https://example.org/"}],
        }
    )


def test_a_budget_covers_all_that_costs_less() -> None:
    assert MINE.fitting[Facet.COST] == ("0", "do-500")
    assert "ponad-35000" not in BUDGETS
    assert Fit(budget="12001-35000").too_dear == ("ponad-35000",)


def test_the_reasons_are_told_in_their_order() -> None:
    assert MINE.reasons(record("0", "wies", "mazowieckie")) == (
        (Facet.PLACE_SIZE, "wies"),
        (Facet.VOIVODESHIP, "mazowieckie"),
        (Facet.COST, "0"),
    )
    assert MINE.reasons(record("nie-podano", "wies", "lubelskie")) == ((Facet.PLACE_SIZE, "wies"),)


def test_what_is_too_dear_fits_in_nothing() -> None:
    assert MINE.reasons(record("501-2000", "wies", "mazowieckie")) == ()


def test_who_said_nothing_has_nothing_that_fits() -> None:
    assert Fit().is_empty
    assert Fit().reasons(record("0", "wies", "mazowieckie")) == ()
    assert Fit().too_dear == ()
