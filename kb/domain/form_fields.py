"""The form of a practice as one table: what is asked, at which step, of what kind.

Reading what was typed, checking it, drawing the form and telling what is missing all go by this table. A new
field of the record is added here, with its words in kb/data/form_texts.json, and nowhere else in the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.practice import SUMMARY_LENGTH, TITLE_LENGTH

LINE_LENGTH = 500
TEXT_LENGTH = 20_000
MOST_ROWS = 200


class FormStep(StrEnum):
    """The steps in their order, by their names in an address."""

    ABOUT = "o-czym"
    PLACE = "biblioteka"
    PEOPLE = "dla-kogo"
    COURSE = "jak-to-zrobic"
    MEANS = "koszty-i-czas"
    RESULTS = "co-wyszlo"
    SOURCES = "skad-wiemy"
    MEDIA = "zdjecia-i-pliki"


class FieldKind(StrEnum):
    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ADDRESS = "address"
    CODE = "code"
    CODES = "codes"
    FLAG = "flag"
    ROWS = "rows"
    KEPT = "kept"
    """What the form carries and nobody types: the name of an uploaded file, its size."""


class Asked(StrEnum):
    """Whether a practice can do without the field. REQUIRED: no record without it. PUBLISHED: nothing is sent
    to review without it. ANSWERED: a value, or a chosen "nie podano"."""

    REQUIRED = "required"
    PUBLISHED = "published"
    ANSWERED = "answered"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Limits:
    """`longest` in characters, `most` in choices or rows, the others for numbers."""

    longest: int = TEXT_LENGTH
    smallest: int = -(10**12)
    largest: int = 10**12
    most: int = MOST_ROWS


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a row that can be repeated."""

    name: str
    kind: FieldKind
    is_required: bool = False
    vocabulary: str = ""
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class FormField:
    """`name` is the path in the record, with a dot inside a part ("library.name").

    `vocabulary` lists the codes; those in `unspoken` stand for no answer, and the form shows none. A field of
    rows whose record holds bare texts `is_plain`. `minutes` is how long an answer takes, `weight` how much it
    counts for completeness (0: only for some practices). `group` draws fields together as one question.
    """

    name: str
    kind: FieldKind
    step: FormStep
    asked: Asked = Asked.OPTIONAL
    vocabulary: str = ""
    unspoken: str = ""
    default: str = ""
    columns: tuple[Column, ...] = ()
    is_plain: bool = False
    limits: Limits = Limits()
    minutes: float = 1.0
    weight: int = 0
    is_markdown: bool = False

    @property
    def part(self) -> str:
        """What `not_stated` calls it: the field of the record that it belongs to."""
        return self.name.partition(".")[0]


_LINE = Limits(longest=LINE_LENGTH)
_YEAR = Limits(smallest=1900, largest=2100)
_AMOUNT = Limits(smallest=0, largest=100_000_000)


def _texts(length: int) -> tuple[Column, ...]:
    return (Column("text", FieldKind.TEXT, is_required=True, limits=Limits(longest=length)),)


def _line(name: str, *, is_required: bool = False) -> Column:
    return Column(name, FieldKind.LINE, is_required, limits=_LINE)


def _code(name: str, vocabulary: str) -> Column:
    return Column(name, FieldKind.CODE, vocabulary=vocabulary)


CONFIDENCE = "confidence"
"""A vocabulary of the form alone; the others are in kb/data/vocabularies.json."""
OWN_VOCABULARIES: Mapping[str, tuple[str, ...]] = {CONFIDENCE: ("high", "medium", "low")}

