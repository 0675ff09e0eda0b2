"""From the free labels of raw notes to the codes of the vocabularies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class LabelMap:
    """`mapping` is facet -> free label in lower case -> codes."""

    mapping: Mapping[str, Mapping[str, tuple[str, ...]]]

    @classmethod
    def parse(cls, document: Mapping[str, Mapping[str, Any]]) -> LabelMap:
        """Read the shape of kb/data/label_map.json."""
        return cls(
            {
                facet: {
                    label.casefold(): tuple([codes] if isinstance(codes, str) else codes)
                    for label, codes in labels.items()
                }
                for facet, labels in document.items()
            }
        )

    def codes(self, facet: str, label: str) -> tuple[str, ...]:
        return self.mapping.get(facet, {}).get(label.strip().casefold(), ())
