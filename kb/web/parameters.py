"""What an address asks for. A page takes what it can and notes the rest; the API refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from kb.domain.facets import FACET_NAMED, Facet
from kb.domain.fit import BUDGETS, Fit
from kb.domain.languages import Language
from kb.domain.query import Filters
from kb.domain.vocabularies import Vocabularies
from kb.errors import KbError

MOST_PARAMETERS = 200
LARGEST_OFFSET = 1_000_000
LARGEST_PAGE = 100_000

PLACE_SIZE, VOIVODESHIP, BUDGET = "moja_wielkosc", "moje_wojewodztwo", "moj_koszt"
"""Parameters of a reader's own library."""
HINTS, NO_HINTS = "wskazowki", "nie"
UNFOLDED = "wszystkie"
"""Names a facet of which every option is wanted, not only the most frequent."""

Parameters = Sequence[tuple[str, str]]


class BadParameter(KbError):
    """A value that a parameter does not take."""

    number = "KB-400"

    def __init__(self, name: str, found: str, allowed: str) -> None:
        super().__init__(f"{name}: found “{found[:100]}”; allowed: {allowed}.")
        self.name = name
        self.found = found[:100]
        self.allowed = allowed


def read_parameters(query_string: bytes, most: int = MOST_PARAMETERS) -> Parameters:
    """Name and value pairs in order; what is no UTF-8 is replaced. Raises BadParameter for too many."""
    try:
        return parse_qsl(
            query_string.decode("ascii", "replace"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="replace",
            max_num_fields=most,
        )
    except ValueError as error:
        raise BadParameter("query", f"more than {most} parameters", "fewer") from error


def first(parameters: Parameters, name: str) -> str | None:
    return next((value for key, value in parameters if key == name), None)


def number(parameters: Parameters, name: str, default: int, smallest: int, largest: int) -> int:
    """Raises BadParameter."""
    text = first(parameters, name)
    if text is None or text == "":
        return default
    allowed = f"a whole number from {smallest} to {largest}"
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadParameter(name, text, allowed)
    value = int(text)
    if not smallest <= value <= largest:
        raise BadParameter(name, text, allowed)
    return value


def api_filters(parameters: Parameters, vocabularies: Vocabularies) -> dict[Facet, tuple[str, ...]]:
    """The chosen codes by facet. Raises BadParameter for a code that the vocabulary does not have."""
    chosen: dict[Facet, dict[str, None]] = {}
    for name, code in parameters:
        facet = FACET_NAMED.get(name)
        if facet is None or not code:
            continue
        if code not in vocabularies.of_facet(facet):
            raise BadParameter(name, code, ", ".join(vocabularies.of_facet(facet).codes))
        chosen.setdefault(facet, {})[code] = None
    return {facet: tuple(chosen[facet]) for facet in Facet if facet in chosen}


@dataclass(frozen=True, slots=True)
class PageQuery:
    """What a page's address asks for; `ignored` names the (parameter, value) pairs that say nothing.
    `hints` False says that the reader wants no filters offered; `unfolded` is the facet of which every
    option is wanted: one at a time, so that a page stays light."""

    text: str
    filters: Mapping[Facet, tuple[str, ...]]
    page: int
    ignored: tuple[tuple[str, str], ...]
    fit: Fit = field(default_factory=Fit)
    hints: bool = True
    unfolded: Facet | None = None

    def address(
        self,
        prefix: str,
        text: str | None = None,
        filters: Filters | None = None,
        page: int = 1,
        fit: Fit | None = None,
        hints: bool | None = None,
    ) -> str:
        """The address of this state with these changes, on the first page where no other is named."""
        return search_address(
            prefix,
            self.text if text is None else text,
            self.filters if filters is None else filters,
            page,
            self.fit if fit is None else fit,
            self.hints if hints is None else hints,
            self.unfolded,
        )


def page_query(parameters: Parameters, vocabularies: Vocabularies) -> PageQuery:
    filters: dict[Facet, tuple[str, ...]] = {}
    ignored: list[tuple[str, str]] = []
    for facet in Facet:
        vocabulary = vocabularies.of_facet(facet)
        codes = [value for key, value in parameters if key == facet.parameter and value]
        ignored += [(facet.parameter, code) for code in codes if code not in vocabulary]
        known = tuple(dict.fromkeys(code for code in codes if code in vocabulary))
        if known:
            filters[facet] = known
    try:
        page = number(parameters, "strona", 1, 1, LARGEST_PAGE)
    except BadParameter as bad:
        ignored.append((bad.name, bad.found))
        page = 1
    fit = Fit(
        _known(parameters, PLACE_SIZE, vocabularies.of_facet(Facet.PLACE_SIZE).codes, ignored),
        _known(parameters, VOIVODESHIP, vocabularies.of_facet(Facet.VOIVODESHIP).codes, ignored),
        _known(parameters, BUDGET, BUDGETS, ignored),
    )
    hints = first(parameters, HINTS) != NO_HINTS
    # The button that was pressed stands before what the form carries on.
    asked = first(parameters, UNFOLDED)
    unfolded = next((facet for facet in Facet if facet.parameter == asked), None)
    return PageQuery(first(parameters, "q") or "", filters, page, tuple(ignored), fit, hints, unfolded)


def _known(
    parameters: Parameters, name: str, codes: Sequence[str], ignored: list[tuple[str, str]]
) -> str | None:
    code = first(parameters, name)
    if not code or code in codes:
        return code or None
    ignored.append((name, code))
    return None


def fit_pairs(fit: Fit) -> tuple[tuple[str, str], ...]:
    said = ((PLACE_SIZE, fit.place_size), (VOIVODESHIP, fit.voivodeship), (BUDGET, fit.budget))
    return tuple((name, code) for name, code in said if code)


def search_address(
    prefix: str,
    text: str,
    filters: Mapping[Facet, Sequence[str]],
    page: int = 1,
    fit: Fit | None = None,
    hints: bool = True,
    unfolded: Facet | None = None,
) -> str:
    """The address of a state of the search: always the same for the same state."""
    pairs = search_pairs(text, filters)
    if fit is not None:
        pairs += fit_pairs(fit)
    if not hints:
        pairs += ((HINTS, NO_HINTS),)
    if unfolded is not None:
        pairs += ((UNFOLDED, unfolded.parameter),)
    if page > 1:
        pairs += (("strona", str(page)),)
    return f"{prefix}/szukaj" + (f"?{urlencode(pairs)}" if pairs else "")


def search_pairs(text: str, filters: Mapping[Facet, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Names and values that say what is searched for, in an address and in a form."""
    words = (("q", text),) if text else ()
    return (*words, *((facet.parameter, code) for facet in Facet for code in filters.get(facet, ())))


def wish_address(prefix: str, text: str, filters: Mapping[Facet, Sequence[str]], state: str = "") -> str:
    """The address of the form of a wish, or, with a `state`, of the answer to it."""
    pairs = search_pairs(text, filters)
    if state:
        pairs += (("stan", state),)
    return f"{prefix}/prosba" + (f"?{urlencode(pairs)}" if pairs else "")


def language_of(path: str) -> Language:
    """The interface's language by the first part of a path."""
    part = path.split("/", 2)[1] if path.startswith("/") else ""
    return Language(part) if part in (Language.ENGLISH, Language.UKRAINIAN) else Language.POLISH


def prefix_of(language: Language) -> str:
    """What stands before the paths of a language."""
    return "" if language is Language.POLISH else f"/{language.value}"


def chosen_slugs(parameters: Parameters) -> list[str]:
    """The practices that `p` names, each once: by slug, or by a whole address pasted into the form."""
    given = (value.strip() for key, value in parameters if key == "p")
    slugs = (value.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2] for value in given)
    return list(dict.fromkeys(slug for slug in slugs if slug))


def comparing_address(prefix: str, slugs: Sequence[str]) -> str:
    return f"{prefix}/porownaj" + (f"?{urlencode([('p', slug) for slug in slugs])}" if slugs else "")
