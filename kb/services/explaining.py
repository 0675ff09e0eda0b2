"""Why each hit of a page is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import structlog

from kb.domain.document import PassageKind
from kb.domain.hits import Match, MatchedBy, PassageSource, PublishedPractice
from kb.search.explanation import ExplainedPassage, Explainer, unexplained
from kb.search.nearest import LOOSELY_NEAR_ENOUGH, NEAR_ENOUGH, NearestSentence, NearestSentences
from kb.search.ranked_page import RankedPage
from kb.search.semantic import Meaning, calibration_of
from kb.search.wanted import Wanted
from kb.storage import calibrations, passages
from kb.storage.engine import Database

log = structlog.get_logger()

_READ_AT_ONCE = 200
"""Practices of which the sentences are read ahead by one statement."""


class Explaining:
    """By the words of the query where the practice has them, else by its nearest sentence, if it is near."""

    def __init__(self, database: Database, meaning: Meaning, explainer: Explainer) -> None:
        self._database = database
        self._meaning = meaning
        self._explainer = explainer
        self._nearest: NearestSentences | None = None

    @property
    def knows_sentences(self) -> bool:
        """Whether sentences can be compared in the space of today's model."""
        return self._sentences() is not None

    def read_texts_ahead(self, practices: Iterable[PublishedPractice]) -> None:
        """Do beforehand what the first explanation of a practice has to do."""
        for practice in practices:
            self._explainer.read_ahead(practice.revision_id, practice.record)

    def read_sentences_ahead(self, practice_ids: Sequence[int]) -> None:
        """Take the sentences of as many of these practices into memory as there is room for."""
        sentences = self._sentences()
        if sentences is not None:
            wanted = practice_ids[: sentences.remembered]
            for start in range(0, len(wanted), _READ_AT_ONCE):
                self._read(sentences, wanted[start : start + _READ_AT_ONCE])

    def explain(self, practice: PublishedPractice, wanted: Wanted) -> ExplainedPassage:
        return self._explainer.explain(practice.revision_id, practice.record, wanted)

    def matches(
        self,
        page: RankedPage,
        practices: Mapping[int, PublishedPractice],
        ahead: Mapping[int, ExplainedPassage],
    ) -> dict[int, Match]:
        """Practice -> match, for those hits of the page that are among `practices`. `ahead` has what the
        page's query was explained by already: revision -> passage."""
        found: dict[int, Match] = {}
        wordless: list[tuple[PublishedPractice, float]] = []
        for number, _, is_found, by in page.hits:
            practice = practices.get(number)
            if practice is None:
                continue
            # What only the meaning brought in has none of the words, and none is looked for.
            if by is MatchedBy.MEANING or not page.wanted:
                explained = unexplained(practice.title, practice.summary)
            else:
                explained = ahead.get(practice.revision_id) or self.explain(practice, page.wanted)
            found[number] = Match(
                by=by,
                source=PassageSource.WORDS if explained.words else PassageSource.SUMMARY,
                words=explained.words,
                passage=explained.passage,
                spans=explained.spans,
                labels=page.labels[number],
            )
            if by is not MatchedBy.WORDS and not explained.words:
                wordless.append((practice, NEAR_ENOUGH if is_found else LOOSELY_NEAR_ENOUGH))
        nearest = self._nearest_of(page.understood.for_model, [practice for practice, _ in wordless])
        for practice, enough in wordless:
            sentence = nearest.get(practice.revision_id)
            if sentence is not None and sentence.cosine >= enough:
                match = found[practice.id]
                found[practice.id] = Match(
                    match.by, PassageSource.NEAREST, (), sentence.text, labels=match.labels
                )
        return found

    def _nearest_of(self, text: str, practices: Sequence[PublishedPractice]) -> Mapping[int, NearestSentence]:
        """Revision -> its nearest sentence, for those of which all sentences have vectors."""
        sentences = self._sentences()
        raw = self._meaning.known_query(text)
        if not practices or sentences is None or raw is None:
            return {}
        revisions = [practice.revision_id for practice in practices]
        unknown = sentences.unknown(revisions)
        if unknown:
            self._read(sentences, [p.id for p in practices if p.revision_id in unknown])
        return sentences.nearest(raw, revisions)

    def _read(self, sentences: NearestSentences, practice_ids: Sequence[int]) -> None:
        with self._database.quick_reads() as reads:
            stored = passages.sentences_of(
                reads, sentences.model.identity, sentences.model.dimension, practice_ids
            )
        broken = [
            of_practice.practice_id
            for of_practice in stored
            if of_practice.vectors is not None
            and not sentences.remember(of_practice.revision_id, of_practice.texts, of_practice.vectors)
        ]
        if broken:
            log.warning("broken_vectors_forgotten", practices=broken, number=len(broken))
            with self._database.write() as session:
                passages.forget_vectors(session, broken, (PassageKind.SENTENCE,))

    def _sentences(self) -> NearestSentences | None:
        """Those of today's model, as soon as its means of sentences are there."""
        model = self._meaning.model
        if model is None:
            return None
        known = self._nearest
        if known is None or known.model != model:
            with self._database.connection() as connection:
                stored = calibrations.get(connection, model.identity, PassageKind.SENTENCE.value)
            if stored is None or stored.dimension != model.dimension:
                return None
            known = NearestSentences(model, calibration_of(stored.document_mean, stored.query_mean))
            self._nearest = known
        return known
