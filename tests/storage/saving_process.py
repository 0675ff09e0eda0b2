"""Saves practices for ever, in a child process of its own for every line it is given, until that is killed.

A line is `FOLDER PREFIX`. The child says `started PID`, then `step` before every statement and every commit,
and `saved EXTERNAL_ID PRACTICE_ID REVISION_ID SLUG CHANGE` after each save that was committed; this process
says `ended` when the child is gone.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from typing import NoReturn

from conftest import open_sqlite
from sqlalchemy import event


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def save_for_ever(folder: Path, prefix: str) -> NoReturn:
    store = open_sqlite(folder)

    def step(*_: object) -> None:
        say("step")

    event.listen(store.database.engine, "before_cursor_execute", step)
    event.listen(store.database.engine, "commit", step)
    say(f"started {os.getpid()}")
    for number in itertools.count():
        name = f"{prefix}n{number}"
        saved = store.save(f"Spotkanie {name}", external_id=name)
        say(f"saved {name} {saved.practice_id} {saved.revision_id} {saved.slug} {saved.change}")
    raise AssertionError("numbers do not end")


def main() -> None:
    for line in sys.stdin:
        folder, prefix = line.split()
        if os.fork() == 0:
            save_for_ever(Path(folder), prefix)
        os.wait()
        say("ended")


if __name__ == "__main__":
    main()
