"""Finding practices: a query in, explained hits out."""

from __future__ import annotations

from kb.domain.hits import Hit, PublishedPractice, SearchResult
from kb.domain.query import QUERY_LENGTH, SearchQuery, WordMatches, WordQuestion
from kb.search.recent import RecentlyUsed
from kb.search.searcher import RankedPage, Searcher
from kb.services.explaining import Explaining
from kb.services.following import Follower
from kb.storage.engine import Database
from kb.storage.full_text import FieldWeights, FullText
from kb.storage.practices import PublishedPractices

FIELD_WEIGHTS = FieldWeights(title=4.0, labels=3.0, names=2.0, body=1.0, typed=0.3)
"""bm25 weights (docs/search-quality.md)."""


class Finding:
    def __init__(
        self,
        database: Database,
        full_text: FullText,
        published: PublishedPractices,
        searcher: Searcher,
        follower: Follower,
        explaining: Explaining,
        remembered: int = 2000,
    ) -> None:
        self._database = database
        self._full_text = full_text
        self._published = published
        self._searcher = searcher
        self._follower = follower
        self._explaining = explaining
        self._results: RecentlyUsed[tuple[object, ...], SearchResult] = RecentlyUsed(remembered)

    def search(self, query: SearchQuery) -> SearchResult:
        """Raises Busy when too many queries wait, and the storage's errors."""
        self._follower.catch_up()
        change = self._follower.applied
        meaning = self._searcher.meaning
        model = meaning.model
        key = (
            query.key,
            change,
            model.identity if model else None,
            meaning.practices,
            self._explaining.knows_sentences,
        )
        result = self._results.get(key)
        if result is None:
            page = self._searcher.search(query, self._ask_full_text)
            result = self._result(query, page, change)
            self._results.put(key, result)
        return result

    def similar(self, practice_id: int, limit: int = 4) -> tuple[PublishedPractice, ...]:
        """The nearest in meaning, best first; none while there are no vectors."""
        self._follower.catch_up()
        near = [number for number, _ in self._searcher.similar(practice_id, limit)]
        with self._database.quick_reads() as reads:
            found = self._published.by_ids(reads, near)
        return tuple(found[number] for number in near if number in found)

    def _ask_full_text(self, question: WordQuestion) -> WordMatches:
        with self._database.quick_reads() as reads:
            return self._full_text.answer(reads, question, FIELD_WEIGHTS)

    def _result(self, query: SearchQuery, page: RankedPage, change: int) -> SearchResult:
        with self._database.quick_reads() as reads:
            found = self._published.by_ids(reads, [number for number, *_ in page.hits])
        matches = self._explaining.matches(page, found)
        hits = tuple(
            Hit(found[number], score, is_found, matches[number])
            for number, score, is_found, _ in page.hits
            if number in found
        )
        return SearchResult(
            query=query,
            total=page.total,
            loosely_related=page.loosely_related,
            mode=page.mode,
            hits=hits,
            facets=page.facets,
            interpretation=page.interpretation.facets,
            libraries=page.interpretation.libraries,
            restored=page.understood.restored,
            shortened=len(query.text) > QUERY_LENGTH,
            change=change,
            guidance=page.guidance,
        )
