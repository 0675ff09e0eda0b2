"""What handlers are given: the services, the vocabularies and the facts about this installation."""

from dataclasses import dataclass
from pathlib import Path

from kb.domain.vocabularies import Vocabularies
from kb.services.finding import Finding
from kb.services.reading import Reading


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
    vocabularies: Vocabularies
    options: SiteOptions
