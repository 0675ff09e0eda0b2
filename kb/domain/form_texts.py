"""What the form says of its fields: labels, hints and examples, in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.domain.form_fields import FormStep
from kb.domain.languages import Language

Said = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class FieldText:
    """`example` is in Polish, as the practices are; "" where there is none."""

    label: Said
    hint: Said | None
    example: str


@dataclass(frozen=True, slots=True)
class FormTexts:
    """`fields` by their names, those of a row as "steps.text". `unstated` is how "nothing to say" is said of
    a part, by "" where it has no words of its own."""

    fields: Mapping[str, FieldText]
    steps: Mapping[FormStep, tuple[Said, Said]]
    unstated: Mapping[str, Said]
    confidence: Mapping[str, Said]

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> FormTexts:
        """Read the shape of kb/data/form_texts.json."""
        return cls(
            {
                name: FieldText(
                    _said(entry["label"]),
                    _said(entry["hint"]) if "hint" in entry else None,
                    str(entry.get("example", "")),
                )
                for name, entry in document["fields"].items()
            },
            {
                FormStep(name): (_said(entry["label"]), _said(entry["intro"]))
                for name, entry in document["steps"].items()
            },
            {name: _said(entry) for name, entry in document["unstated"].items()},
            {code: _said(entry) for code, entry in document["confidence"].items()},
        )

    def of(self, name: str) -> FieldText:
        """Of a field or, with the number of its row, of a field of a row."""
        parts = name.split(".")
        return self.fields[f"{parts[0]}.{parts[2]}" if len(parts) == 3 else name]

    def says_nothing(self, part: str, language: Language) -> str:
        return (self.unstated.get(part) or self.unstated[""])[language]


def _said(entry: Mapping[str, str]) -> Said:
    return {language: entry[language.value] for language in Language}
