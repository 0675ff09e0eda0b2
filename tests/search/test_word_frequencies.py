"""How often words are written, by the lists of three languages."""

from __future__ import annotations

import math

import pytest

from kb.domain.languages import Language
from kb.search.analysis import Analyser
from kb.search.word_frequencies import NEVER, FrequencyList


def test_a_bucket_says_how_rare_its_words_are_in_centibels() -> None:
    words = FrequencyList([[], ["the"], [], ["cat", "dog"]])
    assert len(words) == 3
    assert words.log_frequency("the") == pytest.approx(math.log(10**-0.01))
    assert words.log_frequencies(["dog", "cow"]) == pytest.approx([math.log(10**-0.03), NEVER])
    assert "cat" in words
    assert "cow" not in words


def test_an_empty_list_knows_no_word() -> None:
    assert FrequencyList([]).log_frequencies(["cat"]) == pytest.approx([NEVER])
    assert not len(FrequencyList([]).log_frequencies([]))


@pytest.mark.parametrize(
    ("language", "right", "slip"),
    [
        (Language.POLISH, "biblioteka", "bibloteka"),
        (Language.POLISH, "każdej", "kadej"),
        (Language.ENGLISH, "library", "lirbary"),
        (Language.UKRAINIAN, "бібліотека", "біблотека"),
        (Language.UKRAINIAN, "роками", "роакми"),
    ],
)
def test_a_word_is_written_more_often_than_its_slip(
    analyser: Analyser, language: Language, right: str, slip: str
) -> None:
    words = analyser.word_frequencies.of(language)
    assert words.log_frequency(right) > words.log_frequency(slip) + 7.0


def test_a_list_is_read_once(analyser: Analyser) -> None:
    analyser.word_frequencies.read_ahead()
    first = {language: analyser.word_frequencies.of(language) for language in Language}
    assert all(analyser.word_frequencies.of(language) is words for language, words in first.items())
