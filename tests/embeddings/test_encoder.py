from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from sentence_transformers import SentenceTransformer

from embeddings.encoder import ModelOptions, SentenceEncoder
from embeddings.errors import EncoderUnavailable, ModelFileError
from embeddings.openvino_module import is_exported

TEXTS = [
    "Warsztaty robotyki dla dzieci w bibliotece wiejskiej",
    "Computer lessons for older people",
    "Нічна бібліотека для підлітків",
    "klub",
    "Biblioteka zaprosiła koło gospodyń i strażaków do wspólnego gotowania. " * 12,
]

ODD_TEXTS = {
    "empty": "",
    "white space": " \n\t\u00a0 ",
    "invisible characters": "\u200b\ufeff\u00ad",
    "a lone surrogate": "kawa\ud83d i herbata\udc00",
    "a zero byte": "przed\x00po",
    "combining marks": "z" + "\u0301" * 500,
    "right to left": "ספרייה \u202eabc\u202c",
    "joined emoji": "👨‍👩‍👧‍👦" * 50,
    "names of the model's own tokens": "</s><s><pad><mask> query: passage:",
    "one word of 100,000 characters": "x" * 100_000,
    "100,000 characters of words": "biblioteka " * 9_091,
}


class TestVectors:
    def test_are_float32_of_unit_length_a_row_for_each_text(self, encoder):
        for vectors in (encoder.encode_query(TEXTS), encoder.encode_documents(TEXTS)):
            assert vectors.shape == (len(TEXTS), encoder.dimension) == (5, 384)
            assert vectors.dtype == np.float32
            assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_of_no_texts_are_no_rows(self, encoder):
        assert encoder.encode_query([]).shape == (0, 384)
        assert encoder.encode_documents([]).shape == (0, 384)

    @pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
    def test_of_odd_texts_are_vectors_too(self, encoder, text):
        [query] = encoder.encode_query([text])
        [document] = encoder.encode_documents([text])

        assert np.isfinite([query, document]).all()
        assert_allclose(np.linalg.norm([query, document], axis=1), 1, atol=1e-5)

    def test_keep_the_order_of_the_texts_whatever_their_lengths(self, encoder):
        alone = np.concatenate([encoder.encode_documents([text]) for text in TEXTS])
        together = encoder.encode_documents(TEXTS)

        # With 8-bit activations a batch shifts its vectors a little (cosine 0.9999); other texts are far off.
        assert (alone * together).sum(axis=1).min() > 0.999
        assert np.argmax(together @ alone.T, axis=1).tolist() == [0, 1, 2, 3, 4]

    def test_of_a_query_and_a_document_differ_by_the_prompt(self, encoder):
        query, document = encoder.encode_query(["klub gier"])[0], encoder.encode_documents(["klub gier"])[0]

        assert query @ document < 0.99

    def test_end_at_the_window(self, encoder):
        within = "biblioteka " * 600  # more than 512 tokens
        assert encoder.count_tokens(within) > encoder.max_tokens

        one, longer = encoder.encode_documents([within]), encoder.encode_documents([within + "smoki " * 500])

        assert_allclose(one, longer, atol=1e-6)

    def test_bring_the_same_meaning_in_three_languages_together(self, encoder):
        questions = [
            "zajęcia komputerowe dla seniorów",
            "computer classes for older people",
            "комп'ютерні курси для літніх людей",
        ]
        documents = [
            "Kurs obsługi smartfona i internetu dla osób po sześćdziesiątce",
            "Wystawa fotografii o dawnych młynach nad rzeką",
            "Konkurs recytatorski dla przedszkolaków",
        ]

        cosines = encoder.encode_query(questions) @ encoder.encode_documents(documents).T

        assert cosines.argmax(axis=1).tolist() == [0, 0, 0]


class TestTokens:
    def test_the_prompt_and_both_marks_are_counted(self, encoder):
        # <s> ▁passage : ▁klub </s>, and the same without a word: <s> ▁passage : ▁ </s> at the most
        assert encoder.count_tokens("klub") == 5
        assert 4 <= encoder.count_tokens("") <= 5

    def test_are_counted_beyond_the_window(self, encoder):
        one, ten = (encoder.count_tokens("Biblioteka zaprasza. " * number) for number in (100, 1000))

        assert one > 300
        assert ten == pytest.approx(10 * one, rel=0.1)

    @pytest.mark.slow
    def test_counting_leaves_the_tokenizer_that_encodes_as_it_was(self, float32_folder):
        """transformers switches truncation to and fro. Switched off by a count in another thread, it would
        leave the batch that is being encoded longer than the window, which is an error."""
        model = SentenceTransformer(str(float32_folder), device="cpu", local_files_only=True)
        encoder = SentenceEncoder(model, "under test")
        encoder.encode_documents(["Biblioteka"])
        truncation = model.tokenizer.backend_tokenizer.truncation
        assert truncation["max_length"] == 512

        assert encoder.count_tokens("Biblioteka zaprasza. " * 400) > 512

        assert model.tokenizer.backend_tokenizer.truncation == truncation


