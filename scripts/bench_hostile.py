"""Hostile files, many at once, against the really served site: memory, answers, and what others wait."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count, cycle, islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

import psutil
from bench_base import CHECKOUT, Served, served, share_of, show
from hostile_files import NUMBER, Upload, upload

PASSWORD = "zielony rower babci"
EMAIL = "plik@example.org"
CROWDS = (8, 16)
READERS = 4
READS = 0.05
"""Seconds between two pages of a reader."""
FORM_TYPE = "application/x-www-form-urlencoded"


class Answered(NamedTuple):
    """`status` is 0 where the connection broke, as it does when a body is refused before it has all come."""

    what: str
    status: int
    seconds: float


@dataclass
class Storm:
    """`growth_mb` is what the server and its helpers took at most, over the warm server."""

    clients: int
    growth_mb: float
    uploads: list[Answered]
    pages: list[Answered]
    grown_after_mb: float = 0.0


@dataclass
class Editor:
    """A browser of somebody who is signed in, with a text of its own to bring files to."""

    port: int
    cookie: str = ""
    proof: str = ""
    step: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    @classmethod
    def signed_in(cls, port: int) -> Editor:
        editor = cls(port)
        headers = editor.send("/konto/logowanie", {"email": EMAIL, "haslo": PASSWORD})
        editor.cookie = headers["set-cookie"].partition(";")[0]
        return editor

    def with_text(self) -> Editor:
        """A new text; the sign-in is shared."""
        editor = Editor(self.port, self.cookie)
        editor.proof = editor._proof("/redakcja/nowa")
        about = editor.send("/redakcja/nowa", {})["location"]
        # An empty text is given out again.
        editor.send(about, {"wersja": "1", "pole": "title", "title": "Pliki", "co": "zapisz"})
        editor.step = about.rpartition("/")[0] + "/zdjecia-i-pliki"
        return editor

    def send(self, path: str, fields: dict[str, str]) -> dict[str, str]:
        fields = {"_znak": self.proof} | fields
        headers = self._headers() | {"content-type": FORM_TYPE}
        self.connection.request("POST", path, urlencode(fields), headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise RuntimeError(f"{path}: {answer.status}")
        return {name.lower(): value for name, value in answer.getheaders()}

    def fields(self) -> dict[str, str]:
        """What the form of files holds, as it is now."""
        self.connection.request("GET", self.step, headers=self._headers())
        page = self.connection.getresponse().read().decode()
        version = re.search(r'name="wersja" id="wersja" value="(\d+)"', page)
        if version is None:
            raise RuntimeError(page[:2000])
        return {"_znak": self.proof, "wersja": version[1], "co": "plik"}

    def upload(self, upload: Upload) -> Answered:
        begun = time.perf_counter()
        try:
            headers = self._headers() | {"content-type": upload.content_type}
            self.connection.request("POST", self.step, upload.body, headers)
            answer = self.connection.getresponse()
            answer.read()
            status = answer.status
        except OSError:
            self.connection.close()
            status = 0
        return Answered(upload.name, status, time.perf_counter() - begun)

    def _proof(self, path: str) -> str:
        self.connection.request("GET", path, headers=self._headers())
        found = re.search(r'name="_znak" value="([^"]+)"', self.connection.getresponse().read().decode())
        if found is None:
            raise RuntimeError(f"{path} has no form")
        return found[1]

    def _headers(self) -> dict[str, str]:
        return {"origin": f"http://127.0.0.1:{self.port}", "cookie": self.cookie}


@contextmanager
def watched(pid: int) -> Iterator[list[float]]:
    """Bytes that a process and its children take, again and again, until the end of the block."""
    seen: list[float] = []
    ended = threading.Event()

    def watch() -> None:
        process = psutil.Process(pid)
        while not ended.wait(0.01):
            seen.append(process.memory_info().rss + sum(map(_own_memory, process.children())))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def _own_memory(helper: psutil.Process) -> int:
    """Not yet of one that is being started: until then it stands in its parent's memory."""
    try:
        return helper.memory_info().rss if "picture_worker" in " ".join(helper.cmdline()) else 0
    except psutil.NoSuchProcess:
        return 0


