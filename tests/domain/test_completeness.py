"""How complete a text is, and plainer words for it."""

from __future__ import annotations

from dataclasses import replace

from kb.domain.completeness import completeness
from kb.domain.form_fields import FIELDS
from kb.domain.plain_language import plain_hints
from kb.domain.typed_form import TypedForm


def test_an_empty_form_lacks_everything() -> None:
    empty = completeness(TypedForm.empty())
    assert empty.percent == 0
    assert empty.missing[0].field.name == "title"
    assert empty.minutes > 20


def test_each_answer_makes_it_more_complete_and_nothing_to_say_is_an_answer() -> None:
    form = replace(TypedForm.empty(), texts={"title": "Wieczór bajek"})
    with_title = completeness(form)
    said = completeness(replace(form, not_stated=("difficulties", "cost")))
    assert 0 < with_title.percent < said.percent
    gone = {m.field.name for m in with_title.missing} - {m.field.name for m in said.missing}
    assert gone == {"difficulties", "cost.band"}
    assert said.minutes < with_title.minutes


def test_hundred_means_that_nothing_is_missing() -> None:
    parts = tuple(dict.fromkeys(field.part for field in FIELDS))
    everything = completeness(replace(TypedForm.empty(), not_stated=parts))
    assert (everything.percent, everything.missing, everything.wished, everything.minutes) == (100, (), (), 0)
    almost = completeness(replace(TypedForm.empty(), not_stated=tuple(p for p in parts if p != "contact")))
    assert almost.percent < 100


def test_a_long_sentence_is_shown_with_its_length() -> None:
    long = "Biblioteka " + "razem z sąsiadami " * 7 + "czytała bajki."
    (hint,) = plain_hints(f"Krótko, np. m.in. tak. {long}")
    assert hint.found == long
    assert hint.words == 24
    assert plain_hints("Dzieci czytały bajki. Rodzice słuchali.") == ()


def test_office_phrases_get_a_simpler_word_once() -> None:
    hints = plain_hints("Dokonano zakupu. W ramach projektu i w ramach akcji zrealizowano warsztaty.")
    assert {hint.found for hint in hints} >= {"W ramach", "zrealizowano"}
    assert len([hint for hint in hints if hint.instead.startswith("w, podczas")]) == 1
    assert any("dokona" in hint.found.casefold() for hint in hints)
