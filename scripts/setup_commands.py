"""What scripts/setup.py is built on: running a program quietly, one set-up at a time, sentences for people.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

NEWEST_PYTHON = (3, 14)
"""The newest Python that the pinned PyTorch has wheels for; find-python.sh tries newer ones last."""
_SHOWN_LINES = 12
_CONNECTION = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|NameResolution|ProxyError|Connection (refused|reset)"
    r"|No matching distribution found|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ERR_SOCKET"
)


class SetupProblem(Exception):
    """A sentence for the person who runs the script, and the last lines of what a program said.

    pip's warnings are left out: they come with success too, and its errors say what matters.
    """

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        lines = [
            line for line in output.strip().splitlines() if not line.startswith(("WARNING:", "Looking in"))
        ]
        self.output = "\n".join(lines[-_SHOWN_LINES:])


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def attempt(command: list[str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run quietly, counting the seconds on a terminal; what was said is kept for the case that it fails.

    The program inherits the lock of `locked`, so that a set-up which was killed stays locked until the
    program that it left behind has ended too.
    """
    begun = time.monotonic()
    counting = sys.stderr.isatty()
    with subprocess.Popen(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        close_fds=False,
    ) as process:
        while True:
            try:
                output, _ = process.communicate(timeout=1)
                break
            except subprocess.TimeoutExpired:
                if counting:
                    print(f"\r  {time.monotonic() - begun:.0f} s", end="", file=sys.stderr, flush=True)
    if counting:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return subprocess.CompletedProcess(command, process.returncode, output)


def explained(what: str, output: str, folder: Path) -> SetupProblem:
    """The problem in one sentence of what failed and one of what to do, judged by what the program said."""
    if "No space left on device" in output or "ENOSPC" in output:
        free = shutil.disk_usage(folder).free / 1e9
        advice = f"Na dysku zabrakło miejsca (wolne: {free:.1f} GB). Zwolnij trochę i uruchom to jeszcze raz."
    elif "DO NOT MATCH THE HASHES" in output or "EINTEGRITY" in output:
        advice = "Pobrany plik jest inny niż zapisany w pliku lock. Sprawdź, skąd pochodzą pakiety."
    elif sys.version_info[:2] > NEWEST_PYTHON and "No matching distribution" in output:
        here, newest = (".".join(map(str, version)) for version in (sys.version_info[:2], NEWEST_PYTHON))
        advice = f"Biblioteki nie mają jeszcze wydań dla Pythona {here}. Zainstaluj obok Python {newest}."
    elif _CONNECTION.search(output):
        advice = "Sprawdź połączenie z siecią i uruchom to polecenie jeszcze raz."
    else:
        advice = "Ostatnie wiersze powyżej mówią dlaczego."
    return SetupProblem(f"{what} {advice}", output)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """One set-up at a time; another one waits. The lock goes with the last process that holds it."""
    try:
        handle = path.open("w")
    except OSError as error:
        raise SetupProblem(f"Nie można pisać w folderze {path.parent}: {error.strerror}.") from error
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
            os.set_inheritable(handle.fileno(), True)
        yield
