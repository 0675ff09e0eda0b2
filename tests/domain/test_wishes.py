"""What is kept of a wish, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.facets import Facet
from kb.domain.query import Filters
from kb.domain.wishes import LONGEST_WISH, WishFault, WishRefused, filters_text, parse_filters, wish_text


def fault(text: str) -> WishFault | None:
    try:
        wish_text(text)
    except WishRefused as refused:
        return refused.fault
    return None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nauka\tPŁYWANIA \n dla seniorów ", "nauka pływania dla seniorów"),
        ("noc\x00w\x1b[31m bibliotece", "noc w [31m bibliotece"),
        ("bi\u00adblio\u200bteka\u202e", "biblioteka"),
        ("Заняття  для МАМ", "заняття для мам"),
        ("gra 2023 2024 2025", "gra 2023 2024 2025"),
        ("Senior Potr@fi. Kurs", "senior potr@fi. kurs"),
        ("budżet do 35000 zł w 2024", "budżet do 35000 zł w 2024"),
        ("OK", "ok"),
    ],
)
def test_words_are_kept_in_one_way_of_writing(typed: str, kept: str) -> None:
    assert wish_text(typed) == kept
    assert wish_text(kept) == kept


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", WishFault.EMPTY),
        (" \n\t\u200b", WishFault.EMPTY),
        ("?!…", WishFault.EMPTY),
        ("a", WishFault.TOO_SHORT),
        ("?a!", WishFault.TOO_SHORT),
        ("a" * (LONGEST_WISH + 1), WishFault.TOO_LONG),
        ("piszcie na jan.nowak@example.org", WishFault.E_MAIL),
        ("Jan_Nowak @ example.org", WishFault.E_MAIL),
        ("jan (at) example.org", WishFault.E_MAIL),
        ("jan[małpa]example (kropka) org", WishFault.E_MAIL),
        ("ＪＡＮ＠ｅｘａｍｐｌｅ．ｏｒｇ", WishFault.E_MAIL),
        ("dzwońcie 600100200", WishFault.PHONE),
        ("tel. 600 100 200", WishFault.PHONE),
        ("600-100-200", WishFault.PHONE),
        ("+48 (22) 123.45.67", WishFault.PHONE),
        ("tel 22/123 45 67", WishFault.PHONE),
        ("6\u200b00100200", WishFault.PHONE),
        ("mam pesel 44051401359", WishFault.PESEL),
        ("44051401358", WishFault.PHONE),
    ],
)
def test_what_is_no_wish_or_looks_like_a_persons_data_is_refused(typed: str, expected: WishFault) -> None:
    assert fault(typed) is expected


def test_the_longest_wish_is_kept() -> None:
    assert len(wish_text("ą" * LONGEST_WISH)) == LONGEST_WISH


@given(st.text(max_size=700))
def test_any_text_is_kept_or_refused(text: str) -> None:
    try:
        kept = wish_text(text)
    except WishRefused:
        return
    assert 2 <= len(kept) <= LONGEST_WISH
    assert kept == " ".join(kept.split())
    assert kept.isprintable()


filters_strategy = st.dictionaries(
    st.sampled_from(Facet),
    st.lists(st.sampled_from(["seniorzy", "0", "do-500", "wies"]), min_size=1, unique=True).map(tuple),
)


@given(filters_strategy)
def test_filters_are_written_in_one_way_and_read_back(filters: Filters) -> None:
    text = filters_text(filters)
    turned = {facet: tuple(reversed(codes)) for facet, codes in reversed(filters.items())}
    assert filters_text(turned) == text
    assert {facet: set(codes) for facet, codes in parse_filters(text).items()} == {
        facet: set(codes) for facet, codes in filters.items()
    }
    assert filters_text(parse_filters(text)) == text
