"""The search itself: `text -> understanding -> two sides -> fusion -> filters and facets`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.domain.hits import MatchedBy, SearchMode
from kb.domain.practice import PracticeRecord
from kb.domain.query import SearchQuery, WordMatches, WordQuestion
from kb.domain.vocabularies import SynonymGroup, Vocabularies
from kb.search.advice import named_codes
from kb.search.analysis import Analyser
from kb.search.asking import every_word, is_common, question_of
from kb.search.catalogue import Catalogue, CatalogueEntry, CatalogueView
from kb.search.common_words import CommonWords, Terms
from kb.search.conditions import fulfilment
from kb.search.documents import RecordTexts
from kb.search.facets import FacetCounter, all_of, count_fitting, filter_masks
from kb.search.fusion import Evidence, Ranking, best_rows, feedback_weights, first_scores, rank
from kb.search.guidance import Guide
from kb.search.interpretation import Interpretation, Interpreter
from kb.search.labels import LabelCode, Labels, label_scores, told_by_labels
from kb.search.lexicon import Lexicon
from kb.search.mixture import CUT_OFF, FEEDBACK, Mixture, mixture_for
from kb.search.neighbours import NeighbourSearch
from kb.search.ranked_page import RankedPage
from kb.search.semantic import Meaning, MeaningAway, PendingVector
from kb.search.synonyms import Found, Synonyms
from kb.search.understanding import QueryWord, UnderstoodQuery, asked_words, understand
from kb.search.wanted import Wanted, wanted_of


@dataclass(frozen=True, slots=True)
class _Terms:
    """Labels and synonyms as a search takes them, all of one moment."""

    vocabularies: Vocabularies
    synonyms: Synonyms
    labels: Labels
    facets: FacetCounter
    guide: Guide
    interpreter: Interpreter


AskFullText = Callable[[WordQuestion], WordMatches]
Meanwhile = Callable[[Mapping[int, float], Wanted, Callable[[], bool]], None]
"""What may be done while the vector is on its way, with the bm25 of the practices that have words of the
query and with what explains a hit; it looks now and then whether the vector is there."""


class Searcher:
    """Holds what a search needs in memory; the rows themselves stay in the database."""

    def __init__(
        self,
        vocabularies: Vocabularies,
        synonyms: Iterable[SynonymGroup],
        analyser: Analyser,
        meaning: Meaning,
        interpreter: Interpreter,
    ) -> None:
        self._analyser = analyser
        self.lexicon = Lexicon(analyser)
        self.catalogue = Catalogue(vocabularies)
        self._common_words = CommonWords()
        self.meaning = meaning
        self.neighbours = NeighbourSearch(self.catalogue, meaning)
        self._terms = self._made_of(vocabularies, synonyms, interpreter)

    def use_terms(self, vocabularies: Vocabularies, synonyms: Iterable[SynonymGroup]) -> None:
        """Search by other labels and synonyms from now on. A search that has begun ends with those it began
        with. The codes are those of the start: what was merged is listed no more."""
        self._terms = self._made_of(vocabularies, synonyms, self._terms.interpreter.renewed(vocabularies))

    def _made_of(
        self, vocabularies: Vocabularies, synonyms: Iterable[SynonymGroup], interpreter: Interpreter
    ) -> _Terms:
        expanding = Synonyms(synonyms, self._analyser)
        labels = Labels(vocabularies, self._analyser)
        self.lexicon.reserve(expanding.words | labels.words)
        guide = Guide(vocabularies, self.catalogue, self.lexicon)
        facets = FacetCounter(vocabularies, self.catalogue)
        return _Terms(vocabularies, expanding, labels, facets, guide, interpreter)

    def update(
        self,
        entries: Sequence[CatalogueEntry],
        surfaces: Iterable[tuple[int, Sequence[str]]],
        removed: Sequence[int] = (),
    ) -> None:
        """Take in published practices and forget those that are no longer."""
        self._common_words.forget([*(entry.practice_id for entry in entries), *removed])
        self.catalogue.update(entries, removed)
        self.lexicon.update(surfaces, removed)
        self._terms.interpreter.libraries.update(
            [(entry.practice_id, entry.library) for entry in entries], removed
        )

    def search(
        self, query: SearchQuery, ask_full_text: AskFullText, meanwhile: Meanwhile | None = None
    ) -> RankedPage:
        """Raises Busy when too many queries wait for the model."""
        terms = self._terms
        query = _in_todays_codes(query, terms.vocabularies)
        understood = understand(query.text, self._analyser, self.lexicon)
        view = self.catalogue.view
        if understood.is_empty:
            return self._browse(query, understood, view, terms)
        pending = self._ask_meaning(understood)
        recognised = list(terms.labels.recognise([word.word for word in understood.words]))
        codes = list(dict.fromkeys(found.value for found in recognised))
        asked = asked_words(understood, self._analyser, terms.synonyms)
        every = every_word(understood, asked)
        common = [keys for keys in every if is_common(keys, self.lexicon, len(view))]
        rest = [keys for keys in every if keys not in common]
        question = question_of(understood, asked, rest, self.lexicon, len(view))
        matches = ask_full_text(question)
        all_words = self._all_words(matches, question, common, view, ask_full_text)
        wanted = wanted_of(
            question.groups,
            [word.word for word in understood.words],
            self._analyser.base_forms,
            self.lexicon.frequency_of_key,
            len(view),
        )
        interpretation = terms.interpreter.interpret(understood, query)
        label_words = _label_words(understood, recognised)
        certain = _certain(matches, all_words, view) | self._with_labels(
            terms.labels.named_by([word.word for word in understood.words]), view
        )
        rare = view.members(matches.rare if matches.phrases is None else frozenset())
        evidence = Evidence(
            meaning=None,
            bm25=view.spread(matches.scores),
            labels=label_scores(codes, self.catalogue, view),
            certain=certain | rare if len(understood.words) < _A_FEW_WORDS else certain,
            incidental=rare,
            answered=label_words >= CUT_OFF.labelled
            or (bool(all_words.any()) and not self._is_nonce(understood)),
            is_stranger=len(understood.words) == 1 and not self._knows(understood.words[0]),
            strangeness=self._strangeness(understood),
            label_words=told_by_labels(recognised, len(understood.words), self.catalogue, view),
            fulfilled=fulfilment(interpretation.conditions, self.catalogue, view),
        )
        mixture = mixture_for(len(understood.words))
        if meanwhile is not None and pending is not None:
            meanwhile(matches.scores, wanted, pending.is_there)
        # All of the above was done while the vector was on its way.
        raw = _answer_of(pending)
        if raw is not None:
            meaning = self._meaning_scores(raw, mixture, view)
            evidence = replace(evidence, meaning=meaning, domain=self.meaning.in_domain(raw))
        scores = first_scores(evidence, mixture)
        if raw is not None:
            scores = self._with_feedback(scores, view)
        ranking = rank(evidence, mixture, scores)
        mode = (
            SearchMode.WORDS if raw is None else SearchMode.HYBRID if matches.scores else SearchMode.MEANING
        )
        return self._page(query, understood, view, ranking, evidence, mode, wanted, interpretation, terms)

    def named_codes(self, record: PracticeRecord) -> Mapping[LabelCode, float]:
        """What the words of a record say in the vocabularies' terms, its own labels aside."""
        terms = self._terms
        texts = RecordTexts.of(record, terms.vocabularies)
        return named_codes(terms.labels, f"{texts.title} {record.summary}", [*texts.body, texts.names])

    def _browse(
        self, query: SearchQuery, understood: UnderstoodQuery, view: CatalogueView, terms: _Terms
    ) -> RankedPage:
        everything = np.ones(len(view), np.bool_)
        precedence = np.empty(len(view))
        precedence[np.lexsort((-view.ids, -view.published))] = np.arange(len(view))
        nothing = np.zeros(len(view), np.float32)
        ranking = Ranking(nothing, everything, everything, precedence)
        evidence = Evidence(None, nothing, nothing, everything)
        interpretation = terms.interpreter.interpret(understood, query)
        return self._page(
            query, understood, view, ranking, evidence, SearchMode.BROWSE, Wanted(), interpretation, terms
        )

    def _ask_meaning(self, understood: UnderstoodQuery) -> PendingVector | None:
        """None while the model is away or the vectors of too many practices are missing. Raises Busy."""
        if self.meaning.model is not None and not self.meaning.covers(len(self.catalogue.view)):
            return None
        try:
            return self.meaning.ask(understood.for_model)
        except MeaningAway:
            return None

    def _meaning_scores(
        self, raw: NDArray[np.float32], mixture: Mixture, view: CatalogueView
    ) -> NDArray[np.float32]:
        keys, weighted = self.meaning.scores(raw, mixture)
        if np.array_equal(keys, view.ids):
            return weighted
        scores = np.zeros(len(view), np.float32)
        rows = view.rows(keys)
        known = rows >= 0
        scores[rows[known]] = weighted[known]
        return scores

    def _knows(self, word: QueryWord) -> bool:
        return self.lexicon.knows(word.word) or self._analyser.knows(word.word)

    def _is_nonce(self, understood: UnderstoodQuery) -> bool:
        """Whether the query is one word that the dictionary does not have: some practice says it, and nothing
        follows for the others."""
        return len(understood.words) == 1 and not self._analyser.knows(understood.words[0].word)

    def _strangeness(self, understood: UnderstoodQuery) -> float:
        """The share of the query's words that are strange to the base (kb.search.mixture.CutOff)."""
        strange = [
            1.0 if self._analyser.knows(word.word) and not understood.is_english else 0.5
            for word in understood.words
            if not self.lexicon.knows(word.word)
        ]
        return sum(strange) / max(1, len(understood.words))

    def _with_labels(self, codes: Iterable[LabelCode], view: CatalogueView) -> NDArray[np.bool_]:
        """Practices with any of the codes."""
        result = np.zeros(len(view), np.bool_)
        for code in codes:
            result |= view.codes[:, self.catalogue.columns[code]]
        return result

    def _with_feedback(self, scores: NDArray[np.float32], view: CatalogueView) -> NDArray[np.float32]:
        """The scores with what the nearness to the first hits adds (kb.search.mixture.Feedback)."""
        near = best_rows(scores, FEEDBACK.reach)
        known, topics = self.meaning.topics.of_keys(view.ids[near])
        first = near[known]
        weights = feedback_weights(scores[first])
        centre = weights @ topics[: len(weights)]
        length = float(np.linalg.norm(centre))
        if not length:
            return scores
        result = scores.copy()
        result[first] += FEEDBACK.weight * (topics @ (centre / length))
        return result

    def _all_words(
        self,
        matches: WordMatches,
        question: WordQuestion,
        common: Sequence[Terms],
        view: CatalogueView,
        ask_full_text: AskFullText,
    ) -> NDArray[np.bool_]:
        """Practices with every word of a short query; `matches` tells of those that are not common."""
        having = view.members(matches.all_words)
        if not common or (question.every and not matches.all_words):
            return having
        having_common = view.mask(self._common_words.having_all(common, ask_full_text))
        return having & having_common if question.every else having_common

    def _page(
        self,
        query: SearchQuery,
        understood: UnderstoodQuery,
        view: CatalogueView,
        ranking: Ranking,
        evidence: Evidence,
        mode: SearchMode,
        wanted: Wanted,
        interpretation: Interpretation,
        terms: _Terms,
    ) -> RankedPage:
        masks = filter_masks(query.filters, self.catalogue, view)
        passing = all_of(masks, len(view))
        total = int((ranking.found & passing).sum())
        listed = int((ranking.listed & passing).sum())
        shown = ranking
        if not query.fit.is_empty:
            shown = ranking.with_fitting_first(count_fitting(query.fit, self.catalogue, view))
        page = shown.first(query.offset + query.limit, passing)[query.offset :]
        hits = tuple(
            zip(
                view.ids[page].tolist(),
                ranking.scores[page].tolist(),
                ranking.found[page].tolist(),
                _matched_by(evidence, page),
                strict=True,
            )
        )
        facets = terms.facets.count(ranking.found, query.filters, masks, view, query.language)
        guidance = terms.guide.of(query, understood, view, ranking, masks, total, interpretation)
        return RankedPage(
            mode=mode,
            total=total,
            loosely_related=listed - total,
            hits=hits,
            facets=facets,
            understood=understood,
            interpretation=interpretation,
            wanted=wanted,
            guidance=guidance,
            labels={int(view.ids[row]): self._labels(int(row), interpretation, view) for row in page},
        )

    def _labels(self, row: int, interpretation: Interpretation, view: CatalogueView) -> tuple[str, ...]:
        """What the query is understood to name, exactly and not negated, and the practice has."""
        return tuple(
            dict.fromkeys(
                named.label
                for named in interpretation.facets
                if view.codes[row, self.catalogue.columns[named.facet, named.value]]
            )
        )


