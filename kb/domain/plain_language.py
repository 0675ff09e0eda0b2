"""Hints for plainer sentences: long ones, and words that only offices use. A hint, never a block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_SENTENCE = 20
"""Words."""
MOST_HINTS = 8
"""In one text: who has more to mend begins with these."""


@dataclass(frozen=True, slots=True)
class PlainHint:
    """`words` of a sentence that is too long, or 0; `instead` is what to write for the found phrase."""

    found: str
    words: int = 0
    instead: str = ""


OFFICE_PHRASES: tuple[tuple[str, str], ...] = (
    (r"w zakresie", "w, o, z – albo nazwij rzecz wprost"),
    (r"w (?:celu|celach)", "żeby, aby"),
    (r"celem (?=\w+(?:nia|cia)\b)", "żeby"),
    (r"dokona(?:ć|no|ła|ł|li|ły|my|nie|nia|niem)|dokonuj\w*", "zrobić; „dokonać zakupu” to „kupić”"),
    (r"realiz(?:acj[aięą]|ować|owan[oyae]|uj\w+|ował\w*|owali)", "robić, prowadzić, działać"),
    (r"zrealizowa\w+", "zrobić, przeprowadzić"),
    (r"w oparciu o", "na podstawie, według"),
    (r"na (?:terenie|obszarze)", "w"),
    (r"w ramach", "w, podczas, dzięki"),
    (r"z uwagi na|ze względu na|w związku z (?:powyższym|tym,? że)", "bo, dlatego"),
    (r"przedmiotow(?:y|a|e|ego|ej|ym|ych)", "ten, o którym mowa"),
    (r"niniejsz(?:y|a|e|ego|ej|ym|ych)", "ten"),
    (r"beneficjen(?:t|ci|tów|tom|tami|ta|tka|tki)|beneficjentem", "uczestnik, osoba"),
    (r"interesariusz\w*", "ludzie, których to dotyczy"),
    (r"implement(?:acja|acji|ować|owano|uje)", "wprowadzić"),
    (r"dedykowan(?:y|a|e|ego|ej|ych|ym)", "dla, przeznaczony dla"),
    (r"posiada(?:ć|ją|my|ł|ła|li|ły|nie)?", "mieć"),
    (r"uleg(?:ać|a|ł|ła|ło|nie|ną)|ulec", "zmienić się, stać się – sam czasownik"),
    (r"stanowi(?:ć|ą|ł|ła|ło|ły|li)?", "być, jest"),
    (r"poprzez", "przez, dzięki"),
    (r"iż", "że"),
    (r"bądź", "lub, albo"),
    (r"przy (?:użyciu|pomocy)", "narzędnik: „przy użyciu mapy” to „mapą”"),
    (r"pod kątem", "o, dla, żeby"),
    (r"w miesiącu|w okresie od", "w, od"),
    (r"kwesti(?:a|i|ę|ą|e)", "sprawa – albo nazwij rzecz wprost"),
    (r"aktywizacj(?:a|i|ę|ą)", "zachęcić, żeby coś robili – napisz co"),
    (r"działania (?:animacyjne|edukacyjne|integracyjne)", "napisz, co robiliście: warsztaty, spacery"),
)  # fmt: skip
_PHRASES = [
    (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), instead)
    for pattern, instead in OFFICE_PHRASES
]
_SENTENCE_END = re.compile(r"(?<=[.!?…])[”\")]*\s+(?=[„\"(]?[A-ZĄĆĘŁŃÓŚŹŻ0-9])|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(„])(?:m\.in|np|im|ul|al|pl|św|ks|dr|prof|mgr|tzw|ok|godz|tys|r|os|nr|t)\.$", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def plain_hints(text: str) -> tuple[PlainHint, ...]:
    return tuple(hint for _, hint in zip(range(MOST_HINTS), _hints(text), strict=False))


def _hints(text: str) -> Iterator[PlainHint]:
    for sentence in _sentences(text):
        words = len(_WORD.findall(sentence))
        if words > LONGEST_SENTENCE:
            yield PlainHint(sentence, words=words)
    said: set[str] = set()
    for pattern, instead in _PHRASES:
        for match in pattern.finditer(text):
            if instead not in said:
                said.add(instead)
                yield PlainHint(match.group(), instead=instead)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for part in _SENTENCE_END.split(text):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {part}"
        elif part.strip():
            found.append(part.strip())
    return found
