"""What people say when they mean a code: the list behind the suggestions."""

import json
import re
from collections import Counter

import pytest

from kb.domain.bands import COST_BANDS, TOWN_BANDS

from .conftest import DATA

LISTED_ONLY = ("program", "partner_role")
"""Facets whose labels and synonyms are not used for suggestions."""


@pytest.fixture(scope="session")
def interpretation():
    return json.loads((DATA / "interpretation.json").read_text(encoding="utf-8"))


def terms_of(vocabularies, facet):
    return vocabularies["partner_type" if facet == "partner" else facet]


def coded(part):
    """(facet, code, language, text) of every expression."""
    for facet, codes in part.items():
        for code, by_language in codes.items():
            for language, texts in by_language.items():
                for text in texts:
                    yield facet, code, language, text


def every_text(interpretation):
    """(language, text) of every expression of the file."""
    for part in ("meanings", "left_out"):
        for _, _, language, text in coded(interpretation[part]):
            yield language, text
    for part in ("money", "silent", "unspecific"):
        for language, texts in interpretation[part].items():
            for text in texts:
                yield language, text


def in_the_vocabulary(vocabularies, facet, code):
    term = terms_of(vocabularies, facet)[code]
    return {text for language in ("pl", "en", "uk") for text in (term[language], *term["synonyms"][language])}


def test_the_parts_are_those_that_are_described(interpretation):
    parts = {"meanings", "left_out", "money", "silent", "unspecific", "names_first", "words_first"}
    assert set(interpretation) == parts


@pytest.mark.parametrize("part", ["meanings", "left_out"])
def test_every_expression_belongs_to_a_code(interpretation, vocabularies, part):
    codes = {(facet, code) for facet, code, _, _ in coded(interpretation[part])}
    assert [(facet, code) for facet, code in codes if code not in terms_of(vocabularies, facet)] == []


def test_no_meaning_repeats_a_label_or_a_synonym(interpretation, vocabularies):
    wrong = [
        (facet, code, text)
        for facet, code, _, text in coded(interpretation["meanings"])
        if facet not in LISTED_ONLY and text in in_the_vocabulary(vocabularies, facet, code)
    ]
    assert wrong == []


def test_only_labels_and_synonyms_are_left_out(interpretation, vocabularies):
    wrong = [
        (facet, code, text)
        for facet, code, _, text in coded(interpretation["left_out"])
        if text not in in_the_vocabulary(vocabularies, facet, code)
    ]
    assert wrong == []


def test_no_expression_is_given_twice_for_a_code(interpretation):
    counts = Counter(coded(interpretation["meanings"]))
    assert [entry for entry, count in counts.items() if count > 1] == []


def test_expressions_are_well_spaced_and_set_in_type(interpretation):
    texts = [text for _, text in every_text(interpretation)]
    assert [text for text in texts if not text or " ".join(text.split()) != text or "'" in text] == []


def test_expressions_are_in_the_letters_of_their_language(interpretation):
    cyrillic = re.compile(r"[\u0400-\u04ff]")
    wrong = [
        text
        for language, text in every_text(interpretation)
        if (language == "uk") != bool(cyrillic.search(text))
    ]
    assert wrong == []


def test_every_voivodeship_has_names_in_three_languages(interpretation, vocabularies):
    named = interpretation["meanings"]["voivodeship"]
    assert set(named) == set(vocabularies["voivodeship"])
    assert [code for code, by_language in named.items() if set(by_language) != {"pl", "en", "uk"}] == []


def test_a_name_is_first_a_name_or_first_a_word(interpretation):
    assert not set(interpretation["names_first"]) & set(interpretation["words_first"])


def test_the_bands_of_amounts_are_those_of_the_vocabularies(vocabularies):
    assert [band.code for band in COST_BANDS] == [c for c in vocabularies["cost"] if c != "nie-podano"]
    assert [band.code for band in TOWN_BANDS] == [c for c in vocabularies["place_size"] if c != "wies"]
    for bands in (COST_BANDS, TOWN_BANDS):
        assert [band.low for band in bands[1:]] == [band.high + 1 for band in bands[:-1]]