def storm(site: Served, clients: int, each: int) -> Storm:
    """`clients` bring `each` one file after the other, all different, while readers turn pages."""
    first = Editor.signed_in(site.port)
    editors = [first.with_text() for _ in range(clients)]
    rounds = count()
    upload(0, {})
    turns = [list(islice(rounds, each)) for _ in editors]
    process = psutil.Process(site.pid)
    warm = process.memory_info().rss
    ended = threading.Event()

    def bring(editor: Editor, turn: Sequence[int]) -> list[Answered]:
        return [editor.upload(upload(number, editor.fields())) for number in turn]

    def read(_: int) -> list[Answered]:
        connection = site.connection()
        answers = []
        for path in cycle(["/", "/praktyki", f"/szukaj?q={quote('gry dla seniorów')}", "/zdrowie"]):
            if ended.is_set():
                return answers
            begun = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            answers.append(Answered(path, answer.status, time.perf_counter() - begun))
            ended.wait(READS)
        return answers

    with watched(site.pid) as seen, ThreadPoolExecutor(clients + READERS) as pool:
        reading = [pool.submit(read, reader) for reader in range(READERS)]
        bringing = [pool.submit(bring, editor, turn) for editor, turn in zip(editors, turns, strict=True)]
        brought = [answer for each in bringing for answer in each.result()]
        ended.set()
        pages = [answer for each in reading for answer in each.result()]
    after = process.memory_info().rss
    return Storm(clients, (max(seen) - warm) / 2**20, brought, pages, (after - warm) / 2**20)


@contextmanager
def site_with_editor(home: Path) -> Iterator[Served]:
    """A copy of a base, with somebody who may write, really served and warm."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "base"
        shutil.copytree(home, own)
        add = [sys.executable, "-m", "kb", "users", "add", EMAIL, "--role", "editor", "--password-stdin"]
        environment = os.environ | {"KB_DATA_DIR": str(own)}
        subprocess.run(
            add, input=PASSWORD.encode(), env=environment, cwd=CHECKOUT, check=True, capture_output=True
        )
        with served(own) as site:
            storm(site, 1, 3)
            yield site


def run(home: Path, *, as_json: bool) -> None:
    with site_with_editor(home) as site:
        storms = [storm(site, clients, -(-NUMBER // clients)) for clients in CROWDS]
    if as_json:
        print(json.dumps([asdict(one) for one in storms]))
        return
    show(["", *(f"{one.clients} at once" for one in storms)], list(rows_of(storms)))
    for one in storms:
        slowest = sorted(one.uploads, key=lambda answer: -answer.seconds)[:5]
        print("\n".join(f"  {answer.what}: {answer.status}, {answer.seconds:.1f} s" for answer in slowest))


def rows_of(storms: Sequence[Storm]) -> Iterator[list[str]]:
    yield ["uploads", *(str(len(one.uploads)) for one in storms)]
    yield ["memory over the warm site, peak, MiB", *(f"{one.growth_mb:.0f}" for one in storms)]
    yield ["memory over the warm site, afterwards, MiB", *(f"{one.grown_after_mb:.0f}" for one in storms)]
    yield ["an answer, s: median / longest", *(_times(one.uploads) for one in storms)]
    yield ["statuses", *(_statuses(one.uploads) for one in storms)]
    yield ["pages meanwhile, ms: p50 / p95 / p99", *(_milliseconds(one.pages) for one in storms)]
    yield ["their statuses", *(_statuses(one.pages) for one in storms)]


def _times(answers: Sequence[Answered]) -> str:
    seconds = [answer.seconds for answer in answers]
    return f"{share_of(seconds, 0.5):.1f} / {max(seconds):.1f}"


def _milliseconds(answers: Sequence[Answered]) -> str:
    return " / ".join(
        f"{1000 * share_of([answer.seconds for answer in answers], share):.0f}" for share in (0.5, 0.95, 0.99)
    )


def _statuses(answers: Sequence[Answered]) -> str:
    found = Counter(answer.status for answer in answers)
    return ", ".join(f"{number} × {status or 'broken off'}" for status, number in found.most_common())
