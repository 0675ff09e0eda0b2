"""The reader's own library: the little form, what is in force, and why a practice fits."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal

from kb.domain.bands import COST_BANDS
from kb.domain.facets import Facet
from kb.domain.fit import BUDGETS, Fit
from kb.domain.languages import Language
from kb.domain.practice import PracticeRecord
from kb.domain.vocabularies import NOT_STATED, Vocabularies
from kb.web.parameters import BUDGET, PLACE_SIZE, VOIVODESHIP, PageQuery, prefix_of, search_pairs
from kb.web.views.cards import label

_BUDGET = {
    Language.POLISH: "Ile możemy wydać",
    Language.ENGLISH: "What we can spend",
    Language.UKRAINIAN: "Скільки можемо витратити",
}
_UP_TO = {Language.POLISH: "do {} zł", Language.ENGLISH: "up to PLN {}", Language.UKRAINIAN: "до {} злотих"}


@dataclass(frozen=True, slots=True)
class FitOption:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class FitField:
    name: str
    label: str
    options: tuple[FitOption, ...]


@dataclass(frozen=True, slots=True)
class FitView:
    """`said` is what is in force, nothing when the fit is off; `off_url` turns it off; `carried` are names
    and values of the search that the form sends beside its own."""

    fields: tuple[FitField, ...]
    said: tuple[str, ...]
    off_url: str
    carried: tuple[tuple[str, str], ...]


def fit_view(query: PageQuery, vocabularies: Vocabularies, language: Language) -> FitView:
    fit = query.fit

    def field(name: str, facet: Facet, chosen: str | None) -> FitField:
        codes = [code for code in vocabularies.of_facet(facet).codes if code != NOT_STATED]
        return FitField(
            name,
            facet.label(language),
            tuple(
                FitOption(code, label(vocabularies, facet, code, language), code == chosen) for code in codes
            ),
        )

    return FitView(
        fields=(
            field(PLACE_SIZE, Facet.PLACE_SIZE, fit.place_size),
            field(VOIVODESHIP, Facet.VOIVODESHIP, fit.voivodeship),
            FitField(
                BUDGET,
                _BUDGET[language],
                tuple(
                    FitOption(code, _budget(code, vocabularies, language), code == fit.budget)
                    for code in BUDGETS
                ),
            ),
        ),
        said=_said(fit, vocabularies, language),
        off_url=query.address(prefix_of(language), fit=Fit()),
        carried=search_pairs(query.text, query.filters),
    )


def reasons(
    fit: Fit, record: PracticeRecord, vocabularies: Vocabularies, language: Language
) -> tuple[str, ...]:
    """Short labels: "wieś, do 500 zł"."""
    return tuple(_short(facet, code, vocabularies, language) for facet, code in fit.reasons(record))


def _said(fit: Fit, vocabularies: Vocabularies, language: Language) -> tuple[str, ...]:
    return (
        *((_short(Facet.PLACE_SIZE, fit.place_size, vocabularies, language),) if fit.place_size else ()),
        *((_short(Facet.VOIVODESHIP, fit.voivodeship, vocabularies, language),) if fit.voivodeship else ()),
        *((_budget(fit.budget, vocabularies, language),) if fit.budget else ()),
    )


def _budget(code: str, vocabularies: Vocabularies, language: Language) -> str:
    """The band as a limit: "do 2 000 zł"."""
    most = next(band.high for band in COST_BANDS if band.code == code)
    if not most:
        return label(vocabularies, Facet.COST, code, language)
    return _UP_TO[language].format(format_decimal(int(most), locale=language.value))


def _short(facet: Facet, code: str, vocabularies: Vocabularies, language: Language) -> str:
    """A label inside a sentence; English names of voivodeships and "PLN" keep their capitals."""
    text = label(vocabularies, facet, code, language)
    is_name = facet is Facet.VOIVODESHIP and language is Language.ENGLISH
    return text if is_name or not text[1:2].islower() else text[:1].lower() + text[1:]
