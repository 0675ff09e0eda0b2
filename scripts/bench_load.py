"""The promises under load: separate processes of clients on this machine against the really served site."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import IO
from urllib.parse import quote

from bench_base import Served, base_of, get, new_queries, served, share_of, show
from bench_client import Answered

from kb.services.shipped import Shipped

CLIENT = Path(__file__).with_name("bench_client.py")
PROCESSES = 2
"""For each crowd; the clients of one process wait for one another a little, and more processes cost more."""

BROWSE_PAGES = 3000
SEARCHES = 1500
SEEN, SEEN_SEARCHES = 50, 2000
STORM = 12_000
"""Searches of a crowd that does not heed Retry-After: a refused one takes no time."""

CROWDS = (32, 96)
"""Clients that search anew while four others turn pages: as many as may wait at once, and far too many."""
READERS = 4


@dataclass(frozen=True)
class Crowd:
    """Clients that do the same side by side. Every path is asked for once."""

    clients: int
    paths: Sequence[str]
    seconds: float


@dataclass(frozen=True)
class Phase:
    """What one crowd was answered."""

    answers: Sequence[Answered]

    @property
    def served(self) -> list[float]:
        """Milliseconds of the answers that were no refusals."""
        return [answer.ms for answer in self.answers if answer.status == 200]

    @property
    def rate(self) -> float:
        """Answers that were no refusals, a second."""
        if not self.answers:
            return 0.0
        ends = [answer.begun + answer.ms / 1000 for answer in self.answers]
        return len(self.served) / (max(ends) - min(answer.begun for answer in self.answers))

    def percentile(self, share: float) -> str:
        return f"{share_of(self.served, share):.0f}"

    @property
    def shed(self) -> list[Answered]:
        return [answer for answer in self.answers if answer.status in (429, 503)]

    @property
    def unexpected(self) -> Counter[int]:
        """Statuses that nobody should get under load; 0 is a broken connection."""
        return Counter(answer.status for answer in self.answers if answer.status not in (200, 429, 503))


@dataclass(frozen=True)
class Loaded:
    """The phases of one base; `saturated` has for each of CROWDS (pages, searches)."""

    practices: int
    memory_before: float
    memory_after: float
    browse: Phase
    new: Phase
    seen: Phase
    saturated: Sequence[tuple[Phase, Phase]]


def run(bases: Path, sizes: Sequence[int], shipped: Shipped, seconds: float) -> None:
    queries = new_queries(shipped, SEEN + SEARCHES + STORM * len(CROWDS))
    table = [measure(base_of(bases, size, shipped), size, queries, seconds) for size in sizes]
    head = ["", "promise", *(f"{loaded.practices:,} practices" for loaded in table)]
    columns = [list(rows_of(loaded)) for loaded in table]
    show(head, [[*column[0][:2], *(cell[2] for cell in column)] for column in zip(*columns, strict=True)])


def measure(home: Path, practices: int, queries: Sequence[str], seconds: float) -> Loaded:
    searches = iter([f"/szukaj?q={quote(query)}" for query in queries])
    seen = list(islice(searches, SEEN))
    with served(home) as site:
        pages = pages_of(site)
        connection = site.connection()
        for path in (*pages, *seen):
            get(connection, path)
        connection.close()
        before = site.memory_mb
        [browse] = ask(site, Crowd(16, list(islice(cycle(pages), BROWSE_PAGES)), seconds))
        [new] = ask(site, Crowd(8, list(islice(searches, SEARCHES)), seconds))
        # Those that were asked first may have been forgotten since.
        connection = site.connection()
        for path in seen:
            get(connection, path)
        connection.close()
        [again] = ask(site, Crowd(8, list(islice(cycle(seen), SEEN_SEARCHES)), seconds))
        saturated: list[tuple[Phase, Phase]] = []
        for clients in CROWDS:
            searchers = Crowd(clients, list(islice(searches, STORM)), seconds)
            readers = Crowd(READERS, list(islice(cycle(pages), BROWSE_PAGES)), seconds * 0.9)
            reading, searching = ask(site, readers, searchers)
            saturated.append((reading, searching))
        return Loaded(practices, before, site.memory_mb, browse, new, again, saturated)


def pages_of(site: Served) -> list[str]:
    """What people turn over: the home page, lists, practices."""
    connection = site.connection()
    listing = json.loads(get(connection, "/api/v1/practices?limit=12"))
    connection.close()
    practices = [practice["path"] for practice in listing["practices"]]
    return ["/", *(f"/praktyki?strona={number}" for number in range(1, 8)), *practices]


def ask(site: Served, *crowds: Crowd) -> list[Phase]:
    """What each crowd is answered; all begin together when every client has its connection."""
    processes = [[_client(site.port, share) for share in _shares(crowd)] for crowd in crowds]
    everyone = [process for of_crowd in processes for process in of_crowd]
    for process in everyone:
        if _stream(process.stdout).readline() != "ready\n":
            raise RuntimeError("a client could not connect")
    for process in everyone:
        _stream(process.stdin).write("go\n")
        _stream(process.stdin).flush()
    return [
        Phase([Answered(*row) for process in of_crowd for row in json.loads(process.communicate()[0])])
        for of_crowd in processes
    ]


def _shares(crowd: Crowd) -> Iterator[Crowd]:
    for number in range(PROCESSES):
        yield Crowd(crowd.clients // PROCESSES, crowd.paths[number::PROCESSES], crowd.seconds)


def _client(port: int, crowd: Crowd) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        # Without site-packages: the process starts at once and holds little memory.
        [sys.executable, "-I", "-S", str(CLIENT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    task = {"port": port, "clients": crowd.clients, "seconds": crowd.seconds, "paths": crowd.paths}
    _stream(process.stdin).write(json.dumps(task) + "\n")
    _stream(process.stdin).flush()
    return process


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def rows_of(loaded: Loaded) -> Iterator[tuple[str, str, str]]:
    """(what, promise, measured)"""
    yield "browse pages at 16 clients, a second", "150", f"{loaded.browse.rate:.0f}"
    yield "their p95, ms", "150", loaded.browse.percentile(0.95)
    yield "new searches at 8 clients, a second", "15", f"{loaded.new.rate:.0f}"
    yield "their p95, ms", "", loaded.new.percentile(0.95)
    yield "searches seen before at 8 clients, a second", "60", f"{loaded.seen.rate:.0f}"
    yield "their p95, ms", "", loaded.seen.percentile(0.95)
    unexpected = loaded.browse.unexpected + loaded.new.unexpected + loaded.seen.unexpected
    for clients, (pages, searches) in zip(CROWDS, loaded.saturated, strict=True):
        triple = " / ".join(pages.percentile(share) for share in (0.5, 0.95, 0.99))
        yield f"browse pages while {clients} clients search anew, ms: p50 / p95 / p99", "p99 400", triple
        yield "those searches answered, a second", "", f"{searches.rate:.0f}"
        yield "their p95 / longest, ms", "", f"{searches.percentile(0.95)} / {searches.percentile(1.0)}"
        polite = sum(answer.has_retry_after for answer in searches.shed)
        yield "those searches shed (with Retry-After)", "all", f"{len(searches.shed)} ({polite})"
        unexpected += pages.unexpected + searches.unexpected + Counter(a.status for a in pages.shed)
    yield "answers that nobody should get", "0", str(unexpected.total())
    yield (
        "memory before / after all this, MB",
        "1610",
        f"{loaded.memory_before:.0f} / {loaded.memory_after:.0f}",
    )
