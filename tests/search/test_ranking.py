"""Facets, fusion and explanations on small cases that a reader can check."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.document import PassageKind
from kb.domain.facets import Facet
from kb.domain.fit import Fit
from kb.domain.languages import Language
from kb.domain.practice import Fact, Library, Partner, PracticeRecord, Source
from kb.search.analysis import Analyser
from kb.search.catalogue import Catalogue, CatalogueEntry
from kb.search.documents import codes_of, document_of, statements
from kb.search.explanation import Explainer
from kb.search.facets import FacetCounter, count_fitting, filter_masks
from kb.search.fusion import Evidence, Ranking, best_rows, rank
from kb.search.mixture import CUT_OFF, KEYWORDS, KEYWORDS_AT_MOST, SENTENCE, mixture_for
from kb.search.recent import RecentlyUsed
from kb.search.sentences import sentences
from kb.search.wanted import Wanted
from kb.services.shipped import Shipped

AUDIENCES = ["seniorzy", "dzieci", "mlodziez"]
SIZES = ["wies", "miasto-do-20"]


def record(**fields: object) -> PracticeRecord:
    values: dict[str, object] = {
        "title": "Noc w bibliotece",
        "summary": "Dzieci nocowały w bibliotece. Strażacy, m.in. z OSP, czytali im bajki!",
        "library": Library(name="Biblioteka Próbna", place="Próbno", voivodeship="lodzkie"),
        "sources": (Source(url="https://example.org/"),),
    }
    return PracticeRecord.model_validate(values | fields)


practices_strategy = st.lists(
    st.tuples(st.sets(st.sampled_from(AUDIENCES)), st.sampled_from(SIZES), st.booleans()),
    min_size=1,
    max_size=12,
)
filters_strategy = st.fixed_dictionaries(
    {},
    optional={
        Facet.AUDIENCE: st.lists(st.sampled_from(AUDIENCES), min_size=1, unique=True).map(tuple),
        Facet.PLACE_SIZE: st.lists(st.sampled_from(SIZES), min_size=1, unique=True).map(tuple),
    },
)


@given(practices_strategy, filters_strategy)
def test_facets_are_set_operations_on_the_found(
    shipped: Shipped, practices: list[tuple[set[str], str, bool]], filters: dict[Facet, tuple[str, ...]]
) -> None:
    catalogue = Catalogue(shipped.vocabularies)
    catalogue.update(
        CatalogueEntry(
            number,
            float(number),
            (*((Facet.AUDIENCE, a) for a in sorted(audiences)), (Facet.PLACE_SIZE, size)),
        )
        for number, (audiences, size, _) in enumerate(practices, start=1)
    )
    found = np.array([is_found for _, _, is_found in practices])
    view = catalogue.view
    counted = FacetCounter(shipped.vocabularies, catalogue).count(
        found, filters, filter_masks(filters, catalogue, view), view, Language.POLISH
    )

    def passes(practice: tuple[set[str], str, bool], but: Facet | None = None) -> bool:
        audiences, size, is_found = practice
        return (
            is_found
            and (
                but is Facet.AUDIENCE
                or not filters.get(Facet.AUDIENCE)
                or bool(audiences & set(filters[Facet.AUDIENCE]))
            )
            and (
                but is Facet.PLACE_SIZE
                or not filters.get(Facet.PLACE_SIZE)
                or size in filters[Facet.PLACE_SIZE]
            )
        )

    shown = {facet.facet: {option.value: option.count for option in facet.options} for facet in counted}
    expected_audience = {
        a: number
        for a in AUDIENCES
        if (number := sum(passes(p, Facet.AUDIENCE) and a in p[0] for p in practices))
        or a in filters.get(Facet.AUDIENCE, ())
    }
    expected_size = {
        s: number
        for s in SIZES
        if (number := sum(passes(p, Facet.PLACE_SIZE) and s == p[1] for p in practices))
        or s in filters.get(Facet.PLACE_SIZE, ())
    }
    assert shown.get(Facet.AUDIENCE, {}) == expected_audience
    assert shown.get(Facet.PLACE_SIZE, {}) == expected_size


@pytest.mark.parametrize("number", [0, 1, 399, 900, 70_000])
def test_few_and_many_practices_are_counted_alike(shipped: Shipped, number: int) -> None:
    chance = np.random.default_rng(3)
    practices = max(1000, number)
    catalogue = Catalogue(shipped.vocabularies)
    catalogue.update(
        CatalogueEntry(
            place, 0.0, tuple((Facet.AUDIENCE, code) for code in AUDIENCES if chance.random() < 0.4)
        )
        for place in range(practices)
    )
    view = catalogue.view
    mask = np.isin(np.arange(practices), chance.choice(practices, number, replace=False))
    counts = view.count(mask)
    for code in AUDIENCES:
        column = catalogue.columns[Facet.AUDIENCE, code]
        assert counts[column] == (view.codes[:, column] & mask).sum()
    stated = view.codes[mask].any(axis=1).sum()
    assert counts[catalogue.stated_columns[Facet.AUDIENCE]] == stated
    assert counts[catalogue.stated_columns[Facet.FORM]] == 0


def test_a_reader_keeps_the_view_she_took(shipped: Shipped) -> None:
    catalogue = Catalogue(shipped.vocabularies)
    catalogue.update([CatalogueEntry(3, 1.0, ((Facet.FORM, "noc"),)), CatalogueEntry(1, 2.0, ())])
    before = catalogue.view
    catalogue.update([CatalogueEntry(2, 3.0, ())], removed=[3])
    assert before.ids.tolist() == [1, 3]
    assert catalogue.view.ids.tolist() == [1, 2]
    assert catalogue.view.rows(np.array([2, 3, 99])).tolist() == [1, -1, -1]


def evidence(meaning: list[float] | None, bm25: list[float], certain: list[bool], **more: bool) -> Evidence:
    return Evidence(
        None if meaning is None else np.array(meaning, np.float32),
        np.array(bm25, np.float32),
        np.zeros(len(bm25), np.float32),
        np.array(certain),
        **more,
    )


def test_the_found_end_at_a_share_of_the_best() -> None:
    scores = np.array([1.0, 0.9, CUT_OFF.share + 0.01, CUT_OFF.share - 0.01, 0.0], np.float32)
    ranking = rank(evidence([0.9] * 5, [0] * 5, [False] * 5), KEYWORDS, scores)
    assert ranking.found.tolist() == [True, True, True, False, False]
    assert ranking.first(5).tolist() == [0, 1, 2, 3, 4]


def test_where_nothing_is_near_only_the_certain_is_found() -> None:
    scores = np.array([0.3, 0.2, 0.1], np.float32)
    far = [0.05, 0.05, 0.05]
    assert not rank(evidence(far, [0, 0, 0], [False] * 3), KEYWORDS, scores).found.any()
    ranking = rank(evidence(far, [0, 5, 0], [False, True, False]), KEYWORDS, scores)
    # The first is near the best and stands above the certain one: it is not pushed below it.
    assert ranking.found.tolist() == [True, True, False]
    assert ranking.first(3).tolist() == [0, 1, 2]


def test_equal_scores_keep_the_order_of_rows() -> None:
    ranking = rank(evidence([0.9] * 3, [0] * 3, [False] * 3), KEYWORDS, np.full(3, 0.5, np.float32))
    assert ranking.first(3).tolist() == [0, 1, 2]


def test_the_first_of_some_are_the_first_of_all_that_are_among_them() -> None:
    chance = np.random.default_rng(5)
    scores = np.round(chance.random(500), 1).astype(np.float32)
    ranking = rank(evidence([0.9] * 500, [0] * 500, [False] * 500), KEYWORDS, scores)
    whole = ranking.first(500)
    assert sorted(whole.tolist()) == list(range(500))
    assert whole.tolist() == sorted(range(500), key=lambda row: (-ranking.scores[row], row))
    among = chance.random(500) < 0.3
    for number in (0, 1, 7, 60, 149, 499, 1000):
        assert ranking.first(number).tolist() == whole[:number].tolist()
        assert ranking.first(number, among).tolist() == whole[among[whole]][:number].tolist()
        assert best_rows(scores, number).tolist() == whole[:number].tolist()


@pytest.mark.parametrize("number", [1, 3, 4, 5, 9])
def test_a_page_is_filled_up_with_what_is_loosely_related(number: int) -> None:
    found = np.array([True, False, True, False, True, False, True, True])
    scores = np.array([0.2, 0.9, 0.5, 0.8, 0.3, 0.7, 0.6, 0.1], np.float32)
    ranking = Ranking(scores, found, np.ones(8, np.bool_), -(scores.astype(np.float64) + 1000.0 * found))
    assert ranking.first(number).tolist() == [6, 2, 4, 0, 7, 1, 3, 5][:number]
    among = np.array([True, True, True, False, False, False, True, False])
    assert ranking.first(number, among).tolist() == [6, 2, 0, 1][:number]


def test_words_alone_find_what_they_match_and_nothing_else() -> None:
    scores = np.array([0.0, 0.1, 0.2], np.float32)
    ranking = rank(evidence(None, [0, 1, 2], [False] * 3), KEYWORDS, scores)
    assert ranking.first(3).tolist() == [2, 1]


def test_the_shape_of_a_query_decides_the_mixture() -> None:
    assert mixture_for(KEYWORDS_AT_MOST) is KEYWORDS
    assert mixture_for(KEYWORDS_AT_MOST + 1) is SENTENCE
    assert pytest.approx(SENTENCE.record + SENTENCE.need + SENTENCE.topic) == SENTENCE.meaning


def test_a_passage_shows_the_words_that_met(analyser: Analyser) -> None:
    explained = Explainer(analyser).explain(1, record(), Wanted.of((), {"strazak": 1.0, "bajka": 0.5}))
    assert explained.passage == "Strażacy, m.in. z OSP, czytali im bajki!"
    assert explained.words == ("Strażacy", "bajki")
    assert [explained.passage[start:end] for start, end in explained.spans] == ["Strażacy", "bajki"]


def test_without_a_match_no_word_is_claimed(analyser: Analyser) -> None:
    explained = Explainer(analyser).explain(1, record(), Wanted.of((), {"silnik": 1.0}))
    assert explained.words == ()
    assert explained.passage.startswith("Dzieci nocowały")


def test_a_long_statement_is_cut_around_its_match(analyser: Analyser) -> None:
    long = "bardzo długie zdanie " * 60 + "z zwirblomirem " + "i dalej tak samo " * 60
    explained = Explainer(analyser).explain(
        1, record(results=long), Wanted.of((), dict.fromkeys(analyser.keys("zwirblomirem"), 1.0))
    )
    assert len(explained.passage) <= 301
    assert explained.words == ("zwirblomirem",)


def test_abbreviations_end_no_sentence() -> None:
    assert sentences("Byli m.in. Strażacy z ul. Polnej. Potem Noc.") == [
        "Byli m.in. Strażacy z ul. Polnej.",
        "Potem Noc.",
    ]


def test_a_document_has_every_statement_and_every_code(shipped: Shipped, analyser: Analyser) -> None:
    whole = record(
        audience=("dzieci",),
        partners=(Partner(name="OSP Próbno", type="osp-sluzby", role="ludzie"),),
        facts=(Fact(text="Nocowało 40 dzieci."),),
        results="Przyszło czterdzieścioro dzieci z trzech okolicznych miejscowości.",
    )
    document = document_of(
        whole, shipped.vocabularies, analyser, lambda heading, text: [f"{heading}\n{text}"]
    )
    assert {passage.kind for passage in document.passages} == set(PassageKind)
    for statement in statements(whole):
        assert any(statement in passage.text.replace("\n", " ") for passage in document.passages), statement
    assert (Facet.PARTNER, "osp-sluzby") in document.codes
    assert (Facet.VOIVODESHIP, "lodzkie") in document.codes
    assert not [code for facet, code in codes_of(whole) if code == "nie-podano"]
    assert "osp" in document.words.names.split()


def test_what_was_used_longest_ago_goes_first() -> None:
    recent: RecentlyUsed[str, int] = RecentlyUsed(2)
    recent.put("a", 1)
    recent.put("b", 2)
    assert recent.get("a") == 1
    recent.put("c", 3)
    assert (recent.get("a"), recent.get("b"), recent.get("c")) == (1, None, 3)
    assert recent.get_or("b", lambda: 5) == 5


def test_what_fits_comes_first_among_the_found_only() -> None:
    found = np.array([True, True, False, True, False])
    scores = np.array([0.9, 0.5, 0.4, 0.8, 0.3], np.float32)
    ranking = Ranking(scores, found, np.ones(5, np.bool_), -(scores.astype(np.float64) + 1000.0 * found))
    assert ranking.first(5).tolist() == [0, 3, 1, 2, 4]
    fitting = ranking.with_fitting_first(np.array([0, 2, 3, 1, 3]))
    assert fitting.first(5).tolist() == [1, 3, 0, 2, 4]
    assert fitting.found is found
    assert ranking.with_fitting_first(np.ones(5, np.int64)).first(5).tolist() == [0, 3, 1, 2, 4]
    # Newest first, where places stand instead of scores.
    everything = np.ones(5, np.bool_)
    newest = Ranking(np.zeros(5, np.float32), everything, everything, np.array([4.0, 3, 2, 1, 0]))
    assert newest.with_fitting_first(np.array([1, 0, 0, 0, 1])).first(5).tolist() == [4, 0, 3, 2, 1]
    nobody = Ranking(scores[:0], found[:0], found[:0], np.zeros(0))
    assert nobody.with_fitting_first(np.zeros(0, np.int64)).first(5).tolist() == []


def test_the_order_and_the_reasons_count_the_same(shipped: Shipped) -> None:
    catalogue = Catalogue(shipped.vocabularies)
    records = [
        record(place_size=size, cost={"band": band}, library=Library(name="B", voivodeship=where))
        for size in (None, "wies", "miasto-do-20")
        for band in ("nie-podano", "0", "501-2000", "ponad-35000")
        for where in (None, "lodzkie", "lubelskie")
    ]
    catalogue.update(CatalogueEntry(n, float(n), codes_of(each)) for n, each in enumerate(records))
    for fit in (
        Fit("wies", "lodzkie", "do-500"),
        Fit(budget="501-2000"),
        Fit(voivodeship="lubelskie"),
        Fit(),
    ):
        told = [len(fit.reasons(each)) for each in records]
        assert count_fitting(fit, catalogue, catalogue.view).tolist() == told
