"""The queue over the real model. The worker is held, where a test needs it, by documents that come slowly."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

import pytest
from numpy.testing import assert_allclose

from embeddings.encoder import ModelOptions, SentenceEncoder
from embeddings.encoder_queue import EncoderQueue, EncoderState
from embeddings.errors import EncoderBusy, EncoderUnavailable

PATIENCE = 60
"""Seconds after which a test that hangs fails."""


class SlowDocuments(Sequence):
    """Documents that are read from somewhere slow: each reading waits until it is let through."""

    def __init__(self, texts):
        self._texts = texts
        self._let_through = threading.Semaphore(0)
        self.reading = threading.Semaphore(0)
        """One more for each reading that has begun."""

    def __len__(self):
        return len(self._texts)

    def __getitem__(self, place):
        self.reading.release()
        assert self._let_through.acquire(timeout=PATIENCE)
        return self._texts[place]

    def let_through(self, times=1):
        self._let_through.release(times)


@pytest.fixture
def people():
    """Threads of those who wait for documents."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield pool


@pytest.fixture
def held(queue, people):
    """Documents of three batches (of four) that hold the worker at their first."""
    documents = SlowDocuments([f"Opis praktyki numer {number}" for number in range(12)])
    job = people.submit(queue.encode_documents, documents)
    assert documents.reading.acquire(timeout=PATIENCE)
    yield documents, job
    documents.let_through(100)


def test_a_query_and_documents_get_the_vectors_of_the_model(queue, encoder):
    documents = [f"Praktyka {number} w bibliotece" for number in range(9)]

    assert_allclose(
        queue.submit_query("gry planszowe").result(PATIENCE),
        encoder.encode_query(["gry planszowe"])[0],
        atol=1e-6,
    )
    vectors = queue.encode_documents(documents)
    assert vectors.shape == (9, 384)
    assert (vectors * encoder.encode_documents(documents)).sum(axis=1).min() > 0.999
    assert queue.encode_documents([]).shape == (0, 384)


def test_it_knows_the_models_facts(queue, encoder):
    assert (queue.state, queue.reason, queue.encoder) == (EncoderState.READY, "", encoder)
    assert queue.count_tokens("klub") == encoder.count_tokens("klub")


def test_more_queries_than_there_is_room_for_are_told_to_come_back(queue, held):
    documents, _ = held
    waiting = [queue.submit_query(text) for text in ("a", "b", "c")]

    with pytest.raises(EncoderBusy, match="try again in 2 s") as caught:
        queue.submit_query("d")

    assert caught.value.retry_after == 2
    documents.let_through(100)
    assert [future.result(PATIENCE).shape for future in waiting] == [(384,)] * 3
    assert queue.submit_query("d").result(PATIENCE).shape == (384,)


def test_more_document_jobs_than_there_is_room_for_are_told_to_come_back(queue, held, people):
    documents, first = held
    # One place is left beside the job that holds the worker: of three at once, two are refused.
    jobs = [people.submit(queue.encode_documents, [text]) for text in ("a", "b", "c")]
    finished = as_completed(jobs, timeout=PATIENCE)
    refused = {next(finished), next(finished)}

    assert {type(job.exception()) for job in refused} == {EncoderBusy}
    assert {job.exception().retry_after for job in refused} == {5}
    documents.let_through(100)
    assert first.result(PATIENCE).shape == (12, 384)
    [accepted] = set(jobs) - refused
    assert accepted.result(PATIENCE).shape == (1, 384)


def test_a_query_waits_for_one_small_batch_of_documents_and_not_for_all(queue, held):
    documents, job = held
    query = queue.submit_query("pilne")

    documents.let_through()  # the first batch only; the second has to wait until the query is answered

    assert query.result(PATIENCE).shape == (384,)
    assert not job.done()
    documents.let_through(100)
    assert job.result(PATIENCE).shape == (12, 384)


def test_queries_that_wait_together_are_answered_each_with_its_own_vector(queue, held, encoder):
    documents, _ = held
    texts = ["klub filmowy", "ogród", "комп'ютерні курси"]
    waiting = [queue.submit_query(text) for text in texts]

    documents.let_through(100)

    for text, future in zip(texts, waiting, strict=True):
        assert future.result(PATIENCE) @ encoder.encode_query([text])[0] > 0.999


def test_equal_queries_that_wait_together_are_encoded_once(queue, held):
    documents, _ = held
    readings = []

    class Read(str):
        """A text that notes when the encoder takes its characters."""

        def __getitem__(self, place):
            readings.append(str(self))
            return super().__getitem__(place)

    first, other, second = (queue.submit_query(Read(text)) for text in ("ten sam", "inny", "ten sam"))

    documents.let_through(100)

    assert first.result(PATIENCE).tolist() == second.result(PATIENCE).tolist()
    assert first.result().tolist() != other.result(PATIENCE).tolist()
    assert readings == ["ten sam", "inny"]


