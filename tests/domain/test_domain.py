"""Letters, measures and vocabularies."""

from __future__ import annotations

import math

import pytest

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.query import SearchQuery
from kb.domain.relevance import ndcg, recall, reciprocal_rank, set_quality
from kb.domain.text import fold, normalise, slugify, word_spans, words_of
from kb.domain.vocabularies import UnknownCode
from kb.services.shipped import Shipped


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zażółć gęślą jaźń", "zazolc gesla jazn"),
        ("Łódź", "lodz"),
        ("Київ, їжа", "київ, їжа"),
        ("Й", "й"),
        ("é", "e"),
    ],
)
def test_folding_takes_diacritics_and_leaves_ukrainian_letters(text: str, folded: str) -> None:
    assert fold(normalise(text)) == folded


def test_one_kind_of_apostrophe_inside_a_word() -> None:
    assert words_of(normalise("комп’ютер d'Arc 20.04 C++")) == ["комп'ютер", "d'arc", "20", "04", "c"]
    assert word_spans("комп’ютер, noc") == [(0, 9), (11, 14)]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Noc w bibliotece: 24 godziny!", "noc-w-bibliotece-24-godziny"),
        ("Łódź", "lodz"),
        ("***", ""),
        ("a" * 200, "a" * 80),
    ],
)
def test_an_address_is_plain(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_an_address_is_cut_at_a_word() -> None:
    assert slugify("abc defg hij", length=9) == "abc-defg"


def test_ndcg_is_its_formula() -> None:
    grades = {"a": 3, "b": 2, "c": 1}
    ideal = 7 / math.log2(2) + 3 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(["a", "b", "c"], grades) == 1.0
    assert ndcg(["x", "a"], grades) == pytest.approx((7 / math.log2(3)) / ideal)
    assert ndcg(["x"] * 10 + ["a"], grades) == 0.0
    assert ndcg(["a"], {}) == 0.0


def test_recall_and_reciprocal_rank() -> None:
    assert recall(["a", "x", "b"], ["a", "b", "c"]) == pytest.approx(2 / 3)
    assert recall(["a"] + ["x"] * 9 + ["b"], ["a", "b"]) == 0.5
    assert reciprocal_rank(["x", "y", "a"], {"a"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], {"a"}) == 0.0


def test_a_found_set_is_judged_by_precision_and_recall() -> None:
    quality = set_quality(["a", "b", "x", "y"], ["a", "b", "c"])
    assert (quality.precision, quality.recall) == (0.5, pytest.approx(2 / 3))
    assert quality.f1 == pytest.approx(2 * 0.5 * (2 / 3) / (0.5 + 2 / 3))
    assert set_quality([], ["a"]).f1 == 0.0


def test_every_facet_has_a_vocabulary_a_parameter_and_labels() -> None:
    vocabularies = Shipped.read().vocabularies
    assert len({facet.parameter for facet in Facet}) == len(Facet)
    for facet in Facet:
        assert len(vocabularies.of_facet(facet).codes) >= 4
        for language in Language:
            assert facet.label(language)
            assert all(term.label(language) for term in vocabularies.of_facet(facet))


def test_an_unknown_code_names_what_is_allowed() -> None:
    with pytest.raises(UnknownCode) as refused:
        Shipped.read().vocabularies.label(Facet.AUDIENCE, "nikt", Language.POLISH)
    assert "seniorzy" in str(refused.value)
    assert refused.value.found == "nikt"


def test_queries_that_ask_for_the_same_are_the_same() -> None:
    one = SearchQuery("a", {Facet.AUDIENCE: ("x", "y"), Facet.THEME: ()})
    other = SearchQuery("a", {Facet.AUDIENCE: ("y", "x", "y")})
    assert one.key == other.key
    assert one.key != SearchQuery("a", {Facet.AUDIENCE: ("x",)}).key
