"""The facets by which practices are narrowed, and the vocabularies behind them."""

from enum import StrEnum

from kb.domain.languages import Language


class Facet(StrEnum):
    """Names as the API and the database use them."""

    AUDIENCE = "audience"
    THEME = "theme"
    PARTNER = "partner"
    PARTNER_ROLE = "partner_role"
    FORM = "form"
    AREA = "area"
    STAGE = "stage"
    PLACE_SIZE = "place_size"
    COST = "cost"
    DURATION = "duration"
    VOIVODESHIP = "voivodeship"
    PROGRAM = "program"

    @property
    def vocabulary(self) -> str:
        """The name of the vocabulary that lists this facet's codes."""
        return "partner_type" if self is Facet.PARTNER else self.value

    @property
    def parameter(self) -> str:
        """The name in a page's address."""
        return _PARAMETERS[self]

    def label(self, language: Language) -> str:
        return _LABELS[self][language]


FACET_NAMED = {facet.value: facet for facet in Facet}
"""The facet of each name that the API and the database use."""

_PARAMETERS = {
    Facet.AUDIENCE: "odbiorcy",
    Facet.THEME: "temat",
    Facet.PARTNER: "partner",
    Facet.PARTNER_ROLE: "rola",
    Facet.FORM: "forma",
    Facet.AREA: "obszar",
    Facet.STAGE: "etap",
    Facet.PLACE_SIZE: "wielkosc",
    Facet.COST: "koszt",
    Facet.DURATION: "czas",
    Facet.VOIVODESHIP: "wojewodztwo",
    Facet.PROGRAM: "program",
}


def _labels(polish: str, english: str, ukrainian: str) -> dict[Language, str]:
    return {Language.POLISH: polish, Language.ENGLISH: english, Language.UKRAINIAN: ukrainian}


_LABELS = {
    Facet.AUDIENCE: _labels("Odbiorcy", "Audience", "Для кого"),
    Facet.THEME: _labels("Tematy", "Themes", "Теми"),
    Facet.PARTNER: _labels("Partnerzy", "Partners", "Партнери"),
    Facet.PARTNER_ROLE: _labels("Rola partnera", "Partner’s role", "Роль партнера"),
    Facet.FORM: _labels("Forma działania", "Form", "Форма"),
    Facet.AREA: _labels("Obszar BLISKO", "BLISKO area", "Напрям BLISKO"),
    Facet.STAGE: _labels("Etap BLISKO", "BLISKO stage", "Етап BLISKO"),
    Facet.PLACE_SIZE: _labels("Wielkość miejscowości", "Size of place", "Розмір населеного пункту"),
    Facet.COST: _labels("Koszt", "Cost", "Вартість"),
    Facet.DURATION: _labels("Czas trwania", "Duration", "Тривалість"),
    Facet.VOIVODESHIP: _labels("Województwo", "Voivodeship", "Воєводство"),
    Facet.PROGRAM: _labels("Program", "Programme", "Програма"),
}
