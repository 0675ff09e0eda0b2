"""Why a hit is there is true, whether words met or only the meaning."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kb.app import Base
from kb.domain.document import PassageKind
from kb.domain.hits import Hit, MatchedBy, PassageSource
from kb.domain.languages import Language
from kb.domain.practice import Library, PracticeRecord, Source
from kb.domain.query import SearchQuery
from kb.domain.text import fold, normalise, words_of
from kb.search.documents import codes_of
from kb.search.sentences import MOST_TELLING, telling_sentences
from kb.search.understanding import understand

TWENTY = [
    "zajęcia dla seniorów z lokalnymi partnerami", "kolo gospodyn", "KGW", "OSP", "gry planszowe mlodziez",
    "noc w bibliotece", "jak zachęcić nastolatki do biblioteki", "warsztaty bez seniorów",
    "darmowe zajęcia w małej wsi", "Kalisz", "senior activities with local partners", "board games for teenagers",
    "заняття для літніх людей", "волонтери читають дітям", "ksiazka na telefon", "rękodzieło", "edukacja ekologiczna",
    "spacer historyczny z mieszkańcami", "UTW komputery", "samotność starszych osób po pandemii",
]  # fmt: skip

YOGA = "Instruktorka prowadzi jogę na świeżym powietrzu, na trawie przed budynkiem."


def record(summary: str = YOGA) -> PracticeRecord:
    return PracticeRecord(
        title="Joga na trawniku",
        summary=summary,
        need="Mieszkańcy dużo siedzą przy biurkach i skarżą się na plecy.",
        library=Library(name="Biblioteka Próbna", place="Próbno"),
        sources=(Source(url="https://example.org/"),),
    )


def hits(base: Base, text: str, language: Language = Language.POLISH) -> tuple[Hit, ...]:
    return base.finding.search(SearchQuery(text, language=language, limit=30)).hits


def hit_of(base: Base, practice_id: int, text: str) -> Hit | None:
    return next((hit for hit in hits(base, text) if hit.practice.id == practice_id), None)


@pytest.fixture
def quiet_base(own_base: Base) -> Base:
    """A base that fills nothing by itself, so that a test decides when."""
    own_base.filler.close()
    return own_base


@pytest.fixture
def edit(tmp_path: Path) -> Callable[[str], None]:
    """Change rows of `own_base` behind its back."""

    def run(statement: str) -> None:
        raw = sqlite3.connect(tmp_path / "baza.sqlite")
        raw.execute(statement)
        raw.commit()
        raw.close()

    return run


@pytest.mark.parametrize("text", TWENTY)
def test_every_marked_word_was_asked_for(base: Base, text: str) -> None:
    page = base.searcher.search(SearchQuery(text, limit=30), base.finding._ask_full_text)
    asked = {word.typed for word in page.wanted.words}
    asked |= {key for word in page.wanted.words for key in word.keys}
    asked |= {key for term in page.wanted.terms for key in term.split()}
    for hit in hits(base, text):
        match = hit.match
        assert {match.passage[start:end] for start, end in match.spans} == set(match.words)
        assert bool(match.words) == (match.source is PassageSource.WORDS)
        for word in match.words:
            keys = {fold(normalise(word)), *base.analyser.keys(normalise(word))}
            assert keys & asked, (text, word)


@pytest.mark.parametrize("text", TWENTY)
def test_what_is_not_matched_by_words_is_a_sentence_or_the_summary(base: Base, text: str) -> None:
    for hit in hits(base, text):
        record, match = hit.practice.record, hit.match
        if match.source is PassageSource.NEAREST:
            assert match.by is not MatchedBy.WORDS
            assert match.passage in telling_sentences(record)
        elif match.source is PassageSource.SUMMARY:
            assert record.summary.startswith(match.passage)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("text", TWENTY)
def test_every_label_is_one_of_the_practice(base: Base, text: str, language: Language) -> None:
    vocabularies = base.shipped.vocabularies
    for hit in hits(base, text, language):
        own = {
            vocabularies.label(facet, code, language)
            for facet, code in codes_of(hit.practice.record)
            if code in vocabularies.of_facet(facet)
        }
        assert set(hit.match.labels) <= own


def test_a_label_that_the_query_names_is_said(base: Base) -> None:
    labelled = [hit for hit in hits(base, "seniorzy") if "Seniorzy i osoby 60+" in hit.match.labels]
    assert len(labelled) >= 10
    assert not [
        hit for hit in hits(base, "warsztaty bez seniorów") if "Seniorzy i osoby 60+" in hit.match.labels
    ]


def test_the_sentence_is_the_nearest_of_its_practice(base: Base) -> None:
    text = "dogs in the library"
    near = [hit for hit in hits(base, text) if hit.match.source is PassageSource.NEAREST]
    assert near
    understood = understand(text, base.analyser, base.searcher.lexicon)
    calibration = base.finding._explaining._sentences()._calibration  # type: ignore[union-attr]
    query = calibration.centre_queries(base.meaning.encode_queries([understood.for_model]))[0]
    for hit in near:
        sentences = telling_sentences(hit.practice.record)
        encoded = base.meaning.encode_passages(sentences)
        assert encoded
        cosines = {}
        for sentence, vector in zip(sentences, encoded, strict=True):
            [centred] = calibration.centre_documents(np.frombuffer(vector.data, "<f4").reshape(1, -1))
            cosines[sentence] = float(centred @ query)
        assert cosines[hit.match.passage] == pytest.approx(max(cosines.values()), abs=0.02)


def test_until_its_sentences_are_read_the_summary_claims_nothing(quiet_base: Base) -> None:
    saved = quiet_base.saving.publish(record())
    health = quiet_base.reading.health()
    assert (health.status, health.serving, health.pending_vectors) == ("ok", True, 2)
    before = hit_of(quiet_base, saved.practice_id, "yoga in the open air")
    assert before
    assert (before.match.source, before.match.passage) == (PassageSource.SUMMARY, YOGA)
    while quiet_base.filler.fill_some():
        pass
    assert quiet_base.reading.health().pending_vectors == 0
    after = hit_of(quiet_base, saved.practice_id, "yoga in the open air")
    assert after
    assert (after.match.source, after.match.passage) == (PassageSource.NEAREST, YOGA)
    assert after.score == before.score


def test_a_new_revision_is_explained_by_its_own_sentences(quiet_base: Base) -> None:
    saved = quiet_base.saving.publish(record())
    quiet_base.fill()
    assert hit_of(quiet_base, saved.practice_id, "yoga in the open air")
    other = "Latem uczymy się jogi na świeżym powietrzu, na kocach za budynkiem."
    quiet_base.saving.publish(record(other), practice_id=saved.practice_id)
    quiet_base.fill()
    hit = hit_of(quiet_base, saved.practice_id, "yoga in the open air")
    assert hit
    assert (hit.match.source, hit.match.passage) == (PassageSource.NEAREST, other)


def test_what_is_withdrawn_keeps_no_sentences(quiet_base: Base, tmp_path: Path) -> None:
    saved = quiet_base.saving.publish(record())
    quiet_base.fill()
    assert hit_of(quiet_base, saved.practice_id, "yoga in the open air")
    quiet_base.saving.withdraw(saved.practice_id)
    assert hit_of(quiet_base, saved.practice_id, "yoga in the open air") is None
    raw = sqlite3.connect(tmp_path / "baza.sqlite")
    assert raw.execute(
        "SELECT count(*) FROM passage WHERE practice_id = ?", (saved.practice_id,)
    ).fetchone() == (0,)
    raw.close()


def test_missing_sentences_and_means_take_nothing_from_the_ranking(
    quiet_base: Base, edit: Callable[[str], None]
) -> None:
    text = "people who feel lonely"
    before = [(hit.practice.id, hit.score) for hit in hits(quiet_base, text)]
    edit("UPDATE passage SET vector = NULL, model = NULL, dimension = NULL WHERE kind = 'sentence'")
    edit("DELETE FROM calibration WHERE kind = 'sentence'")
    quiet_base.finding._explaining._nearest = None
    health = quiet_base.reading.health()
    assert (health.status, health.serving) == ("ok", True)
    assert health.pending_vectors > 1000
    without = hits(quiet_base, text)
    assert [(hit.practice.id, hit.score) for hit in without] == before
    assert {hit.match.source for hit in without} == {PassageSource.SUMMARY}


def test_a_missing_ranked_vector_is_filled_before_sentences(
    quiet_base: Base, edit: Callable[[str], None]
) -> None:
    edit("UPDATE passage SET vector = NULL, model = NULL WHERE practice_id = 5")
    assert quiet_base.reading.health().status == "degraded"
    assert quiet_base.filler.fill_some()
    health = quiet_base.reading.health()
    assert health.status == "ok"
    assert 0 < health.pending_vectors <= MOST_TELLING
    quiet_base.fill()
    assert quiet_base.reading.health().pending_vectors == 0


def test_a_sentence_with_a_vector_of_no_numbers_is_read_again(
    quiet_base: Base, edit: Callable[[str], None]
) -> None:
    saved = quiet_base.saving.publish(record())
    quiet_base.fill()
    edit(
        "UPDATE passage SET vector = zeroblob(length(vector)) "
        f"WHERE kind = '{PassageKind.SENTENCE}' AND practice_id = {saved.practice_id}"
    )
    hit = hit_of(quiet_base, saved.practice_id, "yoga in the open air")
    assert hit
    assert hit.match.source is PassageSource.SUMMARY
    health = quiet_base.reading.health()
    assert (health.status, health.pending_vectors) == ("ok", 2)
    quiet_base.fill()
    hit = hit_of(quiet_base, saved.practice_id, "yoga in the open air")
    assert hit
    assert hit.match.source is PassageSource.NEAREST


def test_words_of_the_query_are_all_in_the_record(base: Base) -> None:
    for text in TWENTY:
        for hit in hits(base, text):
            known = set(words_of(normalise(hit.practice.record.model_dump_json())))
            assert {normalise(word) for word in hit.match.words} <= known
