"""Where `next=` may lead: to paths of this site alone."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

LONGEST = 2000
_LITERAL = "/?&=%+:@!$'()*,;~-._"
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff\ufffd\\]")


def own_path(text: str | None) -> str | None:
    """The path as it may stand in a header, or None for what is no path of ours in anybody's reading: another
    host, a scheme, a backslash, a character that is not seen, or any of these behind percent signs."""
    if not text or len(text) > LONGEST or not text.startswith("/"):
        return None
    reading = text
    for _ in range(4):
        if not _is_plain(reading):
            return None
        decoded = unquote(reading, errors="replace")
        if decoded == reading:
            break
        reading = decoded
    else:
        return None
    return quote(text.partition("#")[0], safe=_LITERAL)


def _is_plain(text: str) -> bool:
    path = text.partition("#")[0].partition("?")[0]
    # A blank in what is asked for is no harm; before it a path ends for some and goes on for others.
    if _UNSEEN.search(path) or re.search(r"[\x00-\x1f\x7f\\]", text):
        return False
    if not text.startswith("/") or "//" in path or re.search(r"(?:^|/)\.{1,2}(?:/|$)", path):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc
