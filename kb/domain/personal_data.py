"""What may be data of a private person, pointed out before a text is published.

By patterns and short lists alone, so it errs on both sides: it asks the author and forbids nothing. A first
name counts with a surname beside it, unless the words around say that it is a name of a library, a street,
a prize, or somebody known by their work (a patron, a writer, an artist). Measured on the practices that
ship: docs/editing.md has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.first_names import FIRST_NAMES


class PersonalDataKind(StrEnum):
    NAME = "name"
    PHONE = "phone"
    E_MAIL = "e-mail"
    ADDRESS = "address"
    PESEL = "pesel"


@dataclass(frozen=True, slots=True)
class PersonalData:
    kind: PersonalDataKind
    found: str


def _any(words: str) -> str:
    return "|".join(words.split())


_E_MAIL = re.compile(
    r"(?<![\w.+-])([\w.+-]+)\s?(?:@|[(\[](?:at|małpa)[)\]])\s?(\w[\w-]*(?:\s?(?:\.|[(\[](?:dot|kropka)[)\]])\s?\w[\w-]*)+)"
)
_DIGITS = re.compile(r"(?<![\w.,])(?:\+?\(?48\)?[\s.-]*)?\(?\d(?:[\s.\-()–]{0,2}\d){8}(?!\s?\d|[.,]\d)")
_MONEY = re.compile(r"\s*(?:zł|PLN|złotych|euro|EUR|osób|książek|egzemplarzy|wypożyczeń)", re.IGNORECASE)
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D*)+")
_PESEL = re.compile(r"(?<!\d)\d{11}(?!\d)")
_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_STREET = re.compile(
    r"(?<!\w)(?:ul\.|ulic[aęy]|ulicy|al\.|alej[aięą]|os\.|osiedl[eu]|pl\.|plac[u]?)\s+(?:[\w.\-]+\s+){0,3}?[\w\-]+\s+\d{1,4}\s?[a-zA-Z]?"
    r"(?:\s?/\s?\d{1,4}|\s*m\.?\s*\d{1,4})?(?!\w)",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"(?<!\w)(?:mieszka\w*|zamieszka\w*|adres\w*\s+(?:domow|prywatn)\w*|w\s+(?:swoim|moim|jej|jego|ich)\s+(?:domu|mieszkaniu)|u\s+siebie|pan\w*|dom\w*\s+p)",
    re.IGNORECASE,
)
_FLAT = re.compile(r"\d\s?[a-zA-Z]?\s?(?:/\s?\d|\s+m\.?\s*\d)")
_INSTITUTION_WORDS = r"""
    bibliote\w+ fili\w* szko\w* urz[ąę]d\w* muzeum centrum ośrod\w* GOK MBP GBP siedzib\w* świetlic\w*
    kin\w* skwer\w* park\w* czyteln\w* pracowni\w* przychodni\w* hal\w* remiz\w* przedszkol\w* dworz\w*
    dworc\w*
"""
_INSTITUTION = re.compile(rf"(?<!\w)(?:{_any(_INSTITUTION_WORDS)}|dom\w* kultury)", re.IGNORECASE)
_OFFICIAL_MAILBOX = re.compile(
    r"^(?:biblioteka|sekretariat|kontakt|info|biuro|promocja|informacja|poczta|wypozyczalnia|czytelnia|oddzial\w*|"
    r"filia\w*|mbp|gbp|wbp|pbp|gok|mok|dyrekcja|projekt\w*|blisko|instruktor\w*|kultura|urzad|gmina|redakcja|"
    r"oddzial|dzieci|zbiory|metodyk\w*|animacja)[\w.-]*$",
    re.IGNORECASE,
)
_CAPITALISED = r"[A-ZĄĆĘŁŃÓŚŹŻ][a-ząćęłńóśźż]+(?:-[A-ZĄĆĘŁŃÓŚŹŻ][a-ząćęłńóśźż]+)?"
_NAME = re.compile(
    rf"(?<![\w-])(?=({_CAPITALISED})(\s+(?:{_CAPITALISED}|[A-ZĄĆĘŁŃÓŚŹŻ]\.))?\s+({_CAPITALISED})(?![\w-]))"
)
_NAMING_WORDS = r"""
    im\. imieni\w+ imienia ul\. ulic\w+ al\. alej\w+ pl\. plac\w* skwer\w* park\w* osiedl\w+ św\.
    święt\w+ fundacj\w+ stowarzyszeni\w+ nagrod\w+ konkurs\w* pomnik\w* patron\w* pisar\w+ poet\w+
    poe[ct]\w+ autor\w* malar\w+ rzeźbiar\w+ kompozytor\w* aktor\w* reżyser\w* ilustrator\w* noblist\w+
    król\w* książ[ęe]\w* papież\w* generał\w* gen\. marszał\w+ prezydent\w* podróżni\w+ dziennikar\w+
    reportaż\w* fotograf\w* muzyk\w* piosenkar\w+ historyk\w* bohater\w* powieś\w+ książk\w+ wiersz\w*
    bajk\w+ twórczoś\w+ utwor\w+ film\w* urodz\w+ rocznic\w+ śladami śladem życi\w+ rok\w* według
    spektakl\w* metod\w+ dom\w* muzeum zespół zespoł\w+ szkoł\w+ bibliote\w+ liceum przedszkol\w+
    uniwersytet\w* felieton\w* piosen\w+
"""
_BEFORE = re.compile(
    rf"(?<!\w)(?:{_any(_NAMING_WORDS)})(?:\s+[„\"]?[\w”\"'-]+){{0,2}}\s*[„\"]?$", re.IGNORECASE
)
"""What makes of a name that of a street, of a school, or of somebody known by their work."""
_QUOTED = re.compile(r"[„\"»][^”\"«]{0,120}$")


def personal_data(text: str, known: tuple[str, ...] = ()) -> tuple[PersonalData, ...]:
    """What was found, each thing once. `known` are names that may stand there: the library, the partners."""
    return tuple(dict.fromkeys(_found(text, " ".join(known).casefold())))


def _found(text: str, known: str) -> Iterator[PersonalData]:
    taken: list[tuple[int, int]] = []
    for match in _E_MAIL.finditer(text):
        taken.append(match.span())
        if not _OFFICIAL_MAILBOX.match(match[1]):
            yield PersonalData(PersonalDataKind.E_MAIL, match.group())
    for match in _PESEL.finditer(text):
        if _is_pesel(match.group()):
            taken.append(match.span())
            yield PersonalData(PersonalDataKind.PESEL, match.group())
    for match in _DIGITS.finditer(text):
        if not _overlaps(match.span(), taken) and _is_phone(match, text):
            yield PersonalData(PersonalDataKind.PHONE, match.group().strip())
    for match in _STREET.finditer(text):
        around = text[max(0, match.start() - 60) : match.start()]
        # Where an institution is, everybody may know; a flat, or where somebody lives, nobody need.
        private = _FLAT.search(match.group()) or _PRIVATE.search(around)
        if private or not _INSTITUTION.search(around):
            yield PersonalData(PersonalDataKind.ADDRESS, match.group())
    yield from _names(text, known)


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _is_phone(match: re.Match[str], text: str) -> bool:
    """Nine digits, with or without 48; neither years in a row nor an amount nor a number of books."""
    found = match.group()
    digits = re.sub(r"\D", "", found)
    if len(digits) not in (9, 11) or _YEARS.fullmatch(found) or _MONEY.match(text, match.end()):
        return False
    return not re.search(
        r"(?:ISBN|KRS|NIP|REGON|konto|nr\s+rachunku)\W*$", text[: match.start()], re.IGNORECASE
    )


def _is_pesel(digits: str) -> bool:
    numbers = [int(digit) for digit in digits]
    weighed = sum(weight * number for weight, number in zip(_PESEL_WEIGHTS, numbers, strict=False))
    month = (numbers[2] * 10 + numbers[3]) % 20
    return (weighed + numbers[10]) % 10 == 0 and 1 <= month <= 12


def _names(text: str, known: str) -> Iterator[PersonalData]:
    for match in _NAME.finditer(text):
        first, last = match[1], match[3]
        if first.casefold() not in FIRST_NAMES or last.casefold() in FIRST_NAMES:
            continue
        before = text[max(0, match.start() - 70) : match.start()]
        if last.casefold()[:-1] in known or _BEFORE.search(before) or _QUOTED.search(before):
            continue
        yield PersonalData(PersonalDataKind.NAME, f"{first}{match[2] or ''} {last}")
