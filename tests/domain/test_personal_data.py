"""Personal data is pointed out, and the practices that ship are left in peace."""

from __future__ import annotations

import pytest

from kb.domain.form_record import form_of
from kb.domain.personal_data import PersonalDataKind, personal_data
from kb.services.shipped import Shipped

KIND = PersonalDataKind

FLAGGED = [
    ("Warsztaty poprowadziła Anna Kowalska z naszej wsi.", KIND.NAME),
    ("Zapisy przyjmuje Krystyna Nowak.", KIND.NAME),
    ("Dziękujemy Janowi Wiśniewskiemu za pomoc.", KIND.NAME),
    ("Pani Maria Lewandowska przyniosła zdjęcia po dziadku.", KIND.NAME),
    ("Pomagał nam Piotr Zieliński, emeryt.", KIND.NAME),
    ("Rozmawialiśmy z Małgorzatą Wójcik o jej chorobie.", KIND.NAME),
    ("Uczestniczka, Zofia Kamińska-Lis, ma 82 lata.", KIND.NAME),
    ("Kontakt: Tomasz Dąbrowski.", KIND.NAME),
    ("W zajęciach brała udział Oksana Melnyk z córką.", KIND.NAME),
    ("Książki wozi co tydzień Stanisław Pawlak.", KIND.NAME),
    ("Historię opowiedział Henryk J. Mazur.", KIND.NAME),
    ("Dla Katarzyny Duda zamówiliśmy taksówkę.", KIND.NAME),
    ("Dzwoń: 600 100 200", KIND.PHONE),
    ("tel. 600100200", KIND.PHONE),
    ("+48 600-100-200", KIND.PHONE),
    ("Numer (22) 555 12 34 odbiera sąsiadka.", KIND.PHONE),
    ("Zapisy: 12 345 67 89.", KIND.PHONE),
    ("pod numerem 48 512 345 678", KIND.PHONE),
    ("Proszę pisać: jan.kowalski@example.org", KIND.E_MAIL),
    ("adres a_nowak77@poczta.example", KIND.E_MAIL),
    ("Pisz na krysia(małpa)example(kropka)org", KIND.E_MAIL),
    ("zosia [at] example [dot] com", KIND.E_MAIL),
    ("e-mail: mama.trojki@example.pl, wieczorem", KIND.E_MAIL),
    ("Mieszka przy ul. Polnej 12/4.", KIND.ADDRESS),
    ("Spotykamy się u pani Zosi, ul. Lipowa 7.", KIND.ADDRESS),
    ("Odbieramy książki z ulicy Kwiatowej 3 m. 8", KIND.ADDRESS),
    ("os. Słoneczne 5/12", KIND.ADDRESS),
    ("Seniorka mieszka na al. Wolności 44.", KIND.ADDRESS),
    ("przy ul. 3 Maja 15 m 2", KIND.ADDRESS),
    ("PESEL 44051401359", KIND.PESEL),
    ("numer 02070803628 w umowie", KIND.PESEL),
    ("Na liście: 44051401359.", KIND.PESEL),
]  # fmt: skip

PASSED = [
    "Miejska Biblioteka Publiczna im. Adama Mickiewicza w Brzozie",
    "Spotkanie przy pomniku Jana Pawła II.",
    "Rozmowa o książkach Olgi Tokarczuk.",
    "Zajęcia w bibliotece przy ul. Szkolnej 5.",
    "Patronką roku była Maria Skłodowska-Curie.",
    "Projekt trwał w latach 2021 2022 2023.",
    "Kosztowało to 123 456 789 zł.",
    "Pytania: biblioteka@example.org",
    "ISBN 978838123456",
    "Anna przyniosła zdjęcia.",
    "Koło Gospodyń Wiejskich w Nowej Wsi",
    "Wydano 1 611 książek i 208 gier.",
]


@pytest.mark.parametrize(("text", "kind"), FLAGGED)
def test_it_is_pointed_out(text: str, kind: PersonalDataKind) -> None:
    assert kind in {found.kind for found in personal_data(text)}


@pytest.mark.parametrize("text", PASSED)
def test_it_is_left_in_peace(text: str) -> None:
    assert personal_data(text) == ()


def test_a_known_partner_may_be_named() -> None:
    text = "Zajęcia poprowadziła Anna Kowalska."
    assert personal_data(text, ("Pracownia Anna Kowalska",)) == ()


def test_fewer_than_one_shipped_practice_in_ten_is_flagged() -> None:
    records = Shipped.read().records()
    flagged = 0
    for record in records:
        form = form_of(record)
        texts = [
            *form.texts.values(),
            *(text for rows in form.rows.values() for row in rows for text in row.values()),
        ]
        flagged += any(personal_data(text, record.names) for text in texts)
    assert flagged <= len(records) // 10


def test_a_long_text_takes_time_in_proportion() -> None:
    assert personal_data("Anna " * 20_000) == ()
    assert len(personal_data("1 " * 20_000)) == 1
    assert personal_data("a.b-" * 20_000) == ()
    assert personal_data("ul. a " * 10_000) == ()
