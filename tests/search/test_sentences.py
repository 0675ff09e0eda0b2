"""The few sentences of a record that tell most of it."""

from __future__ import annotations

import pytest

from kb.domain.practice import Fact, Library, PracticeRecord, Source, Step
from kb.search.sentences import LONGEST, MOST_TELLING, SHORTEST, telling_sentences
from kb.services.shipped import Shipped


def record(**fields: object) -> PracticeRecord:
    values: dict[str, object] = {
        "title": "Noc w bibliotece",
        "library": Library(name="Biblioteka Próbna"),
        "sources": (Source(url="https://example.org/"),),
    }
    return PracticeRecord.model_validate(values | fields)


def test_every_field_has_its_turn_before_any_has_a_second() -> None:
    chosen = telling_sentences(
        record(
            summary="Dzieci nocowały między regałami pełnymi baśni. Strażacy czytali głośno przygody detektywów.",
            need="Najmłodsi mieszkańcy nudzą się podczas ferii zimowych.",
            steps=(Step(text="Rodzice podpisują zgody oraz przynoszą śpiwory."),),
            facts=(Fact(text="Placówka kupiła czterdzieści nowych latarek."),),
        )
    )
    assert [sentence.split()[0] for sentence in chosen] == [
        "Dzieci",
        "Najmłodsi",
        "Rodzice",
        "Placówka",
        "Strażacy",
    ]


@pytest.mark.parametrize(
    "unclear",
    [
        "Za krótkie.",
        "Bardzo długie zdanie, " * 20 + "które nie ma końca.",
        "To one przyszły wtedy z zupełnie innym pomysłem na zabawę.",
        "Potem wszyscy poszli razem na spacer dookoła jeziora.",
        "Bibliotekarka przygotowała dla nich ciekawe zagadki i łamigłówki.",
    ],
)
def test_a_sentence_that_is_not_clear_by_itself_is_left_out(unclear: str) -> None:
    clear = "Dzieci nocowały między regałami pełnymi starych baśni."
    assert telling_sentences(record(summary=f"{clear} {unclear}"[:400], results=unclear)) == (clear,)


def test_a_fact_that_says_what_the_summary_says_is_left_out() -> None:
    chosen = telling_sentences(
        record(
            summary="Czterdzieścioro dzieci nocowało w bibliotece między regałami.",
            facts=(
                Fact(text="W bibliotece między regałami nocowało czterdzieścioro dzieci ze szkoły."),
                Fact(text="Straż pożarna przywiozła latarki oraz wielki namiot."),
            ),
        )
    )
    assert chosen == (
        "Czterdzieścioro dzieci nocowało w bibliotece między regałami.",
        "Straż pożarna przywiozła latarki oraz wielki namiot.",
    )


def test_every_practice_that_ships_has_telling_sentences(shipped: Shipped) -> None:
    for practice in shipped.records():
        chosen = telling_sentences(practice)
        assert 1 <= len(chosen) <= MOST_TELLING
        assert len(set(chosen)) == len(chosen)
        assert all(SHORTEST <= len(sentence) <= LONGEST for sentence in chosen)