def _in_todays_codes(query: SearchQuery, vocabularies: Vocabularies) -> SearchQuery:
    """Who filters by a code that was merged means the one that stands for it."""
    filters = vocabularies.in_todays_codes(query.filters)
    return query if filters == query.filters else replace(query, filters=filters)


_A_FEW_WORDS = 3
"""Content words from which one of them may have another sense than in the practices."""


def _answer_of(pending: PendingVector | None) -> NDArray[np.float32] | None:
    """Raises Busy."""
    try:
        return pending.get() if pending else None
    except MeaningAway:
        return None


def _label_words(understood: UnderstoodQuery, recognised: Sequence[Found[LabelCode]]) -> float:
    """The share of the query's words that are labels or synonyms of labels, so that the base speaks of it."""
    covered = {place for found in recognised for place in range(found.start, found.end)}
    return len(covered) / max(1, len(understood.words))


def _certain(matches: WordMatches, all_words: NDArray[np.bool_], view: CatalogueView) -> NDArray[np.bool_]:
    return all_words if matches.phrases is None else view.members(matches.phrases)


def _matched_by(evidence: Evidence, rows: NDArray[np.int64]) -> list[MatchedBy]:
    """For each row what brought the practice in: words that its text has, a meaning near the query's, or
    both."""
    if evidence.meaning is None:
        return [MatchedBy.WORDS] * len(rows)
    near = evidence.meaning[rows] >= CUT_OFF.share * float(evidence.meaning.max(initial=0.0))
    has_words = evidence.bm25[rows] > 0
    return [
        MatchedBy.MEANING if not words else MatchedBy.BOTH if by_meaning else MatchedBy.WORDS
        for words, by_meaning in zip(has_words.tolist(), near.tolist(), strict=True)
    ]
