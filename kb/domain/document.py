"""What the indexes keep of one published record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.domain.facets import Facet


class PassageKind(StrEnum):
    """The views of a record that get a vector of their own."""

    RECORD = "record"
    NEED = "need"
    TOPIC = "topic"
    SENTENCE = "sentence"


RANKED_KINDS = (PassageKind.RECORD, PassageKind.NEED, PassageKind.TOPIC)
"""What a ranking by meaning is made of. Sentences only explain a hit, so nothing waits for them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text with a place among the passages of its kind."""

    kind: PassageKind
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """The normalised words of a record by field, separated by spaces.

    `typed` holds the folded forms as they were written, in order; `surface` the distinct forms with their
    diacritics, from which a query's words are restored. `analyser` names what made them: rows of another
    analyser are made again, never compared.
    """

    analyser: str
    title: str
    labels: str
    names: str
    body: str
    typed: str
    surface: str


@dataclass(frozen=True, slots=True)
class PracticeDocument:
    """`recipe` changes whenever the same record would give other words or passages."""

    recipe: str
    words: DocumentWords
    passages: tuple[Passage, ...]
    codes: tuple[tuple[Facet, str], ...]


@dataclass(frozen=True, slots=True)
class StoredVector:
    """float32 little-endian bytes as the model gave them (not centred), with the model's identity."""

    model: str
    dimension: int
    data: bytes
