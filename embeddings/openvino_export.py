"""Turns the unpacked model into an OpenVINO graph with 8-bit weights, once, at set-up."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import torch
from transformers import BertModel

from embeddings.openvino_module import FILE, FOLDER

try:
    import nncf
    import openvino
except ImportError:  # no wheel for this platform: PyTorch serves instead
    nncf = openvino = None


class _MeanPooled(torch.nn.Module):
    """Ids and mask (n, tokens) to unit vectors (n, dimension): the mean of the tokens that count."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        counted = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * counted).sum(dim=1) / counted.sum(dim=1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1)


def export_to_openvino(folder: Path) -> bool:
    """Write `folder`/openvino, whole or not at all; False where the platform has no OpenVINO."""
    if openvino is None or nncf is None:
        return False
    logging.getLogger("nncf").setLevel(logging.ERROR)
    bert = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval()
    example = torch.ones((2, 8), dtype=torch.int64)
    with torch.no_grad():
        graph = openvino.convert_model(
            _MeanPooled(bert),
            example_input=(example, example),
            input=[
                ("input_ids", [-1, -1], openvino.Type.i64),
                ("attention_mask", [-1, -1], openvino.Type.i64),
            ],
        )
    graph = nncf.compress_weights(graph, mode=nncf.CompressWeightsMode.INT8_ASYM)
    aside = folder / f"{FOLDER}.unfinished"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    openvino.save_model(graph, aside / FILE, compress_to_fp16=False)
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    aside.rename(folder / FOLDER)
    return True
