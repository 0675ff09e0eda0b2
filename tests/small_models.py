"""Real Sentence-Transformers models, so small that they are made and loaded in a moment: what they say means
nothing, but it is the same at each start and differs from seed to seed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizerFast
from transformers.utils import logging

# Pairs beside the letters halve the tokens, and with them the time.
_VOWELS = "aąeęioóuy"
_LETTERS = "aąbcćdeęfghijklłmnńoóprsśtuwyzźżqvx0123456789"


def make_small_model(folder: Path, *, seed: int = 0, dimension: int = 32, window: int = 512) -> Path:
    """A BERT of two layers over letters, saved in the folder as any model of KB_MODEL would be."""
    logging.disable_progress_bar()
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    parts_of_words = [*_LETTERS, *(f"{letter}{vowel}" for letter in _LETTERS[:32] for vowel in _VOWELS)]
    words = [*marks, *parts_of_words, *(f"##{part}" for part in parts_of_words)]
    with tempfile.TemporaryDirectory() as parts, torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        (Path(parts) / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
        tokenizer = BertTokenizerFast(
            vocab={word: number for number, word in enumerate(words)}, strip_accents=False
        )
        tokenizer.save_pretrained(parts)
        BertModel(
            BertConfig(
                vocab_size=len(words),
                hidden_size=dimension,
                num_hidden_layers=2,
                num_attention_heads=2,
                intermediate_size=dimension,
                max_position_embeddings=512,
            )
        ).save_pretrained(parts)
        transformer = Transformer(parts, max_seq_length=window)
        SentenceTransformer(modules=[transformer, Pooling(dimension)], device="cpu").save(str(folder))
    return folder
