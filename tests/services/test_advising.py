"""Help by meaning: what exists already is named, also in other words, and by words when the model is away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.app import Base
from kb.domain.advice import Likelihood
from kb.domain.facets import Facet
from kb.domain.form_record import form_of
from kb.domain.neighbours import NearBy
from kb.domain.typed_form import TypedForm
from kb.search.semantic import Meaning, MeaningAway

TOLD_ANEW = replace(
    TypedForm.empty(),
    texts={
        "title": "Dzieci ze szkoły tworzą rysunkową opowieść o miasteczku",
        "summary": "Uczniowie pod okiem pisarza uczyli się rysować komiks. Powstała drukowana historia ich miasta w obrazkach.",
        "need": "Młodych nie ciekawi przeszłość miejscowości, a zwykła pogadanka ich nudzi.",
    },
)


def test_the_same_told_in_other_words_is_named_first(base: Base) -> None:
    advice = base.advising.advice(TOLD_ANEW)
    assert advice.by is NearBy.MEANING
    first = advice.twins[0]
    assert first.practice.slug == "uczniowie-rysuja-komiks-o-historii-swojego-miasta"
    assert first.likelihood is not Likelihood.SIMILAR
    assert (Facet.THEME, "historia-lokalna") in advice.labels


def test_the_same_library_and_year_make_it_probable(base: Base) -> None:
    published = base.reading.practice("uczniowie-rysuja-komiks-o-historii-swojego-miasta")
    same = form_of(published.record).texts
    form = replace(TOLD_ANEW, texts={**same, **TOLD_ANEW.texts})
    first = base.advising.advice(form).twins[0]
    assert (first.likelihood, first.same_library, first.same_years) == (Likelihood.PROBABLE, True, True)
    own = base.advising.advice(form, published.id)
    assert published.id not in {twin.practice.id for twin in own.twins}


def test_what_is_chosen_already_is_not_suggested(base: Base) -> None:
    before = base.advising.advice(TOLD_ANEW).labels
    form = TOLD_ANEW.with_choice("themes", "historia-lokalna")
    after = base.advising.advice(form).labels
    assert set(before) - set(after) == {(Facet.THEME, "historia-lokalna")}


def test_an_empty_text_has_no_twins(base: Base) -> None:
    advice = base.advising.advice(TypedForm.empty())
    assert (advice.twins, advice.labels) == ((), ())


def test_while_the_model_is_away_words_are_compared_and_it_is_said(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise MeaningAway

    monkeypatch.setattr(Meaning, "direction_of", away)
    advice = base.advising.advice(TOLD_ANEW)
    assert advice.by is NearBy.LABELS
    slugs = [twin.practice.slug for twin in advice.twins]
    assert "uczniowie-rysuja-komiks-o-historii-swojego-miasta" in slugs
    assert Likelihood.PROBABLE not in {twin.likelihood for twin in advice.twins}
    assert advice.labels
