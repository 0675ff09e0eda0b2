"""The bundled model over the OpenVINO runtime, as a module of Sentence-Transformers.

Besides the encoder this is the one place that imports sentence_transformers: a module has to derive from its
`InputModule`. Tokenizing, pooling and normalising happen here; what loads and calls the module is an ordinary
`SentenceTransformer`. optimum-intel is not used (docs/decisions/0003).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers.base.modules.input_module import InputModule
from tokenizers import Tokenizer

from embeddings.errors import ModelFileError

try:
    import openvino
except ImportError:  # no wheel for this platform: PyTorch serves instead
    openvino = None

HALF_OF_THE_CORES = max(1, (os.cpu_count() or 1) // 2)
"""Threads of one inference. The other half is left to words and pages: the second of two cores makes an
encoding a quarter quicker when nothing else runs, and twice as slow when anything does
(docs/decisions/0007)."""

FOLDER = "openvino"
FILE = "model.xml"


def is_exported(folder: Path) -> bool:
    """Whether the folder holds weights for OpenVINO and this platform can run them."""
    return openvino is not None and (folder / FOLDER / FILE).is_file()


def _read_tokenizer(path: Path) -> Tokenizer:
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises bare Exception for every cause
        raise ModelFileError(path, f"a file that does not read ({error})", "a whole tokenizer") from error


class OpenVinoTransformer(InputModule):
    """Texts to unit vectors in one compiled graph."""

    def __init__(self, folder: Path, max_seq_length: int, threads: int | None) -> None:
        """Raises ModelFileError (the tokenizer) or OpenVINO's RuntimeError (the graph)."""
        super().__init__()
        self.max_seq_length = max_seq_length
        self.tokenizer = _read_tokenizer(folder / "tokenizer.json")
        self.tokenizer.enable_truncation(max_length=max_seq_length)
        self.tokenizer.enable_padding(pad_id=1, pad_token="<pad>")
        core = openvino.Core()
        self._compiled = core.compile_model(
            str(folder / FOLDER / FILE),
            "CPU",
            {
                "PERFORMANCE_HINT": "LATENCY",
                "INFERENCE_NUM_THREADS": threads or HALF_OF_THE_CORES,
                "INFERENCE_PRECISION_HINT": "f32",
                "CPU_RUNTIME_CACHE_CAPACITY": "64",
            },
        )
        self._request = self._compiled.create_infer_request()
        # A request takes one text at a time and refuses a second thread.
        self._inferring = threading.Lock()

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, torch.Tensor | Any]:
        encoded = self.tokenizer.encode_batch([f"{prompt or ''}{text}" for text in inputs])
        return {
            "input_ids": torch.tensor([entry.ids for entry in encoded]),
            "attention_mask": torch.tensor([entry.attention_mask for entry in encoded]),
        }

    def forward(self, features: dict[str, torch.Tensor | Any], **_: Any) -> dict[str, torch.Tensor | Any]:
        inputs = [features["input_ids"].numpy(), features["attention_mask"].numpy()]
        with self._inferring:
            result = self._request.infer(inputs)
            vectors = np.array(next(iter(result.values())), dtype=np.float32)
        return {**features, "sentence_embedding": torch.from_numpy(vectors)}

    def get_embedding_dimension(self) -> int:
        return int(self._compiled.output(0).partial_shape[1].get_length())

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        raise NotADirectoryError(f"{output_path}: the unpacked folder is this model's only form on disk")
