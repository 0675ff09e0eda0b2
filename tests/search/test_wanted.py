"""Which words of a practice count as words of the query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pytest

from kb.domain.practice import Library, Partner, PracticeRecord, Source
from kb.domain.text import fold, normalise
from kb.search.analysis import Analyser
from kb.search.explanation import Explainer
from kb.search.lexicon import Lexicon
from kb.search.synonyms import Synonyms
from kb.search.understanding import asked_words, understand
from kb.search.wanted import Wanted, WantedWord, wanted_of


class Ask(Protocol):
    def __call__(self, text: str, frequencies: Mapping[str, int] | None = None) -> Wanted: ...


@pytest.fixture
def wanted(analyser: Analyser, lexicon: Lexicon, synonyms: Synonyms) -> Ask:
    def of(text: str, frequencies: Mapping[str, int] | None = None) -> Wanted:
        understood = understand(text, analyser, lexicon)
        return wanted_of(
            asked_words(understood, analyser, synonyms).groups,
            [word.word for word in understood.words],
            analyser.base_forms,
            lambda term: (frequencies or {}).get(term, 1),
            100,
        )

    return of


def explained(analyser: Analyser, wanted: Wanted, sentence: str, **fields: object) -> tuple[str, ...]:
    values: dict[str, object] = {
        "title": "Spotkania w czytelni",
        "summary": sentence,
        "library": Library(name="Biblioteka Próbna"),
        "sources": (Source(url="https://example.org/"),),
    }
    return Explainer(analyser).explain(1, PracticeRecord.model_validate(values | fields), wanted).words


@pytest.mark.parametrize(
    ("query", "word", "is_met"),
    [
        ("seniorów", "Seniorzy", True),
        ("gry", "gier", True),
        ("nastolatki", "nastolatków", True),
        ("mama", "mamą", True),
        ("więzienie", "więzi", False),
        ("robotę", "robotach", False),
        ("lato", "lat", False),
        ("lato", "latem", True),
        ("lat", "lat", True),
        ("powiedzieć", "powiecie", False),
        ("kalisz", "Kaliszu", True),
        ("kaliszu", "Kalisz", True),
    ],
)
def test_forms_of_one_word_meet(analyser: Analyser, query: str, word: str, is_met: bool) -> None:
    own = WantedWord(fold(query), analyser.base_forms(query), 1.0)
    typed = normalise(word)
    assert own.is_met_by(fold(typed), analyser.base_forms(typed)) is is_met


def test_an_expression_meets_as_a_whole(analyser: Analyser, wanted: Ask) -> None:
    kgw = wanted("KGW")
    assert explained(analyser, kgw, "Przyszło koło gospodyń wiejskich.") == ("koło", "gospodyń", "wiejskich")
    assert explained(analyser, kgw, "Działa tu koło fotograficzne dla wiejskich dzieci.") == ()


def test_an_abbreviation_is_no_form_of_another_word(analyser: Analyser, wanted: Ask) -> None:
    assert explained(analyser, wanted("OSP"), "W szkole panuje ospa.") == ()


def test_what_stands_everywhere_explains_nothing_unless_it_is_all(analyser: Analyser, wanted: Ask) -> None:
    everywhere = {"biblioteka": 90}
    sentence = "Biblioteka zaprasza na rodzinne czytanie wierszy."
    assert explained(analyser, wanted("szachy w bibliotece", everywhere), sentence) == ()
    beside = "Biblioteka kupiła nowe szachy dla wszystkich czytelników."
    assert explained(analyser, wanted("szachy w bibliotece", everywhere), beside) == ("Biblioteka", "szachy")
    assert explained(analyser, wanted("biblioteki", everywhere), sentence) == ("Biblioteka",)


def test_small_words_explain_nothing(analyser: Analyser, wanted: Ask) -> None:
    assert (
        explained(analyser, wanted("nikt każdy swojego"), "Każdy przyniósł swoje, nikt nie narzekał.") == ()
    )


def test_among_equals_a_sentence_then_the_title_then_a_note_then_a_name(
    analyser: Analyser, wanted: Ask
) -> None:
    chess = wanted("szachy")
    explainer = Explainer(analyser)
    fields: dict[str, object] = {
        "title": "Szachy w czytelni",
        "summary": "W każdy piątek czytelnicy rozgrywają partie szachów przy herbacie.",
        "results": "Kupiono szachy.",
        "partners": (Partner(name="Klub Szachy"),),
        "library": Library(name="Biblioteka Próbna"),
        "sources": (Source(url="https://example.org/"),),
    }
    passages = []
    for number, dropped in enumerate(("", "summary", "title", "results")):
        if dropped:
            fields[dropped] = "Spotkania przy herbacie"
        passages.append(explainer.explain(number, PracticeRecord.model_validate(fields), chess).passage)
    assert passages == [
        "W każdy piątek czytelnicy rozgrywają partie szachów przy herbacie.",
        "Szachy w czytelni",
        "Kupiono szachy.",
        "Klub Szachy",
    ]
