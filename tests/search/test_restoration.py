"""Words as they were meant: diacritics chosen in context, slips mended by what is likely."""

from __future__ import annotations

import pytest

from embeddings.unigram import UnigramModel
from kb.search.analysis import Analyser
from kb.search.lexicon import Lexicon
from kb.search.restoration import Restoration
from kb.search.slips import one_slip_away

FREQUENT = UnigramModel(
    {
        **{f"▁{word}": -11.0 for word in "library games sending outdoor фільмів жінки legal".split()},
        **dict.fromkeys("abcdefghijklmnopqrstuvwxyzабвгдежзиіїйклмнопрстуфхцчшщьюя", -9.0),
        "▁": -4.0,
        "▁lend": -12.0,
        "ing": -6.0,
    }
)


@pytest.fixture(scope="module")
def base_words(analyser: Analyser) -> Lexicon:
    """The words of a few short practices."""
    lexicon = Lexicon(analyser)
    lexicon.update(
        enumerate(
            text.split()
            for text in (
                "historia mają koła książka",
                "historia mają szkoła głowie",
                "historią mają robotę koleżanka",
                "maja widzenie więzienia pokój szkołą",
            )
        )
    )
    return lexicon


@pytest.fixture
def restoration(analyser: Analyser, base_words: Lexicon) -> Restoration:
    return Restoration(analyser, base_words, FREQUENT)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # Known as it stands, and yet another word among words without diacritics.
        ("kolezanki maja ksiazke", "koleżanki mają książkę"),
        # The preposition asks for the instrumental.
        ("gra z historia o ksiazce", "gra z historią o książce"),
        ("wspolpraca ze szkola", "współpraca ze szkołą"),
        # A word of the dictionary that nobody has meets the folded key of one that is meant.
        ("wiezienie", "więzienie"),
        ("konczy robote", "kończy robotę"),
        # A surname is known too, but hardly anybody means it.
        ("zmeczona glowa", "zmęczona głowa"),
    ],
)
def test_diacritics_are_chosen_in_context(restoration: Restoration, typed: str, meant: str) -> None:
    assert " ".join(restoration.restore(typed.split())) == meant


@pytest.mark.parametrize("text", ["kończy się maja", "piec gazowy i książka", "książka z historia"])
def test_who_types_diacritics_left_none_out_of_an_ordinary_word(restoration: Restoration, text: str) -> None:
    assert " ".join(restoration.restore(text.split())) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # Another form than the base has.
        ("koleżnaki", "koleżanki"),
        # One slip in an ordinary word is likelier than two in a word of the base.
        ("pohowała książkę", "pochowała książkę"),
        # A letter left out is likelier than another letter.
        ("więzenie", "więzienie"),
        # A letter left out, and not a diacritic besides.
        ("gowa ósmej książki", "głowa ósmej książki"),
    ],
)
def test_a_slip_in_polish_is_mended(restoration: Restoration, typed: str, meant: str) -> None:
    assert " ".join(restoration.restore(typed.split())) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("the lirbary of games", "the library of games"),
        ("outdor gmaes for the village", "outdoor games for the village"),
        ("жіінки", "жінки"),
        ("фільиів", "фільмів"),
    ],
)
def test_a_slip_in_another_language_is_mended(restoration: Restoration, typed: str, meant: str) -> None:
    assert " ".join(restoration.restore(typed.split())) == meant


@pytest.mark.parametrize(
    "text",
    [
        "lending the games",
        # A first letter is hardly ever wrong, and another last one makes another form.
        "the bibrary of mames",
        "the librarz",
        "legal advice for the village",
        "жінка",
        "zwirblomir",
        "kwibzyk qzxwvk",
    ],
)
def test_what_may_be_right_is_left_alone(restoration: Restoration, text: str) -> None:
    assert " ".join(restoration.restore(text.split())) == text


def test_without_the_model_other_languages_are_left_alone(analyser: Analyser, base_words: Lexicon) -> None:
    restoration = Restoration(analyser, base_words, None)
    assert restoration.restore("the lirbary".split()) == ["the", "lirbary"]
    assert restoration.restore(["koleżnaki"]) == ["koleżanki"]


def test_one_slip_away_is_one_letter_less_more_or_other_or_two_changed_round() -> None:
    near = set(one_slip_away("noc", "nx"))
    assert {"oc", "nc", "no", "onc", "nco", "xnoc", "nocx", "xoc", "nox"} <= near
    assert all(abs(len(form) - 3) <= 1 for form in near)
