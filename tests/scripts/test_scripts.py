"""The scripts' own promises, as far as they can be tried without setting a machine up again."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kb.settings import CHECKOUT

SCRIPTS = CHECKOUT / "scripts"


@pytest.fixture(scope="module")
def setup_script() -> ModuleType:
    specification = importlib.util.spec_from_file_location("setup_script", SCRIPTS / "setup.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    # Its dataclasses look their own module up.
    sys.modules["setup_script"] = module
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("script", ["serve", "test"])
def test_an_old_python_gets_a_sentence(tmp_path: Path, script: str) -> None:
    for name in ("python3", "python", *(f"python3.{minor}" for minor in range(11, 15))):
        old = tmp_path / name
        old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
        old.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:/usr/bin:/bin", "KB_PYTHON": ""}
    outcome = subprocess.run([SCRIPTS / script], env=environment, capture_output=True, text=True, check=False)
    assert outcome.returncode == 1
    assert "3.11" in outcome.stderr
    assert "Python 3.9.2" in outcome.stderr


def test_a_step_is_done_again_when_its_input_changes(
    setup_script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_script, "STAMPS", tmp_path)
    lock = tmp_path / "lock"
    lock.write_text("one")
    there = [True]
    step = setup_script.Step("packages", "…", (lock,), lambda: None, lambda: there[0])
    assert not step.is_done
    step.stamp.write_text(step.key())
    assert step.is_done
    there[0] = False
    assert not step.is_done
    there[0] = True
    lock.write_text("two")
    assert not step.is_done


@pytest.mark.parametrize(
    "name", ["requirements.lock", "node.lock", "model.lock", "templates/package-lock.json"]
)
def test_locks_name_no_host_and_pin_by_hash(name: str) -> None:
    text = (CHECKOUT / name).read_text()
    assert not re.search(r"pypi\.org|pythonhosted|npmjs|find-links|index-url", text)
    assert "sha512-" in text or "--hash=sha256:" in text


def test_the_lock_has_no_torch_and_no_telemetry() -> None:
    names = re.findall(r"^([a-z0-9-]+)==", (CHECKOUT / "requirements.lock").read_text(), re.MULTILINE)
    assert len(names) > 100
    assert not [name for name in names if re.match(r"torch|nvidia|triton|cuda|openvino-telemetry", name)]


def test_every_script_is_described() -> None:
    described = (SCRIPTS / "README.md").read_text()
    tracked = subprocess.run(
        ["git", "ls-files", "scripts"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout.split()
    for path in tracked:
        name = Path(path).name
        assert f"`{name}`" in described or name in ("README.md", "bench.py")
