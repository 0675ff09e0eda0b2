"""The public form for a proposal: what was typed, what is wrong with it, and thanks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kb.domain.languages import Language
from kb.domain.practice import SUMMARY_LENGTH, TITLE_LENGTH
from kb.domain.proposals import (
    HOW_LENGTH,
    MOST_PARTNERS,
    Proposal,
    ProposalFault,
)
from kb.domain.vocabularies import Vocabularies


class ProposalState(StrEnum):
    """`KEPT` stands in an address."""

    KEPT = "przyjeta"
    FORM = "form"
    TOO_OFTEN = "too-often"
    FULL = "full"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """`faults`: field -> what is wrong with it, in the order of the form; "" is of no one field."""

    state: ProposalState
    typed: Proposal
    audience: tuple[Choice, ...]
    stamp: str
    trap: str = ""
    faults: Mapping[str, ProposalFault] = field(default_factory=dict)
    retry_minutes: int = 0
    title_length: int = TITLE_LENGTH
    summary_length: int = SUMMARY_LENGTH
    how_length: int = HOW_LENGTH
    most_partners: int = MOST_PARTNERS

    @property
    def is_refused(self) -> bool:
        return bool(self.faults) or self.state not in (ProposalState.FORM, ProposalState.KEPT)


def audience_choices(typed: Proposal, vocabularies: Vocabularies, language: Language) -> tuple[Choice, ...]:
    return tuple(
        Choice(term.code, term.label(language), term.code in typed.audience)
        for term in vocabularies["audience"]
    )
