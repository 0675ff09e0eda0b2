"""The little Markdown that long texts may have: paragraphs, emphasis, lists, links, quotations."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from kb.web.typesetting import well_set, with_whole_ranges, without_hanging_letters

_RULES = [
    "paragraph",
    "list",
    "blockquote",
    "emphasis",
    "link",
    "escape",
    "newline",
    "text",
    "inline",
    "block",
]
_TAGS = {"p", "strong", "em", "ul", "ol", "li", "a", "blockquote", "br"}
_PARSER = MarkdownIt("zero", {"html": False, "breaks": True, "linkify": False, "typographer": False})
_PARSER.enable([*_RULES, "entity", "balance_pairs", "fragments_join"], ignoreInvalid=True)
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow",
)
_TELLING = re.compile(r"[*_\[\]>\\&\n]|^\s*(?:[-+]|\d+[.)])\s")
"""Without any of these a text is a paragraph as it stands."""


def marked_up(text: str) -> Markup:
    """The text as the page shows it. HTML stays text, headings and images do too; a link leads to the web or
    to a mailbox. What is one plain paragraph comes out as it went in."""
    if not _TELLING.search(text):
        return Markup("<p>{}</p>").format(text)
    return Markup(_CLEANER.clean(_PARSER.render(text)).strip())


def paragraphs(text: str) -> Markup:
    """The same in Polish, as it stands on a page: one plain paragraph, or a block of what was marked up."""
    if not _TELLING.search(text):
        return Markup('<p lang="pl">{}</p>').format(well_set(text))
    html = with_whole_ranges(marked_up(without_hanging_letters(text)))
    return Markup('<div class="marked" lang="pl">{}</div>').format(html)
