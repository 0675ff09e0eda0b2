"""Libraries as readers meet them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublishedLibrary:
    """A library of which something is published; `slug` is its address."""

    slug: str
    name: str
    place: str | None


@dataclass(frozen=True, slots=True)
class CountedLibrary:
    """A library with its number of published practices; `voivodeship` is a vocabulary code."""

    slug: str
    name: str
    place: str | None
    voivodeship: str | None
    practices: int
