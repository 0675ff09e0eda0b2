"""What readers and those who watch over the site are told while a new model is got ready."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kb.app import Base, site_over
from kb.settings import load_settings
from kb.web.site import create_site
from tests.small_bases import opened, settled
from tests.small_models import make_small_model

BEFORE = {
    "/szukaj": "Chwilowo szukamy po samych słowach. Wyszukiwanie po sensie wkrótce wróci.",
    "/en/szukaj": "For the moment we search by words alone. Searching by meaning will be back soon.",
    "/uk/szukaj": "Поки що шукаємо лише за словами. Пошук за змістом незабаром повернеться.",
}
MEANWHILE = {
    "/szukaj": "Wyszukiwanie po sensie wróci, gdy będzie gotowe dla prawie wszystkich praktyk. "
    "Gotowe dotąd: 12 z 40 praktyk.",
    "/en/szukaj": "Searching by meaning comes back once it is ready for nearly all practices. "
    "So far 12 of 40 practices are ready.",
    "/uk/szukaj": "Пошук за змістом повернеться, коли буде готовий майже для всіх практик. "
    "Наразі готово: 12 із 40 практик.",
}


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Base]:
    old, new = (make_small_model(tmp_path / name, seed=seed) for name, seed in (("old", 1), ("new", 2)))
    base = opened(tmp_path, old)
    base.fill()
    base.close()
    base = opened(tmp_path, new)
    yield base
    base.close()


def text_of(client: TestClient[Litestar], path: str) -> str:
    response = client.get(path, params={"q": "zajęcia dla seniorów"})
    assert response.status_code == 200
    return " ".join(response.text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_page_the_api_and_health_say_so_and_say_no_more_when_it_is_over(changing: Base) -> None:
    site = site_over(changing, load_settings({}, rate_limits="off"))
    with TestClient(create_site(site), base_url="http://127.0.0.1:8000") as client:

        def mode() -> str:
            return str(client.get("/api/v1/search", params={"q": "zajęcia dla seniorów"}).json()["mode"])

        for path, note in BEFORE.items():
            assert note in text_of(client, path)
        health = client.get("/zdrowie")
        assert (health.status_code, health.json()["status"], mode()) == (200, "degraded", "words")
        assert health.json()["pending_vectors"] == health.json()["passages"] > 0
        changing.filler.fill_some()
        settled(changing)
        for path, note in MEANWHILE.items():
            assert note in text_of(client, path)
        changing.fill()
        settled(changing)
        health = client.get("/zdrowie")
        assert (health.status_code, health.json()["status"], mode()) == (200, "ok", "hybrid")
        assert health.json()["pending_vectors"] == 0
        assert "po samych słowach" not in text_of(client, "/szukaj")
