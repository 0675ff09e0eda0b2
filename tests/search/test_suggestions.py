"""What is offered to somebody who is still typing."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.libraries import PublishedLibrary
from kb.domain.suggestions import Suggestion, SuggestionKind
from kb.domain.text import normalise, slugify, words_of
from kb.search.analysis import Analyser
from kb.search.labels import LabelCode
from kb.search.practice_names import PracticeNames, TitleName
from kb.search.suggestions import Suggestions
from kb.services.shipped import Shipped

SENIORS, YOUNG = (Facet.AUDIENCE, "seniorzy"), (Facet.AUDIENCE, "mlodziez")
KGW, PRISONS = (Facet.PARTNER, "kgw"), (Facet.AUDIENCE, "osadzeni")
KALISZ = PublishedLibrary("mbp-kalisz", "Miejska Biblioteka Publiczna im. Adama Asnyka", "Kalisz")
GNIEZNO = PublishedLibrary("bp-gniezno", "Biblioteka Publiczna Miasta Gniezna", "Gniezno")
LODZ = PublishedLibrary("lodz", "Biblioteki Miejskie w Łodzi", "Łódź")


def practice(
    number: int,
    title: str,
    text: str = "",
    *codes: LabelCode,
    library: PublishedLibrary | None = None,
) -> PracticeNames:
    words = list(dict.fromkeys(words_of(normalise(f"{title} {text}"))))
    return PracticeNames(number, TitleName(f"{slugify(title)}-{number}", title), library, codes, words)


PRACTICES = (
    practice(1, "Klub seniora", "zajęcia dla seniorów seniorzy", SENIORS, library=KALISZ),
    practice(
        2, "Taniec na trawie", "zajęcia seniorzy seniorów sens łódzkie biblioteka", SENIORS, library=KALISZ
    ),
    practice(3, "Noc w bibliotece", "młodzież młodzieży biblioteka seniorzy", YOUNG, library=GNIEZNO),
    practice(4, "Noc bibliotek w Łodzi", "młodzież z młodzieżą biblioteka bibliotece", YOUNG, library=LODZ),
    practice(5, "Wypieki z kołem gospodyń", "gospodynie gospodarka 2024 7 co dla kgw", KGW, SENIORS),
)


@pytest.fixture(scope="module")
def suggestions(shipped: Shipped, analyser: Analyser) -> Suggestions:
    """For tests that only ask."""
    made = Suggestions(shipped.vocabularies, analyser)
    made.update(PRACTICES)
    return made


@pytest.fixture
def own(shipped: Shipped, analyser: Analyser) -> Suggestions:
    """For tests that change what is published."""
    made = Suggestions(shipped.vocabularies, analyser)
    made.update(PRACTICES)
    return made


def ask(
    suggestions: Suggestions, typed: str, limit: int = 8, language: Language = Language.POLISH
) -> tuple[Suggestion, ...]:
    return suggestions.suggest(typed, language, limit)


def texts(found: Sequence[Suggestion], *kinds: SuggestionKind) -> list[str]:
    return [one.text for one in found if one.kind in kinds or not kinds]


def labels(found: Sequence[Suggestion]) -> list[LabelCode]:
    return [(one.facet, one.value) for one in found if one.facet and one.value]


def test_a_word_is_offered_in_the_form_that_most_practices_have(suggestions: Suggestions) -> None:
    words = [one for one in ask(suggestions, "sen") if one.kind is SuggestionKind.WORD]
    assert [one.text for one in words] == ["seniorzy", "sens"]
    # Those with any of its forms are counted, as a search finds them.
    assert [one.practices for one in words] == [3, 1]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("mlodz", "młodzież"),
        ("MŁODZ", "młodzież"),
        ("młodz", "młodzież"),
        ("mło\u0301dz", "młodzież"),
        ("  bib", "biblioteka"),
        ("gospodarka", "gospodarka"),
    ],
)
def test_diacritics_and_capitals_are_not_needed(suggestions: Suggestions, typed: str, offered: str) -> None:
    assert texts(ask(suggestions, typed), SuggestionKind.WORD)[:1] == ([offered] if offered else [])


def test_who_types_diacritics_means_them(own: Suggestions) -> None:
    own.update([practice(number, "Lodówka", "lodówka") for number in range(10, 20)])
    assert texts(ask(own, "lod"), SuggestionKind.WORD)[0] == "lodówka"
    assert texts(ask(own, "łód"), SuggestionKind.WORD)[0] == "łódzkie"


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("zajęcia dla sen", "zajęcia dla seniorów"),
        ("spotkania z mlodz", "spotkania z młodzieżą"),
        ("noc w bib", "noc w bibliotece"),
    ],
)
def test_a_word_takes_the_case_that_its_preposition_asks_for(
    suggestions: Suggestions, typed: str, form: str
) -> None:
    assert texts(ask(suggestions, typed), SuggestionKind.WORD)[0] == form


def test_a_label_is_a_filter_beside_the_words_before_it(suggestions: Suggestions) -> None:
    found = ask(suggestions, "zajęcia dla sen")
    [label] = [one for one in found if (one.facet, one.value) == SENIORS]
    assert label.label == "Seniorzy i osoby 60+"
    assert label.text == "zajęcia seniorzy i osoby 60+"
    assert label.beside == "zajęcia"
    assert label.practices == 3
    assert ask(suggestions, "seniorów")[1].beside == ""


@pytest.mark.parametrize(
    "typed", ["KGW", "kgw", "kgw ", "koło gos", "z kołem gospodyń", "kolo gospodyn wiej"]
)
def test_a_synonym_leads_to_its_label(suggestions: Suggestions, typed: str) -> None:
    [label] = [one for one in ask(suggestions, typed) if (one.facet, one.value) == KGW]
    assert label.text == label.label == "Koło gospodyń wiejskich"


@pytest.mark.parametrize("typed", ["zajęcia dla seniorów", "seniorom", "z emerytkami"])
def test_a_label_is_known_in_any_form(suggestions: Suggestions, typed: str) -> None:
    assert SENIORS in labels(ask(suggestions, typed))


@pytest.mark.parametrize(
    ("typed", "language", "label"),
    [
        ("люд", Language.POLISH, "Люди старшого віку (60+)"),
        ("люд", Language.UKRAINIAN, "Люди старшого віку (60+)"),
        ("older", Language.ENGLISH, "Older people (60+)"),
        ("older", Language.POLISH, "Older people (60+)"),
        ("kgw", Language.POLISH, "Koło gospodyń wiejskich"),
        ("kgw", Language.ENGLISH, "Rural women’s circle (KGW)"),
        ("rural women's", Language.ENGLISH, "Rural women’s circle (KGW)"),
        ("womens", Language.ENGLISH, "Rural women’s circle (KGW)"),
    ],
)
def test_labels_are_met_in_three_languages(
    suggestions: Suggestions, typed: str, language: Language, label: str
) -> None:
    found = ask(suggestions, typed, language=language)
    assert next(one.label for one in found if one.kind is SuggestionKind.LABEL) == label


def test_one_letter_gives_labels_alone(suggestions: Suggestions) -> None:
    found = ask(suggestions, "s")
    assert found
    assert {one.kind for one in found} == {SuggestionKind.LABEL}


def test_a_label_that_no_published_practice_has_is_not_offered(own: Suggestions) -> None:
    assert labels(ask(own, "więzie")) == []
    own.update([practice(6, "Czytanie za murem", "", PRISONS)])
    assert labels(ask(own, "więzie")) == [PRISONS]


@pytest.mark.parametrize("typed", ["dl", "20", "7", "co"])
def test_small_words_and_numbers_are_no_words_to_offer(suggestions: Suggestions, typed: str) -> None:
    assert texts(ask(suggestions, typed), SuggestionKind.WORD) == []


def test_a_place_leads_to_its_practices_and_its_libraries(suggestions: Suggestions) -> None:
    place, library = ask(suggestions, "kali")
    assert (place.kind, place.text, place.practices) == (SuggestionKind.PLACE, "Kalisz", 2)
    assert (library.kind, library.value, library.practices) == (SuggestionKind.LIBRARY, KALISZ.slug, 2)
    assert library.label == "Miejska Biblioteka Publiczna im. Adama Asnyka, Kalisz"


@pytest.mark.parametrize("typed", ["mbp kal", "kalisz mbp", "biblioteka asny", "MBP"])
def test_a_library_is_met_by_any_of_its_words_and_its_abbreviation(
    suggestions: Suggestions, typed: str
) -> None:
    assert [one.value for one in ask(suggestions, typed) if one.kind is SuggestionKind.LIBRARY] == [
        KALISZ.slug
    ]


def test_a_place_keeps_the_words_before_it(suggestions: Suggestions) -> None:
    assert "taniec Łódź" in texts(ask(suggestions, "taniec w lodz"), SuggestionKind.PLACE)


def test_the_words_before_narrow_what_is_offered(suggestions: Suggestions) -> None:
    assert texts(ask(suggestions, "wypieki go"), SuggestionKind.WORD) == [
        "wypieki gospodyń",
        "wypieki gospodarka",
    ]
    # No practice has both words: those that go with "taniec" are left.
    assert texts(ask(suggestions, "taniec se"), SuggestionKind.WORD) == ["taniec seniorzy", "taniec sens"]
    assert texts(ask(suggestions, "noc se"), SuggestionKind.WORD) == ["noc seniorzy"]
    # A word that nobody has narrows nothing.
    assert texts(ask(suggestions, "kwibzyk se"), SuggestionKind.WORD)[0] == "kwibzyk seniorzy"


def test_a_word_that_stands_in_other_forms_only_is_offered_as_it_was_typed(
    suggestions: Suggestions,
) -> None:
    assert texts(ask(suggestions, "taniec seniorom"), SuggestionKind.WORD) == ["taniec seniorom"]


@pytest.mark.parametrize(
    ("typed", "meant"), [("bilbiot", "biblioteka"), ("senorzy", "seniorzy"), ("gospodarkq", "gospodarka")]
)
def test_one_slip_in_a_long_word_is_forgiven(suggestions: Suggestions, typed: str, meant: str) -> None:
    assert texts(ask(suggestions, typed), SuggestionKind.WORD)[0] == meant


@pytest.mark.parametrize("typed", ["snio", "xenrzy", "bilbiotke", "silnik", "людді"])
def test_short_words_two_slips_and_real_words_are_taken_as_they_are(
    suggestions: Suggestions, typed: str
) -> None:
    assert texts(ask(suggestions, typed), SuggestionKind.WORD) == []


def test_titles_are_two_at_most(own: Suggestions) -> None:
    own.update([practice(number, f"Ogród numer {number}") for number in range(20, 30)])
    assert len(texts(ask(own, "ogr", 20), SuggestionKind.TITLE)) == 2
    assert texts(ask(own, "noc w bibliote"), SuggestionKind.TITLE)[0] == "Noc w bibliotece"


def test_the_kinds_are_mixed(own: Suggestions) -> None:
    own.update(
        [practice(number, f"Bibliotekoznawstwo {number}", f"bib{number}lit") for number in range(30, 60)]
    )
    kinds = [one.kind for one in ask(own, "bib")]
    assert len(kinds) == 8
    assert {SuggestionKind.WORD, SuggestionKind.LIBRARY, SuggestionKind.TITLE} <= set(kinds)


@pytest.mark.parametrize("limit", [1, 3, 20])
def test_no_more_are_offered_than_wanted(suggestions: Suggestions, limit: int) -> None:
    assert len(ask(suggestions, "bib", limit)) <= limit
    assert ask(suggestions, "bib", limit) == ask(suggestions, "bib", 20)[:limit]


def test_what_is_withdrawn_is_not_offered_and_comes_back_with_a_new_publication(
    own: Suggestions,
) -> None:
    before = {typed: ask(own, typed) for typed in ("gosp", "kgw", "wypieki", "k")}
    assert all(before.values())
    own.update([], [5])
    for typed in ("gosp", "kgw", "wypieki"):
        assert ask(own, typed) == ()
    own.update([PRACTICES[4]])
    assert {typed: ask(own, typed) for typed in before} == before


def test_a_changed_practice_leaves_nothing_of_what_it_was(own: Suggestions) -> None:
    own.update([practice(5, "Rajd", "rowerowy")])
    assert ask(own, "gosp") == ()
    assert texts(ask(own, "row")) == ["rowerowy"]


def test_a_library_that_moves_takes_all_its_practices_along(own: Suggestions) -> None:
    moved = PublishedLibrary(KALISZ.slug, KALISZ.name, "Opatówek")
    own.update([practice(7, "Nowa", library=moved)])
    assert ask(own, "kalisz") == ()
    place, library = ask(own, "opat")
    assert (place.practices, library.practices, library.value) == (3, 3, KALISZ.slug)


def test_the_same_base_answers_the_same_whatever_its_past(
    suggestions: Suggestions, shipped: Shipped, analyser: Analyser
) -> None:
    other = Suggestions(shipped.vocabularies, analyser)
    order = list(PRACTICES)
    random.Random(4).shuffle(order)
    for number, one in enumerate(order):
        other.update([practice(one.practice_id, f"Szkic {number}", "biblioteka noc", YOUNG, library=KALISZ)])
        other.update([one, practice(100 + number, "Bibuła", "seniora", KGW)])
    other.update([], range(100, 105))
    for typed in ("s", "se", "bib", "noc", "noc b", "zajęcia dla s", "kal", "go", "люд", "senorzy", "k"):
        assert ask(other, typed) == ask(suggestions, typed)


@given(typed=st.text(max_size=40), limit=st.integers(1, 20), language=st.sampled_from(list(Language)))
def test_no_text_breaks_it(suggestions: Suggestions, typed: str, limit: int, language: Language) -> None:
    found = ask(suggestions, typed, limit, language)
    assert len(found) <= limit
    assert len({(one.kind, one.facet, one.value or one.text) for one in found}) == len(found)
    assert all(one.practices for one in found)


PIECES = ["zajęcia", "dla", "w", "noc", "sen", "KGW", "kołem", "gos", "люд", "x", "\x00", "’"]


@given(words=st.lists(st.sampled_from(PIECES)))
def test_no_words_break_it(suggestions: Suggestions, words: list[str]) -> None:
    for one in ask(suggestions, " ".join(words)):
        assert one.text.encode()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "👵",
        "a" * 10_000,
        "seniorzy " * 2000,
        "ﷺ" * 500,
        "dla w z na " * 50,
        "İ",
        "ß",
        "%",
    ],
    ids=range(12),
)
def test_odd_texts_are_answered(suggestions: Suggestions, typed: str) -> None:
    for one in ask(suggestions, typed):
        assert len(one.text) < 1000


def test_readers_and_a_writer_do_not_disturb_one_another(own: Suggestions) -> None:
    failures: list[BaseException] = []
    finished = threading.Event()

    def read() -> None:
        try:
            while not finished.is_set():
                words = texts(ask(own, "zajęcia dla sen"), SuggestionKind.WORD)
                assert words[0] == "zajęcia dla seniorów"
        except BaseException as failure:  # noqa: BLE001
            failures.append(failure)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(200, 260):
        own.update([practice(number, f"Sezon {number}", f"senne{number} zajęcia")], [number - 5])
    finished.set()
    for reader in readers:
        reader.join()
    assert failures == []
