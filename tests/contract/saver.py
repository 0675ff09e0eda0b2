"""A process that saves practices in a loop and says so; it is there to be killed."""

from __future__ import annotations

from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from embeddings.encoder_queue import EncoderQueue
from embeddings.errors import EncoderUnavailable
from kb.domain.practice import Library, PracticeRecord, Source
from kb.domain.terminology import CurrentTerminology
from kb.search.analysis import Analyser
from kb.search.semantic import Meaning
from kb.services.saving import Saving
from kb.services.shipped import Shipped
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.full_text import SqliteFullText


def record(word: str) -> PracticeRecord:
    return PracticeRecord(
        title=f"Praktyka {word}",
        summary=f"Skrót ze słowem {word}.",
        library=Library(name="Biblioteka Próbna", place="Próbno"),
        audience=("seniorzy",),
        sources=(Source(url="https://example.org/"),),
    )


def _no_model() -> object:
    raise EncoderUnavailable("this process has no model")


@cache
def read_once() -> tuple[Shipped, Analyser]:
    return Shipped.read(), Analyser()


def saving_without_model(database: Database) -> Saving:
    meaning = Meaning(EncoderQueue(_no_model))  # type: ignore[arg-type]
    shipped, analyser = read_once()
    return Saving(database, SqliteFullText(), CurrentTerminology(shipped.terminology), analyser, meaning)


def save_for_ever(folder: Path, first: int, said: Connection) -> None:
    """Publish practices with the words nonce<number>, sending each number once its save was answered."""
    saving = saving_without_model(Database.open(DatabaseOptions(f"sqlite:///{folder / 'baza.sqlite'}")))
    number = first
    while True:
        saving.publish(record(f"nonce{number}"), external_id=f"N{number}")
        said.send(number)
        number += 1
