"""A hundred thousand practices: words really in the full-text table, vectors drawn around the shipped ones.

The search is the real one from the text to the ranked page with its facets; only the model is replaced, by
one that answers at once with a vector drawn for the query, and the rows of a page are not read. Made once:
the full-text table. Drawn anew at every run, always the same: labels and vectors.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import psutil
from bench_base import base_of, show, spread, synthetic_records
from bench_vectors import ShippedVectors
from numpy.typing import NDArray

from embeddings.encoder import SentenceEncoder
from embeddings.encoder_queue import EncoderQueue
from kb.domain.document import RANKED_KINDS, PassageKind
from kb.domain.practice import PracticeRecord
from kb.domain.query import SearchQuery, WordMatches, WordQuestion
from kb.search.analysis import Analyser
from kb.search.catalogue import CatalogueEntry
from kb.search.documents import codes_of, document_of
from kb.search.fusion import best_rows
from kb.search.interpretation import Interpreter
from kb.search.mixture import FEEDBACK, SENTENCE
from kb.search.ranked_page import RankedPage
from kb.search.searcher import Searcher
from kb.search.semantic import Meaning
from kb.services.finding import FIELD_WEIGHTS
from kb.services.shipped import Shipped
from kb.settings import load_settings
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.full_text import SqliteFullText
from kb.storage.migrate import migrate

Vectors = NDArray[np.float32]

EVERYWHERE, RARE = "czytelnia", "bursztyn"
"""Words put into every practice, and into one of ten thousand."""
ONE_IN = 10_000

AT_ONCE = 5000
TIMES = 30


def run(bases: Path, sizes: Sequence[int], shipped: Shipped) -> None:
    real = ShippedVectors.read(base_of(bases, 238, shipped))
    columns = [list(measure(bases, size, shipped, real)) for size in sizes]
    head = ["", *(f"{size:,} practices" for size in sizes)]
    show(head, [[column[0][0], *(cell[1] for cell in column)] for column in zip(*columns, strict=True)])


class AtOnce(SentenceEncoder):
    """In the place of a model: the vector of some need, moved to where queries lie."""

    def __init__(self, real: ShippedVectors) -> None:
        self.identity, self.dimension, self.max_tokens = real.facts.identity, real.facts.dimension, 512
        means = real.means[PassageKind.NEED]
        self._vectors = real.vectors[PassageKind.NEED] - means.document_mean + means.query_mean

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._vectors[[len(text) % len(self._vectors) for text in texts]]


def measure(bases: Path, size: int, shipped: Shipped, real: ShippedVectors) -> Iterator[tuple[str, str]]:
    """(what, measured)"""
    memory = psutil.Process()
    analyser = Analyser()
    database = words_of(bases / f"{size}-words", size, shipped, analyser)
    meaning = Meaning(EncoderQueue(lambda: AtOnce(real)))
    meaning.wait_until_settled(60)
    interpreter = Interpreter(shipped.vocabularies, shipped.spoken, analyser)
    searcher = Searcher(shipped.vocabularies, shipped.synonyms, analyser, meaning, interpreter)
    before = memory.memory_info().rss
    take_in(searcher, records_of(size, shipped), real)
    full_text = SqliteFullText()
    with database.connection() as connection:
        searcher.lexicon.update(full_text.surfaces(connection))
    yield "vectors, labels and words in memory, MB", f"{(memory.memory_info().rss - before) / 1e6:.0f}"

    query = AtOnce(real).encode_query(["a"])[0]
    view = meaning.mixed(SENTENCE)
    yield "scores of all vectors, ms", timed(lambda: meaning.scores(query, SENTENCE))
    scores = view.scores(query)
    yield (
        "the best for the feedback and their topics, ms",
        timed(lambda: meaning.topics.of_keys(view.keys[best_rows(scores, FEEDBACK.reach)])),
    )
    asked: list[float] = []

    def ask(question: WordQuestion) -> WordMatches:
        begun = time.perf_counter()
        with database.quick_reads() as reads:
            matches = full_text.answer(reads, question, FIELD_WEIGHTS)
        asked.append((time.perf_counter() - begun) * 1000)
        return matches

    def searched(text: str) -> RankedPage:
        return searcher.search(SearchQuery(text), ask)

    for what, text in (
        ("a rare word", RARE),
        ("a word that stands everywhere", EVERYWHERE),
        ("both", f"{RARE} {EVERYWHERE}"),
        ("two words that stand in many", f"{EVERYWHERE} seniorzy"),
        ("three words", "warsztaty rękodzieła seniorzy"),
        ("a sentence", "chcemy zaprosić młodzież do biblioteki razem z lokalną szkołą"),
    ):
        searched(text)
        asked.clear()
        whole = timed(lambda text=text: searched(text))
        yield f"{what}: the whole search / its words, ms", f"{whole} / {statistics.median(asked):.1f}"
        yield f"{what}: practices found", f"{searched(text).total:,}"
    meaning.close()
    database.close()


def timed(call: Callable[[], object]) -> str:
    """Median and 95th percentile of some calls, in milliseconds."""
    call()
    taken: list[float] = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    return spread(taken)


def records_of(size: int, shipped: Shipped) -> Iterator[PracticeRecord]:
    chance = random.Random(13)
    for record in synthetic_records(shipped.records(), size):
        words = f"{EVERYWHERE} {RARE}" if chance.randrange(ONE_IN) == 0 else EVERYWHERE
        yield record.model_copy(update={"summary": f"{record.summary} {words}"})


def words_of(home: Path, size: int, shipped: Shipped, analyser: Analyser) -> Database:
    """A database whose full-text table has the words of all these practices, made now if it is not there."""
    database = Database.open(DatabaseOptions(load_settings({}, data_dir=home).database))
    migrate(database)
    if (home / "whole").exists():
        return database
    full_text = SqliteFullText()
    with database.write() as session:
        for number, record in enumerate(records_of(size, shipped), 1):
            document = document_of(record, shipped.vocabularies, analyser, lambda heading, text: [text])
            full_text.replace(session, number, document.words)
    (home / "whole").touch()
    return database


def take_in(searcher: Searcher, records: Iterator[PracticeRecord], real: ShippedVectors) -> None:
    """Labels and drawn vectors, some practices at a time, so that the memory at its most says little more."""
    searcher.meaning.start_with(real.facts, real.means)
    chance = np.random.default_rng(17)
    entries = [
        CatalogueEntry(number, float(number), codes_of(record)) for number, record in enumerate(records, 1)
    ]
    searcher.update(entries, [])
    for start in range(0, len(entries), AT_ONCE):
        some = entries[start : start + AT_ONCE]
        drawn = {kind: real.around(kind, len(some), chance) for kind in RANKED_KINDS}
        searcher.meaning.update(
            (
                (entry.practice_id, kind, drawn[kind][place].astype("<f4").tobytes())
                for place, entry in enumerate(some)
                for kind in RANKED_KINDS
            ),
            [],
        )
