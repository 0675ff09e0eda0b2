"""What ships with the application: vocabularies, synonyms, spoken expressions, practices, sample queries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.domain.form_texts import FormTexts
from kb.domain.languages import Language
from kb.domain.practice import PracticeRecord
from kb.domain.spoken import SpokenExpressions
from kb.domain.terminology import Terminology, terminology_of
from kb.domain.vocabularies import SynonymGroup, Vocabularies
from kb.files.label_map import LabelMap
from kb.files.practice_lines import read_practice_lines

FOLDER = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Shipped:
    """`practices` are also the fixed texts by which vectors are centred (docs/decisions/0004). Sample queries
    are of libraries, `other_queries` of other worlds."""

    vocabularies: Vocabularies
    synonyms: tuple[SynonymGroup, ...]
    spoken: SpokenExpressions
    label_map: LabelMap
    sample_queries: tuple[str, ...]
    other_queries: tuple[str, ...]
    form_texts: FormTexts
    practices_file: Path

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Shipped:
        synonyms = json.loads((folder / "synonyms.json").read_text(encoding="utf-8"))
        return cls(
            vocabularies=Vocabularies.parse(
                json.loads((folder / "vocabularies.json").read_text(encoding="utf-8"))
            ),
            synonyms=tuple(
                SynonymGroup(Language(group["lang"]), tuple(group["terms"])) for group in synonyms
            ),
            spoken=SpokenExpressions.parse(
                json.loads((folder / "interpretation.json").read_text(encoding="utf-8"))
            ),
            label_map=LabelMap.parse(json.loads((folder / "label_map.json").read_text(encoding="utf-8"))),
            sample_queries=tuple(
                (folder / "sample_queries.txt").read_text(encoding="utf-8").split("\n")[:-1]
            ),
            other_queries=tuple((folder / "other_queries.txt").read_text(encoding="utf-8").split("\n")[:-1]),
            form_texts=FormTexts.parse(json.loads((folder / "form_texts.json").read_text(encoding="utf-8"))),
            practices_file=folder / "practices.jsonl",
        )

    @property
    def terminology(self) -> Terminology:
        """As it ships, without what editors changed."""
        return terminology_of(self.vocabularies, self.synonyms)

    def records(self) -> Sequence[PracticeRecord]:
        with self.practices_file.open("rb") as lines:
            rows = read_practice_lines(lines, self.vocabularies, self.label_map)
            return [row.record for row in rows if row.record is not None]
