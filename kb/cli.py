"""The command `kb`."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import uvicorn
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from kb import __version__
from kb.app import MODEL_PATIENCE, Base, build_base, invite_first_admin
from kb.domain.languages import Language
from kb.errors import KbError
from kb.log import configure_logging
from kb.services.evaluating import Judgments, Quality
from kb.services.importing import Outcome
from kb.services.shipped import Shipped
from kb.services.wishing import Wishing
from kb.settings import CHECKOUT, Environment, Settings, load_settings
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.migrate import migrate
from kb.user_commands import users

JUDGED_QUERIES = CHECKOUT / "tests" / "quality" / "queries.jsonl"
console = Console(stderr=True)


@click.group(help="Dobre Praktyki: baza dobrych praktyk bibliotek publicznych.")
@click.version_option(__version__, prog_name="kb")
def cli() -> None:
    """Every command reads the settings of docs/settings.md."""


cli.add_command(users)


def main() -> None:
    """Errors of ours are one sentence and exit status 1, never a traceback."""
    try:
        cli()
    except KbError as error:
        click.echo(f"{error.number}: {error}", err=True)
        sys.exit(1)


def _settings() -> Settings:
    settings = load_settings()
    configure_logging(production=settings.env is Environment.PRODUCTION)
    return settings


@contextmanager
def _base() -> Iterator[Base]:
    base = build_base(_settings())
    try:
        base.prepare()
        yield base
    finally:
        base.close()


@cli.command(help="Uruchom serwis.")
@click.option("--host", help="adres, pod którym serwis słucha (KB_HOST)")
@click.option("--port", type=click.IntRange(0, 65535), help="port (KB_PORT)")
def serve(host: str | None, port: int | None) -> None:
    settings = _settings()
    host, port = host or settings.host, settings.port if port is None else port
    _must_be_free(host, port)
    # The workers read the settings anew: what was chosen here is theirs too.
    os.environ.update(KB_HOST=host, KB_PORT=str(port))
    settings = settings.model_copy(update={"host": host, "port": port})
    if settings.workers > 1:
        # One process migrates and seeds before the workers start; a single worker does it itself.
        base = build_base(settings)
        try:
            base.prepare()
            invite_first_admin(base.people, settings)
        finally:
            base.close()
    click.echo(f"Dobre Praktyki: http://{host}:{port}/  (zatrzymanie: Ctrl+C)", err=True)
    uvicorn.run(
        "kb.app:create_application",
        factory=True,
        host=host,
        port=port,
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=4,
    )


def _must_be_free(host: str, port: int) -> None:
    """Say plainly that a port is taken, before anything is loaded."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Nie można słuchać pod adresem {host}:{port}: {os.strerror(error.errno or 0)}. "
                "Wybierz inny port, na przykład KB_PORT=8001."
            ) from error


@cli.command("import", help="Wczytaj praktyki z pliku JSON Lines.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--publish", is_flag=True, help="opublikuj nowe praktyki; bez tego powstają szkice")
def import_practices(file: Path, publish: bool) -> None:
    with _base() as base, file.open("rb") as lines, Progress(console=console) as progress:
        task = progress.add_task(file.name, total=file.stat().st_size)
        report = base.importing.run(
            lines, publish=publish, progress=lambda *_: progress.update(task, completed=lines.tell())
        )
    for outcome, label in _OUTCOMES.items():
        if report.outcomes[outcome]:
            click.echo(f"{label}: {report.outcomes[outcome]}")
    for title, rows in (
        ("Błędy", [str(problem) for problem in report.problems]),
        ("Opublikowane bez skrótu lub potrzeby", report.incomplete),
        ("Uwagi", report.remarks),
    ):
        if rows:
            click.echo(f"{title}:")
            click.echo("\n".join(f"  {row}" for row in rows))
    if report.problems:
        sys.exit(1)


_OUTCOMES = {
    Outcome.PUBLISHED: "opublikowano",
    Outcome.DRAFT: "nowe szkice",
    Outcome.NEW_REVISION: "szkice zmian w znanych praktykach",
    Outcome.UNCHANGED: "bez zmian",
    Outcome.REFUSED: "odrzucono",
}


