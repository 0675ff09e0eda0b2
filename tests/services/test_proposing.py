"""Proposals without an account: into the queue, once, and the address for questions is soon forgotten."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kb.domain.languages import Language
from kb.domain.proposals import Proposal, ProposalFault, ProposalRefused
from kb.domain.terminology import CurrentTerminology
from kb.domain.workflow import WorkflowState
from kb.errors import Busy
from kb.services.proposing import Proposing
from kb.services.queueing import Queueing
from kb.services.secrets import Signer
from kb.services.shipped import Shipped
from kb.services.tidying import Tidying
from kb.storage import activity, comments, path, proposals
from kb.storage.engine import Database, DatabaseOptions
from kb.storage.errors import DatabaseBusy
from kb.storage.migrate import migrate
from kb.storage.published_practices import PublishedPractices
from tests.colleagues import REVIEWER
from tests.people import SECRET, Clock

TOGETHER = 8
SPACER = Proposal(
    title="Spacer z wierszem",
    library="Biblioteka w Brzozie",
    place="Brzoza",
    summary="Chodzimy po wsi i czytamy wiersze.",
    audience=("seniorzy", "nikt-taki", "seniorzy"),
    contact="biblioteka@example.org",
)


def sent(proposing: Proposing, proposal: Proposal, language: Language = Language.POLISH) -> int:
    """By a person who took a minute."""
    clock = proposing._clock
    assert isinstance(clock, Clock)
    stamp = proposing.stamp()
    clock.move(minutes=1)
    return proposing.propose(proposal, language, stamp=stamp)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(DatabaseOptions(f"sqlite:///{tmp_path / 'base.sqlite'}"))
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def proposing(database: Database, clock: Clock) -> Proposing:
    return Proposing(database, CurrentTerminology(Shipped.read().terminology), Signer(SECRET), clock, most=3)


def test_a_proposal_waits_for_reviewers_alone(database: Database, proposing: Proposing) -> None:
    practice = sent(proposing, SPACER, Language.UKRAINIAN)
    with database.read() as session:
        position = path.position(session, practice)
        assert (position.state, position.author_id, position.is_proposal) == (
            WorkflowState.IN_REVIEW,
            None,
            True,
        )
        record = path.record_of(session, practice, position.revision_id)
        assert record.audience == ("seniorzy",)
        assert [entry.action for entry in activity.of_thing(session, "practice", practice)] == ["propose"]
        assert comments.of_practice(session, practice) == []
    with database.connection() as connection:
        assert PublishedPractices().count(connection) == 0
    queue = Queueing(database).queue(REVIEWER)
    assert [position.title for position in queue.proposals] == ["Spacer z wierszem"]
    assert (queue.waiting, queue.number_waiting, queue.number_of_proposals) == ((), 0, 1)


def test_the_same_proposal_is_taken_once_whoever_sends_it_at_once(
    database: Database, proposing: Proposing, clock: Clock
) -> None:
    start = threading.Barrier(TOGETHER)
    stamp = proposing.stamp()
    clock.move(minutes=1)

    def propose(number: int) -> str:
        start.wait()
        try:
            proposing.propose(
                replace(SPACER, title=SPACER.title + "!" * number), Language.POLISH, stamp=stamp
            )
        except ProposalRefused as refused:
            return refused.faults[""]
        return "kept"

    with ThreadPoolExecutor(TOGETHER) as threads:
        outcomes = list(threads.map(propose, range(TOGETHER)))
    assert sorted(outcomes) == ["kept"] + [ProposalFault.KNOWN.value] * (TOGETHER - 1)
    assert Queueing(database).queue(REVIEWER).number_of_proposals == 1


def test_nobody_fills_the_base_with_proposals(proposing: Proposing, database: Database) -> None:
    for number in range(3):
        sent(proposing, replace(SPACER, title=f"Spacer {number}"))
    with pytest.raises(Busy):
        sent(proposing, replace(SPACER, title="Spacer 4"))
    assert Queueing(database).queue(REVIEWER).number_of_proposals == 3


def test_the_address_for_questions_is_forgotten_after_ninety_days(
    database: Database, proposing: Proposing, clock: Clock
) -> None:
    practice = sent(proposing, SPACER)

    def contact() -> str | None:
        with database.read() as session:
            stored = proposals.of_practice(session, practice, clock.now.date())
            assert stored
            return stored.contact

    clock.move(days=89)
    proposing.forget_old_contacts()
    assert contact() == "biblioteka@example.org"
    clock.move(days=1)
    assert contact() is None
    assert b"biblioteka@example.org" in rows(database)
    Tidying([proposing.forget_old_contacts]).tidy()
    assert b"biblioteka@example.org" not in rows(database)


def test_a_duty_that_cannot_be_done_now_keeps_no_other_from_being_done() -> None:
    done = []

    def locked() -> None:
        raise DatabaseBusy

    Tidying([locked, lambda: done.append(1)]).tidy()
    assert done == [1]


def rows(database: Database) -> bytes:
    with database.connection() as connection:
        return repr(connection.exec_driver_sql("SELECT * FROM proposal").all()).encode()


def test_a_form_that_no_person_has_typed_is_sent_back(proposing: Proposing, clock: Clock) -> None:
    stamp = proposing.stamp()

    def refused(stamp: str, trap: str = "") -> dict[str, ProposalFault]:
        with pytest.raises(ProposalRefused) as refused:
            proposing.propose(SPACER, Language.POLISH, stamp=stamp, trap=trap)
        return dict(refused.value.faults)

    clock.move(seconds=3)
    assert refused(stamp) == {"": ProposalFault.TOO_FAST}
    clock.move(seconds=1)
    assert refused(stamp, trap="http://kup.example") == {"trap": ProposalFault.TRAP}
    moment, mark = stamp.split(".")
    for forged in ("", "x", stamp[:-1], f"{int(moment) - 60}.{mark}", f"٣.{mark}", "." * 5000):
        assert refused(forged) == {"": ProposalFault.TOO_OLD}
    clock.move(days=1)
    assert refused(stamp) == {"": ProposalFault.TOO_OLD}
    assert sent(proposing, SPACER)
