"""What somebody has typed so far: whole words, then the beginning of one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from kb.domain.query import QUERY_LENGTH
from kb.domain.text import normalise, word_spans, words_of
from kb.search.analysis import is_stop_word
from kb.search.names import plain


@dataclass(frozen=True, slots=True)
class TypedWord:
    """`start` and `end` are character offsets; `word` is normalised and `plain` has no diacritics either."""

    start: int
    end: int
    word: str
    plain: str

    @property
    def says_something(self) -> bool:
        return not is_stop_word(self.word)


@dataclass(frozen=True, slots=True)
class TypedText:
    text: str
    words: tuple[TypedWord, ...]

    @classmethod
    def of(cls, typed: str) -> TypedText:
        """Reads no more than a search would; control characters and runs of spaces become one space."""
        encodable = typed[:QUERY_LENGTH].encode("utf-8", "replace").decode("utf-8")
        composed = unicodedata.normalize("NFKC", encodable)
        text = " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in composed).split())
        words = []
        for start, end in word_spans(text):
            word = "".join(words_of(normalise(text[start:end])))
            if plain(word):
                words.append(TypedWord(start, end, word, plain(word)))
        return cls(text, tuple(words))

    def ending_in(self, meant: str) -> TypedText:
        """The same with another plain word in the place of the last."""
        return TypedText(self.text, (*self.words[:-1], replace(self.last, word=meant, plain=meant)))

    @property
    def last(self) -> TypedWord:
        return self.words[-1]

    def before(self, number: int) -> str:
        """What stands before a word, as it was typed."""
        return self.text[: self.words[number].start]

    def said_before(self, number: int) -> str:
        """The same without the small words at its end, which lead to what is left out: "zajęcia dla"."""
        while number and not self.words[number - 1].says_something:
            number -= 1
        return self.text[: self.words[number - 1].end] if number else ""
