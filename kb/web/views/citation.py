"""How to cite a practice: one line that stands on its own in a report or under a handout."""

from __future__ import annotations

import datetime

from kb.domain.languages import Language
from kb.domain.practice import PracticeRecord
from kb.web.views.words import date_text

SITE_NAME = "Dobre Praktyki"
_SERVICE = {
    Language.POLISH: f"W: {SITE_NAME}",
    Language.ENGLISH: f"In: {SITE_NAME}",
    Language.UKRAINIAN: f"У: {SITE_NAME}",
}
_ACCESSED = {
    Language.POLISH: "dostęp",
    Language.ENGLISH: "accessed",
    Language.UKRAINIAN: "дата звернення",
}
_LICENCE = {Language.POLISH: "Licencja", Language.ENGLISH: "Licence", Language.UKRAINIAN: "Ліцензія"}


def citation(
    record: PracticeRecord, address: str, licence: str, read_on: datetime.date, language: Language
) -> str:
    """The library is the author, since what is told is its work; `read_on` is the reader's day."""
    return (
        f"{_sentence(record.library.name)} {_sentence(record.title)} {_SERVICE[language]}. {address} "
        f"({_ACCESSED[language]}: {date_text(read_on, language)}). {_LICENCE[language]}: {licence}."
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
