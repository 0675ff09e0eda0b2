"""Sentences to vectors, by Sentence-Transformers."""

from __future__ import annotations

import copy
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Set before the Hugging Face libraries are imported: they read it once, and without it they call home.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from transformers.utils import logging as transformers_logging

from embeddings.bundled_model import MANIFEST, PROMPTS
from embeddings.errors import EncoderUnavailable, ModelFileError
from embeddings.openvino_module import FILE, FOLDER, OpenVinoTransformer, is_exported

Vectors = NDArray[np.float32]
"""Shape (texts, dimension), each row of unit length."""

_WARMED_UP_TO = 40
"""Words of a query: with prompt and marks as many tokens and a few, more than nearly all queries have."""

_MOST_CHARACTERS = 20_000
"""Of one text; far more than any model's window, so that time does not grow with odd input."""


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """`model` None is the bundled model in `folder`; otherwise any Sentence-Transformers name or folder."""

    folder: Path
    model: str | None = None
    threads: int | None = None


class SentenceEncoder:
    """Queries and documents are encoded apart, each with the prompt that the model declares for it.

    `identity` changes whenever the vectors would. Not thread-safe: one thread owns it (EncoderQueue).
    """

    def __init__(self, model: SentenceTransformer, identity: str) -> None:
        self._model = model
        self.identity = identity
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.max_tokens = int(model.max_seq_length or 512)
        self._query_prompt, self._document_prompt = _prompts(model)
        # transformers switches its tokenizer's truncation with every call; counting in another thread would
        # switch it off under a batch that is being encoded. The bare Tokenizer never changes.
        tokenizer = model.tokenizer
        self._counter = tokenizer if isinstance(tokenizer, Tokenizer) else copy.deepcopy(tokenizer)

    @classmethod
    def load(cls, options: ModelOptions) -> SentenceEncoder:
        """Raises ModelFileError (the bundled model is missing or broken) or EncoderUnavailable."""
        transformers_logging.set_verbosity_error()
        transformers_logging.disable_progress_bar()
        if options.threads:
            torch.set_num_threads(options.threads)
        if options.model is None:
            return _load_bundled(options)
        try:
            # Weights that a checkpoint lacks (an unused pooler) are drawn at random; drawn from one seed,
            # they leave the fingerprint, and with it the stored vectors, valid after a restart.
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(0)
                model = SentenceTransformer(
                    options.model, device="cpu", local_files_only=os.environ["HF_HUB_OFFLINE"] == "1"
                )
        except (OSError, ValueError, ImportError, KeyError, RuntimeError, SafetensorError) as error:
            raise EncoderUnavailable(f"KB_MODEL {options.model}: {error}") from error
        return cls(model, f"{options.model}@{_fingerprint(model)}")

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._query_prompt)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._document_prompt)

    def warm_up(self) -> None:
        """Encode one query of each usual length. The graph is prepared anew for every length when it is met
        first, which would double the time of somebody's query."""
        for words in range(1, _WARMED_UP_TO + 1):
            self.encode_query([" ".join("a" * words)])

    def count_tokens(self, text: str) -> int:
        """Tokens that the model reads for a document of this text, prompt and marks included.

        Any thread may call it at any time.
        """
        encoded = self._counter.encode(f"{self._document_prompt}{_clean(text)}")
        if isinstance(encoded, list):
            return len(encoded)
        return sum(len(part.ids) for part in (encoded, *encoded.overflowing))

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        """One by one: in a batch the 8-bit arithmetic of one text depends a little on its neighbours, and the
        same query has to give the same order at all times. On two cores it is no slower."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors = self._model.encode(
            [_clean(text) for text in texts],
            prompt=prompt,
            batch_size=1,
            show_progress_bar=False,
            normalize_embeddings=True,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _clean(text: str) -> str:
    """What every tokenizer takes: no lone surrogates, a bounded length."""
    return text[:_MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _prompts(model: SentenceTransformer) -> tuple[str, str]:
    declared = {name: prompt or "" for name, prompt in model.prompts.items()}
    document = declared.get("document") or declared.get("passage") or declared.get("corpus") or ""
    return declared.get("query", ""), document


def _load_bundled(options: ModelOptions) -> SentenceEncoder:
    folder = options.folder
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise ModelFileError(manifest, "no file", "the unpacked model")
    try:
        about = json.loads(manifest.read_text(encoding="utf-8"))
        name = f"{about['name']}@{about['sha256'][:12]}"
    except (ValueError, KeyError) as error:
        raise ModelFileError(manifest, f"a file that does not read ({error})", "a whole manifest") from error
    if is_exported(folder):
        try:
            module = OpenVinoTransformer(folder, max_seq_length=512, threads=options.threads)
        except RuntimeError as error:
            raise ModelFileError(
                folder / FOLDER / FILE, "a graph that does not load", "a whole one"
            ) from error
        return SentenceEncoder(
            SentenceTransformer(modules=[module], device="cpu", prompts=dict(PROMPTS)), f"{name}/int8"
        )
    try:
        return SentenceEncoder(
            SentenceTransformer(str(folder), device="cpu", local_files_only=True), f"{name}/float32"
        )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise ModelFileError(
            folder, f"a folder that does not load ({error})", "the unpacked model"
        ) from error


def _fingerprint(model: SentenceTransformer) -> str:
    """The first digits of SHA-256 over the parameters' names, shapes and a sample of their values."""
    digest = hashlib.sha256()
    for name, parameter in sorted(model.named_parameters(), key=lambda pair: pair[0]):
        values = parameter.detach().reshape(-1)
        sample = values[:: max(1, len(values) // 1000)].to(torch.float32).numpy()
        digest.update(f"{name}{tuple(parameter.shape)}".encode())
        digest.update(sample.tobytes())
    return digest.hexdigest()[:12]
