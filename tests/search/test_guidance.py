"""Ways on when little or nothing is found, on small cases that a reader can check."""

from __future__ import annotations

import numpy as np
import pytest

from kb.app import Base
from kb.domain.facets import Facet
from kb.domain.hits import Guidance, Loosening
from kb.domain.query import SearchQuery
from kb.search.analysis import Analyser
from kb.search.catalogue import Catalogue, CatalogueEntry
from kb.search.facets import filter_masks
from kb.search.fusion import Ranking
from kb.search.guidance import Guide, loosenings, rewordings
from kb.search.lexicon import Lexicon
from kb.search.understanding import UnderstoodQuery, understand
from kb.services.shipped import Shipped


def entry(number: int, audience: str, form: str, theme: str) -> CatalogueEntry:
    codes = ((Facet.AUDIENCE, audience), (Facet.FORM, form), (Facet.THEME, theme))
    return CatalogueEntry(number, float(number), codes)


@pytest.fixture
def catalogue(shipped: Shipped) -> Catalogue:
    """Three walks, three workshops and six clubs, one of these for children."""
    catalogue = Catalogue(shipped.vocabularies)
    catalogue.update(
        [
            *(entry(number, "seniorzy", "spacer-rajd", "zdrowie") for number in (1, 2, 3)),
            *(entry(number, "dzieci", "warsztaty", "rekodzielo") for number in (4, 5, 6)),
            *(entry(number, "seniorzy", "klub", "czytelnictwo") for number in (7, 8, 9, 10, 11)),
            entry(12, "dzieci", "klub", "czytelnictwo"),
        ]
    )
    return catalogue


def ranking(catalogue: Catalogue, best: list[int], found: set[int]) -> Ranking:
    """These practices first, with scores from 0.9 down; the others have a score of 0."""
    ids = catalogue.view.ids.tolist()
    rows = [ids.index(number) for number in best]
    rest = [row for row in range(len(ids)) if row not in rows]
    scores = np.zeros(len(ids), np.float32)
    scores[rows] = 0.9 - 0.01 * np.arange(len(rows))
    is_found = np.array([number in found for number in ids])
    precedence = np.empty(len(ids))
    precedence[[*rows, *rest]] = np.arange(len(ids))
    return Ranking(scores, is_found, np.ones_like(is_found), precedence)


def guided(
    shipped: Shipped,
    catalogue: Catalogue,
    lexicon: Lexicon,
    understood: UnderstoodQuery,
    ranked: Ranking,
    filters: dict[Facet, tuple[str, ...]],
) -> Guidance:
    query = SearchQuery(understood.text, filters)
    masks = filter_masks(filters, catalogue, catalogue.view)
    passing = np.logical_and.reduce([np.ones(len(catalogue.view), np.bool_), *masks.values()])
    total = int((ranked.found & passing).sum())
    return Guide(shipped.vocabularies, catalogue, lexicon).of(
        query, understood, catalogue.view, ranked, masks, total
    )


def test_only_choices_that_hide_something_are_offered(catalogue: Catalogue) -> None:
    found = np.ones(12, np.bool_)
    filters = {Facet.AUDIENCE: ("dzieci",), Facet.FORM: ("spacer-rajd",), Facet.THEME: ("zdrowie",)}
    masks = filter_masks(filters, catalogue, catalogue.view)
    # Without the audience the walks are left; without the form or the theme still nothing for children.
    assert loosenings(found, filters, masks, 0) == (Loosening(Facet.AUDIENCE, ("dzieci",), 3),)


def test_the_choice_that_hides_most_comes_first(catalogue: Catalogue) -> None:
    found = np.ones(12, np.bool_)
    filters = {Facet.AUDIENCE: ("dzieci",), Facet.FORM: ("klub", "spacer-rajd")}
    masks = filter_masks(filters, catalogue, catalogue.view)
    assert [(way.facet, way.codes, way.total) for way in loosenings(found, filters, masks, 1)] == [
        (Facet.AUDIENCE, ("dzieci",), 9),
        (Facet.FORM, ("klub", "spacer-rajd"), 4),
    ]


def test_only_the_found_are_counted(catalogue: Catalogue) -> None:
    found = np.array([number in (1, 4) for number in catalogue.view.ids])
    filters = {Facet.AUDIENCE: ("dzieci",), Facet.FORM: ("spacer-rajd",)}
    masks = filter_masks(filters, catalogue, catalogue.view)
    assert {way.facet: way.total for way in loosenings(found, filters, masks, 0)} == {
        Facet.AUDIENCE: 1,
        Facet.FORM: 1,
    }


def test_who_found_enough_is_told_nothing(
    shipped: Shipped, catalogue: Catalogue, lexicon: Lexicon, analyser: Analyser
) -> None:
    understood = understand("noc", analyser, lexicon)
    ranked = ranking(catalogue, [1, 2, 3], found={1, 2, 3})
    assert guided(shipped, catalogue, lexicon, understood, ranked, {}) == Guidance()


