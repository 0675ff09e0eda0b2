"""The set-up's own promises, tried with real programs and files, without setting a machine up again."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from kb.settings import CHECKOUT

SCRIPTS = CHECKOUT / "scripts"


@pytest.fixture
def setup_script(tmp_path: Path) -> Iterator[ModuleType]:
    """scripts/setup.py with an environment and a model folder of its own, both empty."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SCRIPTS)
        # Not `import setup`: other packages come with a module of this name.
        specification = importlib.util.spec_from_file_location("setup_script", SCRIPTS / "setup.py")
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        # Its dataclasses look their own module up.
        patch.setitem(sys.modules, "setup_script", module)
        specification.loader.exec_module(module)
        stamps = tmp_path / "stamps"
        stamps.mkdir()
        patch.setattr(module, "STAMPS", stamps)
        patch.setattr(module, "INSTALLING", stamps / "installing")
        patch.setattr(module, "MODEL_HOME", tmp_path)
        patch.setattr(module, "MODEL", tmp_path / "model")
        yield module


@pytest.fixture
def commands(setup_script: ModuleType) -> ModuleType:
    return sys.modules["setup_commands"]


def test_a_step_is_done_again_when_its_input_changes(setup_script: ModuleType, tmp_path: Path) -> None:
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


def test_a_missing_environment_takes_every_step_with_it(setup_script: ModuleType) -> None:
    there = [True]
    environment = setup_script.Step("environment", "…", (), lambda: None, lambda: there[0])
    packages = setup_script.Step("packages", "…", (), lambda: None)
    for step in (environment, packages):
        step.stamp.write_text(step.key())
    assert setup_script.missing_steps([environment, packages]) == []
    packages.stamp.unlink()
    assert setup_script.missing_steps([environment, packages]) == [packages]
    packages.stamp.write_text(packages.key())
    there[0] = False
    assert setup_script.missing_steps([environment, packages]) == [environment, packages]


@pytest.mark.parametrize(
    ("program", "stays"),
    [
        ("pass", False),
        ("raise SystemExit('ERROR: No matching distribution found')", False),
        ("print('Installing collected packages: faiss'); raise SystemExit(1)", True),
    ],
)
def test_only_an_installation_that_broke_off_makes_everything_anew(
    setup_script: ModuleType, program: str, stays: bool
) -> None:
    environment = setup_script.Step("environment", "…", (), lambda: None)
    environment.stamp.write_text(environment.key())
    setup_script.installing([sys.executable, "-c", program])
    assert setup_script.missing_steps([environment]) == ([environment] if stays else [])


def test_a_model_file_cut_short_is_not_taken_for_whole(setup_script: ModuleType, tmp_path: Path) -> None:
    setup_script.MODEL.mkdir()
    weights = setup_script.MODEL / "weights.bin"
    weights.write_bytes(b"four")
    (setup_script.MODEL / "manifest.json").write_text(json.dumps({"files": {"weights.bin": 4}}))
    (tmp_path / "stamp").write_text(setup_script.model_key())
    assert setup_script.model_is_there()
    weights.write_bytes(b"fou")
    assert not setup_script.model_is_there()
    weights.write_bytes(b"four")
    (tmp_path / "stamp").write_text("of another lock")
    assert not setup_script.model_is_there()


def test_a_second_set_up_waits_for_the_first(commands: ModuleType, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    second = (
        "import sys, pathlib; from setup_commands import locked\n"
        "with locked(pathlib.Path(sys.argv[1])): print('in')"
    )
    with commands.locked(lock):
        process = subprocess.Popen(
            [sys.executable, "-c", second, lock],
            cwd=SCRIPTS,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        assert "Czekam" in process.stderr.readline()
        assert process.poll() is None
    output, _ = process.communicate(timeout=60)
    assert (process.returncode, output) == (0, "in\n")


def test_a_folder_that_cannot_be_written_gets_a_sentence(commands: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(commands.SetupProblem, match="Nie można pisać w folderze"),
        commands.locked(tmp_path / "file" / "lock"),
    ):
        pass


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("OSError: [Errno 28] No space left on device", "Na dysku zabrakło miejsca"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "inny niż zapisany"),
        ("npm error code EINTEGRITY", "inny niż zapisany"),
        ("npm error errno: 'ECONNREFUSED'", "Sprawdź połączenie z siecią"),
        ("WARNING: Retrying after ProxyError\nERROR: nothing found", "Sprawdź połączenie z siecią"),
        ("error: command 'gcc' failed", "Ostatnie wiersze powyżej"),
    ],
)
def test_the_advice_fits_what_the_program_said(
    commands: ModuleType, tmp_path: Path, said: str, advice: str
) -> None:
    problem = commands.explained("Nie udało się.", said, tmp_path)
    assert str(problem).startswith("Nie udało się. ")
    assert advice in str(problem)
    assert problem.output == said.splitlines()[-1]


def test_a_program_is_quiet_and_what_it_said_is_kept(
    commands: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    outcome = commands.attempt(
        [sys.executable, "-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"]
    )
    assert outcome.returncode == 3
    assert sorted(outcome.stdout.split()) == ["err", "out"]
    assert capfd.readouterr() == ("", "")
