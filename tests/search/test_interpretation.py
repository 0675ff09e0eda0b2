"""What a query is taken to say: exactly this, and nothing where it says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.app import Base
from kb.domain.facets import Facet
from kb.domain.hits import SearchResult
from kb.domain.languages import Language
from kb.domain.practice import Library
from kb.domain.query import SearchQuery
from kb.domain.vocabularies import NOT_STATED
from kb.search.analysis import Analyser
from kb.search.interpretation import Interpreter
from kb.search.understanding import UnderstoodQuery
from kb.services.shipped import Shipped
from tests.services.test_saving import record

SAID = [
    # residents who run something themselves
    ("mieszkańcy sami prowadzą", "theme:inicjatywy audience:mieszkancy"),
    ("residents run a fair", "theme:inicjatywy audience:mieszkancy"),
    # and others who do so for them
    ("kiermasz organizowany dla mieszkańców", "audience:mieszkancy"),
    ("dla mieszkańców organizujemy kiermasz", "audience:mieszkancy"),
    ("a fair run for residents", "audience:mieszkancy"),
    ("мешканці самі", "theme:inicjatywy audience:mieszkancy"),
    # cost, in words
    ("coś za darmo na małej wsi", "cost:0 place_size:wies"),
    ("bezpłatne zajęcia", "cost:0"),
    ("bezpłatnie dla młodzieży", "cost:0 audience:mlodziez"),
    ("bez pieniędzy", "cost:0"),
    ("bez budżetu", "cost:0"),
    ("bez kosztów", "cost:0"),
    ("nie mamy pieniędzy", "cost:0"),
    ("nie mamy na to pieniędzy, a chcemy coś dla rodzin", "cost:0 audience:rodziny"),
    ("brak środków na warsztaty", "cost:0 form:warsztaty"),
    ("coś taniego dla dzieci", "cost:0 cost:do-500 audience:dzieci"),
    ("tanio", "cost:0 cost:do-500"),
    ("bez dużych pieniędzy", "cost:0 cost:do-500"),
    ("without money", "cost:0"),
    ("free of charge", "cost:0"),
    ("no budget", "cost:0"),
    ("free workshops for seniors", "cost:0 form:warsztaty audience:seniorzy"),
    ("cheap ideas for teenagers", "cost:0 cost:do-500 audience:mlodziez"),
    ("безкоштовно", "cost:0"),
    ("без грошей", "cost:0"),
    ("безкоштовні заняття для дітей", "cost:0 audience:dzieci"),
    ("дешево", "cost:0 cost:do-500"),
    # cost, in numbers
    ("0 zł", "cost:0"),
    ("do 500 zł", "cost:0 cost:do-500"),
    ("za 2000 złotych", "cost:501-2000"),
    ("za 3000 zł", "cost:2001-5000"),
    ("2 tys. zł", "cost:501-2000"),
    ("1 500 zł", "cost:501-2000"),
    ("1.500zł", "cost:501-2000"),
    ("2,5 tys. zł", "cost:2001-5000"),
    ("do dwóch tysięcy złotych", "cost:0 cost:do-500 cost:501-2000"),
    ("od 500 do 2000 zł", "cost:501-2000"),
    ("2–5 tys. zł", "cost:2001-5000"),
    ("ponad 12 000 zł", "cost:12001-35000 cost:ponad-35000"),
    ("up to 500 PLN", "cost:0 cost:do-500"),
    ("up to PLN 500", "cost:0 cost:do-500"),
    ("до 500 злотих", "cost:0 cost:do-500"),
    # size of the place
    ("na wsi", "place_size:wies"),
    ("mała wieś", "place_size:wies"),
    ("biblioteka wiejska", "place_size:wies"),
    ("w małej miejscowości", "place_size:wies place_size:miasto-do-20"),
    ("miasteczko", "place_size:miasto-do-20"),
    ("w małym mieście", "place_size:miasto-do-20"),
    ("duże miasto", "place_size:miasto-ponad-100"),
    ("miasto 15 tys. mieszkańców", "place_size:miasto-do-20"),
    ("30-tysięczne miasto", "place_size:miasto-20-50"),
    ("miasto 60 tysięcy", "place_size:miasto-50-100"),
    ("in a village", "place_size:wies"),
    ("small town", "place_size:miasto-do-20"),
    ("a town of 30,000 people", "place_size:miasto-20-50"),
    ("у селі", "place_size:wies"),
    ("містечко", "place_size:miasto-do-20"),
    # voivodeships
    ("mazowieckie", "voivodeship:mazowieckie"),
    ("w województwie mazowieckim", "voivodeship:mazowieckie"),
    ("na Mazowszu", "voivodeship:mazowieckie"),
    ("na śląsku", "voivodeship:slaskie"),
    ("Dolny Śląsk", "voivodeship:dolnoslaskie"),
    ("na Dolnym Śląsku", "voivodeship:dolnoslaskie"),
    ("Podlasie", "voivodeship:podlaskie"),
    ("na Mazurach", "voivodeship:warminsko-mazurskie"),
    ("kujawsko-pomorskie", "voivodeship:kujawsko-pomorskie"),
    ("na Pomorzu Zachodnim", "voivodeship:zachodniopomorskie"),
    ("w Łódzkiem", "voivodeship:lodzkie"),
    ("lubelszczyzna", "voivodeship:lubelskie"),
    ("Masuria", "voivodeship:warminsko-mazurskie"),
    ("Lower Silesia", "voivodeship:dolnoslaskie"),
    ("Greater Poland", "voivodeship:wielkopolskie"),
    ("у Великопольському воєводстві", "voivodeship:wielkopolskie"),
    ("Мазовія", "voivodeship:mazowieckie"),
    # partners
    ("z OSP", "partner:osp-sluzby"),
    ("ze strażakami", "partner:osp-sluzby"),
    ("z KGW", "partner:kgw"),
    ("z kołem gospodyń wiejskich", "partner:kgw"),
    ("dla KGW", "audience:organizacje"),
    ("z GOPS", "partner:pomoc-spoleczna"),
    ("MOPS albo OPS", "partner:pomoc-spoleczna"),
    ("dom pomocy społecznej", "partner:pomoc-spoleczna"),
    ("DPS", "partner:pomoc-spoleczna"),
    ("z UTW", "partner:uczelnia theme:edukacja-doroslych"),
    ("z domem kultury", "partner:kultura"),
    ("with a primary school", "partner:szkola"),
    ("with the fire brigade", "partner:osp-sluzby"),
    ("з пожежниками", "partner:osp-sluzby"),
    ("зі школою", "partner:szkola"),
    ("NGO", "partner:ngo audience:organizacje"),
    # audience, form, theme, stage, area
    ("dla młodzieży", "audience:mlodziez"),
    ("zajecia dla seniorow", "audience:seniorzy"),
    ("dla osób 60+", "audience:seniorzy"),
    ("for children", "audience:dzieci"),
    ("older people", "audience:seniorzy"),
    ("для підлітків", "audience:mlodziez"),
    ("найстарших мешканців", "audience:mieszkancy"),
    ("nie tylko dla dzieci", "audience:dzieci"),
    ("klub seniora", "partner:senioralne form:klub audience:seniorzy"),
    ("DKK", "form:klub theme:czytelnictwo"),
    ("noc w bibliotece", "form:noc"),
    ("wizyta studyjna", "form:wizyta-studyjna stage:wizyta theme:kompetencje"),
    ("diagnoza", "form:diagnoza theme:diagnoza stage:diagnoza"),
    ("wymiana doświadczeń", "area:wymiana stage:wizyta form:wizyta-studyjna theme:partnerstwo"),
    ("gra terenowa dla rodzin z dziećmi", "form:gra theme:gry audience:rodziny"),
    ("program BLISKO", "program:blisko"),
    # several at once, and negations
    ("bez seniorów i dzieci, dla młodzieży", "audience:mlodziez"),
    ("zamiast warsztatów spacer", "form:spacer-rajd theme:gry"),
    ("bez barier", "theme:wlaczanie"),
    (
        "nie mamy budżetu, a chcemy coś dla młodzieży na wsi z OSP",
        "cost:0 audience:mlodziez place_size:wies partner:osp-sluzby",
    ),
]

UNSAID = [
    "jak zacząć", "co robią inni", "chciałabym czegoś nowego", "nudno u nas", "potrzebuję inspiracji na jesień",
    "nie wiem, od czego zacząć", "w naszej gminie nic się nie dzieje", "wszyscy są zmęczeni", "organizacja wydarzenia",
    "w 2024 roku", "500 osób", "500 uczestników", "o 17.00", "20 04 2025", "tel. 500 600 700", "500+", "blisko domu",
    "blisko 50 osób", "bez sensu", "wisła woda z kranu", "starszy brat", "promocja biblioteki", "po lekcjach",
    "bez seniorów", "nie dla dzieci", "bez udziału szkoły", "nie w Kaliszu", "pieniądze i budżet", "w biegu",
    "miejska biblioteka publiczna", "Tomaszów Mazowiecki", "radzimy sobie", "zapisy od 15 marca",
    "without children", "not for children", "something new and interesting", "what happens every day", "a public library",
    "of course", "people present", "без дітей", "не для дітей", "з чого почати", "щось нове", "в 2024 році", "",
]  # fmt: skip

LIBRARIES = [
    ("w Kaliszu", ["Miejska Biblioteka Publiczna im. Adama Asnyka w Kaliszu"]),
    ("zajęcia w kaliszu", ["Miejska Biblioteka Publiczna im. Adama Asnyka w Kaliszu"]),
    ("library in Kalisz", ["Miejska Biblioteka Publiczna im. Adama Asnyka w Kaliszu"]),
    ("z biblioteki w Krzywiniu", ["Biblioteka Publiczna Miasta i Gminy Krzywiń"]),
    ("Legionowo", ["Miejska Biblioteka Publiczna w Legionowie"]),
    ("бібліотека Legionowo", ["Miejska Biblioteka Publiczna w Legionowie"]),
    ("w Busku", ["Miejsko-Gminna Biblioteka Publiczna w Busku-Zdroju"]),
    ("z Nowej Soli", ["Miejska Biblioteka Publiczna w Nowej Soli"]),
    ("w lodzi", ["Biblioteki Miejskie w Łodzi"]),
    ("na Białołęce", ["Biblioteka Publiczna w Dzielnicy Białołęka m.st. Warszawy"]),
    ("w Dąbrowie Tarnowskiej", ["Miejska Biblioteka Publiczna w Dąbrowie Tarnowskiej"]),
    ("biblioteka śląska", ["Biblioteka Śląska w Katowicach"]),
    ("koszalińska biblioteka publiczna filia nr 12", ["Koszalińska Biblioteka Publiczna", "Koszalińska Biblioteka Publiczna, Filia nr 12"]),
    # names that are words, too
    ("warsztaty w Wiśle", ["Biblioteka w Wiśle"]),
    ("W Wiśle", ["Biblioteka w Wiśle"]),
    ("biblioteka Gniew", ["Miejsko-Gminna Biblioteka Publiczna w Gniewie"]),
    ("z Koła", ["Powiatowa i Miejska Biblioteka Publiczna w Kole"]),
    ("zajęcia w Lipnie", ["Miejska Biblioteka Publiczna w Lipnie"]),
    ("Wisła", []),
    ("w wiśle", []),
    ("spływ po Wiśle nad Wisłą", ["Biblioteka w Wiśle"]),
    ("ogniska nad Wisłą", []),
    ("Gniew i złość", []),
    ("koło młodych", []),
    ("Koło Gospodyń Wiejskich", []),
    ("nasze Koło Młodych", []),
    ("Łapy precz", []),
    ("suchy las", []),
    ("KOŁO ZAINTERESOWAŃ", []),
    # generic words and patrons of libraries
    ("biblioteka miejska dla dzieci", []),
    ("centrum kultury", []),
    ("wiersze Asnyka i Norwida", []),
]  # fmt: skip


@pytest.fixture(scope="session")
def interpreter(shipped: Shipped, analyser: Analyser) -> Interpreter:
    """One that knows no libraries."""
    return Interpreter(shipped.vocabularies, shipped.spoken, analyser)


def interpreted(base: Base, text: str, **query: object) -> SearchResult:
    return base.finding.search(SearchQuery(text, limit=1, **query))  # type: ignore[arg-type]


def said(result: SearchResult) -> set[str]:
    return {f"{found.facet.value}:{found.value}" for found in result.interpretation}


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_what_a_query_says_is_suggested_and_nothing_else(base: Base, text: str, expected: str) -> None:
    result = interpreted(base, text)
    assert said(result) == set(expected.split())
    assert result.libraries == ()


@pytest.mark.parametrize("text", UNSAID)
def test_nothing_is_suggested_where_nothing_is_said(base: Base, text: str) -> None:
    result = interpreted(base, text)
    assert said(result) == set()
    assert result.libraries == ()


@pytest.mark.parametrize(("text", "expected"), LIBRARIES)
def test_libraries_of_the_base_are_recognised(base: Base, text: str, expected: list[str]) -> None:
    assert sorted(found.name for found in interpreted(base, text).libraries) == expected


def test_of_many_libraries_in_a_place_three_are_suggested(base: Base) -> None:
    names = [found.name for found in interpreted(base, "w Warszawie").libraries]
    assert len(names) == 3
    assert all("Warszaw" in name for name in names)
    szczecin = [found.name for found in interpreted(base, "Szczecin").libraries]
    assert szczecin[0] == "Książnica Pomorska w Szczecinie"


@pytest.mark.parametrize("language", Language)
def test_every_label_means_its_code(interpreter: Interpreter, shipped: Shipped, language: Language) -> None:
    said_otherwise = (Facet.PARTNER_ROLE, Facet.PROGRAM)
    missed = []
    for facet in Facet:
        for term in shipped.vocabularies.of_facet(facet):
            text = term.labels[language]
            if facet in said_otherwise or term.code == NOT_STATED:
                continue
            if (facet, term.code, text) in shipped.spoken.left_out:
                continue
            found = interpreter.interpret(_understood(text), SearchQuery(text)).facets
            if (facet, term.code) not in {(one.facet, one.value) for one in found}:
                missed.append((facet.value, term.code, text))
    assert missed == []


def test_the_words_are_those_that_were_typed_with_their_preposition(base: Base) -> None:
    result = interpreted(base, "Zajecia dla seniorow, bez pieniędzy, w Kaliszu na małej wsi")
    words = {found.value: found.words for found in result.interpretation}
    assert words == {"seniorzy": "dla seniorow", "0": "bez pieniędzy", "wies": "na małej wsi"}
    assert [found.words for found in result.libraries] == ["w Kaliszu"]


def test_suggestions_stand_in_the_language_of_the_page(base: Base) -> None:
    labels = [one.label for one in interpreted(base, "z OSP", language=Language.ENGLISH).interpretation]
    assert labels == ["Fire brigade, police, foresters, army"]


def test_what_is_chosen_is_not_suggested_again(base: Base) -> None:
    chosen = interpreted(base, "do 500 zł dla dzieci", filters={Facet.COST: ("0",)})
    assert said(chosen) == {"cost:do-500", "audience:dzieci"}


def test_suggestions_follow_what_is_published(own_base: Base) -> None:
    """A new library at once, in forms of a name that no dictionary has; a withdrawn one no more."""
    library = Library(name="Gminna Biblioteka Publiczna w Kwibzynowie", place="Kwibzynów")
    texts = ("w Kwibzynowie", "z kwibzynowa", "Kwibzynów")
    assert not any(interpreted(own_base, text).libraries for text in texts)
    saved = own_base.saving.publish(record("Joga na trawniku", library=library), with_vectors=False)
    for text in texts:
        (found,) = interpreted(own_base, text).libraries
        assert found.name == library.name
        assert own_base.reading.library(found.slug).practices[0].id == saved.practice_id
    own_base.saving.withdraw(saved.practice_id)
    assert not any(interpreted(own_base, text).libraries for text in texts)
    moved = library.model_copy(update={"place": "Mrumblew"})
    own_base.saving.publish(record("Taniec na trawniku", library=moved), with_vectors=False)
    assert [one.name for one in interpreted(own_base, "w Mrumblewie").libraries] == [library.name]


def test_a_record_of_several_libraries_suggests_none(own_base: Base) -> None:
    several = Library(name="Biblioteki w Kwibzynowie", place="Kwibzynów", several=True)
    own_base.saving.publish(record("Joga na trawniku", library=several), with_vectors=False)
    assert interpreted(own_base, "w Kwibzynowie").libraries == ()


@given(st.text(max_size=80))
def test_any_text_is_interpreted(interpreter: Interpreter, text: str) -> None:
    for found in interpreter.interpret(_understood(text), SearchQuery(text)).facets:
        assert found.words


@pytest.mark.parametrize(
    "text", ["do zł", "od do zł", "500 do", "zł", "1 000 000 000 000 zł", "k", "- 5 zł", "do 500 -"]
)
def test_broken_amounts_break_nothing(interpreter: Interpreter, text: str) -> None:
    interpreter.interpret(_understood(text), SearchQuery(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("młodzież, mała wieś, bez pieniędzy", ["mlodziez", "wies", "0"]),
        ("pomysł na zajęcia dla dzieci, tanio", ["dzieci", "0 do-500"]),
        ("uczniowie na wsi", ["dzieci mlodziez", "wies"]),
        ("klub seniora w małym mieście", ["klub senioralne seniorzy", "miasto-do-20"]),
        ("ideas for teenagers in Silesia", ["mlodziez", "slaskie"]),
        ("молодь, мале село, без грошей", ["mlodziez", "wies", "0"]),
    ],
)
def test_a_query_of_nothing_but_conditions_lists_them(
    interpreter: Interpreter, text: str, expected: list[str]
) -> None:
    conditions = interpreter.interpret(_understood(text), SearchQuery(text)).conditions
    assert [" ".join(sorted(code for _, code in one.codes)) for one in conditions] == expected


@pytest.mark.parametrize(
    "text",
    [
        "szachy dla młodzieży na wsi",  # it has a subject
        "młodzież i seniorzy",  # who it is for, and nothing else
        "bez młodzieży, na wsi",  # negated
        "klub seniora",  # one expression that says two things
        "pomysł dla dzieci",
        "",
    ],
)
def test_any_other_query_lists_no_conditions(interpreter: Interpreter, text: str) -> None:
    assert interpreter.interpret(_understood(text), SearchQuery(text)).conditions == ()


def _understood(text: str) -> UnderstoodQuery:
    """As if no word had been restored."""
    return UnderstoodQuery(text, (), (), (), False)
