"""The list that opens below the search box: options that lead where their words promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.domain.languages import Language
from kb.domain.suggestions import Suggestion, SuggestionKind
from kb.web.parameters import prefix_of, search_address


@dataclass(frozen=True, slots=True)
class SuggestionOption:
    """`text` is what the box would hold; `facet` names the facet of a label, "" for other kinds."""

    element_id: str
    url: str
    kind: str
    text: str
    label: str
    language: str
    facet: str
    practices: int


@dataclass(frozen=True, slots=True)
class SuggestionsPage:
    options: tuple[SuggestionOption, ...]


def suggestions_page(suggestions: Sequence[Suggestion], language: Language) -> SuggestionsPage:
    return SuggestionsPage(
        tuple(
            SuggestionOption(
                element_id=f"podpowiedz-{number}",
                url=suggestion_address(suggestion, language),
                kind=suggestion.kind.value,
                text=suggestion.text,
                label=suggestion.label,
                language=suggestion.language.value,
                facet=suggestion.facet.label(language) if suggestion.facet else "",
                practices=suggestion.practices,
            )
            for number, suggestion in enumerate(suggestions, 1)
        )
    )


def suggestion_address(suggestion: Suggestion, language: Language) -> str:
    """Where a suggestion leads, in the language of the reader."""
    prefix = prefix_of(language)
    match suggestion.kind:
        case SuggestionKind.LIBRARY:
            return f"{prefix}/biblioteki/{suggestion.value}"
        case SuggestionKind.TITLE:
            return f"{prefix}/praktyki/{suggestion.value}"
        case _ if suggestion.facet and suggestion.value:
            return search_address(prefix, suggestion.beside, {suggestion.facet: (suggestion.value,)})
    return search_address(prefix, suggestion.text, {})
