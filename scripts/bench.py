"""Speed and memory of the really served site, side by side with encoding alone, in one run.

Bases are made once and kept outside the tree (--bases): the shipped practices, and 10,000 practices of
sentences drawn from the shipped ones, with vectors really computed. Rates depend on the machine: quote the
ratios and medians.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from embeddings.encoder import ModelOptions, SentenceEncoder
from kb.app import Base, build_base
from kb.domain.practice import PracticeRecord
from kb.search.documents import sentences
from kb.services.shipped import Shipped
from kb.settings import load_settings

CHECKOUT = Path(__file__).resolve().parent.parent
QUERIES = 100


@dataclass(frozen=True)
class Figures:
    practices: int
    ready_after: float
    memory_mb: float
    encoding: list[float]
    new: list[float]
    seen: list[float]
    browse: list[float]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bases", type=Path, default=Path.home() / ".cache" / "dobre-praktyki-bench")
    parser.add_argument("--sizes", type=int, nargs="+", default=[238, 10_000])
    options = parser.parse_args()
    shipped = Shipped.read()
    queries = new_queries(shipped, QUERIES)
    encoder = SentenceEncoder.load(ModelOptions(load_settings({}).model_dir))
    encoder.encode_query(queries[:5])
    table = [measure(base_of(options.bases, size, shipped), size, queries, encoder) for size in options.sizes]
    show(table)
    return 0


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
    """The data folder with so many practices and all their vectors, made now if it is not there."""
    home = folder / f"{size}"
    if (home / "whole").exists():
        return home
    home.mkdir(parents=True, exist_ok=True)
    base = build_base(load_settings({}, data_dir=home))
    base.prepare()
    add_practices(base, size, shipped.records())
    base.fill(lambda: print(".", end="", flush=True, file=sys.stderr))
    base.close()
    (home / "whole").touch()
    return home


def add_practices(base: Base, size: int, records: Sequence[PracticeRecord]) -> None:
    chance = random.Random(11)
    stock = [
        sentence for record in records for sentence in (*sentences(record.summary), *sentences(record.need))
    ]
    present = base.reading.health().published
    for number in range(present, size):
        pattern = chance.choice(records)
        record = pattern.model_copy(
            update={
                "title": " ".join(chance.choice(stock).split()[:6])[:80] + f" {number}",
                "summary": " ".join(chance.sample(stock, 2))[:400],
                "need": chance.choice(stock),
                "steps": (),
                "facts": (),
                "results": None,
                "also_known_as": (),
            }
        )
        base.saving.publish(record, external_id=f"B{number}", with_vectors=False)


def measure(home: Path, size: int, queries: Sequence[str], encoder: SentenceEncoder) -> Figures:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"KB_DATA_DIR": str(home), "KB_PORT": str(port), "KB_RATE_LIMITS": "off"}
    begun = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "kb", "serve"], env=environment, cwd=CHECKOUT, stderr=subprocess.DEVNULL
    )
    try:
        ready_after = wait_until_ready(server, port, begun)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        encoding: list[float] = []
        new: list[float] = []
        # Turn by turn, so that the machine's moods meet both.
        for query in queries:
            encoding.append(timed(lambda query=query: encoder.encode_query([query])))
            new.append(timed(lambda query=query: get(connection, f"/api/v1/search?q={quote(query)}")))
        seen = [
            timed(lambda query=query: get(connection, f"/api/v1/search?q={quote(query)}"))
            for query in queries
        ]
        browse = [timed(lambda n=n: get(connection, f"/praktyki?strona={n % 7 + 1}")) for n in range(QUERIES)]
        memory = psutil.Process(server.pid).memory_info().rss / 1e6
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)
    return Figures(size, ready_after, memory, encoding, new, seen, browse)


def wait_until_ready(server: subprocess.Popen[bytes], port: int, begun: float) -> float:
    while server.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/zdrowie")
            if connection.getresponse().status == 200:
                return time.perf_counter() - begun
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the site ended with status {server.returncode}")


def get(connection: http.client.HTTPConnection, path: str) -> None:
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")


def timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def show(table: Sequence[Figures]) -> None:
    rows: list[tuple[str, Callable[[Figures], str]]] = [
        ("ready after, s", lambda f: f"{f.ready_after:.1f}"),
        ("memory when warm, MB", lambda f: f"{f.memory_mb:.0f}"),
        ("encoding a query alone, ms: median / p95", lambda f: spread(f.encoding)),
        ("a new search, ms: median / p95", lambda f: spread(f.new)),
        (
            "a new search : encoding, medians",
            lambda f: f"{statistics.median(f.new) / statistics.median(f.encoding):.2f}",
        ),
        (
            "a new search : its own encoding, median",
            lambda f: f"{statistics.median(n / e for n, e in zip(f.new, f.encoding, strict=True)):.2f}",
        ),
        ("a search seen before, ms: median / p95", lambda f: spread(f.seen)),
        ("a browse page, ms: median / p95", lambda f: spread(f.browse)),
    ]
    print("| | " + " | ".join(f"{figures.practices:,} practices" for figures in table) + " |")
    print("|---|" + "---|" * len(table))
    for name, value in rows:
        print(f"| {name} | " + " | ".join(value(figures) for figures in table) + " |")


def spread(values: Sequence[float]) -> str:
    ordered = sorted(values)
    return f"{statistics.median(ordered):.1f} / {ordered[int(len(ordered) * 0.95)]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
