"""A proposal of a practice by somebody without an account: a short form, checked and turned into a record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.practice import SUMMARY_LENGTH, TITLE_LENGTH, Library, Partner, PracticeRecord, Source, Step
from kb.domain.text import normalise, words_of
from kb.errors import KbError

LIBRARY_LENGTH = 200
PLACE_LENGTH = 100
HOW_LENGTH = 5000
MOST_PARTNERS = 10
PARTNER_LENGTH = 200
LINK_LENGTH = 2000
CONTACT_LENGTH = 254
MOST_LINKS = 2
"""Addresses in the texts beside the field for one; more is what advertisements do."""

CONTACT_KEPT_DAYS = 90

_LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s/?#@]+\.[^\s/?#@]+(?:[/?#]\S*)?")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")


class ProposalFault(StrEnum):
    """What is wrong with a field, or with the way in which the form came."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    NO_ADDRESS = "no-address"
    NO_EMAIL = "no-email"
    LINKS = "links"
    KNOWN = "known"
    TRAP = "trap"
    TOO_FAST = "too-fast"
    TOO_OLD = "too-old"


WHOLE = ""
"""The field of a fault that is of no one field."""

TRAP_FIELD = "trap"
"""The field that people do not see."""


class ProposalRefused(KbError):
    """`faults`: field -> what is wrong with it, in the order of the form."""

    number = "KB-330"

    def __init__(self, faults: Mapping[str, ProposalFault]) -> None:
        named = ", ".join(f"{field or 'form'}: {fault.value}" for field, fault in faults.items())
        super().__init__(f"This proposal is not kept ({named}).")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Proposal:
    """As it was typed. `partners` has one on each line, `how` one step on each; `audience` are codes."""

    title: str = ""
    library: str = ""
    place: str = ""
    summary: str = ""
    audience: tuple[str, ...] = ()
    partners: str = ""
    how: str = ""
    link: str = ""
    contact: str = ""


def accepted(proposal: Proposal) -> tuple[PracticeRecord, str | None]:
    """The record of a proposal, and the address for questions. Raises ProposalRefused.

    `audience` is taken as it is; its codes are checked where they are read.
    """
    title, library, place = (_line(text) for text in (proposal.title, proposal.library, proposal.place))
    summary, link, contact = _line(proposal.summary), proposal.link.strip(), proposal.contact.strip()
    partners, how = _lines(proposal.partners), _lines(proposal.how)
    faults: dict[str, ProposalFault] = {}

    def check(field: str, is_wrong: bool, fault: ProposalFault) -> None:
        if is_wrong:
            faults.setdefault(field, fault)

    for field, text, longest in (
        ("title", title, TITLE_LENGTH),
        ("library", library, LIBRARY_LENGTH),
        ("place", place, PLACE_LENGTH),
        ("summary", summary, SUMMARY_LENGTH),
    ):
        check(field, not text, ProposalFault.EMPTY)
        check(field, len(text) > longest, ProposalFault.TOO_LONG)
    check("partners", len(partners) > MOST_PARTNERS, ProposalFault.TOO_MANY)
    check("partners", any(len(name) > PARTNER_LENGTH for name in partners), ProposalFault.TOO_LONG)
    check("how", len(proposal.how) > HOW_LENGTH, ProposalFault.TOO_LONG)
    check("link", bool(link) and not _URL.fullmatch(link), ProposalFault.NO_ADDRESS)
    check("link", len(link) > LINK_LENGTH, ProposalFault.TOO_LONG)
    check("contact", bool(contact) and not _EMAIL.fullmatch(contact), ProposalFault.NO_EMAIL)
    check("contact", len(contact) > CONTACT_LENGTH, ProposalFault.TOO_LONG)
    texts = (title, library, place, summary, *partners, *how)
    check(WHOLE, sum(len(_LINK.findall(text)) for text in texts) > MOST_LINKS, ProposalFault.LINKS)
    if faults:
        raise ProposalRefused(faults)
    record = PracticeRecord(
        title=title,
        summary=summary,
        library=Library(name=library, place=place),
        audience=proposal.audience,
        partners=tuple(Partner(name=name) for name in partners),
        steps=tuple(Step(text=text) for text in how),
        sources=(Source(url=link),) if link else (),
    )
    return record, contact or None


def fingerprint(record: PracticeRecord) -> str:
    """The same for proposals that differ in blanks, capitals and punctuation alone."""
    texts = (record.title, record.library.name, record.summary, *(step.text for step in record.steps))
    words = " ".join(word for text in texts for word in words_of(normalise(text)))
    return hashlib.sha256(words.encode()).hexdigest()


def _line(text: str) -> str:
    return " ".join(_visible(text).split())


def _lines(text: str) -> list[str]:
    return [line for line in (_line(line) for line in text.splitlines()) if line]


def _visible(text: str) -> str:
    """Without what cannot be stored or seen: NUL and other control characters."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(character if character.isprintable() else " " for character in clean)
