"""How short texts are set: no one-letter word at the end of a line, no number or range cut in two."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from markupsafe import Markup, escape

_NO_BREAK = "\u00a0"
_HANGING = re.compile(r"\b([aiouwzAIOUWZвуізоаВУІЗОА]) ")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_ENCODED = re.compile(r"(?:%[89A-F][0-9A-F])+")
_UNIT = re.compile(r"(?<=\d) (?=(?:zł|tys\.|mln|lat|тис\.|злотих)(?!\w))")
_NUMBER = rf"\d+(?:[{_NO_BREAK},.]\d+)*"
_RANGE = re.compile(rf"<[^>]*>|({_NUMBER}–{_NUMBER})")


def without_hanging_letters(text: str) -> str:
    """Polish and Ukrainian setting leaves no one-letter word at the end of a line, no amount on two lines.

    A browser copies and finds the no-break space as a space.
    """
    return _UNIT.sub(_NO_BREAK, _THOUSANDS.sub(_NO_BREAK, _HANGING.sub(rf"\1{_NO_BREAK}", text)))


def with_whole_ranges(html: Markup) -> Markup:
    """A browser may break a line after the dash of "7–12". An element prevents it, since a character that
    does would be copied along with the text."""
    if "–" not in html:
        return html
    return Markup(_RANGE.sub(_wrapped, str(html)))


@lru_cache(maxsize=4096)
def well_set(text: str) -> Markup:
    """Text for a page, escaped. Labels, titles and summaries stand on page after page: to set them anew took
    half the time of a page."""
    return with_whole_ranges(escape(without_hanging_letters(text)))


def spelled(address: str) -> str:
    """An address with its letters as people write them, in a third of the bytes. A browser encodes them again
    when it asks."""
    return _ENCODED.sub(_letters, address)


def _letters(found: re.Match[str]) -> str:
    text = unquote(found[0], errors="replace")
    return text if text.isalpha() else found[0]


def _wrapped(found: re.Match[str]) -> str:
    return f'<span class="nb">{found[1]}</span>' if found[1] else found[0]
