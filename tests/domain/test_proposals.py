"""Proposals without an account: what is taken, what is asked for again, and the same thing twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.proposals import Proposal, ProposalFault, ProposalRefused, accepted, fingerprint

WHOLE = Proposal(
    title="  Spacer z wierszem ",
    library="Biblioteka w Brzozie",
    place="Brzoza",
    summary="Chodzimy po wsi i czytamy wiersze.",
    audience=("seniorzy",),
    partners="Koło gospodyń\n\n Szkoła ",
    how="Wybierz trasę\nZaproś sąsiadów",
    link="https://example.org/spacer",
    contact="biblioteka@example.org",
)


def test_a_proposal_becomes_a_record_and_its_contact_stays_apart() -> None:
    record, contact = accepted(WHOLE)
    assert record.title == "Spacer z wierszem"
    assert [partner.name for partner in record.partners] == ["Koło gospodyń", "Szkoła"]
    assert [step.text for step in record.steps] == ["Wybierz trasę", "Zaproś sąsiadów"]
    assert [source.url for source in record.sources] == ["https://example.org/spacer"]
    assert contact == "biblioteka@example.org"
    assert "biblioteka@example.org" not in record.model_dump_json()


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("title", " ", ProposalFault.EMPTY),
        ("title", "x" * 91, ProposalFault.TOO_LONG),
        ("library", "", ProposalFault.EMPTY),
        ("place", "", ProposalFault.EMPTY),
        ("summary", "", ProposalFault.EMPTY),
        ("summary", "słowo " * 100, ProposalFault.TOO_LONG),
        ("partners", "Szkoła\n" * 11, ProposalFault.TOO_MANY),
        ("how", "krok\n" * 1500, ProposalFault.TOO_LONG),
        ("link", "javascript:alert(1)", ProposalFault.NO_ADDRESS),
        ("link", "https://user@example.org/", ProposalFault.NO_ADDRESS),
        ("contact", "to nie adres", ProposalFault.NO_EMAIL),
    ],
)
def test_what_is_wrong_is_named_by_its_field(field: str, typed: str, fault: ProposalFault) -> None:
    with pytest.raises(ProposalRefused) as refused:
        accepted(replace(WHOLE, **{field: typed}))
    assert refused.value.faults == {field: fault}


def test_many_links_are_what_advertisements_have() -> None:
    two = "Zobacz https://a.example i www.b.example"
    accepted(replace(WHOLE, how=two))
    with pytest.raises(ProposalRefused) as refused:
        accepted(replace(WHOLE, how=f"{two} oraz http://c.example"))
    assert refused.value.faults == {"": ProposalFault.LINKS}


def test_the_same_words_are_the_same_proposal() -> None:
    first, _ = accepted(WHOLE)
    again, _ = accepted(replace(WHOLE, title="SPACER  z wierszem!", contact=""))
    other, _ = accepted(replace(WHOLE, title="Spacer z piosenką"))
    assert fingerprint(first) == fingerprint(again) != fingerprint(other)


@given(
    st.builds(Proposal, **{field.name: st.text() for field in fields(Proposal) if field.name != "audience"})
)
def test_whatever_is_typed_it_is_taken_or_refused(proposal: Proposal) -> None:
    with suppress(ProposalRefused):
        record, contact = accepted(proposal)
        assert record.title == " ".join(record.title.split()) != ""
        assert contact is None or "@" in contact
