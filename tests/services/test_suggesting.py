"""Suggestions follow the base: what is published appears, what is withdrawn vanishes, in every process."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.practice import Library, Partner
from kb.domain.suggestions import Suggestion, SuggestionKind
from tests.conftest import started
from tests.services.test_saving import record


def ask(base: Base, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
    return base.suggesting.suggest(typed, Language.POLISH, limit)


def texts(found: Sequence[Suggestion]) -> list[str]:
    return [one.text for one in found]


def test_a_publication_is_suggested_at_once_and_a_withdrawn_one_no_more(own_base: Base) -> None:
    assert ask(own_base, "zwirb") == ask(own_base, "trelbisz") == ()
    library = Library(name="Biblioteka Trelbisz", place="Trelbisz")
    saved = own_base.saving.publish(
        record("Joga na trawniku", results="Powstał zwirblomir.", library=library)
    )
    assert texts(ask(own_base, "zwirb")) == ["zwirblomir"]
    assert [(one.kind, one.value) for one in ask(own_base, "trelbisz")] == [
        (SuggestionKind.PLACE, None),
        (SuggestionKind.LIBRARY, "biblioteka-trelbisz"),
    ]
    assert saved.slug in {one.value for one in ask(own_base, "joga na traw")}
    own_base.saving.withdraw(saved.practice_id)
    assert ask(own_base, "zwirb") == ask(own_base, "trelbisz") == ()
    assert saved.slug not in {one.value for one in ask(own_base, "joga na traw")}


def test_a_draft_is_not_suggested(own_base: Base) -> None:
    own_base.saving.keep_draft(record("Szkic o kwibzyku"))
    assert ask(own_base, "kwibzyk") == ()


def test_a_new_revision_takes_the_place_of_the_old_one(own_base: Base) -> None:
    saved = own_base.saving.publish(record("Gra o mrumblach"))
    own_base.saving.publish(record("Gra o trelbiszach"), practice_id=saved.practice_id)
    assert ask(own_base, "mrumbl") == ()
    assert texts(ask(own_base, "trelb")) == ["trelbiszach", "Gra o trelbiszach"]


def test_a_label_appears_with_its_first_practice(own_base: Base) -> None:
    kgw = (Partner(name="Koło Gospodyń Wiejskich", type="kgw"),)
    [before] = [one for one in ask(own_base, "kgw") if one.value == "kgw"]
    own_base.saving.publish(record("Pierogi", partners=kgw), with_vectors=False)
    [after] = [one for one in ask(own_base, "kgw") if one.value == "kgw"]
    assert after.practices == before.practices + 1


def test_two_processes_over_one_database_agree(own_base: Base, tmp_path: Path) -> None:
    other = started(tmp_path)
    first = own_base.saving.publish(record("Joga na trawniku"))
    # Of the library only this one says where it is: both of its practices are there now.
    moved = Library(name="Biblioteka Próbna", place="Nowe Próbno")
    own_base.saving.publish(record("Taniec na trawniku", library=moved))
    own_base.saving.publish(record("Śpiew na trawniku", library=Library(name="Biblioteka Próbna")))
    fresh = started(tmp_path)
    asked = ["próbno", "nowe p", "joga", "traw", "sen", "bib", "zajęcia dla sen", "b", "kal", "senorzy"]

    def answers(base: Base) -> list[tuple[Suggestion, ...]]:
        return [ask(base, typed, 20) for typed in asked]

    assert answers(own_base) == answers(other) == answers(fresh)
    [place] = [one for one in ask(other, "nowe p") if one.kind is SuggestionKind.PLACE]
    assert place.practices == 3
    other.saving.withdraw(first.practice_id)
    assert answers(own_base) == answers(other) == answers(fresh)
    other.close()
    fresh.close()


def test_it_waits_for_nobody_who_takes_in_changes(own_base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    entered, go_on = threading.Event(), threading.Event()
    apply = own_base.follower._apply

    def slowly() -> None:
        entered.set()
        go_on.wait(20)
        apply()

    monkeypatch.setattr(own_base.follower, "_apply", slowly)
    own_base.saving.publish(record("Joga na trawniku", results="Powstał zwirblomir."))
    catching_up = threading.Thread(target=own_base.follower.catch_up)
    catching_up.start()
    assert entered.wait(20)
    assert texts(ask(own_base, "zajęcia dla sen"))[0] == "zajęcia dla seniorów"
    assert ask(own_base, "zwirb") == ()
    go_on.set()
    catching_up.join(20)
    assert texts(ask(own_base, "zwirb")) == ["zwirblomir"]


def test_every_label_counts_what_the_home_page_counts(base: Base) -> None:
    counts = base.reading.browse()
    for letter in "abcdefghijklmnoprstuwz":
        for one in ask(base, letter, 20):
            assert one.facet is not None
            assert one.practices == counts[one.facet][one.value or ""]


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("mlodz", SuggestionKind.WORD, "młodzież"),
        ("mlodz", SuggestionKind.LABEL, "Młodzież (13–19)"),
        ("zajęcia dla sen", SuggestionKind.WORD, "zajęcia dla seniorów"),
        ("zajecia dla sen", SuggestionKind.LABEL, "zajecia seniorzy i osoby 60+"),
        ("KGW", SuggestionKind.LABEL, "Koło gospodyń wiejskich"),
        ("kal", SuggestionKind.PLACE, "Kalisz"),
        ("mbp kal", SuggestionKind.LIBRARY, "Miejska Biblioteka Publiczna im. Adama Asnyka w Kaliszu"),
        ("kędzierzyn-k", SuggestionKind.PLACE, "Kędzierzyn-Koźle"),
        ("rekodz", SuggestionKind.WORD, "rękodzieło"),
        ("люд", SuggestionKind.LABEL, "Люди старшого віку (60+)"),
        ("noc w bib", SuggestionKind.LABEL, "Noc w bibliotece, nocowanie"),
        ("bilbiot", SuggestionKind.WORD, "biblioteka"),
    ],
)
def test_what_a_librarian_begins_to_type_is_completed(
    base: Base, typed: str, kind: SuggestionKind, text: str
) -> None:
    assert next(one.text for one in ask(base, typed) if one.kind is kind) == text


def test_kinds_take_turns(base: Base) -> None:
    found = ask(base, "bib")
    assert len(found) == 8
    assert len({one.kind for one in found}) >= 4
    assert {one.facet for one in ask(base, "s")} >= {Facet.AUDIENCE, Facet.PARTNER}
