"""What is offered to somebody who is still typing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.domain.facets import Facet
from kb.domain.languages import Language

MOST_SUGGESTIONS = 20
SUGGESTIONS = 8
"""How many are offered when nobody says how many."""


class SuggestionKind(StrEnum):
    WORD = "word"
    LABEL = "label"
    PLACE = "place"
    LIBRARY = "library"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to go on from what was typed.

    `text` is the whole query if it is taken. `label` is what to show, in `language`; `practices` counts the
    published practices that have it. A label is an option of `facet` whose code is `value`, to be chosen
    beside a search for the words `beside`. The `value` of a library or a title is its slug.
    """

    kind: SuggestionKind
    text: str
    label: str
    practices: int
    language: Language = Language.POLISH
    facet: Facet | None = None
    value: str | None = None
    beside: str = ""
