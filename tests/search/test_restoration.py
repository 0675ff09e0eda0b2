"""Words as they were meant: diacritics chosen in context, slips mended by what is likely."""

from __future__ import annotations

import pytest

from kb.search.analysis import Analyser
from kb.search.lexicon import Lexicon
from kb.search.restoration import Restoration
from kb.search.slips import one_slip_away


@pytest.fixture(scope="module")
def base_words(analyser: Analyser) -> Lexicon:
    """The words of a few short practices."""
    lexicon = Lexicon(analyser)
    lexicon.update(
        enumerate(
            text.split()
            for text in (
                "historia mają koła książka komiksowe wigilią",
                "historia mają szkoła głowie",
                "historią mają robotę koleżanka",
                "maja widzenie więzienia pokój szkołą",
            )
        )
    )
    return lexicon


@pytest.fixture
def restoration(analyser: Analyser, base_words: Lexicon) -> Restoration:
    return Restoration(analyser, base_words)


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
        # The base has "wigilią" only; a query begins with a nominative.
        ("wigilia", "wigilia"),
        ("wigilia dla kolezanki", "wigilia dla koleżanki"),
        ("zajecia z wigilia", "zajęcia z wigilią"),
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
        # The dictionary has them: of goods in commission, and of the town of Kada.
        ("warsztaty komisowe", "warsztaty komiksowe"),
        ("kadej książki", "każdej książki"),
    ],
)
def test_a_word_that_hardly_anybody_writes_gives_way_to_one_of_the_base(
    analyser: Analyser, base_words: Lexicon, typed: str, meant: str
) -> None:
    base_words.update([(9, ["każdej"])])
    assert " ".join(Restoration(analyser, base_words).restore(typed.split())) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("the lirbary of games", "the library of games"),
        ("outdor gmaes for the village", "outdoor games for the village"),
        ("lendiing tools", "lending tools"),
        ("the librarz", "the library"),
        # The dictionary of Polish has "alod", an estate of old.
        ("read it alod", "read it aloud"),
        # Of long words few are one letter apart.
        ("outdoor reading with deckchaias", "outdoor reading with deckchairs"),
        ("вторсирбвини", "вторсировини"),
        ("жіінки", "жінки"),
        ("фільиів", "фільмів"),
        ("роакми", "роками"),
    ],
)
def test_a_slip_in_another_language_is_mended(restoration: Restoration, typed: str, meant: str) -> None:
    assert " ".join(restoration.restore(typed.split())) == meant


@pytest.mark.parametrize(
    "text",
    [
        "lending the games",
        # A first letter is hardly ever wrong.
        "the bibrary of mames",
        "how to fix a leaking tap",
        "legal advice for the village",
        # An English word in a Polish query.
        "książka o content",
        # A word of the dictionary that the base has not, and that people write.
        "posunąć książkę",
        "жінка",
        "замінити колодки",
        "рецепт борщу",
        "zwirblomir",
        "kwibzyk qzxwvk",
    ],
)
def test_what_may_be_right_is_left_alone(restoration: Restoration, text: str) -> None:
    assert " ".join(restoration.restore(text.split())) == text


def test_one_slip_away_is_one_letter_less_more_or_other_or_two_changed_round() -> None:
    near = set(one_slip_away("noc", "nx"))
    assert {"oc", "nc", "no", "onc", "nco", "xnoc", "nocx", "xoc", "nox"} <= near
    assert all(abs(len(form) - 3) <= 1 for form in near)
