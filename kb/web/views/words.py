"""Dates and numbers as people write them."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from kb.domain.languages import Language

# Day before month, as in Europe; plain "en" would be American.
_LOCALES = {Language.POLISH: "pl", Language.ENGLISH: "en_GB", Language.UKRAINIAN: "uk"}


def date_text(date: datetime.date, language: Language) -> str:
    return format_date(date, "long", locale=_LOCALES[language])


def number_text(number: int, language: Language) -> str:
    return format_decimal(number, locale=_LOCALES[language])


def size_text(size: int, language: Language) -> str:
    """Of a file, in kilobytes or megabytes."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\u00a0kB"
    return f"{format_decimal(round(size / 1_000_000, 1), locale=_LOCALES[language])}\u00a0MB"


def money_text(amount: int, language: Language) -> str:
    number = number_text(amount, language)
    return f"PLN {number}" if language is Language.ENGLISH else f"{number}\u00a0{_CURRENCY[language]}"


_CURRENCY = {Language.POLISH: "zł", Language.UKRAINIAN: "злотих"}


_CLOCK = ZoneInfo("Europe/Warsaw")


def moment_text(moment: datetime.datetime, language: Language) -> str:
    """Day and time as a clock in Poland shows them."""
    local = moment.astimezone(_CLOCK)
    return f"{date_text(local.date(), language)}, {local:%H:%M}"


def time_text(moment: datetime.datetime) -> str:
    """The time alone, by the same clock."""
    return f"{moment.astimezone(_CLOCK):%H:%M}"
