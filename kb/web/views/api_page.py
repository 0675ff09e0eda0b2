"""The page that describes the open API to people: what the OpenAPI document says, in their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.query import QUERY_LENGTH
from kb.web.parameters import LARGEST_OFFSET

_POLISH, _UKRAINIAN = Language.POLISH, Language.UKRAINIAN

_OPERATIONS = {
    "search": {
        _POLISH: "Szuka praktyk po słowach i po znaczeniu.",
        _UKRAINIAN: "Шукає практики за словами та за змістом.",
    },
    "suggest": {
        _POLISH: "Podaje, co w bazie zaczyna się tak, jak wpisany tekst. Polskie litery nie są potrzebne.",
        _UKRAINIAN: "Повертає те, що в базі починається так, як введений текст. Польські літери не потрібні.",
    },
    "listPractices": {
        _POLISH: "Wszystkie opublikowane praktyki, od najnowszej.",
        _UKRAINIAN: "Усі опубліковані практики, від найновішої.",
    },
    "getPractice": {
        _POLISH: "Cały zapis jednej praktyki.",
        _UKRAINIAN: "Увесь запис однієї практики.",
    },
    "similarPractices": {
        _POLISH: "Praktyki podobne do tej, a różne między sobą, oraz podobna sprawa w innych warunkach.",
        _UKRAINIAN: "Практики, подібні до цієї й різні між собою, а також подібна справа за інших умов.",
    },
    "createDraft": {
        _POLISH: "Tworzy szkic z zapisu praktyki.",
        _UKRAINIAN: "Створює чернетку із запису практики.",
    },
    "readDraft": {
        _POLISH: "Najnowszy tekst praktyki, także nieopublikowany.",
        _UKRAINIAN: "Найновіший текст практики, також неопублікований.",
    },
    "changeDraft": {
        _POLISH: "Zapisuje cały tekst od nowa. Czytelnicy zobaczą go po sprawdzeniu.",
        _UKRAINIAN: "Зберігає весь текст наново. Читачі побачать його після перевірки.",
    },
    "sendDraft": {
        _POLISH: "Wysyła najnowszy tekst do sprawdzenia.",
        _UKRAINIAN: "Надсилає найновіший текст на перевірку.",
    },
    "withdrawPractice": {
        _POLISH: "Przenosi praktykę do archiwum. Czytelnicy już jej nie zobaczą.",
        _UKRAINIAN: "Переносить практику до архіву. Читачі її більше не побачать.",
    },
    "health": {
        _POLISH: "Jak działa serwis.",
        _UKRAINIAN: "Як працює сайт.",
    },
}
_PARAMETERS = {
    "q": {
        _POLISH: f"Potrzeba własnymi słowami, najwyżej {QUERY_LENGTH} znaków.",
        _UKRAINIAN: f"Потреба своїми словами, не більше {QUERY_LENGTH} знаків.",
    },
    "limit": {_POLISH: "Ile pozycji naraz.", _UKRAINIAN: "Скільки записів за раз."},
    "offset": {_POLISH: "Od której pozycji.", _UKRAINIAN: "З якого запису."},
    "lang": {
        _POLISH: "Język etykiet i komunikatów. Opisy praktyk są po polsku.",
        _UKRAINIAN: "Мова міток і повідомлень. Описи практик польською мовою.",
    },
    "number": {
        _POLISH: "Numer praktyki: pole „id” w odpowiedziach.",
        _UKRAINIAN: "Номер практики: поле «id» у відповідях.",
    },
    "If-Match": {
        _POLISH: "Nagłówek ETag tekstu, który został odczytany.",
        _UKRAINIAN: "Заголовок ETag тексту, який було прочитано.",
    },
    "Idempotency-Key": {
        _POLISH: "Własny klucz. Kto powtórzy z nim żądanie w ciągu doby, nie utworzy drugiej praktyki.",
        _UKRAINIAN: "Власний ключ. Хто повторить із ним запит протягом доби, не створить другої практики.",
    },
    "slug": {
        _POLISH: "Ostatnia część adresu praktyki.",
        _UKRAINIAN: "Остання частина адреси практики.",
    },
}
_REPEATED = {_POLISH: "{}. Można powtórzyć.", _UKRAINIAN: "{}. Можна повторити."}
_ENGLISH_ONLY = {
    "limit": "How many at once.",
    "offset": "From which one on.",
    "slug": "The last part of its address.",
}


@dataclass(frozen=True, slots=True)
class ParameterView:
    """`values` is the range of a number, or ""."""

    name: str
    meaning: str
    values: str


@dataclass(frozen=True, slots=True)
class OperationView:
    method: str
    path: str
    meaning: str
    parameters: tuple[ParameterView, ...]


@dataclass(frozen=True, slots=True)
class ApiPage:
    operations: tuple[OperationView, ...]


def api_page(description: Mapping[str, Any], language: Language) -> ApiPage:
    """`description` is the OpenAPI document. What is said nowhere in the language is said in English."""
    return ApiPage(
        tuple(
            OperationView(
                method.upper(),
                path,
                _OPERATIONS.get(operation["operationId"], {}).get(language, f"{operation['summary']}."),
                tuple(_parameter(parameter, language) for parameter in operation.get("parameters", ())),
            )
            for path, methods in description["paths"].items()
            for method, operation in methods.items()
        )
    )


def _parameter(parameter: Mapping[str, Any], language: Language) -> ParameterView:
    name, schema = parameter["name"], parameter["schema"]
    is_range = schema.get("maximum", LARGEST_OFFSET + 1) <= LARGEST_OFFSET
    values = f"{schema['minimum']}–{schema['maximum']}" if is_range else ""
    return ParameterView(name, _meaning(parameter, language), values)


def _meaning(parameter: Mapping[str, Any], language: Language) -> str:
    name: str = parameter["name"]
    if name in list(Facet) and language in _REPEATED:
        return _REPEATED[language].format(Facet(name).label(language))
    english: str = parameter.get("description") or _ENGLISH_ONLY.get(name, "")
    return _PARAMETERS.get(name, {}).get(language, english)
