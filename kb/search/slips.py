"""Slips of the keyboard: which words one of them may have been meant for."""

from __future__ import annotations

from collections.abc import Iterator

from kb.search.prefixes import one_edit_away

LATIN = "aąbcćdeęfghijklłmnńoóprsśtuwyzźżqvx"
CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
LETTERS = frozenset(f"{LATIN}{CYRILLIC}'")

LONGEST = 24
"""Letters of a word in which a slip is looked for: what is longer is hardly a word."""


def one_slip_away(word: str, letters: str) -> Iterator[str]:
    """Spellings with one letter less, more or other, or two neighbours changed round."""
    yield from one_edit_away(word, letters, len(word))
    for letter in letters:
        yield word + letter


def is_usual_slip(typed: str, meant: str) -> bool:
    """Whether the slip is of the most usual ones: two neighbours changed round, or a letter twice."""
    if len(typed) == len(meant):
        return sorted(typed) == sorted(meant)
    return len(typed) > len(meant) and any(
        typed[at] == typed[at + 1] and typed[:at] + typed[at + 1 :] == meant for at in range(len(typed) - 1)
    )
