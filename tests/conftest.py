"""What the whole suite shares: the real model, and a base of the practices that ship with real vectors."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from litestar import Litestar
from litestar.testing import TestClient

from embeddings.encoder import ModelOptions, SentenceEncoder
from kb import app
from kb.app import Base, build_base, site_over
from kb.search.analysis import Analyser
from kb.search.documents import recipe_of
from kb.services.shipped import Shipped
from kb.settings import CHECKOUT, Settings, load_settings
from kb.web import site as web_site
from kb.web.context import Site
from kb.web.site import create_site
from tests.serving import served

MODEL_FOLDER = CHECKOUT / ".model" / "multilingual-e5-small"
REMEMBERED = CHECKOUT / "build" / "tests"

BaseMaker = Callable[[Path], Base]


@pytest.fixture(scope="session")
def model_folder() -> Path:
    if not (MODEL_FOLDER / "manifest.json").is_file():
        pytest.fail(f"The model is not unpacked in {MODEL_FOLDER}: run scripts/setup.py --test.")
    return MODEL_FOLDER


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """The dictionary and the bundled model are read once for all bases that this process starts, which takes four
    seconds a time; templates once for all sites. They know nothing of any base, and are for any number of threads."""
    load = app._loaded

    @cache
    def bundled(options: ModelOptions, *, warm: bool) -> SentenceEncoder:
        return load(options, warm=warm)

    def loaded(options: ModelOptions, *, warm: bool) -> SentenceEncoder:
        return (bundled if options.model is None else load)(options, warm=warm)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "Analyser", cache(Analyser))
        patch.setattr(app, "_loaded", loaded)
        # Texts, templates and files of the site, which nothing changes.
        patch.setattr(web_site, "Assets", cache(web_site.Assets))
        patch.setattr(web_site, "Renderer", cache(web_site.Renderer))
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """While one process makes the filled database, the other has the files that do not need it."""

    def needs_it(item: pytest.Item) -> bool:
        return "filled_database" in getattr(item, "fixturenames", ())

    needing = list(dict.fromkeys(item.path for item in items if needs_it(item)))
    place = {path: 0 if path in needing[:1] else 2 for path in needing}
    items.sort(key=lambda item: place.get(item.path, 1))


def settings_for(folder: Path) -> Settings:
    return load_settings({}, data_dir=folder)


@pytest.fixture(scope="session")
def filled_database(model_folder: Path) -> Path:
    """A database with the shipped practices and their vectors, made once for the same texts and model.

    It is kept in build/ between runs, since its vectors take half a minute to compute.
    """
    shipped = Shipped.read()
    made_from = hashlib.sha256()
    for name in ("practices.jsonl", "vocabularies.json", "sample_queries.txt", "other_queries.txt"):
        made_from.update(shipped.practices_file.with_name(name).read_bytes())
    made_from.update(recipe_of(Analyser()).encode())
    made_from.update((model_folder / "manifest.json").read_bytes())
    for path in sorted((CHECKOUT / "kb" / "storage" / "migrations" / "versions").glob("*.py")):
        made_from.update(path.read_bytes())
    for name in ("documents.py", "sentences.py"):
        made_from.update((CHECKOUT / "kb" / "search" / name).read_bytes())
    database = REMEMBERED / f"base-{made_from.hexdigest()[:16]}.sqlite"
    REMEMBERED.mkdir(parents=True, exist_ok=True)
    # Of the processes that share the suite one makes it, the other waits.
    with FileLock(REMEMBERED / "lock"):
        if not database.is_file():
            _make(database)
    return database


def _make(database: Path) -> None:
    folder = REMEMBERED / "unfinished"
    shutil.rmtree(folder, ignore_errors=True)
    base = build_base(settings_for(folder))
    base.prepare()
    base.fill()
    base.close()
    with (
        sqlite3.connect(folder / "baza.sqlite") as source,
        sqlite3.connect(folder / "copy.sqlite") as copy,
    ):
        source.backup(copy)
    (folder / "copy.sqlite").rename(database)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def base(filled_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    """A started base with the shipped practices, for tests that only read."""
    folder = tmp_path_factory.mktemp("base")
    shutil.copy(filled_database, folder / "baza.sqlite")
    base = started(folder)
    yield base
    base.close()


@pytest.fixture
def own_base(filled_database: Path, tmp_path: Path) -> Iterator[Base]:
    """A started base of its own, for tests that write."""
    shutil.copy(filled_database, tmp_path / "baza.sqlite")
    base = started(tmp_path)
    yield base
    base.close()


def started(folder: Path) -> Base:
    base = build_base(settings_for(folder))
    base.prepare()
    base.start()
    return base


@pytest.fixture(scope="session")
def site(base: Base) -> Site:
    """What the handlers are given over the shared base."""
    return site_over(base, load_settings({}, rate_limits="off"))


@pytest.fixture(scope="session")
def client(site: Site) -> Iterator[TestClient[Litestar]]:
    """The site over the shared base, as a browser meets it on this machine."""
    with TestClient(create_site(site), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture(scope="session")
def live_server(site: Site) -> Iterator[str]:
    """The address of the site really served, for real browsers."""
    with served(create_site(site)) as address:
        yield address