def test_the_nearest_labels_are_those_of_the_first_and_not_of_most(
    shipped: Shipped, catalogue: Catalogue, lexicon: Lexicon, analyser: Analyser
) -> None:
    understood = understand("zwirblomir", analyser, lexicon)
    ranked = ranking(catalogue, [1, 2, 3, 7, 8], found=set())
    nearest = guided(shipped, catalogue, lexicon, understood, ranked, {}).nearest
    # Seniors stand in all five, but also nearly everywhere else; two clubs are too few to be typical.
    assert [(near.facet, near.value, near.total) for near in nearest] == [
        (Facet.THEME, "zdrowie", 3),
        (Facet.FORM, "spacer-rajd", 3),
        (Facet.AUDIENCE, "seniorzy", 8),
    ]


def test_a_chosen_label_is_not_offered_again(
    shipped: Shipped, catalogue: Catalogue, lexicon: Lexicon, analyser: Analyser
) -> None:
    understood = understand("zwirblomir", analyser, lexicon)
    ranked = ranking(catalogue, [1, 2, 3], found=set())
    nearest = guided(shipped, catalogue, lexicon, understood, ranked, {Facet.THEME: ("zdrowie",)}).nearest
    assert "zdrowie" not in {near.value for near in nearest}


def test_where_nothing_ranks_the_most_frequent_themes_are_offered(
    shipped: Shipped, catalogue: Catalogue, lexicon: Lexicon, analyser: Analyser
) -> None:
    understood = understand("zwirblomir", analyser, lexicon)
    ranked = ranking(catalogue, [], found=set())
    nearest = guided(shipped, catalogue, lexicon, understood, ranked, {}).nearest
    assert nearest[0].value == "czytelnictwo"
    assert {near.facet for near in nearest} == {Facet.THEME}
    assert len(nearest) == 3


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("komykks", "komiks"),
        ("wolontarriussze", "wolontariusze"),
        ("gosbodyn", "gospodyń"),
        ("bbibliotecee", "bibliotece"),
    ],
)
def test_a_word_beyond_the_automatic_limit_is_near_its_word(lexicon: Lexicon, typed: str, meant: str) -> None:
    assert lexicon.near(typed, 3)[0] == meant


def test_the_nearest_comes_first_then_what_most_practices_have(analyser: Analyser) -> None:
    known = Lexicon(analyser)
    known.update([(1, ["zupa", "lupa", "mapa"]), (2, ["lupa"]), (3, ["lupie"]), (4, ["mapa"])])
    # "zupa" and "lupa" are one edit away; of these two the second stands in three practices.
    assert known.near("xupa", 3) == ("lupa", "zupa")


def test_one_form_of_each_word_is_offered(analyser: Analyser) -> None:
    known = Lexicon(analyser)
    known.update([(1, ["senior", "seniora", "seniorze", "seniorem"])])
    assert len(known.near("seniorr", 3)) == 1


@pytest.mark.parametrize("word", ["qzxwvk", "ab", "kgx", "2024", "c3po", "silnik"])
def test_nothing_is_near_nonsense_numbers_or_words_of_polish(lexicon: Lexicon, word: str) -> None:
    assert lexicon.near(word, 3) == ()


def test_beyond_one_edit_the_first_letter_has_to_be_right(analyser: Analyser) -> None:
    known = Lexicon(analyser)
    known.update([(1, ["kino", "senior"])])
    assert known.near("sinor", 3) == ("senior",)


def test_whole_queries_are_offered(analyser: Analyser, lexicon: Lexicon) -> None:
    understood = understand("Noc, komykks i czytanie!", analyser, lexicon)
    assert understood.restored == ()
    assert rewordings(understood, lexicon) == ("Noc, komiks i czytanie!",)


def test_what_was_restored_is_not_doubted_again(analyser: Analyser, lexicon: Lexicon) -> None:
    understood = understand("czytnaie", analyser, lexicon)
    assert understood.restored
    assert rewordings(understood, lexicon) == ()


def test_a_text_full_of_slips_costs_no_search_for_each(analyser: Analyser, lexicon: Lexicon) -> None:
    text = "noc komiks koło komykks łódź komykks seniorów komykks"
    assert rewordings(understand(text, analyser, lexicon), lexicon) == (text.replace("komykks", "komiks"),)
    longer = f"{text} czytanie komykks"
    assert rewordings(understand(longer, analyser, lexicon), lexicon) == ()


@pytest.mark.parametrize("text", ["noc w bibliotece", "jet engine repairs", "asdfgh qwertz", "", "12 34"])
def test_no_word_is_put_into_a_known_or_a_foreign_query(
    analyser: Analyser, lexicon: Lexicon, text: str
) -> None:
    assert rewordings(understand(text, analyser, lexicon), lexicon) == ()


def test_what_is_understood_in_any_form_is_not_reworded(base: Base) -> None:
    """The base knows "гроші" and not its genitive, which "без" asks for."""
    result = base.finding.search(SearchQuery("без грошей"))
    assert [found.value for found in result.interpretation] == ["0"]
    assert result.guidance.did_you_mean == ()
