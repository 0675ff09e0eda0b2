"""What the measurements stand on: bases made once, a site really served over one, queries that differ."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from bench_vectors import ShippedVectors, fill_with_drawn

from kb.app import Base, build_base
from kb.domain.practice import PracticeRecord
from kb.search.sentences import sentences
from kb.services.shipped import Shipped
from kb.settings import load_settings

CHECKOUT = Path(__file__).resolve().parent.parent
LONGEST_FILLING = 1800.0
"""Seconds that a base made by an older release may take to compute its vectors anew."""


def new_queries(shipped: Shipped, number: int) -> list[str]:
    """Different queries of 2 to 9 words, as people write them: pieces of the sample queries and needs."""
    chance = random.Random(7)
    words = [query.split() for query in shipped.sample_queries] + [r.need.split() for r in shipped.records()]
    found: dict[str, None] = {}
    while len(found) < number:
        text = chance.choice(words)
        start = chance.randrange(max(1, len(text) - 2))
        found[" ".join(text[start : start + chance.randint(2, 9)])] = None
    return list(found)


def base_of(folder: Path, size: int, shipped: Shipped) -> Path:
    """The data folder with so many practices and all their vectors, made now if it is not there.

    Vectors of the shipped practices are computed, those of others drawn around them: the time of a search
    does not depend on where they point.
    """
    home = folder / f"{size}"
    if (home / "whole").exists():
        return home
    home.mkdir(parents=True, exist_ok=True)
    base = build_base(load_settings({}, data_dir=home))
    base.prepare()
    base.fill(lambda: print(".", end="", flush=True, file=sys.stderr))
    if size > len(shipped.records()):
        add_practices(base, size, shipped.records())
        model = base.meaning.model
        assert model is not None
        fill_with_drawn(base.database, ShippedVectors.read(base_of(folder, 238, shipped)), model)
    base.close()
    (home / "whole").touch()
    return home


def add_practices(base: Base, size: int, records: Sequence[PracticeRecord]) -> None:
    present = base.reading.health().published
    for number, record in enumerate(synthetic_records(records, size - present), present):
        base.saving.publish(record, external_id=f"B{number}", with_vectors=False)


def synthetic_records(records: Sequence[PracticeRecord], number: int) -> Iterator[PracticeRecord]:
    """Short practices of sentences drawn from the given ones, with the labels of one of them; the same at
    every run."""
    chance = random.Random(11)
    stock = [
        sentence for record in records for sentence in (*sentences(record.summary), *sentences(record.need))
    ]
    for place in range(number):
        pattern = chance.choice(records)
        yield pattern.model_copy(
            update={
                "title": " ".join(chance.choice(stock).split()[:6])[:80] + f" {len(records) + place}",
                "summary": " ".join(chance.sample(stock, 2))[:400],
                "need": chance.choice(stock),
                "steps": (),
                "facts": (),
                "results": None,
                "also_known_as": (),
            }
        )


@dataclass(frozen=True)
class Served:
    """A site that answers, in a process of its own, and how many seconds its start took."""

    port: int
    pid: int
    ready_after: float

    @property
    def memory_mb(self) -> float:
        return psutil.Process(self.pid).memory_info().rss / 1e6

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


@contextmanager
def served(home: Path) -> Iterator[Served]:
    """The site over a data folder, one worker, once it is ready and all vectors are there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"KB_DATA_DIR": str(home), "KB_PORT": str(port), "KB_RATE_LIMITS": "off"}
    begun = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "kb", "serve"], env=environment, cwd=CHECKOUT, stderr=subprocess.DEVNULL
    )
    try:
        ready_after = _wait_until_ready(server, port, begun)
        yield Served(port, server.pid, ready_after)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)


def _wait_until_ready(server: subprocess.Popen[bytes], port: int, begun: float) -> float:
    """Seconds from `begun` to the first answer that is no 503; returns when nothing is pending any more."""
    ready_after: float | None = None
    while server.poll() is None and time.perf_counter() - begun < LONGEST_FILLING:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/zdrowie")
            answer = connection.getresponse()
            health: dict[str, Any] = json.loads(answer.read())
        except OSError:
            time.sleep(0.05)
            continue
        if answer.status == 200:
            if health["status"] == "ok":
                return ready_after or time.perf_counter() - begun
            if ready_after is None:
                ready_after = time.perf_counter() - begun
                print(f"waiting for {health['pending_vectors']} vectors", file=sys.stderr)
        time.sleep(0.02)
    raise RuntimeError(f"the site did not become ready; its status is {server.poll()}")


def get(connection: http.client.HTTPConnection, path: str) -> bytes:
    """The body. Raises RuntimeError for any status but 200."""
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body


def share_of(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies, 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def spread(values: Sequence[float]) -> str:
    """Median and 95th percentile."""
    return f"{statistics.median(values):.1f} / {share_of(values, 0.95):.1f}"


def show(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table in Markdown, as docs/performance.md has it."""
    print(f"| {' | '.join(head)} |")
    print("|---" * len(head) + "|")
    for row in rows:
        print(f"| {' | '.join(row)} |")
