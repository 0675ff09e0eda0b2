"""Finding practices: a query in, explained hits out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from heapq import nlargest

import numpy as np

from kb.domain.hits import Hit, Preparation, PublishedPractice, SearchMode, SearchResult
from kb.domain.neighbours import CONTRASTING, SIMILAR, Neighbour, Neighbours
from kb.domain.query import QUERY_LENGTH, SearchQuery, WordMatches, WordQuestion
from kb.search.explanation import ExplainedPassage
from kb.search.neighbours import Found, Neighbourhood
from kb.search.ranked_page import RankedPage
from kb.search.recent import RecentlyUsed
from kb.search.searcher import Searcher
from kb.search.wanted import Wanted
from kb.services.explaining import Explaining
from kb.services.following import Follower
from kb.storage.engine import Database
from kb.storage.full_text import FieldWeights, FullText
from kb.storage.published_practices import PublishedPractices

FIELD_WEIGHTS = FieldWeights(title=4.0, labels=3.0, names=2.0, body=1.0, typed=0.3)
"""bm25 weights (docs/search-quality.md)."""

AHEAD = 25
"""Practices that are explained while the query's vector is on its way, as far as it leaves time for them:
what the meaning puts on the first page mostly has words of the query too."""

KEPT = 10_000
"""Practices whose rows are kept, some 4 KB each: all of a large base, so that no search asks for them."""

READ_AHEAD = 300
"""Practices whose texts are read at the start: as many as the explainer remembers texts of
(kb.search.explanation)."""


class Finding:
    def __init__(
        self,
        database: Database,
        full_text: FullText,
        published: PublishedPractices,
        searcher: Searcher,
        follower: Follower,
        explaining: Explaining,
        remembered: int = 500,
    ) -> None:
        self._database = database
        self._full_text = full_text
        self._published = published
        self._searcher = searcher
        self._follower = follower
        self._explaining = explaining
        self._results: RecentlyUsed[tuple[object, ...], SearchResult] = RecentlyUsed(remembered)
        self._neighbours: RecentlyUsed[tuple[object, ...], Neighbours] = RecentlyUsed(remembered)
        self._rows: RecentlyUsed[tuple[int, int], PublishedPractice] = RecentlyUsed(KEPT)

    def search(self, query: SearchQuery) -> SearchResult:
        """Raises Busy when too many queries wait, and the storage's errors."""
        newest = self._follower.catch_up()
        state = self._state()
        key = (query.key, newest, *state, self._explaining.knows_sentences)
        result = self._results.get(key)
        if result is None:
            ahead: dict[int, ExplainedPassage] = {}
            page = self._searcher.search(
                query, self._ask_full_text, partial(self._explain_ahead, newest, ahead)
            )
            found = self._published_at(newest, [number for number, *_ in page.hits])
            result = self._result(query, page, state[0], found, ahead)
            self._results.put(key, result)
        return result

    def read_texts_ahead(self) -> None:
        """Read the rows of all practices that are kept and the texts of the newest, and with them most words
        of the base, so that no search has to: to read one for the first time takes as long as an encoding."""
        newest, change = self._newest(), self._follower.applied
        for start in range(0, min(len(newest), KEPT), READ_AHEAD):
            practices = self._published_at(change, newest[start : start + READ_AHEAD])
            if not start:
                self._explaining.read_texts_ahead(practices.values())

    def read_sentences_ahead(self) -> None:
        """Take the sentences of the newest practices into memory; for when the model is there."""
        self._explaining.read_sentences_ahead(self._newest())

    def _newest(self) -> list[int]:
        view = self._searcher.catalogue.view
        return [int(number) for number in view.ids[np.argsort(-view.published, kind="stable")]]

    def neighbours(
        self, practice_id: int, similar: int = SIMILAR, contrasting: int = CONTRASTING
    ) -> Neighbours:
        """At most so many of each. While vectors are missing or the model is away they are those that share
        most labels, a rare label counting more."""
        newest = self._follower.catch_up()
        key = (practice_id, similar, contrasting, newest, *self._state())
        known = self._neighbours.get(key)
        if known is None:
            known = self._read(self._searcher.neighbours.around(practice_id, similar, contrasting), newest)
            self._neighbours.put(key, known)
        return known

    def _state(self) -> tuple[int, str | None, int]:
        """What an answer depends on besides the question and the newest change: the change that is applied,
        the model, the vectors there are."""
        meaning = self._searcher.meaning
        model = meaning.model
        return self._follower.applied, model.identity if model else None, meaning.practices

    def _read(self, near: Neighbourhood, change: int) -> Neighbours:
        found = self._published_at(change, [number for number, _ in (*near.similar, *near.contrasting)])

        def published(of: Found) -> tuple[Neighbour, ...]:
            return tuple(Neighbour(found[number], nearness) for number, nearness in of if number in found)

        return Neighbours(near.by, published(near.similar), published(near.contrasting))

    def _published_at(self, change: int, ids: Sequence[int]) -> dict[int, PublishedPractice]:
        """Those of the ids that are published, as they are after the newest change. What is withdrawn is gone
        at once, though the change may not be applied yet."""
        found: dict[int, PublishedPractice] = {}
        unknown: list[int] = []
        for number in ids:
            if (practice := self._rows.get((change, number))) is not None:
                found[number] = practice
            else:
                unknown.append(number)
        if unknown:
            with self._database.quick_reads() as reads:
                read = self._published.by_ids(reads, unknown)
            for number, practice in read.items():
                self._rows.put((change, number), practice)
            found |= read
        return found

    def _ask_full_text(self, question: WordQuestion) -> WordMatches:
        with self._database.quick_reads() as reads:
            return self._full_text.answer(reads, question, FIELD_WEIGHTS)

    def _explain_ahead(
        self,
        change: int,
        ahead: dict[int, ExplainedPassage],
        scores: Mapping[int, float],
        wanted: Wanted,
        is_time_up: Callable[[], bool],
    ) -> None:
        """Explain what will probably be shown, the best by words, as long as there is nothing else to do."""
        likely = nlargest(AHEAD, scores, key=lambda number: (scores[number], number))
        if likely and not is_time_up():
            practices = self._published_at(change, likely)
            for number in likely:
                if is_time_up():
                    return
                if practice := practices.get(number):
                    ahead[practice.revision_id] = self._explaining.explain(practice, wanted)

    def _result(
        self,
        query: SearchQuery,
        page: RankedPage,
        change: int,
        found: Mapping[int, PublishedPractice],
        ahead: Mapping[int, ExplainedPassage],
    ) -> SearchResult:
        matches = self._explaining.matches(page, found, ahead)
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
            preparation=self._preparation() if page.mode is SearchMode.WORDS else None,
        )

    def _preparation(self) -> Preparation | None:
        meaning = self._searcher.meaning
        return Preparation(meaning.practices, len(self._searcher.catalogue.view)) if meaning.model else None
