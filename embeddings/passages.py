"""Long texts as overlapping passages of at most the model's window."""

from __future__ import annotations

import re
from collections.abc import Callable

_PARAGRAPH = re.compile(r"(?<=\n)")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_WORD = re.compile(r"(?<=\s)")


def split_into_passages(
    heading: str,
    text: str,
    count_tokens: Callable[[str], int],
    max_tokens: int,
    overlap: float = 0.15,
) -> list[str]:
    """The text as passages, each beginning with the heading and of at most `max_tokens` tokens.

    Cut at lines, then sentences, then words, then anywhere; neighbours share about `overlap` of a passage.
    One passage when everything fits. The heading itself is cut when it takes more than a third of the window.
    """
    whole = f"{heading}\n{text}".strip()
    if count_tokens(whole) <= max_tokens:
        return [whole]
    while len(heading) > 1 and count_tokens(heading) > max_tokens // 3:
        heading = heading[: len(heading) // 2]
    room = max_tokens - count_tokens(f"{heading}\n")
    pieces = [piece for piece in _pieces(text, count_tokens, room) if piece.strip()]
    if not pieces:
        return [heading.strip()]
    sizes = [count_tokens(piece) for piece in pieces]
    passages, start = [], 0
    while start < len(pieces):
        end, size = start, 0
        while end < len(pieces) and (end == start or size + sizes[end] <= room):
            size += sizes[end]
            end += 1
        passages.append(f"{heading}\n{''.join(pieces[start:end]).strip()}".strip())
        if end == len(pieces):
            break
        # The next piece has to fit beside what is shared, or the next passage would bring nothing new.
        most_shared = min(room * overlap, room - sizes[end])
        shared, back = 0, end
        while back > start + 1 and shared + sizes[back - 1] <= most_shared:
            back -= 1
            shared += sizes[back]
        start = back
    return passages


def _pieces(text: str, count_tokens: Callable[[str], int], room: int) -> list[str]:
    """Parts of at most `room` tokens that together are the text."""
    pieces = [text]
    for border in (_PARAGRAPH, _SENTENCE, _WORD):
        pieces = [
            part
            for piece in pieces
            for part in ([piece] if count_tokens(piece) <= room else _split_keeping(piece, border))
        ]
    return [part for piece in pieces for part in _halves(piece, count_tokens, room)]


def _halves(text: str, count_tokens: Callable[[str], int], room: int) -> list[str]:
    """A word longer than the window in halves until each fits: one ligature may be four tokens or more."""
    if len(text) < 2 or count_tokens(text) <= room:
        return [text]
    middle = len(text) // 2
    return [*_halves(text[:middle], count_tokens, room), *_halves(text[middle:], count_tokens, room)]


def _split_keeping(text: str, border: re.Pattern[str]) -> list[str]:
    """Split after each border, nothing lost."""
    parts, at = [], 0
    for match in border.finditer(text):
        if match.end() > at:
            parts.append(text[at : match.end()])
            at = match.end()
    return [*parts, text[at:]] if at < len(text) else parts