class TestIdentity:
    def test_names_the_model_its_file_and_the_form_of_its_weights(self, encoder, model_folder):
        form = "int8" if is_exported(model_folder) else "float32"
        assert encoder.identity == f"multilingual-e5-small-q4@1571fc982750/{form}"

    def test_differs_with_the_form_of_the_weights(self, float32_encoder):
        assert float32_encoder.identity == "multilingual-e5-small-q4@1571fc982750/float32"

    @pytest.mark.slow
    def test_of_any_folder_stays_the_same_over_restarts(self, float32_folder, named_encoder):
        """This folder has no weights for the pooler, which are then drawn at random with each load."""
        with torch.random.fork_rng(devices=[]):
            torch.seed()
            again = SentenceEncoder.load(ModelOptions(Path("unused"), model=str(float32_folder)))

        assert again.identity == named_encoder.identity
        assert again.identity.startswith(f"{float32_folder}@")


@pytest.mark.slow
def test_eight_bits_give_the_vectors_of_float32(encoder, float32_encoder):
    for ours, exact in (
        (encoder.encode_query(TEXTS), float32_encoder.encode_query(TEXTS)),
        (encoder.encode_documents(TEXTS), float32_encoder.encode_documents(TEXTS)),
    ):
        assert (ours * exact).sum(axis=1).min() >= 0.9995


class TestBrokenModels:
    @pytest.fixture
    def copy(self, model_folder, tmp_path):
        """The unpacked model without the large file of weights."""
        folder = tmp_path / "model"
        shutil.copytree(model_folder, folder, ignore=shutil.ignore_patterns("model.bin"))
        if not is_exported(folder):
            pytest.skip("this platform has no OpenVINO, and its folder other files")
        return folder

    @pytest.mark.parametrize(
        ("file", "length"),
        [
            ("manifest.json", 0),
            ("manifest.json", 20),
            ("tokenizer.json", 5000),
            ("openvino/model.xml", 3000),
            ("openvino/model.bin", 100_000),
        ],
    )
    def test_a_truncated_file_is_named(self, copy, model_folder, file, length):
        with (model_folder / file).open("rb") as whole:
            (copy / file).write_bytes(whole.read(length))

        with pytest.raises(ModelFileError, match=r"found .+, expected .+; run scripts/setup\.py") as caught:
            SentenceEncoder.load(ModelOptions(copy))

        assert caught.value.path.is_relative_to(copy)

    @pytest.mark.parametrize("file", ["manifest.json", "tokenizer.json", "openvino/model.bin"])
    def test_a_missing_file_is_named(self, copy, file):
        (copy / file).unlink(missing_ok=True)

        with pytest.raises(ModelFileError) as caught:
            SentenceEncoder.load(ModelOptions(copy))

        assert caught.value.path.is_relative_to(copy)

    def test_a_folder_without_any_weights_is_named(self, copy):
        shutil.rmtree(copy / "openvino")

        with pytest.raises(ModelFileError) as caught:
            SentenceEncoder.load(ModelOptions(copy))

        assert caught.value.path == copy

    def test_truncated_float32_weights_are_named(self, float32_folder, tmp_path):
        folder = tmp_path / "model"
        shutil.copytree(float32_folder, folder, ignore=shutil.ignore_patterns("model.safetensors"))
        with (float32_folder / "model.safetensors").open("rb") as whole:
            (folder / "model.safetensors").write_bytes(whole.read(1_000_000))

        with pytest.raises(ModelFileError, match="found a folder that does not load"):
            SentenceEncoder.load(ModelOptions(folder))

    @pytest.mark.parametrize("model", ["no-such-owner/no-such-model", "/no/such/folder"])
    def test_a_model_that_cannot_be_had_is_away(self, model):
        with pytest.raises(EncoderUnavailable, match=model) as caught:
            SentenceEncoder.load(ModelOptions(Path("unused"), model=model))

        assert caught.value.reason.startswith(f"KB_MODEL {model}: ")
