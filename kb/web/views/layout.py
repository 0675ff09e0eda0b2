"""What every page has around its own part."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from kb.domain.languages import Language
from kb.web.parameters import prefix_of

_NAMES = {Language.POLISH: "Polski", Language.ENGLISH: "English", Language.UKRAINIAN: "Українська"}
_LOCALES = {Language.POLISH: "pl_PL", Language.ENGLISH: "en_GB", Language.UKRAINIAN: "uk_UA"}
_MENU = ("/szukaj", "/praktyki", "/mapa", "/pomoc", "/o-serwisie")

_PASSING = ("/szukaj", "/porownaj", "/prosba")
"""Addresses whose query is somebody's choice and no place of its own."""

_PRIVATE = ("/konto", "/redakcja")

_DISTINGUISHING = ("strona", "wojewodztwo")


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in; `form_token` goes with every form of theirs (macros/forms.html)."""

    name: str
    form_token: str


@dataclass(frozen=True, slots=True)
class Layout:
    """`base_url` is the site's absolute address; `text` is what the box holds; `section` is the entry of the
    menu that stands for this page, or "". `canonical` is "" for a page that search engines need not keep:
    a state of the search, an answer to a form, a problem, all that is somebody's own. `person` is None for
    readers.
    """

    language: Language
    locale: str
    prefix: str
    languages: tuple[LanguageLink, ...]
    base_url: str
    canonical: str
    section: str
    text: str
    person: Person | None
    sign_in_url: str

    @classmethod
    def of(
        cls,
        language: Language,
        path: str,
        query_string: str,
        base_url: str,
        text: str = "",
        *,
        is_lasting: bool = True,
        person: Person | None = None,
    ) -> Layout:
        prefix = prefix_of(language)
        bare = path.removeprefix(prefix) or "/"
        query = f"?{query_string}" if query_string else ""
        links = tuple(
            LanguageLink(other.value, _NAMES[other], f"{prefix_of(other)}{bare}{query}", other is language)
            for other in Language
        )
        canonical = _canonical(path, bare, query_string)
        return cls(
            language=language,
            locale=_LOCALES[language],
            prefix=prefix,
            languages=links,
            base_url=base_url,
            canonical=f"{base_url}{canonical}" if is_lasting and canonical else "",
            section=bare if bare in _MENU else "",
            text=text,
            person=person,
            sign_in_url=_sign_in_url(prefix, bare, path + query),
        )


def _canonical(path: str, bare: str, query_string: str) -> str:
    """The path with what makes it another page; campaign marks and the like are left out."""
    if bare.startswith(_PRIVATE) or (query_string and bare in _PASSING):
        return ""
    kept = [(name, value) for name, value in parse_qsl(query_string) if name in _DISTINGUISHING]
    return path + (f"?{urlencode(kept)}" if kept else "")


def _sign_in_url(prefix: str, bare: str, address: str) -> str:
    """It leads back to the page that was read; from the pages of the account to the account."""
    page = f"{prefix}/konto/logowanie"
    return page if bare.startswith("/konto") else f"{page}?next={quote(address, safe='/')}"
