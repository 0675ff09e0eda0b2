"""How common a word is, told by the tokenizer of a multilingual model.

A SentencePiece tokenizer of the unigram kind (Kudo 2018) knows a hundred thousand words and parts of words in
all its languages with their probabilities: a list of frequent words that comes with the model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Container, Mapping

from tokenizers import Tokenizer

_BEGINNING = "▁"
_LONGEST = 16
"""Letters of a piece; hardly any is longer."""

IMPOSSIBLE = -1000.0


class UnigramModel:
    """Log probabilities (natural) of words in lower case. It never changes, so any thread may ask."""

    def __init__(self, pieces: Mapping[str, float]) -> None:
        self._pieces = pieces

    @classmethod
    def of_tokenizer(cls, tokenizer: Tokenizer, letters: Container[str]) -> UnigramModel | None:
        """With the pieces of these letters; None for a tokenizer of another kind."""
        model = json.loads(tokenizer.to_str())["model"]
        if model.get("type") != "Unigram":
            return None
        pieces: dict[str, float] = {}
        for piece, score in model["vocab"]:
            plain = piece.lower()
            if all(letter in letters for letter in plain.removeprefix(_BEGINNING)):
                known = pieces.get(plain)
                pieces[plain] = score if known is None else _either(known, score)
        return cls(pieces)

    def __len__(self) -> int:
        return len(self._pieces)

    def has(self, word: str) -> bool:
        """Whether the word is one piece, which only frequent words are."""
        return _BEGINNING + word in self._pieces

    def log_probability(self, word: str) -> float:
        """Of its likeliest division into pieces; `IMPOSSIBLE` where it has a letter that no piece has."""
        text = _BEGINNING + word
        best = [0.0] + [IMPOSSIBLE] * len(text)
        for end in range(1, len(text) + 1):
            for start in range(max(0, end - _LONGEST), end):
                score = self._pieces.get(text[start:end])
                if score is not None and best[start] + score > best[end]:
                    best[end] = best[start] + score
        return max(best[-1], IMPOSSIBLE)


def _either(one: float, other: float) -> float:
    """The logarithm of the sum of two probabilities."""
    greater, smaller = max(one, other), min(one, other)
    return greater + math.log1p(math.exp(smaller - greater))
