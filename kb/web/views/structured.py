"""A practice for machines: schema.org terms, https://schema.org/HowTo and https://schema.org/Article.

Only what the page itself says; a practice without steps is told as an article.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kb.domain.hits import PublishedPractice
from kb.web.views.citation import SITE_NAME

_LICENCES = {
    "cc-by-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
_NOT_ORGANISATIONS = ("grupa", None)
"""Types of partners that may be people, and those of whom we know no type."""


def structured_practice(
    practice: PublishedPractice, address: str, base_url: str, audience: Sequence[str], keywords: Sequence[str]
) -> Mapping[str, Any]:
    """The JSON-LD of a page; `audience` and `keywords` are labels. Records are in Polish on every page."""
    record = practice.record
    document: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "HowTo" if record.steps else "Article",
        "@id": address,
        "url": address,
        "name": record.title,
        "inLanguage": "pl",
        "datePublished": practice.published_at.date().isoformat(),
        "author": _library(practice, base_url),
        "publisher": {"@type": "Organization", "name": SITE_NAME, "url": f"{base_url}/"},
        "isPartOf": {"@type": "WebSite", "name": SITE_NAME, "url": f"{base_url}/"},
    }
    if not record.steps:
        document["headline"] = record.title
    if record.summary:
        document["description"] = record.summary
    if record.licence in _LICENCES:
        document["license"] = _LICENCES[record.licence]
    if audience:
        document["audience"] = [{"@type": "Audience", "audienceType": label} for label in audience]
    if keywords:
        document["keywords"] = list(keywords)
    partners = [partner.name for partner in record.partners if partner.type not in _NOT_ORGANISATIONS]
    if partners:
        document["contributor"] = [{"@type": "Organization", "name": name} for name in partners]
    if record.sources:
        document["isBasedOn"] = [source.url for source in record.sources]
    if record.years:
        first, last = record.years.first, record.years.last
        document["temporalCoverage"] = str(first) if first == last else f"{first}/{last or '..'}"
    if record.steps:
        document["step"] = [
            {"@type": "HowToStep", "position": number, "text": step.text}
            for number, step in enumerate(record.steps, 1)
        ]
        if record.resources:
            document["supply"] = [{"@type": "HowToSupply", "name": r.item} for r in record.resources]
    return document


def _library(practice: PublishedPractice, base_url: str) -> dict[str, Any]:
    library = practice.record.library
    organisation: dict[str, Any] = {
        "@type": "Organization" if library.several else "Library",
        "name": library.name,
    }
    if practice.library_slug:
        organisation["url"] = f"{base_url}/biblioteki/{practice.library_slug}"
    if library.place:
        organisation["address"] = {
            "@type": "PostalAddress",
            "addressLocality": library.place,
            "addressCountry": "PL",
        }
    return organisation
