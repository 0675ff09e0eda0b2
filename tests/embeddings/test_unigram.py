"""How common words are, by the tokenizer of the bundled model."""

from __future__ import annotations

import string

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordPiece

from embeddings.encoder import SentenceEncoder
from embeddings.unigram import IMPOSSIBLE, UnigramModel

LETTERS = frozenset("aąbcćdeęfghijklłmnńoóprsśtuwyzźżабвгдежзийклмнопрстуфхцчшщьюяіїє")


@pytest.fixture(scope="module")
def words(encoder: SentenceEncoder) -> UnigramModel:
    model = encoder.unigram_model(LETTERS)
    assert model is not None
    return model


def test_a_word_is_the_likeliest_of_its_divisions() -> None:
    model = UnigramModel({"▁no": -3.0, "c": -4.0, "▁n": -1.0, "oc": -2.5})
    assert model.log_probability("noc") == -3.5
    assert model.has("no")
    assert not model.has("noc")
    assert model.log_probability("nox") == IMPOSSIBLE
    assert model.log_probability("") == IMPOSSIBLE


@pytest.mark.parametrize(
    ("right", "slip"), [("library", "lirbary"), ("фільм", "філмь"), ("dzieci", "dzeici"), ("games", "gmaes")]
)
def test_a_word_is_more_common_than_its_slip(words: UnigramModel, right: str, slip: str) -> None:
    assert words.has(right)
    assert not words.has(slip)
    assert words.log_probability(right) > words.log_probability(slip) + 6


def test_only_the_letters_asked_for_are_kept(encoder: SentenceEncoder, words: UnigramModel) -> None:
    latin = encoder.unigram_model(string.ascii_lowercase)
    assert latin is not None
    assert latin.has("library")
    assert not latin.has("фільм")
    assert len(latin) < len(words)


def test_another_tokenizer_does_not_know() -> None:
    assert UnigramModel.of_tokenizer(Tokenizer(WordPiece({"[UNK]": 0}, unk_token="[UNK]")), LETTERS) is None
