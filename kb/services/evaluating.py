"""How good the search is, measured on judged queries, beside plain baselines."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.domain.document import PassageKind
from kb.domain.query import SearchQuery, WordGroup
from kb.domain.relevance import JudgedQuery, ndcg, recall, reciprocal_rank, set_quality
from kb.domain.text import fold
from kb.errors import KbError
from kb.search.analysis import Analyser, content_words
from kb.search.semantic import Meaning
from kb.services.finding import FIELD_WEIGHTS, Finding
from kb.storage import passages, practices
from kb.storage.engine import Database
from kb.storage.full_text import FieldWeights, FullText

RELEVANT = 1
"""The grade from which a practice counts as relevant for recall, reciprocal rank and the found set."""

_ALL = 100


class BadJudgments(KbError):
    number = "KB-310"

    def __init__(self, path: Path, line: int, found: str) -> None:
        super().__init__(
            f"{path}, line {line}: found {found}; expected one JSON object with qid, kind, q and rel."
        )
        self.path = path
        self.line = line


@dataclass(frozen=True, slots=True)
class Judgments:
    """`judged` are the external ids that were read for every query; others are skipped in a ranking."""

    queries: tuple[JudgedQuery, ...]
    judged: frozenset[str]

    @classmethod
    def read(cls, queries: Path, judged: Path | None) -> Judgments:
        """Raises BadJudgments. Without a list of the judged every practice named in a query is taken."""
        found = []
        for number, line in enumerate(queries.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                entry = json.loads(line)
                found.append(JudgedQuery(entry["qid"], entry["kind"], entry["q"], dict(entry["rel"])))
            except (json.JSONDecodeError, KeyError, TypeError) as error:
                raise BadJudgments(queries, number, line[:80]) from error
        names = judged.read_text(encoding="utf-8").split() if judged else [n for q in found for n in q.grades]
        return cls(tuple(found), frozenset(names))


@dataclass(frozen=True, slots=True)
class Quality:
    """Means per kind of query; `precision` to `median_found` describe the found set, None for a baseline."""

    system: str
    ndcg: Mapping[str, float]
    recall: Mapping[str, float]
    reciprocal_rank: Mapping[str, float]
    precision: float | None = None
    found_recall: float | None = None
    f1: float | None = None
    median_found: float | None = None

    @property
    def mean_ndcg(self) -> float:
        return statistics.fmean(self.ndcg.values())


Ranker = Callable[[str], Sequence[str]]
"""Query text -> external ids, best first."""


class Evaluating:
    def __init__(
        self, database: Database, full_text: FullText, analyser: Analyser, meaning: Meaning, finding: Finding
    ) -> None:
        self._database = database
        self._full_text = full_text
        self._analyser = analyser
        self._meaning = meaning
        self._finding = finding

    def run(self, judgments: Judgments) -> list[Quality]:
        """Our search first, then the baselines, all on the same base."""
        with self._database.connection() as connection:
            names = practices.external_ids(connection)
        baselines: dict[str, Ranker] = {
            "words as they stand (bm25)": lambda text: self._words(text, names, lemmas=False),
            "lemmas, field weights (bm25)": lambda text: self._words(text, names, lemmas=True),
            "vectors as they are": lambda text: self._vectors(text, names, centred=False),
            "vectors, centred": lambda text: self._vectors(text, names, centred=True),
            "reciprocal rank fusion, k = 60": lambda text: self._fused(text, names),
        }
        return [
            self._ours(judgments),
            *(_measured(name, ranker, judgments) for name, ranker in baselines.items()),
        ]

    def _ours(self, judgments: Judgments) -> Quality:
        found_sets: dict[str, list[str]] = {}
        sizes: list[int] = []

        def ranker(text: str) -> Sequence[str]:
            names: list[str] = []
            found: list[str] = []
            offset = 0
            while True:
                result = self._finding.search(SearchQuery(text, limit=_ALL, offset=offset))
                for hit in result.hits:
                    if hit.practice.external_id:
                        names.append(hit.practice.external_id)
                        if hit.found:
                            found.append(hit.practice.external_id)
                offset += _ALL
                if offset >= result.total + result.loosely_related:
                    break
            found_sets[text] = found
            sizes.append(result.total)
            return names

        measured = _measured("this search", ranker, judgments)
        qualities = [
            set_quality([n for n in found_sets[q.text] if n in judgments.judged], _relevant(q))
            for q in judgments.queries
        ]
        return Quality(
            measured.system,
            measured.ndcg,
            measured.recall,
            measured.reciprocal_rank,
            precision=statistics.fmean(quality.precision for quality in qualities),
            found_recall=statistics.fmean(quality.recall for quality in qualities),
            f1=statistics.fmean(quality.f1 for quality in qualities),
            median_found=statistics.median(sizes),
        )

    def _words(self, text: str, names: Mapping[int, str], *, lemmas: bool) -> list[str]:
        words = content_words(text)
        terms = [self._analyser.keys(word) if lemmas else (fold(word),) for word in words]
        weights = FIELD_WEIGHTS if lemmas else FieldWeights(0.0, 0.0, 0.0, 0.0, 1.0)
        with self._database.connection() as connection:
            scores = self._full_text.scores(connection, [WordGroup(1.0, group) for group in terms], weights)
        return [names[number] for number in sorted(scores, key=lambda n: (-scores[n], n)) if number in names]

    def _vectors(self, text: str, names: Mapping[int, str], *, centred: bool) -> list[str]:
        raw = self._meaning.encode_queries([text])[0]
        keys, matrix = self._records()
        if centred:
            calibration = self._meaning.calibration(PassageKind.RECORD)
            raw, matrix = calibration.centre_queries(raw), calibration.centre_documents(matrix)
        order = np.argsort(-(matrix @ raw), kind="stable")
        return [names[int(keys[row])] for row in order if int(keys[row]) in names]

    def _records(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Practices and the stored vectors of the first passages of their records, as the model gave them."""
        model = self._meaning.model
        first: dict[int, NDArray[np.float32]] = {}
        if model is not None:
            with self._database.connection() as connection:
                for vector in passages.load_vectors(connection, model.identity, model.dimension):
                    if vector.kind is PassageKind.RECORD:
                        first.setdefault(vector.practice_id, np.frombuffer(vector.data, "<f4"))
        dimension = model.dimension if model else 0
        matrix = np.array(list(first.values()), np.float32).reshape(len(first), dimension)
        return np.fromiter(first, np.int64), matrix

    def _fused(self, text: str, names: Mapping[int, str], k: int = 60) -> list[str]:
        """Cormack, Clarke and Büttcher, Reciprocal rank fusion, 2009."""
        scores: dict[str, float] = defaultdict(float)
        for ranking in (self._words(text, names, lemmas=True), self._vectors(text, names, centred=False)):
            for rank, name in enumerate(ranking, start=1):
                scores[name] += 1 / (k + rank)
        return sorted(scores, key=lambda name: (-scores[name], name))


def _relevant(query: JudgedQuery) -> list[str]:
    return [name for name, grade in query.grades.items() if grade >= RELEVANT]


def _measured(system: str, ranker: Ranker, judgments: Judgments) -> Quality:
    values: dict[str, dict[str, list[float]]] = {
        measure: defaultdict(list) for measure in ("ndcg", "recall", "reciprocal_rank")
    }
    for query in judgments.queries:
        ranking = [name for name in ranker(query.text) if name in judgments.judged]
        relevant = _relevant(query)
        values["ndcg"][query.kind].append(ndcg(ranking, query.grades))
        values["recall"][query.kind].append(recall(ranking, relevant))
        values["reciprocal_rank"][query.kind].append(reciprocal_rank(ranking, relevant))
    means = {
        measure: {kind: statistics.fmean(numbers) for kind, numbers in kinds.items()}
        for measure, kinds in values.items()
    }
    return Quality(system, means["ndcg"], means["recall"], means["reciprocal_rank"])