def test_a_cancelled_query_is_left_out_and_the_others_are_answered(queue, held):
    documents, _ = held
    cancelled, kept = queue.submit_query("już nie"), queue.submit_query("nadal")

    assert cancelled.cancel()
    documents.let_through(100)

    assert kept.result(PATIENCE).shape == (384,)
    assert cancelled.cancelled()


def test_a_text_that_cannot_be_encoded_hurts_nobody_else(queue):
    with pytest.raises(TypeError):
        queue.encode_documents([None])
    with pytest.raises(TypeError):
        queue.submit_query(None).result(PATIENCE)

    assert queue.submit_query("następne").result(PATIENCE).shape == (384,)


def test_closing_answers_all_who_wait(queue, held, people):
    documents, begun = held
    query = queue.submit_query("czeka")

    closing = people.submit(queue.close)
    while not queue.reason:  # the worker is still held; the reason is given before anything else
        assert not closing.done()
    documents.let_through()
    closing.result(PATIENCE)

    for future in (query, begun):
        with pytest.raises(EncoderUnavailable, match="the site is stopping"):
            future.result(PATIENCE)
    with pytest.raises(EncoderUnavailable, match="the site is stopping"):
        queue.submit_query("po zamknięciu")
    with pytest.raises(EncoderUnavailable, match="the site is stopping"):
        queue.encode_documents(["po zamknięciu"])


def test_closing_twice_is_no_fault(queue):
    queue.close()
    queue.close()


def test_while_the_model_is_loading_nobody_waits_for_it(encoder):
    go_on = threading.Event()

    def load():
        assert go_on.wait(PATIENCE)
        return encoder

    queue = EncoderQueue(load)
    try:
        assert (queue.state, queue.encoder) == (EncoderState.LOADING, None)
        for ask in (queue.submit_query, queue.count_tokens):
            with pytest.raises(EncoderUnavailable, match="the model is being loaded"):
                ask("wcześnie")
        with pytest.raises(EncoderUnavailable):
            queue.encode_documents(["wcześnie"])
        assert queue.wait_until_settled(0) is EncoderState.LOADING
        go_on.set()
        assert queue.wait_until_settled(PATIENCE) is EncoderState.READY
    finally:
        go_on.set()
        queue.close()


class TestAfterAFailedLoad:
    def test_the_model_is_away_with_its_reason(self, tmp_path):
        queue = EncoderQueue(lambda: SentenceEncoder.load(ModelOptions(tmp_path / "none")))
        try:
            assert queue.wait_until_settled(PATIENCE) is EncoderState.AWAY
            assert queue.reason.startswith(f"{tmp_path / 'none' / 'manifest.json'}: found no file")
            with pytest.raises(EncoderUnavailable) as caught:
                queue.submit_query("a")
            assert caught.value.reason == queue.reason
        finally:
            queue.close()

    @pytest.mark.parametrize("error", [KeyError("bert"), Exception("bare"), MemoryError()], ids=repr)
    def test_the_model_is_away_whatever_the_library_raised(self, error):
        def load():
            raise error

        queue = EncoderQueue(load)
        try:
            assert queue.wait_until_settled(PATIENCE) is EncoderState.AWAY
            assert queue.reason
        finally:
            queue.close()

    def test_asking_again_brings_it_back_once_the_cause_is_gone(self, model_folder, tmp_path):
        folder = tmp_path / "model"
        attempts: list[Future[None]] = [Future(), Future()]
        count = iter(range(2))

        def load():
            attempt = attempts[next(count)]
            try:
                return SentenceEncoder.load(ModelOptions(folder))
            finally:
                attempt.set_result(None)

        queue = EncoderQueue(load, retry_loading_after=0)
        try:
            assert queue.wait_until_settled(PATIENCE) is EncoderState.AWAY
            shutil.copytree(model_folder, folder)
            with pytest.raises(EncoderUnavailable):
                queue.submit_query("pierwsze pytanie budzi")
            attempts[1].result(PATIENCE)
            while (state := queue.state) is not EncoderState.READY:  # the queue takes the loaded model over
                assert state is EncoderState.AWAY
            assert queue.reason == ""
            assert queue.submit_query("drugie").result(PATIENCE).shape == (384,)
        finally:
            queue.close()
            shutil.rmtree(folder, ignore_errors=True)

    def test_it_is_not_tried_again_before_its_time(self, tmp_path):
        attempts = []

        def load():
            attempts.append(len(attempts))
            return SentenceEncoder.load(ModelOptions(tmp_path / "none"))

        queue = EncoderQueue(load, retry_loading_after=3600)
        try:
            assert queue.wait_until_settled(PATIENCE) is EncoderState.AWAY
            for _ in range(5000):
                with pytest.raises(EncoderUnavailable):
                    queue.submit_query("a")
        finally:
            queue.close()
        assert attempts == [0]

    def test_it_closes(self, tmp_path):
        queue = EncoderQueue(lambda: SentenceEncoder.load(ModelOptions(tmp_path / "none")))
        assert queue.wait_until_settled(PATIENCE) is EncoderState.AWAY

        queue.close()

        with pytest.raises(EncoderUnavailable, match="the site is stopping"):
            queue.submit_query("a")
