"""The page of components: every part of the design once, with colours as they were measured."""

from __future__ import annotations

from dataclasses import dataclass

from kb.domain.languages import Language
from kb.web.contrast import BORDERS, measured
from kb.web.parameters import prefix_of
from kb.web.views.cards import Card, Segment, Why
from kb.web.views.paging import PageLink


@dataclass(frozen=True, slots=True)
class PairView:
    """`asked` is the least ratio that this pair must have; ratios as they are written."""

    above: str
    below: str
    light: str
    dark: str
    asked: str


@dataclass(frozen=True, slots=True)
class PatternsPage:
    """`pages`, `previous_url` and `next_url` feed the sample of pages of results."""

    pairs: tuple[PairView, ...]
    card: Card
    pages: tuple[PageLink, ...]
    previous_url: str
    next_url: str


def patterns_page(css: str, language: Language) -> PatternsPage:
    prefix = prefix_of(language)
    here = f"{prefix}/o-serwisie/wzornik"
    return PatternsPage(
        pairs=tuple(
            PairView(
                pair.above,
                pair.below,
                _ratio(pair.light, language),
                _ratio(pair.dark, language),
                _ratio(asked(pair.above), language),
            )
            for pair in measured(css)
        ),
        # A sample in Polish, as every practice is.
        card=Card(
            title=(Segment("Noc w bibliotece z kołem gospodyń wiejskich", False),),
            slug="",
            url=f"{prefix}/praktyki",
            library=(Segment("Gminna Biblioteka Publiczna", False),),
            place="",
            years="2023–2024",
            segments=(
                Segment("Dzieci czytały przy ", False),
                Segment("latarkach", True),
                Segment(", a gospodynie piekły chleb.", False),
            ),
            why=Why(words=("latarkach",)),
            audience=("Dzieci",),
            partners=("Koło gospodyń wiejskich",),
            form="Noc w bibliotece",
            cost="Do 500 zł",
        ),
        pages=tuple(PageLink(number, f"{here}#strony", number == 2) for number in (1, 2, 3)),
        previous_url=f"{here}#strony",
        next_url=f"{here}#strony",
    )


def asked(above: str) -> float:
    """Level AA: 3 for borders, 4.5 for text; AAA, which is 7, for what is read at length."""
    if above in BORDERS:
        return 3
    return 7 if above == "ink" else 4.5


def _ratio(value: float, language: Language) -> str:
    text = f"{value:.1f} : 1"
    return text if language is Language.ENGLISH else text.replace(".", ",")
