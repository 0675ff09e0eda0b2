"""The scripts' own promises: which Python they take, what the locks hold."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kb.settings import CHECKOUT

SCRIPTS = CHECKOUT / "scripts"


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


@pytest.mark.parametrize(
    ("versions", "chosen"),
    [
        ({"python3": (3, 12)}, "python3"),
        ({"python3": (3, 10), "python3.13": (3, 13)}, "python3.13"),
        ({"python3": (3, 15), "python3.12": (3, 12)}, "python3.12"),
        ({"python3": (3, 15)}, "python3"),
    ],
)
def test_a_python_with_wheels_comes_first(
    tmp_path: Path, versions: dict[str, tuple[int, int]], chosen: str
) -> None:
    for name, version in versions.items():
        # The question is put to the Python of the tests, with the version changed.
        program = tmp_path / name
        program.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -c "import sys; sys.version_info = {version}; ${{2#import sys;}}"\n'
        )
        program.chmod(0o755)
    outcome = subprocess.run(
        ["/bin/sh", "-c", '. "$0"; echo "$python"', SCRIPTS / "find-python.sh"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.stdout == f"{chosen}\n"


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
        # A folder is described as one.
        name = Path(path).relative_to("scripts").parts[0]
        assert f"`{name}`" in described or name in ("README.md", "bench.py")
