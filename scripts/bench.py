"""Speed and memory of the site, measured in one run and printed as tables of docs/performance.md.

Without options: single searches over HTTP, side by side with encoding alone. With --load: the promises
under load (bench_load.py). With --hostile: hostile files, many at once (bench_hostile.py). With --large:
100,000 practices with synthetic vectors (bench_large.py).

Bases are made once and kept outside the tree (--bases): the shipped practices, and 10,000 practices of
sentences drawn from the shipped ones, with vectors drawn around theirs. Rates depend on the machine:
quote the ratios and medians.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import bench_hostile
import bench_large
import bench_load
from bench_base import base_of, new_queries, served, show, spread
from bench_client import Client

from embeddings.encoder import ModelOptions, SentenceEncoder
from kb.services.shipped import Shipped
from kb.settings import load_settings

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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bases", type=Path, default=Path.home() / ".cache" / "dobre-praktyki-bench")
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of practices (238 10000; 100000)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--load", action="store_true", help="the promises under load")
    what.add_argument("--large", action="store_true", help="100,000 practices with synthetic vectors")
    what.add_argument("--hostile", action="store_true", help="hostile files, 8 and 16 at once")
    parser.add_argument("--json", action="store_true", help="every answer of --hostile, for a program")
    parser.add_argument("--seconds", type=float, default=10.0, help="the longest phase of --load")
    options = parser.parse_args()
    shipped = Shipped.read()
    if options.large:
        bench_large.run(options.bases, options.sizes or [100_000], shipped)
    elif options.hostile:
        bench_hostile.run(base_of(options.bases, 238, shipped), as_json=options.json)
    elif options.load:
        bench_load.run(options.bases, options.sizes or [238, 10_000], shipped, options.seconds)
    else:
        single_searches(options.bases, options.sizes or [238, 10_000], shipped)
    return 0


def single_searches(bases: Path, sizes: Sequence[int], shipped: Shipped) -> None:
    queries = new_queries(shipped, QUERIES)
    encoder = SentenceEncoder.load(ModelOptions(load_settings({}).model_dir))
    encoder.warm_up()
    table = [measure(base_of(bases, size, shipped), size, queries, encoder) for size in sizes]
    head = ["", *(f"{figures.practices:,} practices" for figures in table)]
    show(head, [[name, *(value(figures) for figures in table)] for name, value in ROWS])


def measure(home: Path, size: int, queries: Sequence[str], encoder: SentenceEncoder) -> Figures:
    with served(home) as site:
        # Plain sockets: http.client takes a third of a millisecond of its own for every answer.
        client = Client(site.port)
        encoding: list[float] = []
        new: list[float] = []
        # Turn by turn, so that the machine's moods meet both.
        for query in queries:
            encoding.append(timed(lambda query=query: encoder.encode_query([query])))
            new.append(asked(client, search_path(query)))
        seen = [asked(client, search_path(query)) for query in queries]
        browse = [asked(client, f"/praktyki?strona={n % 7 + 1}") for n in range(QUERIES)]
        return Figures(size, site.ready_after, site.memory_mb, encoding, new, seen, browse)


def search_path(query: str) -> str:
    return f"/api/v1/search?q={quote(query)}"


def asked(client: Client, path: str) -> float:
    """Milliseconds. Raises RuntimeError for any status but 200."""
    answer = client.ask(path)
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return answer.ms


def timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


ROWS: Sequence[tuple[str, Callable[[Figures], str]]] = (
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
)


if __name__ == "__main__":
    sys.exit(main())
