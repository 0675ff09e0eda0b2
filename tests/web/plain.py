"""A page without what its typesetting added, so that a test may name what people read."""

from __future__ import annotations

import re


def plain(page: str) -> str:
    unwrapped = re.sub(r'<span class="nb">([^<]*)</span>', r"\1", page)
    return unwrapped.replace("&nbsp;", " ").replace("\u00a0", " ")