@cli.command(help="Zapisz opublikowane praktyki do pliku JSON Lines.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    unfinished = file.with_name(f"{file.name}.unfinished")
    number = 0
    with _base() as base, unfinished.open("w", encoding="utf-8") as out:
        for line in base.exporting.lines():
            out.write(line)
            number += 1
    unfinished.replace(file)
    click.echo(f"zapisano: {number}")


@cli.command(help="Zmierz jakość wyszukiwania na ocenionych zapytaniach.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--judged", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def evaluate(file: Path | None, judged: Path | None) -> None:
    queries = file or JUDGED_QUERIES
    listed = judged or (JUDGED_QUERIES.with_name("judged.txt") if file is None else None)
    judgments = Judgments.read(queries, listed)
    with _base() as base:
        _fill(base)
        base.follower.load()
        qualities = base.evaluating.run(judgments)
    _print(qualities, judgments)


def _print(qualities: list[Quality], judgments: Judgments) -> None:
    kinds = list(dict.fromkeys(query.kind for query in judgments.queries))
    out = Console(width=max(100, Console().width))
    for title, measure in (("nDCG@10", "ndcg"), ("recall@10", "recall"), ("MRR", "reciprocal_rank")):
        table = Table("system", *kinds, "mean", title=f"{title}, {len(judgments.queries)} queries")
        for quality in qualities:
            values = getattr(quality, measure)
            mean = sum(values.values()) / len(values)
            table.add_row(quality.system, *(f"{values[kind]:.3f}" for kind in kinds), f"{mean:.3f}")
        out.print(table)
    ours = qualities[0]
    out.print(
        f"found set: precision {ours.precision:.3f}, recall {ours.found_recall:.3f}, F1 {ours.f1:.3f}, "
        f"median size {ours.median_found:g}"
    )


def _fill(base: Base) -> None:
    started = time.monotonic()
    with Progress(console=console) as progress:
        task = progress.add_task("wektory", total=None)
        base.fill(lambda: progress.advance(task))
    click.echo(f"wektory gotowe po {time.monotonic() - started:.0f} s", err=True)


@cli.command(help="Zbuduj od nowa słowa, fragmenty i brakujące wektory.")
def reindex() -> None:
    with _base() as base:
        # Passages are cut to the model's window, which is a guess until the model is there.
        base.meaning.wait_until_settled(MODEL_PATIENCE)
        number = base.healing.rebuild_all()
        _fill(base)
    click.echo(f"przebudowano: {number}")


@cli.command(help="Sprawdź, czy baza jest cała.")
def check() -> None:
    with _base() as base:
        report = base.healing.inspect(thorough=True)
        base.meaning.wait_until_settled(120)
        base.follower.load()
        health = base.reading.health()
    click.echo(f"praktyki: {health.practices}, opublikowane: {health.published}")
    click.echo(f"fragmenty: {health.passages}, wektory: {health.vectors}, brakuje: {health.pending_vectors}")
    for label, found in (
        ("bez słów", report.without_words),
        ("bez fragmentów", report.without_passages),
        ("zbędne słowa", report.surplus_words),
        ("zbędne fragmenty", report.surplus_passages),
        ("według starego przepisu", report.other_recipe),
        ("uszkodzenia pliku", report.damaged),
    ):
        if found:
            click.echo(f"{label}: {', '.join(str(entry) for entry in found[:20])} ({len(found)})")
    click.echo("baza jest cała" if report.is_whole else "baza wymaga naprawy: uruchom kb reindex")
    sys.exit(0 if report.is_whole else 1)


@cli.command(help="Pokaż, o jakie praktyki proszą czytelnicy.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="ile próśb pokazać")
def wishes(limit: int) -> None:
    # Without the base around it: nobody should wait for the model to read a list.
    database = Database.open(DatabaseOptions(_settings().database))
    try:
        migrate(database)
        wanted = Wishing(database).wishes(limit)
    finally:
        database.close()
    vocabularies = Shipped.read().vocabularies
    table = Table("ile", "słowa", "filtry", "język", "pierwszy dzień", "ostatni dzień")
    for wish in wanted:
        chosen = [
            f"{facet.label(Language.POLISH)}: "
            # A code that its vocabulary has lost since then is shown as it was.
            + (
                vocabularies.label(facet, code, Language.POLISH)
                if code in vocabularies.of_facet(facet)
                else code
            )
            for facet, codes in wish.key.filters.items()
            for code in codes
        ]
        # What readers typed is text, never the markup of the table.
        table.add_row(
            str(wish.count),
            Text(wish.key.text),
            Text("; ".join(chosen)),
            wish.key.language.value,
            wish.first_day.isoformat(),
            wish.last_day.isoformat(),
        )
    Console(width=max(100, Console().width)).print(table)
