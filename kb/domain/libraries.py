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


@dataclass(frozen=True, slots=True)
class ListedLibrary:
    """A library as reviewers keep it. `aliases` are what records also call it; `practices` are published."""

    id: int
    slug: str
    name: str
    place: str | None
    voivodeship: str | None
    aliases: tuple[str, ...]
    practices: int
