"""Words brought to a common form, restored, and widened by synonyms."""

from __future__ import annotations

import faiss
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.query import WordQuery
from kb.domain.text import fold, normalise
from kb.search.analysis import Analyser, content_words
from kb.search.lexicon import Lexicon
from kb.search.synonyms import Synonyms
from kb.search.understanding import asked_words, understand

MEET = [
    "senior seniorom", "senior seniorów", "warsztaty warsztatach", "rodzice rodziców", "zajęcia zajęć", "dziecko dzieciom",
    "książka książkach", "wieś wsi", "biblioteka bibliotece", "młodzież młodzieżą", "koło kołem", "gospodyni gospodyń",
    "strażak strażakami", "gra grami", "noc nocy", "spotkanie spotkaniach", "czytanie czytaniem", "rower rowery",
    "ogród ogrodzie", "klub klubach", "mieszkaniec mieszkańców", "potrzeba potrzeby", "partner partnerem", "szkoła szkole",
    "uczeń uczniom", "nastolatek nastolatki", "komiks komiksy", "podróż podróżach", "lalka lalek", "pieśń pieśni",
    "śpiew śpiewem", "taniec tańca", "film filmach", "zdrowie zdrowia", "kuchnia kuchni", "przepis przepisów",
    "wolontariusz wolontariusze", "więzienie więzieniu", "uchodźca uchodźców", "sąsiad sąsiadami", "łódź łodzi",
]  # fmt: skip
APART = [
    "osp ospa_",
    "kot kość",
    "noc nosić",
    "gra graf",
    "rada radio",
    "bal balkon",
    "las lalka",
    "dom domino",
]


@pytest.mark.parametrize("pair", MEET)
def test_forms_of_a_word_meet(analyser: Analyser, pair: str) -> None:
    one, other = pair.split()
    assert set(analyser.keys(one)) & set(analyser.keys(other))


@pytest.mark.parametrize("pair", APART)
def test_other_words_do_not(analyser: Analyser, pair: str) -> None:
    one, other = pair.split()
    assert not set(analyser.keys(one)) & set(analyser.keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("seniors", "senior"),
        ("families", "family"),
        ("людей", "людина"),
        ("дітям", "дитина"),
        ("бібліотеці", "бібліотека"),
    ],
)
def test_english_and_ukrainian_forms_meet_too(analyser: Analyser, one: str, other: str) -> None:
    assert set(analyser.keys(one)) & set(analyser.keys(other))


def test_the_dictionary_works_beside_faiss(analyser: Analyser) -> None:
    """Both are made by SWIG and share a table of types; see docs/decisions/0005."""
    assert faiss.METRIC_INNER_PRODUCT == 0
    assert "zajecia" in analyser.keys("zajęć")


def test_an_ending_that_nobody_typed_is_no_word(analyser: Analyser) -> None:
    assert analyser.keys("czytałem") == ("czytac",)


def test_an_abbreviation_in_capitals_keeps_its_form(analyser: Analyser) -> None:
    assert "osp" in analyser.of_text("Jednostka OSP w Próbnie").split()
    assert "osp" not in analyser.of_text("krosty ospy").split()


@given(st.text(max_size=80))
def test_folding_and_normalising_take_any_text(text: str) -> None:
    folded = fold(normalise(text))
    assert fold(folded) == folded
    assert not set("ąćęłńóśźż") & set(folded)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zajecia", "zajęcia"),
        ("kolo", "koło"),
        ("gospodyn", "gospodyń"),
        ("lodz", "łódź"),
        ("mlodziezy", "młodzieży"),
        ("rekodzielo", "rękodzieło"),
        ("ksiazkami", "książkami"),
        ("bilbiotece", "bibliotece"),
        ("wolontariusez", "wolontariusze"),
        ("komkis", "komiks"),
        ("czytnaie", "czytanie"),
    ],
)
def test_an_unknown_word_is_restored(lexicon: Lexicon, typed: str, meant: str) -> None:
    assert not lexicon.knows(typed)
    assert (lexicon.with_diacritics(typed) or lexicon.without_typo(typed)) == meant


@pytest.mark.parametrize("word", ["koło", "seniorami", "noce", "zajęciami", "kgw", "elderly", "пенсіонер"])
def test_a_known_word_is_known_in_any_form(lexicon: Lexicon, word: str) -> None:
    assert lexicon.knows(word)


