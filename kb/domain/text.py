"""Letters and words, the same for every part that compares text."""

from __future__ import annotations

import re
import unicodedata

_NO_DECOMPOSITION = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})
_POLISH = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`´ʹ′＇", "'"))
_CYRILLIC_WITH_MARK = str.maketrans({"й": "\ue000", "ї": "\ue001", "Й": "\ue002", "Ї": "\ue003"})
_CYRILLIC_BACK = str.maketrans({"\ue000": "й", "\ue001": "ї", "\ue002": "Й", "\ue003": "Ї"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def normalise(text: str) -> str:
    """Compatibility form, lower case, one kind of apostrophe; nothing that cannot be encoded."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFKC", clean).translate(_APOSTROPHES).lower()


def fold(text: str) -> str:
    """Without diacritics, ł included. Cyrillic й and ї stay: there they are letters of their own."""
    # Most words are done by now.
    plain = text.translate(_POLISH)
    if plain.isascii():
        return plain
    plain = plain.translate(_NO_DECOMPOSITION).translate(_CYRILLIC_WITH_MARK)
    decomposed = unicodedata.normalize("NFD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_CYRILLIC_BACK)


def words_of(text: str) -> list[str]:
    """The words of a normalised text, in order; an inner apostrophe belongs to its word."""
    return _WORD.findall(text)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand, as (start, end) character offsets. The text is taken as it is."""
    return [match.span() for match in _WORD.finditer(text.translate(_APOSTROPHES))]


def slugify(text: str, length: int = 80) -> str:
    """An address in ASCII letters, digits and hyphens, cut at a word; "" when the text has none of these."""
    words = re.findall(r"[a-z0-9]+", fold(normalise(text)))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:length]
        if len(longer) > length:
            break
        slug = longer
    return slug
