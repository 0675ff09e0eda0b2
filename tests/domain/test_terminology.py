"""What editors changed, laid over what ships."""

from __future__ import annotations

from kb.domain.facets import Facet
from kb.domain.languages import Language
from kb.domain.practice import Library, Partner, PracticeRecord
from kb.domain.terminology import SynonymEdit, TermEdit, in_todays_codes, terminology_of
from kb.services.shipped import Shipped

SHIPPED = Shipped.read()
PL = Language.POLISH


def merged(*pairs: tuple[str, str], facet: Facet = Facet.AUDIENCE) -> list[TermEdit]:
    return [TermEdit(facet, code, {}, into) for code, into in pairs]


def test_without_edits_it_is_what_ships() -> None:
    now = terminology_of(SHIPPED.vocabularies, SHIPPED.synonyms)
    assert now.vocabularies == SHIPPED.vocabularies
    assert now.synonyms == SHIPPED.synonyms


def test_a_merged_code_is_known_and_not_listed_and_its_names_are_found() -> None:
    edits = merged(("mlodziez", "dorosli"), ("dorosli", "seniorzy"))
    vocabulary = terminology_of(SHIPPED.vocabularies, (), edits).vocabularies.of_facet(Facet.AUDIENCE)
    assert vocabulary.merged == {"mlodziez": "seniorzy", "dorosli": "seniorzy"}
    assert "mlodziez" in vocabulary
    assert "mlodziez" not in vocabulary.codes
    assert vocabulary.term("mlodziez").code == "seniorzy"
    label = SHIPPED.vocabularies.label(Facet.AUDIENCE, "mlodziez", PL)
    assert label in vocabulary.term("seniorzy").synonyms[PL]


def test_what_a_later_release_has_dropped_changes_nothing() -> None:
    edits = [
        TermEdit(Facet.AUDIENCE, "dawny", {PL: "Dawni"}),
        TermEdit(Facet.AUDIENCE, "dorosli", {}, "dawny"),
    ]
    assert terminology_of(SHIPPED.vocabularies, (), edits).vocabularies == SHIPPED.vocabularies


def test_a_circle_of_merges_loses_no_code() -> None:
    edits = merged(("mlodziez", "dorosli"), ("dorosli", "mlodziez"))
    vocabulary = terminology_of(SHIPPED.vocabularies, (), edits).vocabularies.of_facet(Facet.AUDIENCE)
    for code in ("mlodziez", "dorosli"):
        assert vocabulary.term(code).label(PL)


def test_terms_are_added_to_groups_and_taken_out() -> None:
    head = SHIPPED.synonyms[0].terms[0]
    gone = SHIPPED.synonyms[0].terms[1]
    edits = [
        SynonymEdit(PL, head, "nowe", is_removed=False),
        SynonymEdit(PL, head, gone, is_removed=True),
        SynonymEdit(PL, "xyzzy", "xyzzy", is_removed=False),
    ]
    now = terminology_of(SHIPPED.vocabularies, SHIPPED.synonyms, (), edits)
    first = now.groups[0]
    assert (first.removed, "nowe" in first.terms, gone in first.terms) == ((gone,), True, False)
    # A group of one is shown to editors and says nothing to the search.
    assert now.groups[-1].terms == ("xyzzy",)
    assert len(now.synonyms) == len(SHIPPED.synonyms)


def test_a_record_is_given_in_todays_codes_and_otherwise_as_it_is() -> None:
    record = PracticeRecord(
        title="Terrarium",
        library=Library(name="Biblioteka"),
        audience=("mlodziez", "seniorzy"),
        form="warsztaty",
        extra_forms=("spotkanie",),
        partners=(Partner(name="KGW", type="kgw"), Partner(name="Ktoś")),
    )
    assert in_todays_codes(record, SHIPPED.vocabularies) is record
    edits = merged(("mlodziez", "seniorzy")) + merged(("spotkanie", "warsztaty"), facet=Facet.FORM)
    now = in_todays_codes(record, terminology_of(SHIPPED.vocabularies, (), edits).vocabularies)
    assert (now.audience, now.form, now.extra_forms) == (("seniorzy",), "warsztaty", ())
    assert now.partners == record.partners
