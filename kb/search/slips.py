"""Slips of the keyboard: which words one of them may have been meant for."""

from __future__ import annotations

from collections.abc import Iterator

from kb.domain.languages import Language
from kb.search.prefixes import one_edit_away

LETTERS_OF = {
    Language.POLISH: "aąbcćdeęfghijklłmnńoóprsśtuwyzźżqvx",
    Language.ENGLISH: "abcdefghijklmnopqrstuvwxyz",
    Language.UKRAINIAN: "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}

LONGEST = 24
"""Letters of a word in which a slip is looked for: what is longer is hardly a word."""


def one_slip_away(word: str, letters: str) -> Iterator[str]:
    """Spellings with one letter less, more or other, or two neighbours changed round."""
    yield from one_edit_away(word, letters, len(word))
    for letter in letters:
        yield word + letter


def likely_meant(word: str, language: Language) -> list[str]:
    """Those that begin with the same letter, each once: people hardly ever err in the first."""
    near = one_slip_away(word, LETTERS_OF[language])
    return [form for form in dict.fromkeys(near) if form[:1] == word[:1]]


def is_usual_slip(typed: str, meant: str) -> bool:
    """Whether the slip is of the most usual ones: two neighbours changed round, a letter twice or a double
    letter once."""
    if len(typed) == len(meant):
        return sorted(typed) == sorted(meant)
    longer, shorter = (typed, meant) if len(typed) > len(meant) else (meant, typed)
    return any(
        longer[at] == longer[at + 1] and longer[:at] + longer[at + 1 :] == shorter
        for at in range(len(longer) - 1)
    )
