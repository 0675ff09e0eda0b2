"""The form and the record say the same, both ways, whatever was typed."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kb.domain.form_fields import FIELD, FIELDS, FieldKind, FormStep, fields_of
from kb.domain.form_record import FaultKind, faults_before_review, form_of, record_of
from kb.domain.practice import (
    Adaptation,
    Attachment,
    Contest,
    Cost,
    Fact,
    Image,
    Library,
    Partner,
    PracticeRecord,
    Program,
    Resource,
    Source,
    Step,
    Years,
)
from kb.domain.typed_form import NOT_STATED, SHOWN, RowMove, TypedForm, pairs_of
from kb.services.shipped import Shipped

FOUND = (Phase.explicit, Phase.reuse, Phase.generate)
"""A record is large: to make a failing one smaller takes minutes and tells little."""

SHIPPED = Shipped.read()
VOCABULARIES = SHIPPED.vocabularies

_ALPHABET = st.characters(blacklist_categories=("Cc", "Cs", "Zs", "Zl", "Zp"))


def texts(longest: int = 60) -> st.SearchStrategy[str]:
    """With inner blanks and line ends; a record keeps no outer ones."""
    pieces = st.lists(st.text(_ALPHABET, min_size=1, max_size=8), min_size=1, max_size=6)
    return st.builds(
        lambda parts, gap: gap.join(parts)[:longest].strip(), pieces, st.sampled_from([" ", "\n", "\n\n"])
    ).filter(bool)


def codes(vocabulary: str) -> st.SearchStrategy[str]:
    return st.sampled_from(VOCABULARIES[vocabulary].codes)


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


def some(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(strategy, max_size=3).map(tuple)


def several(vocabulary: str) -> st.SearchStrategy:
    return st.lists(codes(vocabulary), max_size=3, unique=True).map(tuple)


DATES = st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 1, 1))
ADDRESSES = st.sampled_from(["https://example.org/a?b=1#c", "http://biblioteka.example"])
NUMBERS = st.integers(-1000, 10**9)
YEARS = st.tuples(st.integers(1900, 2100), maybe(st.integers(1900, 2100))).filter(
    lambda y: y[1] is None or y[1] >= y[0]
)
FILES = st.text("0123456789abcdef", min_size=32, max_size=32)

RECORDS = st.builds(
    PracticeRecord,
    title=texts(90),
    summary=st.just("") | texts(),
    library=st.builds(
        Library,
        name=texts(),
        place=maybe(texts()),
        voivodeship=maybe(codes("voivodeship")),
        several=st.booleans(),
    ),
    place_size=maybe(codes("place_size")),
    program=st.builds(Program, code=codes("program"), name=maybe(texts()), edition=maybe(texts())),
    area=several("area"),
    stage=maybe(codes("stage")),
    years=maybe(YEARS.map(lambda y: Years(first=y[0], last=y[1]))),
    need=st.just("") | texts(),
    situations=some(texts()),
    goals=some(texts()),
    audience=several("audience"),
    partners=some(
        st.builds(Partner, name=texts(), type=maybe(codes("partner_type")), role=maybe(codes("partner_role")))
    ),
    form=maybe(codes("form")),
    extra_forms=several("form"),
    themes=several("theme"),
    steps=some(st.builds(Step, text=texts(), when=maybe(texts()), who=maybe(texts()))),
    prep_time=maybe(codes("prep_time")),
    duration=maybe(codes("duration")),
    team=some(texts()),
    resources=some(st.builds(Resource, item=texts(), borrow_from=maybe(texts()))),
    cost=st.builds(Cost, band=codes("cost"), amount_pln=maybe(st.integers(0, 10**6)), note=maybe(texts())),
    cheaper=maybe(texts()),
    funding=some(texts()),
    results=maybe(texts()),
    participants=maybe(st.integers(0, 10**6)),
    difficulties=maybe(texts()),
    success_factors=some(texts()),
    adaptations=some(st.builds(Adaptation, library=texts(), year=maybe(NUMBERS), changes=maybe(texts()))),
    contest=maybe(st.builds(Contest, pool_pln=NUMBERS, submitted=maybe(NUMBERS), note=maybe(texts()))),
    sources=some(st.builds(Source, url=ADDRESSES, read_on=maybe(DATES))),
    facts=some(
        st.builds(
            Fact,
            text=texts(),
            url=maybe(ADDRESSES),
            confidence=maybe(st.sampled_from(["high", "medium", "low"])),
        )
    ),
    contact=maybe(texts()),
    licence=codes("licence"),
    also_known_as=some(texts()),
    verified_on=maybe(DATES),
    notes=some(texts()),
    not_stated=st.lists(st.sampled_from(["steps", "years", "results"]), unique=True).map(tuple),
    images=some(
        st.builds(
            Image,
            file=FILES.map(lambda f: f + ".webp"),
            width=st.integers(1, 9999),
            height=st.integers(1, 9999),
            description=maybe(texts()),
            decorative=st.booleans(),
            author=maybe(texts()),
            licence=maybe(codes("licence")),
            consent=st.booleans(),
        )
    ),
    files=some(
        st.builds(
            Attachment,
            file=FILES.map(lambda f: f + ".pdf"),
            size=NUMBERS.map(abs),
            description=texts(),
            author=maybe(texts()),
            licence=maybe(codes("licence")),
        )
    ),
)


def test_every_shipped_record_comes_back_from_its_form() -> None:
    records = SHIPPED.records()
    assert len(records) == 238
    for record in records:
        checked = record_of(form_of(record), VOCABULARIES)
        assert checked.faults == ()
        assert checked.record == record


@settings(max_examples=150, deadline=None, phases=FOUND)
@given(RECORDS)
def test_any_record_comes_back_from_its_form(record: PracticeRecord) -> None:
    form = form_of(record)
    assert record_of(form, VOCABULARIES).record == record
    assert TypedForm.from_json(form.to_json()) == form


@settings(max_examples=60, deadline=None, phases=FOUND)
@given(RECORDS)
def test_a_form_sent_as_it_was_shown_changes_nothing(record: PracticeRecord) -> None:
    form = TypedForm.from_json(form_of(record).to_json())
    sent = form.with_posted([(name, text.replace("\n", "\r\n")) for name, text in pairs_of(form, FIELD)])
    assert sent.differing(form) == () or set(sent.not_stated) < set(form.not_stated)


@settings(max_examples=200, deadline=None, phases=FOUND)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                *FIELD,
                "steps.0.text",
                "steps.7.who",
                "facts.0.url",
                "images.0.file",
                "sources.1.read_on",
                "not_there",
            ]
        ),
        st.text(max_size=80),
    ),
    st.lists(st.sampled_from([*FIELD, "nonsense"])),
)
def test_whatever_is_typed_is_kept_and_judged(typed: dict[str, str], shown: list[str]) -> None:
    pairs = [*typed.items(), *((SHOWN, name) for name in shown)]
    form = TypedForm.empty().with_posted(pairs)
    checked = record_of(form, VOCABULARIES)
    assert (checked.record is None) == bool(checked.faults)
    for fault in checked.faults:
        assert fault.step in FormStep
    assert TypedForm.from_json(form.to_json()) == form
    for name, text in typed.items():
        if name in shown and FIELD[name].kind in (FieldKind.LINE, FieldKind.TEXT) and text.isprintable():
            assert form.text(name) == text


def test_a_record_has_no_field_that_the_form_does_not_ask() -> None:
    assert {field.part for field in FIELDS} | {"not_stated"} == set(PracticeRecord.model_fields)
    assert sum(len(fields_of(step)) for step in FormStep) == len(FIELDS)


@pytest.mark.parametrize(
    ("name", "typed", "kind"),
    [
        ("title", "", FaultKind.MISSING),
        ("title", "t" * 91, FaultKind.TOO_LONG),
        ("years.first", "dawno", FaultKind.NO_NUMBER),
        ("years.first", "1066", FaultKind.OUT_OF_RANGE),
        ("participants", "-1", FaultKind.OUT_OF_RANGE),
        ("participants", "٣", FaultKind.NO_NUMBER),
        ("form", "taniec", FaultKind.UNKNOWN_CODE),
        ("verified_on", "31.12.2024", FaultKind.NO_DATE),
    ],
)  # fmt: skip
def test_a_fault_names_its_field_and_what_was_found(name: str, typed: str, kind: FaultKind) -> None:
    form = replace(
        TypedForm.empty(), texts={"title": "Wieczór bajek", "library.name": "Biblioteka", name: typed}
    )
    (fault,) = record_of(form, VOCABULARIES).faults
    assert (fault.field, fault.kind) == (name, kind)


def test_a_row_begun_has_to_be_finished_and_a_blank_one_is_none() -> None:
    form = replace(
        form_of(PracticeRecord(title="Bajki", library=Library(name="Biblioteka"))),
        rows={"steps": ({}, {"when": "w maju"}, {"text": " "}), "sources": ({"url": "javascript:alert(1)"},)},
    )
    faults = {fault.field: fault.kind for fault in record_of(form, VOCABULARIES).faults}
    assert faults == {"steps.1.text": FaultKind.MISSING, "sources.0.url": FaultKind.NO_ADDRESS}


def test_blanks_in_a_number_are_thousands() -> None:
    form = replace(
        TypedForm.empty(), texts={"title": "Bajki", "library.name": "B", "cost.amount_pln": "12\u00a0000"}
    )
    record = record_of(form, VOCABULARIES).record
    assert record is not None
    assert record.cost.amount_pln == 12000


def test_nothing_to_say_is_an_answer_until_something_is_said() -> None:
    form = TypedForm.empty().with_posted(
        [(SHOWN, "results"), (SHOWN, "steps"), (NOT_STATED, "results"), (NOT_STATED, "steps")]
    )
    assert set(form.not_stated) == {"results", "steps"}
    form = form.with_posted([(SHOWN, "results"), (NOT_STATED, "results"), ("results", "Przyszło 30 osób.")])
    assert form.not_stated == ("steps",)
    form = form.with_posted([(SHOWN, "steps")])
    assert form.not_stated == ()


def test_rows_are_added_moved_and_taken_away() -> None:
    form = replace(TypedForm.empty(), rows={"steps": ({"text": "a"}, {"text": "b"})})
    assert [row.get("text") for row in form.with_move(RowMove.UP, "steps", 1).rows["steps"]] == ["b", "a"]
    assert [row.get("text") for row in form.with_move(RowMove.DOWN, "steps", 0).rows["steps"]] == ["b", "a"]
    assert form.with_move(RowMove.UP, "steps", 0) == form
    assert form.with_move(RowMove.REMOVE, "steps", 0).rows["steps"] == ({"text": "b"},)
    assert form.with_move(RowMove.REMOVE, "steps", 9) == form
    assert len(form.with_move(RowMove.ADD, "steps", 0).rows["steps"]) == 3
    assert form.with_move(RowMove.ADD, "title", 0) == form


def test_what_is_sent_has_a_summary_a_source_and_images_that_may_be_shown() -> None:
    record = PracticeRecord(title="Bajki", library=Library(name="Biblioteka"))
    assert {fault.field for fault in faults_before_review(record)} == {"summary", "sources"}
    image = Image(file="0" * 32 + ".webp", width=1, height=1)
    kinds = {f.kind for f in faults_before_review(record.model_copy(update={"images": (image,)}))}
    assert {FaultKind.UNDESCRIBED, FaultKind.WITHOUT_CONSENT} <= kinds


def test_every_field_has_its_words_in_three_languages() -> None:
    texts = SHIPPED.form_texts
    named = {field.name for field in FIELDS}
    columns = {f"{field.name}.{column.name}" for field in FIELDS for column in field.columns}
    assert set(texts.fields) >= named
    assert set(texts.fields) <= named | columns
    assert {name for name in columns if FIELD[name.partition(".")[0]]} - set(texts.fields) <= KEPT
    for text in texts.fields.values():
        assert all(text.label.values())
        assert text.hint is None or all(text.hint.values())
    assert set(texts.steps) == set(FormStep)


KEPT = {"images.width", "images.height", "files.size"}
