"""Builds every object once and hands it on."""

from __future__ import annotations

import sys
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import structlog
from litestar import Litestar

from embeddings.encoder import ModelOptions, SentenceEncoder
from embeddings.encoder_queue import EncoderQueue
from kb.files.file_store import FileStore
from kb.log import configure_logging
from kb.memory import collect_once, keep_few_arenas, keep_what_is_there, let_go
from kb.search.analysis import Analyser
from kb.search.explanation import Explainer
from kb.search.interpretation import Interpreter
from kb.search.searcher import Searcher
from kb.search.semantic import Meaning
from kb.search.suggestions import Suggestions
from kb.secret import secret_of
from kb.services.advising import Advising
from kb.services.counting_queries import CountingQueries
from kb.services.editing import Editing
from kb.services.editing_libraries import EditingLibraries
from kb.services.editing_term_synonyms import EditingTermSynonyms
from kb.services.editing_terms import EditingTerms
from kb.services.evaluating import Evaluating
from kb.services.explaining import Explaining
from kb.services.exporting import Exporting
from kb.services.filing import Filing
from kb.services.filling import Filler
from kb.services.finding import Finding
from kb.services.following import Follower
from kb.services.healing import Healing
from kb.services.importing import Importing
from kb.services.mailing import Mailer, MailOptions
from kb.services.people import People
from kb.services.reading import Reading
from kb.services.renewing import Renewer
from kb.services.review_desk import ReviewDesk
from kb.services.saving import Saving
from kb.services.secrets import Signer
from kb.services.seeding import seed
from kb.services.shipped import Shipped
from kb.services.suggesting import Suggesting
from kb.services.terms import Terms
from kb.services.tidying import Tidying
from kb.services.wishing import Wishing
from kb.services.writing import Writing
from kb.settings import CHECKOUT, Environment, Settings, Switch, load_settings
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.errors import StorageError
from kb.storage.full_text import SqliteFullText
from kb.storage.migrate import migrate
from kb.storage.published_practices import PublishedPractices
from kb.web.context import Operator, Site, SiteOptions
from kb.web.site import create_site

log = structlog.get_logger()

SWITCH_INTERVAL = 0.0005
"""Seconds after which a Python thread lets others run."""

MODEL_PATIENCE = 120.0
"""Seconds that a start waits for the model before it goes on without it."""


@dataclass(frozen=True, slots=True)
class Base:
    """Everything that works on one database."""

    shipped: Shipped
    terms: Terms
    database: Database
    analyser: Analyser
    meaning: Meaning
    searcher: Searcher
    follower: Follower
    saving: Saving
    finding: Finding
    reading: Reading
    suggesting: Suggesting
    healing: Healing
    filler: Filler
    renewer: Renewer
    importing: Importing
    exporting: Exporting
    evaluating: Evaluating
    wishing: Wishing
    review: ReviewDesk
    tidying: Tidying
    editing_terms: EditingTerms
    editing_libraries: EditingLibraries
    people: People
    editing: Editing
    advising: Advising
    filing: Filing
    writing: Writing
    counting_queries: CountingQueries
    editing_term_synonyms: EditingTermSynonyms

    def prepare(self) -> None:
        """Migrate, and load what ships into an empty base. Safe to run at once in two processes."""
        migrate(self.database)
        self.follower.renew_terms()
        report = seed(self.database, self.importing, self.shipped)
        if report is not None:
            log.info("base_seeded", practices=sum(report.outcomes.values()))

    def start(self, *, ahead: bool = False) -> None:
        """Heal, read everything into memory, wait for the model, and begin to fill what is missing.

        With `ahead` also what the first searches would have to read: a second or two, for a site.
        """
        with self.reading.starting():
            self.healing.heal()
            self.follower.load()
            self.filler.start()
            self.tidying.start()
            self.renewer.start()
            self.counting_queries.start()
            if ahead:
                # The model is loaded meanwhile, in a thread of its own.
                self.analyser.word_frequencies.read_ahead()
                self.finding.read_texts_ahead()
                collect_once()
            self.meaning.wait_until_settled(MODEL_PATIENCE)
            self.follower.catch_up_wholly()
            if ahead:
                self.finding.read_sentences_ahead()
                keep_what_is_there()

    def fill(self, progress: Callable[[], None] | None = None) -> None:
        """Compute every missing vector now, in this thread; nothing while the model is away."""
        self.meaning.wait_until_settled(MODEL_PATIENCE)
        while self.filler.fill_some():
            if progress:
                progress()

    def close(self) -> None:
        self.tidying.close()
        self.filler.close()
        self.renewer.close()
        self.counting_queries.close()
        self.meaning.close()
        self.database.close()
        let_go()