_K, _S, _A = FieldKind, FormStep, Asked
FIELDS: tuple[FormField, ...] = (
    FormField("title", _K.LINE, _S.ABOUT, _A.REQUIRED, limits=Limits(longest=TITLE_LENGTH), weight=3),
    FormField(
        "summary", _K.TEXT, _S.ABOUT, _A.PUBLISHED, limits=Limits(longest=SUMMARY_LENGTH), minutes=3, weight=3
    ),
    FormField("need", _K.TEXT, _S.ABOUT, _A.ANSWERED, minutes=4, weight=3, is_markdown=True),
    FormField(
        "situations", _K.ROWS, _S.ABOUT, columns=_texts(LINE_LENGTH), is_plain=True, minutes=3, weight=1
    ),
    FormField("goals", _K.ROWS, _S.ABOUT, columns=_texts(TEXT_LENGTH), is_plain=True, minutes=2),
    FormField("also_known_as", _K.ROWS, _S.ABOUT, columns=(_line("text", is_required=True),), is_plain=True),
    FormField("library.name", _K.LINE, _S.PLACE, _A.REQUIRED, limits=_LINE, weight=3),
    FormField("library.place", _K.LINE, _S.PLACE, limits=_LINE, minutes=0.5, weight=1),
    FormField("library.voivodeship", _K.CODE, _S.PLACE, vocabulary="voivodeship", minutes=0.5, weight=1),
    FormField("library.several", _K.FLAG, _S.PLACE),
    FormField("place_size", _K.CODE, _S.PLACE, vocabulary="place_size", minutes=0.5, weight=1),
    FormField("program.code", _K.CODE, _S.PLACE, vocabulary="program", unspoken="nie-podano", minutes=0.5),
    FormField("program.name", _K.LINE, _S.PLACE, limits=_LINE),
    FormField("program.edition", _K.LINE, _S.PLACE, limits=_LINE),
    FormField("area", _K.CODES, _S.PLACE, vocabulary="area"),
    FormField("stage", _K.CODE, _S.PLACE, vocabulary="stage"),
    FormField("years.first", _K.NUMBER, _S.PLACE, _A.ANSWERED, limits=_YEAR, minutes=0.5, weight=2),
    FormField("years.last", _K.NUMBER, _S.PLACE, limits=_YEAR),
    FormField("audience", _K.CODES, _S.PEOPLE, _A.ANSWERED, vocabulary="audience", weight=3),
    FormField("participants", _K.NUMBER, _S.PEOPLE, limits=Limits(smallest=0, largest=10_000_000), weight=1),
    FormField(
        "partners", _K.ROWS, _S.PEOPLE, _A.ANSWERED,
        columns=(
            _line("name", is_required=True), _code("type", "partner_type"), _code("role", "partner_role"),
        ),
        minutes=2, weight=3,
    ),
    FormField("themes", _K.CODES, _S.PEOPLE, _A.ANSWERED, vocabulary="theme", weight=2),
    FormField("form", _K.CODE, _S.PEOPLE, _A.ANSWERED, vocabulary="form", minutes=0.5, weight=2),
    FormField("extra_forms", _K.CODES, _S.PEOPLE, vocabulary="form"),
    FormField(
        "access", _K.TEXT, _S.PEOPLE, minutes=2, weight=1, is_markdown=True,
    ),
    FormField(
        "steps", _K.ROWS, _S.COURSE, _A.ANSWERED,
        columns=(Column("text", _K.TEXT, is_required=True), _line("when"), _line("who")),
        minutes=6, weight=3,
    ),
    FormField(
        "resources", _K.ROWS, _S.COURSE,
        columns=(_line("item", is_required=True), _line("borrow_from")), minutes=2, weight=1,
    ),
    FormField("team", _K.ROWS, _S.COURSE, columns=_texts(TEXT_LENGTH), is_plain=True, minutes=2, weight=1),
    FormField("promotion", _K.TEXT, _S.COURSE, minutes=2, weight=1, is_markdown=True),
    FormField(
        "cost.band", _K.CODE, _S.MEANS, _A.ANSWERED, vocabulary="cost", unspoken="nie-podano", weight=2
    ),
    FormField("cost.amount_pln", _K.NUMBER, _S.MEANS, limits=_AMOUNT),
    FormField("cost.note", _K.TEXT, _S.MEANS, minutes=2, is_markdown=True),
    FormField("funding", _K.ROWS, _S.MEANS, columns=_texts(TEXT_LENGTH), is_plain=True),
    FormField("cheaper", _K.TEXT, _S.MEANS, minutes=2, weight=1, is_markdown=True),
    FormField(
        "duration", _K.CODE, _S.MEANS, _A.ANSWERED, vocabulary="duration", minutes=0.5, weight=2
    ),
    FormField("prep_time", _K.CODE, _S.MEANS, vocabulary="prep_time", minutes=0.5, weight=1),
    FormField("contest.pool_pln", _K.NUMBER, _S.MEANS),
    FormField("contest.smallest_grant_pln", _K.NUMBER, _S.MEANS),
    FormField("contest.largest_grant_pln", _K.NUMBER, _S.MEANS),
    FormField("contest.minimum_age", _K.NUMBER, _S.MEANS),
    FormField("contest.submitted", _K.NUMBER, _S.MEANS),
    FormField("contest.chosen", _K.NUMBER, _S.MEANS),
    FormField("contest.note", _K.TEXT, _S.MEANS),
    FormField("results", _K.TEXT, _S.RESULTS, _A.ANSWERED, minutes=3, weight=3, is_markdown=True),
    FormField("evidence", _K.TEXT, _S.RESULTS, minutes=2, weight=1, is_markdown=True),
    FormField("difficulties", _K.TEXT, _S.RESULTS, _A.ANSWERED, minutes=3, weight=3, is_markdown=True),
    FormField(
        "success_factors", _K.ROWS, _S.RESULTS, columns=_texts(TEXT_LENGTH), is_plain=True, minutes=2,
        weight=1,
    ),
    FormField("advice", _K.TEXT, _S.RESULTS, minutes=2, weight=1, is_markdown=True),
    FormField("transfer", _K.TEXT, _S.RESULTS, minutes=3, weight=1, is_markdown=True),
    FormField(
        "adaptations", _K.ROWS, _S.RESULTS,
        columns=(_line("library", is_required=True), Column("year", _K.NUMBER), Column("changes", _K.TEXT)),
    ),
    FormField(
        "sources", _K.ROWS, _S.SOURCES, _A.PUBLISHED,
        columns=(Column("url", _K.ADDRESS, is_required=True), Column("read_on", _K.DATE)), weight=2,
    ),
    FormField(
        "facts", _K.ROWS, _S.SOURCES,
        columns=(
            Column("text", _K.TEXT, is_required=True), Column("url", _K.ADDRESS),
            _code("confidence", CONFIDENCE),
        ),
        minutes=3,
    ),
    FormField("contact", _K.LINE, _S.SOURCES, limits=_LINE, weight=1),
    FormField("verified_on", _K.DATE, _S.SOURCES),
    FormField("licence", _K.CODE, _S.SOURCES, vocabulary="licence", default="cc-by-4.0"),
    FormField("notes", _K.ROWS, _S.SOURCES, columns=_texts(TEXT_LENGTH), is_plain=True),
    FormField(
        "images", _K.ROWS, _S.MEDIA,
        columns=(
            Column("file", _K.KEPT, is_required=True), Column("width", _K.KEPT), Column("height", _K.KEPT),
            _line("description"), Column("decorative", _K.FLAG), _line("author"),
            _code("licence", "licence"), Column("consent", _K.FLAG),
        ),
        minutes=3,
    ),
    FormField(
        "files", _K.ROWS, _S.MEDIA,
        columns=(
            Column("file", _K.KEPT, is_required=True), Column("size", _K.KEPT),
            _line("description", is_required=True), _line("author"), _code("licence", "licence"),
        ),
    ),
)  # fmt: skip

FIELD: Mapping[str, FormField] = {field.name: field for field in FIELDS}


def fields_of(step: FormStep) -> tuple[FormField, ...]:
    return tuple(field for field in FIELDS if field.step is step)


def field_of(name: str) -> FormField | None:
    """The field that a name in a form belongs to: "steps.2.text" to `steps`, "library.name" to itself."""
    if name in FIELD:
        return FIELD[name]
    found = FIELD.get(name.partition(".")[0])
    return found if found is not None and found.kind is FieldKind.ROWS else None