@pytest.mark.parametrize("word", ["silnik", "rubel", "qzxwvk", "ab", "12345"])
def test_a_word_of_the_dictionary_or_of_nobody_is_left_alone(lexicon: Lexicon, word: str) -> None:
    assert (lexicon.with_diacritics(word), lexicon.without_typo(word)) == (None, None)


def test_what_is_removed_is_forgotten(analyser: Analyser) -> None:
    known = Lexicon(analyser)
    known.update([(1, ["kwibzyk", "seniorów"]), (2, ["senior"])])
    assert known.frequency("seniorom") == 2
    known.update([(1, ["inne"])], removed=[2])
    assert not known.knows("kwibzyk")
    assert not known.knows("senior")
    assert len(known) == 1


def asked(text: str, analyser: Analyser, lexicon: Lexicon, synonyms: Synonyms) -> WordQuery:
    return asked_words(understand(text, analyser, lexicon), analyser, synonyms)


def test_the_model_reads_what_was_meant(analyser: Analyser, lexicon: Lexicon, synonyms: Synonyms) -> None:
    query = understand("Zajecia dla seniorow?", analyser, lexicon)
    assert query.text == "zajęcia dla seniorów?"
    assert [(word.typed, word.searched) for word in query.restored] == [
        ("Zajecia", "zajęcia"),
        ("seniorow", "seniorów"),
    ]


def test_nothing_is_restored_in_an_english_sentence(
    analyser: Analyser, lexicon: Lexicon, synonyms: Synonyms
) -> None:
    query = understand("beekeepers show a hive to children", analyser, lexicon)
    assert query.restored == ()


def test_an_abbreviation_brings_its_synonyms_at_half_weight(
    analyser: Analyser, lexicon: Lexicon, synonyms: Synonyms
) -> None:
    groups = asked("osp", analyser, lexicon, synonyms).groups
    assert groups[0].terms == ("osp",)
    assert groups[0].weight == 1.0
    assert any("strazak" in group.terms and group.weight == 0.5 for group in groups[1:])


def test_quoted_words_are_a_phrase(analyser: Analyser, lexicon: Lexicon, synonyms: Synonyms) -> None:
    assert asked("„koło gospodyń” noc", analyser, lexicon, synonyms).phrases == (("kolo", "gospodyn"),)
    assert asked('"noc', analyser, lexicon, synonyms).phrases == ()


@given(st.text(max_size=700))
def test_any_text_is_understood(analyser: Analyser, lexicon: Lexicon, synonyms: Synonyms, text: str) -> None:
    query = understand(text, analyser, lexicon)
    assert query.shortened == (len(text) > 500)
    assert len(query.words) <= 24
    query.text.encode("utf-8")


@given(
    st.lists(st.sampled_from(["noc", "seniorów", "koło", "komiks", "zwirblomir"]), min_size=1, max_size=5),
    st.sampled_from(list("?!.,;:()*-+/\\^~[]{}<>|&%$#@=")),
)
def test_punctuation_changes_no_word(
    analyser: Analyser, lexicon: Lexicon, synonyms: Synonyms, words: list[str], mark: str
) -> None:
    plain = understand(" ".join(words), analyser, lexicon)
    dressed = understand(f"{mark}{mark}" + f"{mark} ".join(words) + mark, analyser, lexicon)
    assert [word.word for word in dressed.words] == [word.word for word in plain.words]
    assert asked_words(dressed, analyser, synonyms) == asked_words(plain, analyser, synonyms)


def test_stop_words_say_nothing() -> None:
    assert content_words("Jak to zrobić, żeby było dobrze i w ogóle?") == ["dobrze", "ogóle"]


@pytest.mark.parametrize(
    ("text", "for_model"),
    [
        ("gry terenowe", "gra terenowy"),
        ("w Kaliszu", "w Kaliszu"),  # a name
        ("Kalisz", "Kalisz"),
        ("human library", "human library"),
        ("gdzie różne rodziny bywają po szkole", "gdzie różne rodziny bywają po szkole"),
        ("repair café", "repair cafe"),
    ],
)
def test_bare_keywords_mean_to_the_model_what_their_base_forms_do(
    text: str, for_model: str, analyser: Analyser, lexicon: Lexicon, synonyms: Synonyms
) -> None:
    assert understand(text, analyser, lexicon).for_model == for_model
