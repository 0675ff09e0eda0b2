"""The synonyms of ordinary library speech: groups of expressions that mean the same in one language."""

import re

import pytest


def test_every_group_names_its_language_and_at_least_two_expressions(synonyms):
    wrong = [
        group
        for group in synonyms
        if set(group) != {"lang", "terms"}
        or group["lang"] not in ("pl", "en", "uk")
        or len(group["terms"]) < 2
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_an_expression_belongs_to_one_group_of_its_language(synonyms, language):
    """In two groups it would make their other expressions look alike, which nobody meant."""
    terms = [term for group in synonyms if group["lang"] == language for term in group["terms"]]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_expressions_are_written_as_one_types_them(synonyms):
    terms = [term for group in synonyms for term in group["terms"]]
    assert [
        term for term in terms if term != term.lower() or " ".join(term.split()) != term or not term
    ] == []


@pytest.mark.parametrize(
    ("language", "foreign"), [("pl", r"[\u0400-\u04ff]"), ("en", r"[\u0400-\u04ff]"), ("uk", "[a-z]")]
)
def test_expressions_are_in_the_letters_of_their_language(synonyms, language, foreign):
    terms = [term for group in synonyms if group["lang"] == language for term in group["terms"]]
    assert [term for term in terms if re.search(foreign, term)] == []


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("kgw", "koło gospodyń wiejskich"),
        ("dkk", "dyskusyjny klub książki"),
        ("utw", "uniwersytet trzeciego wieku"),
        ("osp", "ochotnicza straż pożarna"),
        ("wtz", "warsztat terapii zajęciowej"),
        ("mgbp", "miejsko-gminna biblioteka publiczna"),
        ("mops", "ośrodek pomocy społecznej"),
        ("dps", "dom pomocy społecznej"),
    ],
)
def test_abbreviations_that_librarians_type_stand_with_their_full_names(synonyms, short, full):
    assert any({short, full} <= set(group["terms"]) for group in synonyms if group["lang"] == "pl")
