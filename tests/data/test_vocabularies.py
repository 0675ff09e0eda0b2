"""Labels, synonyms and notes of every code, in three languages."""

import re
from collections import Counter

import pytest

LANGUAGES = ("pl", "en", "uk")
NAMES = {
    "audience", "partner_type", "form", "theme", "partner_role", "place_size", "cost", "duration", "area",
    "stage", "voivodeship", "program", "prep_time", "status", "licence",
}  # fmt: skip

# A filter of these is chosen by hand in the editor, so each code tells when to choose it.
CHOSEN_BY_EDITORS = (
    "audience", "partner_type", "form", "theme", "partner_role", "place_size", "cost", "duration", "area",
    "stage",
)  # fmt: skip

LATIN = r"[A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż]"
CYRILLIC = r"[\u0400-\u04ff]"
RUSSIAN_ONLY = r"[ЫЭЪЁыэъё]"


def entries(vocabularies):
    """(vocabulary, code, term) of every term."""
    for name, terms in vocabularies.items():
        for code, term in terms.items():
            yield name, code, term


def expressions(vocabularies, language):
    """(vocabulary, code, text): the label and the synonyms of every term in one language."""
    for name, code, term in entries(vocabularies):
        for text in (term[language], *term["synonyms"][language]):
            yield name, code, text


def test_the_vocabularies_are_those_of_the_record(vocabularies):
    assert set(vocabularies) == NAMES


def test_every_term_has_the_same_keys(vocabularies):
    wrong = [
        (name, code)
        for name, code, term in entries(vocabularies)
        if set(term) != {*LANGUAGES, "synonyms", "note"} or set(term["synonyms"]) != set(LANGUAGES)
    ]
    assert wrong == []


def test_codes_can_stand_in_an_address(vocabularies):
    assert [
        code for _, code, _ in entries(vocabularies) if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", code)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_expression_is_empty_or_badly_spaced(vocabularies, language):
    wrong = [
        text
        for _, _, text in expressions(vocabularies, language)
        if not text or " ".join(text.split()) != text
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_unlike_within_a_vocabulary(vocabularies, language):
    for name, terms in vocabularies.items():
        labels = Counter(term[language].casefold() for term in terms.values())
        assert [label for label, count in labels.items() if count > 1] == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_synonym_is_given_twice_for_a_code(vocabularies, language):
    wrong = [
        (name, code)
        for name, code, term in entries(vocabularies)
        if len({text.casefold() for text in term["synonyms"][language]}) != len(term["synonyms"][language])
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["pl", "en"])
def test_polish_and_english_have_no_cyrillic_letters(vocabularies, language):
    assert [text for _, _, text in expressions(vocabularies, language) if re.search(CYRILLIC, text)] == []


def test_ukrainian_is_written_in_ukrainian_letters(vocabularies):
    texts = [text for name, _, text in expressions(vocabularies, "uk") if name not in ("licence", "program")]
    assert [text for text in texts if re.search(RUSSIAN_ONLY, text)] == []
    # Names that Ukrainians, too, read in Latin letters: the abbreviation KGW, "3D" in "3d-друк".
    assert {match for text in texts for match in re.findall(rf"{LATIN}+", text)} == {"KGW", "kgw", "d"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_apostrophes_and_ranges_are_set_in_type(vocabularies, language):
    wrong = [
        text for _, _, text in expressions(vocabularies, language) if re.search(r"['`ʼ]|\d-\d|\s-\s", text)
    ]
    assert wrong == []


def test_notes_tell_editors_when_to_choose_a_code(vocabularies):
    wrong = [
        (name, code)
        for name, code, term in entries(vocabularies)
        if name in CHOSEN_BY_EDITORS and not re.fullmatch(r"Wybierz[ ,].*\.", term["note"])
    ]
    assert wrong == []


def test_all_sixteen_voivodeships_are_there(vocabularies):
    assert sorted(term["pl"] for term in vocabularies["voivodeship"].values()) == [
        "Dolnośląskie", "Kujawsko-pomorskie", "Lubelskie", "Lubuskie", "Mazowieckie", "Małopolskie",
        "Opolskie", "Podkarpackie", "Podlaskie", "Pomorskie", "Warmińsko-mazurskie", "Wielkopolskie",
        "Zachodniopomorskie", "Łódzkie", "Śląskie", "Świętokrzyskie",
    ]  # fmt: skip


def test_an_answer_can_be_that_nothing_is_known(vocabularies):
    assert all("nie-podano" in vocabularies[name] for name in ("cost", "program", "prep_time"))
