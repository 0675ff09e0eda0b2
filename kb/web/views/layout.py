"""What every page has around its own part."""

from __future__ import annotations

from dataclasses import dataclass

from kb.domain.languages import Language
from kb.web.parameters import prefix_of

_NAMES = {Language.POLISH: "Polski", Language.ENGLISH: "English", Language.UKRAINIAN: "Українська"}


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """`path` is without the language's prefix; `text` is what the box holds."""

    language: Language
    prefix: str
    languages: tuple[LanguageLink, ...]
    base_url: str
    text: str

    @classmethod
    def of(cls, language: Language, path: str, query_string: str, base_url: str, text: str = "") -> Layout:
        prefix = prefix_of(language)
        bare = path.removeprefix(prefix) or "/"
        query = f"?{query_string}" if query_string else ""
        links = tuple(
            LanguageLink(other.value, _NAMES[other], f"{prefix_of(other)}{bare}{query}", other is language)
            for other in Language
        )
        return cls(language, prefix, links, base_url, text)
