"""A site over a small base of accounts, and browsers of people who are signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from kb.domain.accounts import Account, Role
from kb.domain.workflow import WorkflowState
from kb.files.file_store import FileStore
from kb.services.commenting import Commenting
from kb.services.editing import Editing, HandOver
from kb.services.filing import Filing
from kb.services.people import People
from kb.services.queueing import Queueing
from kb.services.writing import Writing
from kb.storage import practices
from kb.storage.engine import Database
from kb.web.context import Site, SiteOptions
from kb.web.openapi import describe_api
from kb.web.site import create_site
from tests.people import PASSWORD, Clock, add_account

Client = TestClient[Litestar]
HOME = "http://127.0.0.1:8000"
OURS = {"origin": HOME}


@dataclass
class Desk:
    """The site with its accounts. Every browser of it has cookies of its own."""

    site: Site
    database: Database
    clock: Clock
    application: Litestar
    browsers: list[Client] = field(default_factory=list)

    @property
    def people(self) -> People:
        return self.site.people

    def browser(self) -> Client:
        client = TestClient(self.application, base_url=HOME)
        client.headers["origin"] = HOME
        self.browsers.append(client)
        return client

    def account(self, role: Role = Role.EDITOR, email: str | None = None) -> Account:
        return add_account(self.database, email or f"{role.value}@example.org", role)

    def signed_in(self, role: Role = Role.EDITOR, email: str | None = None) -> Client:
        """The browser of a new account."""
        account = self.account(role, email)
        client = self.browser()
        assert sign_in(client, account.email).status_code == 303
        return client


def folder_of(database: Database) -> Path:
    """Beside the database file."""
    with database.connection() as connection:
        return Path(str(connection.engine.url.database)).parent / "files"


def into_the_queue(database: Database, clock: Clock) -> HandOver:
    """For a database without the path of practices over it."""

    def hand_over(_: Account, practice_id: int, __: int) -> None:
        with database.write() as session:
            practices.move(session, practice_id, WorkflowState.IN_REVIEW, clock())

    return hand_over


def desk_over(
    site: Site, database: Database, people: People, clock: Clock, hand_over: HandOver | None = None
) -> Iterator[Desk]:
    editing = Editing(database, site.terminology, hand_over or into_the_queue(database, clock), clock)
    filing = Filing(database, FileStore(folder_of(database)), clock)
    writing = Writing(database, site.terminology, site.review.reviewing, clock)
    # Where the site's own path is over another base, its comments and its queue are over this one.
    review = replace(site.review, commenting=Commenting(database, clock), queueing=Queueing(database, clock))
    own = replace(site, people=people, editing=editing, filing=filing, writing=writing, review=review)
    with application_over(own) as application, TestClient(application):
        yield Desk(own, database, clock, application)


_FREE: dict[SiteOptions, Litestar] = {}


@contextmanager
def application_over(site: Site) -> Iterator[Litestar]:
    """Routes are put together once for all sites of the same options, one after another, since that takes half a
    second; what is of one site alone is in the state of its application (kb.web.site)."""
    application = _FREE.pop(site.options, None)
    if application is None:
        application = create_site(site)
    else:
        description = describe_api(site.vocabularies, site.options.base_url)
        application.state.update({"site": site, "api_description": description})
    yield application
    _FREE[site.options] = application


def sign_in(client: Client, email: str, password: str = PASSWORD, **fields: str) -> Response:
    form = {"email": email, "haslo": password} | fields
    return client.post("/konto/logowanie", data=form, headers=OURS, follow_redirects=False)


def proof_of(client: Client, page: str = "/o-serwisie") -> str:
    """What a form of this browser carries."""
    found = re.search(r'name="_znak" value="([^"]+)"', client.get(page).text)
    assert found
    return found[1]


def send(client: Client, path: str, **fields: str) -> Response:
    """A form as the page sends it, proof included."""
    form = {"_znak": proof_of(client)} | fields
    return client.post(path, data=form, headers=OURS, follow_redirects=False)