def build_base(settings: Settings, *, threads: int | None = None, warm: bool = False) -> Base:
    """Raises the storage's errors when the database cannot be opened; the model is loaded behind, and with
    `warm` prepared for queries of every length."""
    shipped = Shipped.read()
    database = Database.open(DatabaseOptions(settings.database))
    full_text = SqliteFullText()
    published = PublishedPractices()
    analyser = Analyser()
    options = ModelOptions(folder=settings.model_dir, model=settings.model, threads=threads)
    meaning = Meaning(EncoderQueue(partial(_loaded, options, warm=warm)))
    interpreter = Interpreter(shipped.vocabularies, shipped.spoken, analyser)
    searcher = Searcher(shipped.vocabularies, shipped.synonyms, analyser, meaning, interpreter)
    suggestions = Suggestions(shipped.vocabularies, analyser)
    terms = Terms(database, shipped.vocabularies, shipped.synonyms)
    follower = Follower(database, full_text, searcher, suggestions, terms)
    saving = Saving(database, full_text, terms.current, analyser, meaning)
    healing = Healing(database, published, saving, analyser)
    finding = Finding(
        database, full_text, published, searcher, follower, Explaining(database, meaning, Explainer(analyser))
    )
    review = ReviewDesk.over(database, saving, terms.current, secret_of(settings))
    people = people_over(database, settings)
    counting_queries = CountingQueries(database, Signer(secret_of(settings)))
    writing = Writing(database, terms.current, review.reviewing)
    filing = Filing(database, FileStore(settings.data_dir / "files"))
    return Base(
        shipped=shipped,
        terms=terms,
        database=database,
        analyser=analyser,
        meaning=meaning,
        searcher=searcher,
        follower=follower,
        saving=saving,
        finding=finding,
        reading=Reading(database, published, searcher, follower),
        suggesting=Suggesting(suggestions, follower),
        healing=healing,
        filler=Filler(
            database, meaning, saving, shipped.records, shipped.sample_queries, shipped.other_queries
        ),
        renewer=Renewer(database, follower, healing),
        importing=Importing(database, saving, shipped.label_map),
        exporting=Exporting(database, published),
        evaluating=Evaluating(database, full_text, analyser, meaning, finding),
        wishing=Wishing(database),
        review=review,
        tidying=Tidying(
            [
                review.proposing.forget_old_contacts,
                filing.forget_unnamed,
                people.attempts.forget_old,
                writing.forget_old_requests,
                counting_queries.forget_old,
            ]
        ),
        editing_terms=EditingTerms(database, shipped.vocabularies, shipped.synonyms),
        editing_libraries=EditingLibraries(database, shipped.vocabularies),
        people=people,
        filing=filing,
        advising=Advising(database, published, searcher, follower, saving, finding),
        editing=Editing(database, terms.current, review.reviewing.hand_over),
        writing=writing,
        counting_queries=counting_queries,
        editing_term_synonyms=EditingTermSynonyms(database, shipped.vocabularies),
    )


def people_over(database: Database, settings: Settings) -> People:
    mailer = Mailer(MailOptions(settings.smtp_url, settings.operator_email)) if settings.smtp_url else None
    return People.over(
        database,
        secret_of(settings),
        slows_guessing=settings.rate_limits is Switch.ON,
        mailer=mailer,
    )


def invite_first_admin(people: People, settings: Settings) -> None:
    """While there is no account: the one-time link of the first administrator, for whoever started the site.
    It goes to the terminal and never into the log, which others may read."""
    made = people.links.first_admin()
    if made is None:
        return
    site = settings.base_url or f"http://{settings.host}:{settings.port}"
    print(
        "Nie ma jeszcze żadnego konta. Pierwszego administratora założysz pod tym adresem (działa raz):\n"
        f"{site}/konto/link?k={made.token}",
        file=sys.stderr,
        flush=True,
    )


def _loaded(options: ModelOptions, *, warm: bool) -> SentenceEncoder:
    encoder = SentenceEncoder.load(options)
    if warm:
        encoder.warm_up()
    return encoder


def site_options(settings: Settings) -> SiteOptions:
    return SiteOptions(
        production=settings.env is Environment.PRODUCTION,
        base_url=settings.base_url,
        host=settings.host,
        trusted_proxies=settings.trusted_proxies,
        rate_limits=settings.rate_limits is Switch.ON,
        operator=Operator(
            settings.operator_name,
            settings.operator_email,
            settings.operator_phone,
            settings.operator_address,
        ),
        templates=CHECKOUT / "templates",
        frontend=CHECKOUT / "templates" / "node_modules",
    )


def site_over(base: Base, settings: Settings) -> Site:
    """What the handlers are given."""
    return Site(
        base.finding,
        base.reading,
        base.suggesting,
        base.terms.current,
        site_options(settings),
        base.wishing,
        base.people,
        base.review,
        base.editing_terms,
        base.editing_libraries,
        base.editing,
        base.advising,
        base.filing,
        base.shipped.form_texts,
        base.writing,
        base.counting_queries,
        base.editing_term_synonyms,
    )


def create_application(settings: Settings | None = None) -> Litestar:
    """The site over one base. It listens at once; /zdrowie says when it is ready."""
    settings = settings or load_settings()
    configure_logging(production=settings.env is Environment.PRODUCTION)
    # A request goes from the loop to a thread to the encoder's thread and back; with Python's usual 5 ms
    # each of these may wait longer for its turn than it works.
    sys.setswitchinterval(SWITCH_INTERVAL)
    keep_few_arenas()
    base = build_base(settings, warm=True)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncGenerator[None, None]:
        threading.Thread(target=_start, args=(base, settings), name="start", daemon=True).start()
        try:
            yield
        finally:
            base.close()

    return create_site(site_over(base, settings), lifespan=[lifespan])


def _start(base: Base, settings: Settings) -> None:
    """In a thread of its own, since it takes seconds. A database that does not answer is asked again."""
    pause = threading.Event()
    while True:
        try:
            base.prepare()
            if settings.workers == 1:
                # With more of them it is said once, by the process that starts them (kb.cli).
                invite_first_admin(base.people, settings)
            base.start(ahead=True)
        except StorageError as error:
            log.error("start_postponed", reason=str(error), number=error.number)
            pause.wait(5)
        else:
            return
