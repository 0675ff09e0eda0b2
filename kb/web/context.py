"""What handlers are given: the services, the vocabularies and the facts about this installation."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litestar import Request

from kb.domain.accounts import Account
from kb.domain.form_texts import FormTexts
from kb.domain.terminology import CurrentTerminology
from kb.domain.vocabularies import Vocabularies
from kb.services.advising import Advising
from kb.services.counting_queries import CountingQueries
from kb.services.editing import Editing
from kb.services.editing_libraries import EditingLibraries
from kb.services.editing_term_synonyms import EditingTermSynonyms
from kb.services.editing_terms import EditingTerms
from kb.services.filing import Filing
from kb.services.finding import Finding
from kb.services.people import People
from kb.services.reading import Reading
from kb.services.review_desk import ReviewDesk
from kb.services.suggesting import Suggesting
from kb.services.wishing import Wishing
from kb.services.writing import Writing
from kb.web.limits import (
    PROPOSALS_AT_ONCE,
    PROPOSALS_PER_SECOND,
    SUGGESTIONS_BURST,
    SUGGESTIONS_PER_SECOND,
    WISHES_AT_ONCE,
    WISHES_PER_SECOND,
    WRITES_AT_ONCE,
    WRITES_PER_SECOND,
    AddressLimit,
    SearchLimit,
    client_address,
)
from kb.web.own_threads import Line, OwnThreads, Places
from kb.web.search_threads import SearchThreads

FILES = Line("reading of files", at_once=1, in_line=30, patience=6.0, pause=0.5)
"""One file is looked into at a time: that may take 150 MB. Everybody is answered within ten seconds."""

BODIES_AT_ONCE = 40
"""Forms with files that arrive just now, on the disk: 11 MiB each at most."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs the site, for the accessibility statement and the privacy page; None where not configured."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """`base_url` is None in development. `frontend` is the folder that npm fills (node_modules)."""

    production: bool
    base_url: str | None
    host: str
    trusted_proxies: tuple[str, ...]
    rate_limits: bool
    operator: Operator
    templates: Path
    frontend: Path


@dataclass(frozen=True, slots=True)
class Site:
    finding: Finding
    reading: Reading
    suggesting: Suggesting
    terminology: CurrentTerminology
    options: SiteOptions
    wishing: Wishing
    people: People
    review: ReviewDesk
    editing_terms: EditingTerms
    editing_libraries: EditingLibraries
    editing: Editing
    advising: Advising
    filing: Filing
    form_texts: FormTexts
    writing: Writing
    counting_queries: CountingQueries
    editing_term_synonyms: EditingTermSynonyms
    search_limit: SearchLimit = field(default_factory=SearchLimit)
    search_threads: SearchThreads = field(default_factory=SearchThreads)
    file_threads: OwnThreads = field(default_factory=lambda: OwnThreads(FILES))
    bodies: Places = field(default_factory=lambda: Places("receiving of files", BODIES_AT_ONCE))
    wish_limit: AddressLimit = field(default_factory=lambda: AddressLimit(WISHES_PER_SECOND, WISHES_AT_ONCE))
    proposal_limit: AddressLimit = field(
        default_factory=lambda: AddressLimit(PROPOSALS_PER_SECOND, PROPOSALS_AT_ONCE)
    )
    suggestions_limit: AddressLimit = field(
        default_factory=lambda: AddressLimit(SUGGESTIONS_PER_SECOND, SUGGESTIONS_BURST)
    )
    writing_limit: AddressLimit = field(
        default_factory=lambda: AddressLimit(WRITES_PER_SECOND, WRITES_AT_ONCE)
    )

    @property
    def vocabularies(self) -> Vocabularies:
        """Those of now. Two that are asked for by one request may differ, and agree: no code that was once
        known becomes unknown."""
        self.reading.keep_up()
        return self.terminology.vocabularies


def site_of(request: Request[Any, Any, Any]) -> Site:
    site: Site = request.app.state["site"]
    return site


def limit_search(request: Request[Any, Any, Any]) -> None:
    """Raises TooOften. Nothing is limited where KB_RATE_LIMITS is off."""
    _limit(request, site_of(request).search_limit)


def limit_wish(request: Request[Any, Any, Any]) -> None:
    """Raises TooOften. Nothing is limited where KB_RATE_LIMITS is off."""
    _limit(request, site_of(request).wish_limit)


def limit_proposal(request: Request[Any, Any, Any]) -> None:
    """Raises TooOften. Nothing is limited where KB_RATE_LIMITS is off."""
    _limit(request, site_of(request).proposal_limit)


def limit_suggestions(request: Request[Any, Any, Any]) -> None:
    """Raises TooOften. Nothing is limited where KB_RATE_LIMITS is off."""
    _limit(request, site_of(request).suggestions_limit)


def limit_writing(request: Request[Any, Any, Any], account: Account) -> None:
    """How much a program writes in the name of one account. Raises TooOften."""
    if site_of(request).options.rate_limits:
        site_of(request).writing_limit.take(str(account.id))


def _limit(request: Request[Any, Any, Any], limit: AddressLimit) -> None:
    if site_of(request).options.rate_limits:
        limit.take(address_of(request))


def address_of(request: Request[Any, Any, Any]) -> str:
    """The network address that asks, for limits alone: it is never written."""
    client = request.scope.get("client")
    forwarded = request.headers.getall("x-forwarded-for", [])
    trusted = site_of(request).options.trusted_proxies
    return client_address(client[0] if client else None, forwarded, trusted)
