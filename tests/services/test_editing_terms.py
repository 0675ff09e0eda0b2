"""What reviewers change in labels and synonyms is followed by every process at once, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.app import Base
from kb.domain.accounts import Account, Role
from kb.domain.facets import Facet
from kb.domain.hits import SearchResult
from kb.domain.languages import Language
from kb.domain.practice import Library, Partner, PracticeRecord
from kb.domain.query import SearchQuery
from kb.domain.terminology import MOST_ADDED
from kb.errors import NotFound
from kb.services.editing_terms import LONGEST_LABEL, TermFault, TermRefused
from kb.storage import changes
from tests.people import add_account
from tests.small_bases import opened, settled
from tests.small_models import make_small_model

TERRARIUM = PracticeRecord(
    title="Terrarium w czytelni",
    summary="Jaszczurki i ich opiekunowie.",
    library=Library(name="Biblioteka Próbna w Lipnie", place="Lipno"),
    audience=("seniorzy", "mlodziez"),
    partners=(Partner(name="Koło Gospodyń Wiejskich w Lipnie", type="kgw"),),
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_small_model(tmp_path_factory.mktemp("model"))


@pytest.fixture
def two(tmp_path: Path, model: Path) -> Iterator[tuple[Base, Base]]:
    """The process in which somebody edits, and another one."""
    here = opened(tmp_path, model)
    here.saving.publish(TERRARIUM, with_vectors=False)
    there = opened(tmp_path, model)
    yield here, there
    here.close()
    there.close()


@pytest.fixture
def reviewer(two: tuple[Base, Base]) -> Account:
    return add_account(two[0].database, "rec@example.org", Role.REVIEWER)


def found(base: Base, text: str, **filters: str) -> SearchResult:
    chosen = {Facet(name): (code,) for name, code in filters.items()}
    return base.finding.search(SearchQuery(text, filters=chosen, limit=50))


def titles(result: SearchResult) -> list[str]:
    return [hit.practice.record.title for hit in result.hits if hit.found]


def option(result: SearchResult, facet: Facet, code: str) -> tuple[str, int] | None:
    for counts in result.facets:
        if counts.facet is facet:
            return next(((o.label, o.count) for o in counts.options if o.value == code), None)
    return None


def labels_of(base: Base, facet: Facet, code: str) -> dict[Language, str]:
    return dict(base.shipped.vocabularies.of_facet(facet).term(code).labels)


def test_an_abbreviation_is_found_at_once_by_the_other_process_and_gone_when_removed(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    assert titles(found(there, "trrm")) == []
    here.editing_terms.new_group(reviewer, Language.POLISH, ("trrm", "terrarium"))
    assert titles(found(there, "trrm")) == [TERRARIUM.title]
    assert titles(found(here, "trrm")) == [TERRARIUM.title]
    here.editing_terms.add_synonym(reviewer, Language.POLISH, "trrm", "Gadziarnia")
    assert titles(found(there, "gadziarnia")) == [TERRARIUM.title]
    here.editing_terms.remove_synonym(reviewer, Language.POLISH, "trrm", "gadziarnia")
    here.editing_terms.remove_synonym(reviewer, Language.POLISH, "trrm", "trrm")
    for base in (here, there):
        assert titles(found(base, "trrm")) == []
        assert not base.searcher.lexicon.knows("trrm")
    assert here.editing_terms.groups() == here.terms.current.now.groups


def test_a_shipped_synonym_can_be_taken_out_and_put_back(two: tuple[Base, Base], reviewer: Account) -> None:
    here, there = two
    group = next(group for group in here.editing_terms.groups() if group.head == "kgw")
    full = group.terms[1]
    here.editing_terms.remove_synonym(reviewer, Language.POLISH, "kgw", full)
    found(there, "kgw")
    after = next(group for group in there.terms.current.now.groups if group.head == "kgw")
    assert full not in after.terms
    assert after.removed == (full,)
    here.editing_terms.add_synonym(reviewer, Language.POLISH, "kgw", full)
    found(there, "kgw")
    assert there.terms.current.now.synonyms == there.shipped.synonyms


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        (("jedno",), TermFault.TOO_FEW),
        (("jedno", "  "), TermFault.TOO_FEW),
        (("jedno", "…"), TermFault.NO_WORDS),
        (("jedno", "x" * 81), TermFault.TOO_LONG),
        (("kgw", "inne"), TermFault.TAKEN),
    ],
)
def test_a_group_that_says_nothing_is_refused(
    two: tuple[Base, Base], reviewer: Account, terms: tuple[str, ...], fault: TermFault
) -> None:
    with two[0].database.connection() as connection:
        before = changes.newest(connection)
    with pytest.raises(TermRefused) as refused:
        two[0].editing_terms.new_group(reviewer, Language.POLISH, terms)
    assert refused.value.fault is fault
    with two[0].database.connection() as connection:
        assert changes.newest(connection) == before


def test_a_new_label_stands_on_facets_suggestions_and_in_the_words_of_practices(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    # A result that is remembered must not outlive the change.
    before = option(found(there, "terrarium"), Facet.AUDIENCE, "seniorzy")
    labels = labels_of(here, Facet.AUDIENCE, "seniorzy") | {Language.POLISH: "Srebrne lisy"}
    here.editing_terms.rename(reviewer, Facet.AUDIENCE, "seniorzy", labels)
    assert before is not None
    assert option(found(there, "terrarium"), Facet.AUDIENCE, "seniorzy") == ("Srebrne lisy", before[1])
    said = found(there, "srebrne lisy").interpretation
    assert [(one.facet, one.value, one.label) for one in said] == [
        (Facet.AUDIENCE, "seniorzy", "Srebrne lisy")
    ]
    suggested = [one.text for one in there.suggesting.suggest("srebrne l", Language.POLISH)]
    assert "Srebrne lisy" in suggested
    # The words of the practices follow, whichever process makes them again.
    with here.database.connection() as connection:
        statement = "SELECT count(*) FROM fts_practice WHERE fts_practice MATCH 'labels: lis'"
        assert connection.exec_driver_sql(statement).scalar_one() == 0
    there.renewer.renew_all()
    with here.database.connection() as connection:
        having = connection.exec_driver_sql(statement).scalar_one()
    assert having == count_with(there, "seniorzy")
    assert not there.renewer.renew_some()
    # Back to the shipped label.
    there.editing_terms.rename(
        reviewer, Facet.AUDIENCE, "seniorzy", labels_of(here, Facet.AUDIENCE, "seniorzy")
    )
    here.renewer.renew_all()
    with here.database.connection() as connection:
        assert connection.exec_driver_sql(statement).scalar_one() == 0
    assert option(found(here, "terrarium"), Facet.AUDIENCE, "seniorzy") == before
    assert here.terms.current.vocabularies == here.shipped.vocabularies


def count_with(base: Base, code: str) -> int:
    view, columns = base.searcher.catalogue.view, base.searcher.catalogue.columns
    return int(view.codes[:, columns[Facet.AUDIENCE, code]].sum())


def test_a_label_is_refused_that_is_empty_too_long_or_taken(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    editing = two[0].editing_terms
    shipped = labels_of(two[0], Facet.AUDIENCE, "seniorzy")
    taken = labels_of(two[0], Facet.AUDIENCE, "mlodziez")[Language.POLISH]
    for label, fault in (
        (" ", TermFault.EMPTY),
        ("x" * (LONGEST_LABEL + 1), TermFault.TOO_LONG),
        ("—", TermFault.NO_WORDS),
        (taken.upper(), TermFault.TAKEN),
    ):
        with pytest.raises(TermRefused) as refused:
            editing.rename(reviewer, Facet.AUDIENCE, "seniorzy", shipped | {Language.POLISH: label})
        assert refused.value.fault is fault
    with pytest.raises(NotFound):
        editing.rename(reviewer, Facet.AUDIENCE, "nikt", shipped)
    assert editing.history() == []


def test_a_merge_moves_practices_and_a_split_gives_them_back(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    facet, gone, into = Facet.AUDIENCE, "mlodziez", "seniorzy"
    with_gone = set(titles(found(there, "", audience=gone)))
    with_into = set(titles(found(there, "", audience=into)))
    assert with_gone - with_into, "the merge would move nothing"
    preview = here.editing_terms.preview_merge(facet, gone, into)
    assert (preview.practices, preview.both) == (len(with_gone), len(with_gone & with_into))

    here.editing_terms.merge(reviewer, facet, gone, into)
    # At once, before the words of any practice are made again.
    for base in (there, here):
        everything = found(base, "")
        assert option(everything, facet, gone) is None
        assert option(everything, facet, into) == (
            base.shipped.vocabularies.label(facet, into, Language.POLISH),
            len(with_gone | with_into),
        )
        assert set(titles(found(base, "", audience=into))) == with_gone | with_into
        assert [one.value for one in found(base, "młodzież").interpretation] == [into]
        assert base.terms.current.vocabularies.resolve(facet, gone) == into
    there.renewer.renew_all()
    with here.database.connection() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM practice_code WHERE code = ?", (gone,))
        assert left.scalar_one() == 0
    assert set(titles(found(here, "", audience=into))) == with_gone | with_into

    there.editing_terms.split(reviewer, facet, gone)
    here.renewer.renew_all()
    for base in (there, here):
        assert set(titles(found(base, "", audience=gone))) == with_gone
        assert set(titles(found(base, "", audience=into))) == with_into
    assert [one.action for one in here.editing_terms.history()] == ["split", "merge"]


def test_merges_in_a_row_lead_to_the_last_and_circles_are_refused(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    editing = here.editing_terms
    editing.merge(reviewer, Facet.AUDIENCE, "mlodziez", "dorosli")
    editing.merge(reviewer, Facet.AUDIENCE, "dorosli", "seniorzy")
    with pytest.raises(NotFound):
        editing.merge(reviewer, Facet.AUDIENCE, "seniorzy", "mlodziez")
    for facet, code, into, fault in (
        (Facet.AUDIENCE, "seniorzy", "seniorzy", TermFault.SAME),
        (Facet.COST, "0", "nie-podano", TermFault.NOT_MERGEABLE),
    ):
        with pytest.raises(TermRefused) as refused:
            editing.preview_merge(facet, code, into)
        assert refused.value.fault is fault
    found(there, "")
    assert there.terms.current.vocabularies.resolve(Facet.AUDIENCE, "mlodziez") == "seniorzy"
    there.renewer.renew_all()
    assert TERRARIUM.title in titles(found(here, "", audience="seniorzy"))
    with pytest.raises(NotFound):
        editing.split(reviewer, Facet.AUDIENCE, "seniorzy")


def test_what_is_saved_by_a_process_that_has_not_heard_yet_is_made_again(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    labels = labels_of(here, Facet.AUDIENCE, "seniorzy") | {Language.POLISH: "Srebrne lisy"}
    here.editing_terms.rename(reviewer, Facet.AUDIENCE, "seniorzy", labels)
    here.renewer.renew_all()
    # The other process has not looked into the change log since.
    late = TERRARIUM.model_copy(update={"title": "Akwarium w holu"})
    saved = there.saving.publish(late, with_vectors=False)
    assert here.renewer.renew_some()
    with here.database.connection() as connection:
        words = connection.exec_driver_sql(
            "SELECT labels FROM fts_practice WHERE rowid = ?", (saved.practice_id,)
        ).scalar_one()
    assert "srebrny" in words.split()


BEES = {Language.POLISH: "Pszczelarze", Language.ENGLISH: "Beekeepers", Language.UKRAINIAN: "Бджолярі"}


def test_a_new_label_is_found_counted_and_suggested_everywhere_at_once(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    code = here.editing_terms.add_term(reviewer, Facet.AUDIENCE, BEES)
    assert code == "pszczelarze"
    assert option(found(there, "terrarium"), Facet.AUDIENCE, code) is None
    changed = TERRARIUM.model_copy(update={"title": "Ule na dachu", "audience": (code, "dzieci")})
    there.saving.publish(changed, with_vectors=False)
    for base in two:
        result = found(base, "pszczelarze")
        assert "Ule na dachu" in titles(result)
        assert option(result, Facet.AUDIENCE, code) == ("Pszczelarze", 1)
        assert titles(found(base, "", audience=code)) == ["Ule na dachu"]
        assert base.reading.browse()[Facet.AUDIENCE][code] == 1
        settled(base)
        suggested = base.suggesting.suggest("pszczel", Language.POLISH)
        assert (Facet.AUDIENCE, code) in {(one.facet, one.value) for one in suggested}
        shared = {pair for near in base.finding.neighbours(1).similar for pair in near.nearness.shared}
        assert all(value in base.terms.current.vocabularies.of_facet(facet) for facet, value in shared)
    recognised = found(there, "coś dla pszczelarzy").interpretation
    assert (Facet.AUDIENCE, code) in {(one.facet, one.value) for one in recognised}


def test_a_process_that_starts_later_knows_the_new_label(
    two: tuple[Base, Base], reviewer: Account, tmp_path: Path, model: Path
) -> None:
    code = two[0].editing_terms.add_term(reviewer, Facet.THEME, BEES)
    two[0].saving.publish(TERRARIUM.model_copy(update={"themes": (code,)}), with_vectors=False)
    later = opened(tmp_path, model)
    assert option(found(later, "terrarium"), Facet.THEME, code) == ("Pszczelarze", 1)
    later.close()


def test_a_new_label_is_renamed_joined_and_separated_like_any_other(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    editing = here.editing_terms
    code = editing.add_term(reviewer, Facet.AUDIENCE, BEES)
    here.saving.publish(
        TERRARIUM.model_copy(update={"title": "Ule", "audience": (code,)}), with_vectors=False
    )
    editing.rename(reviewer, Facet.AUDIENCE, code, BEES | {Language.POLISH: "Bartnicy"})
    assert option(found(there, "ule"), Facet.AUDIENCE, code) == ("Bartnicy", 1)
    listed = next(term for term in editing.terms(Facet.AUDIENCE) if term.code == code)
    assert (listed.is_added, listed.is_renamed, listed.practices) == (True, False, 1)
    editing.merge(reviewer, Facet.AUDIENCE, code, "seniorzy")
    assert option(found(there, "ule"), Facet.AUDIENCE, "seniorzy") is not None
    seniors = next(term for term in editing.terms(Facet.AUDIENCE) if term.code == "seniorzy")
    assert seniors.merged[code][Language.POLISH] == "Bartnicy"
    editing.split(reviewer, Facet.AUDIENCE, code)
    assert option(found(there, "ule"), Facet.AUDIENCE, code) == ("Bartnicy", 1)
    assert [one.action for one in editing.history()] == ["split", "merge", "rename", "add-term"]


@pytest.mark.parametrize(
    "facet", sorted(set(Facet) - {Facet.AUDIENCE, Facet.THEME, Facet.PARTNER, Facet.FORM})
)
def test_lists_with_an_order_or_of_a_programme_do_not_grow(
    two: tuple[Base, Base], reviewer: Account, facet: Facet
) -> None:
    before = two[0].editing_terms.now()
    with pytest.raises(TermRefused) as refused:
        two[0].editing_terms.add_term(reviewer, facet, BEES)
    assert refused.value.fault is TermFault.NOT_GROWING
    assert two[0].editing_terms.now() == before


def test_a_label_that_cannot_be_added_is_refused_and_the_list_has_an_end(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    editing = here.editing_terms
    seniors = labels_of(here, Facet.AUDIENCE, "seniorzy")
    for labels, fault in (
        (BEES | {Language.ENGLISH: " "}, TermFault.EMPTY),
        ({Language.POLISH: "Pszczelarze"}, TermFault.EMPTY),
        (BEES | {Language.UKRAINIAN: "—"}, TermFault.NO_WORDS),
        (BEES | {Language.POLISH: "x" * (LONGEST_LABEL + 1)}, TermFault.TOO_LONG),
        (BEES | {Language.ENGLISH: seniors[Language.ENGLISH].upper()}, TermFault.TAKEN),
    ):
        with pytest.raises(TermRefused) as refused:
            editing.add_term(reviewer, Facet.AUDIENCE, labels)
        assert refused.value.fault is fault
    for number in range(MOST_ADDED):
        labels = {language: f"{label} {number}" for language, label in BEES.items()}
        code = editing.add_term(reviewer, Facet.AUDIENCE, labels)
        here.saving.publish(
            TERRARIUM.model_copy(update={"title": f"Ule {number}", "audience": (code,)}), with_vectors=False
        )
    with pytest.raises(TermRefused) as refused:
        editing.add_term(reviewer, Facet.AUDIENCE, BEES)
    assert refused.value.fault is TermFault.FULL
    counted = {counts.facet: counts for counts in found(there, "").facets}[Facet.AUDIENCE].options
    assert sum(one.value.startswith("pszczelarze") for one in counted) == MOST_ADDED


def test_codes_of_labels_that_look_alike_are_told_apart(two: tuple[Base, Base], reviewer: Account) -> None:
    editing = two[0].editing_terms
    codes = [
        editing.add_term(reviewer, Facet.THEME, dict.fromkeys(Language, label))
        for label in ("Łąka!", "Laka", "Łąka?!", "Бджоли", "Ule " * 19)
    ]
    assert codes[:4] == ["laka", "laka-2", "laka-3", "etykieta"]
    assert len(codes[4]) <= 60


def test_a_synonym_of_one_label_is_understood_by_the_other_process_at_once(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    here, there = two
    editing = here.editing_term_synonyms

    def is_understood(text: str) -> bool:
        recognised = found(there, text).interpretation
        return (Facet.AUDIENCE, "seniorzy") in {(one.facet, one.value) for one in recognised}

    assert not is_understood("coś dla xylofonów")
    editing.add_term_synonym(reviewer, Facet.AUDIENCE, "seniorzy", Language.POLISH, " xylofony ")
    assert is_understood("coś dla xylofonów")
    polish = editing.synonyms_of(Facet.AUDIENCE, "seniorzy")[0]
    assert "xylofony" in polish.terms
    editing.remove_term_synonym(reviewer, Facet.AUDIENCE, "seniorzy", Language.POLISH, "xylofony")
    assert not is_understood("coś dla xylofonów")
    assert editing.synonyms_of(Facet.AUDIENCE, "seniorzy")[0].removed == ()


def test_a_shipped_synonym_is_taken_away_and_put_back(two: tuple[Base, Base], reviewer: Account) -> None:
    here, there = two
    editing = here.editing_term_synonyms
    before = editing.synonyms_of(Facet.AUDIENCE, "seniorzy")
    assert "emeryt" in before[0].terms

    def understood() -> set[str]:
        return {one.value for one in found(there, "coś dla emerytów").interpretation}

    assert "seniorzy" in understood()
    for gone in ("emeryt", "emerytka"):
        editing.remove_term_synonym(reviewer, Facet.AUDIENCE, "seniorzy", Language.POLISH, gone)
    assert "seniorzy" not in understood()
    assert editing.synonyms_of(Facet.AUDIENCE, "seniorzy")[0].removed == ("emeryt", "emerytka")
    for back in ("emeryt", "emerytka"):
        editing.add_term_synonym(reviewer, Facet.AUDIENCE, "seniorzy", Language.POLISH, back)
    assert "seniorzy" in understood()
    assert set(editing.synonyms_of(Facet.AUDIENCE, "seniorzy")[0].terms) == set(before[0].terms)


def test_a_synonym_that_belongs_to_another_label_is_refused(
    two: tuple[Base, Base], reviewer: Account
) -> None:
    editing = two[0].editing_term_synonyms
    for term, fault in (
        ("Emeryt", TermFault.TAKEN),
        (labels_of(two[0], Facet.AUDIENCE, "dzieci")[Language.POLISH], TermFault.TAKEN),
        ("", TermFault.EMPTY),
        ("?!", TermFault.NO_WORDS),
        ("x" * 81, TermFault.TOO_LONG),
    ):
        with pytest.raises(TermRefused) as refused:
            editing.add_term_synonym(reviewer, Facet.AUDIENCE, "mlodziez", Language.POLISH, term)
        assert refused.value.fault is fault
    for code in ("nikt", "nie-podano"):
        with pytest.raises(NotFound):
            editing.add_term_synonym(reviewer, Facet.COST, code, Language.POLISH, "słowo")
    with pytest.raises(NotFound):
        editing.remove_term_synonym(reviewer, Facet.AUDIENCE, "mlodziez", Language.POLISH, "nic")
