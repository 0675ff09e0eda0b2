"""The format of the bundled model, on a file small enough to be read by eye."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import ModelFileError
from embeddings.model_file import ModelShape, read_model_file

PATH = Path("small.bin")
PIECES = [("<s>", 0.0), ("ą", -1.5), ("▁b", -2.25)]
FLOATS = np.array([0.5, -3.0], "<f4").tobytes()
# One block: the scale 2.0 as float16, then bytes whose low halves are weights 0-15 and high halves 16-31.
# 0x80 at weight 0 and 16: (0 - 8) * 2 and (8 - 8) * 2; all others 0xF7: (7 - 8) * 2 and (15 - 8) * 2.
BLOCK = struct.pack("<e", 2.0) + bytes([0x80] + 15 * [0xF7])
BLOCK_WEIGHTS = [-16.0] + 15 * [-2.0] + [0.0] + 15 * [14.0]


def small_file(block_size=32, magic=b"E5S1"):
    blob = "".join(piece for piece, _ in PIECES).encode()
    ends = np.cumsum([0] + [len(piece.encode()) for piece, _ in PIECES])
    head = magic + struct.pack("<I7ifi", 1, 384, 12, 12, 1536, 250_037, 512, 2, 1e-12, block_size)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += ends.astype("<u4").tobytes() + np.array([score for _, score in PIECES], "<f4").tobytes() + blob
    head += struct.pack("<iI", 1, 5) + b"rules" + struct.pack("<i", 2)
    first, second = b"emb.ln.w", b"l0.q.w"
    start = len(head) + 2 + len(first) + 21 + 2 + len(second) + 21
    head += struct.pack("<H", len(first)) + first + struct.pack("<BIQQ", 0, 2, start, len(FLOATS))
    head += struct.pack("<H", len(second)) + second
    head += struct.pack("<BIQQ", 1, 30, start + len(FLOATS), len(BLOCK))
    return head + FLOATS + BLOCK


def test_sizes_pieces_and_weights_are_read():
    model = read_model_file(PATH, small_file())

    assert model.shape == ModelShape(384, 12, 12, 1536, 250_037, 512, 2, pytest.approx(1e-12))
    assert model.pieces == PIECES
    assert model.unknown == 3
    assert list(model.tensors) == ["emb.ln.w", "l0.q.w"]
    assert model.tensors["emb.ln.w"].tolist() == [0.5, -3.0]
    # Thirty weights of a block of thirty-two: the last two only fill the block.
    assert model.tensors["l0.q.w"].tolist() == BLOCK_WEIGHTS[:30]
    assert model.tensors["l0.q.w"].dtype == np.float32


def test_a_file_cut_anywhere_is_named_as_broken():
    whole = small_file()

    for length in range(len(whole)):
        with pytest.raises(ModelFileError, match=r"small\.bin: found a file"):
            read_model_file(PATH, whole[:length])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (small_file(magic=b"GGUF"), "found a file beginning with b'GGUF', expected b'E5S1'"),
        (small_file(block_size=64), "found blocks of 64 weights, expected blocks of 32"),
        (b"", "found a file beginning with b'', expected b'E5S1'"),
    ],
)
def test_a_file_of_another_kind_is_named(data, sentence):
    with pytest.raises(ModelFileError) as caught:
        read_model_file(PATH, data)

    assert str(caught.value) == f"small.bin: {sentence}; run scripts/setup.py to make it anew."
