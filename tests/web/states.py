"""Addresses of every page and state of the site, without the language."""

from __future__ import annotations

from kb.domain.accounts import Role

A = "uczniowie-rysuja-komiks-o-historii-swojego-miasta"
B = "cotygodniowa-nauka-polskiego-dla-ukraincow-prowadzona-przez-mieszkanke"
C = "dyskusyjny-klub-ksiazki-dla-seniorow-w-dziennym-domu-seniora"
PRACTICE = f"/praktyki/{A}"
COMPARED = f"/porownaj?p={A}&p={B}&p={C}"
MINE = "moja_wielkosc=wies&moje_wojewodztwo=slaskie&moj_koszt=do-500"
PAGES = (
    "/",
    "/szukaj",
    "/szukaj?q=zajęcia dla seniorów z lokalnymi partnerami",
    "/szukaj?q=seniorzy&odbiorcy=seniorzy&wielkosc=wies",
    f"/szukaj?q=seniorzy&{MINE}",
    "/szukaj?q=naprawa silników odrzutowych",
    "/szukaj?q=%FF&strona=x&odbiorcy=nikt",
    "/szukaj?q=bliblotekka",
    "/szukaj?q=seniorzy&temat=ekologia&koszt=0",
    "/szukaj?temat=ekologia&koszt=0&odbiorcy=male-dzieci",
    "/szukaj?strona=3",
    "/szukaj?wszystkie=temat&wszystkie=forma&wskazowki=nie",
    "/zaproponuj",
    "/zaproponuj?stan=przyjeta",
    "/konto/logowanie",
    "/prosba",
    "/prosba?q=chór&koszt=0&stan=zapisana",
    "/prosba?q=chór&stan=bez-miejsca",
    "/praktyki",
    "/praktyki?strona=2",
    "/o-serwisie",
    "/prywatnosc",
    "/deklaracja-dostepnosci",
    "/porownaj",
    f"/porownaj?p=nie-ma&p={A}",
    "/mapa",
    "/biblioteki",
    "/biblioteki?wojewodztwo=slaskie",
    "/biblioteki/miejska-biblioteka-publiczna-im-adama-asnyka-w-kaliszu",
    "/pomoc",
    "/schema",
    "/o-serwisie/wzornik",
    "/nie-ma",
)
FRAGMENTS = (
    "/szukaj",
    "/szukaj?q=dzieci",
    f"/szukaj?q=seniorzy&{MINE}",
    "/szukaj?q=dzieci&odbiorcy=dzieci&odbiorcy=rodziny&temat=czytelnictwo&strona=2",
    "/szukaj?q=seniorzy w Kaliszu do 500 zł",
    "/szukaj?q=naprawa silników odrzutowych",
    "/szukaj?q=bliblotekka",
    "/szukaj?q=seniorzy&temat=ekologia&koszt=0",
    "/szukaj?wszystkie=temat",
    "/podpowiedzi?q=dzie",
    "/podpowiedzi?q=qzxwvk",
)
DESK = (
    *((role, "/konto") for role in Role),
    (Role.EDITOR, "/konto/haslo"),
    (Role.EDITOR, "/konto/drugi-krok"),
    (Role.EDITOR, "/konto/usun"),
    (Role.EDITOR, "/redakcja"),
    (Role.TRAINER, "/redakcja"),
    (Role.EDITOR, "/redakcja/nowa"),
    (Role.EDITOR, "/redakcja/szkice/{copy}/o-czym"),
    (Role.EDITOR, "/redakcja/szkice/{copy}/biblioteka"),
    (Role.EDITOR, "/redakcja/szkice/{copy}/dla-kogo"),
    (Role.EDITOR, "/redakcja/szkice/{copy}/jak-to-zrobic"),
    (Role.EDITOR, "/redakcja/szkice/{copy}/koszty-i-czas"),
    (Role.EDITOR, "/redakcja/szkice/{copy}/co-wyszlo"),
    (Role.EDITOR, "/redakcja/szkice/{copy}/skad-wiemy"),
    (Role.EDITOR, "/redakcja/szkice/{copy}/zdjecia-i-pliki"),
    (Role.EDITOR, "/redakcja/szkice/{copy}/sprawdz"),
    (Role.EDITOR, "/redakcja/szkice/{copy}/podglad"),
    (Role.EDITOR, "/redakcja/praktyki/{practice}"),
    (Role.REVIEWER, "/redakcja/kolejka"),
    (Role.EDITOR, "/redakcja/szukane"),
    (Role.REVIEWER, "/redakcja/szukane?pokaz=wszystko&dni=7&strona=2"),
    (Role.REVIEWER, "/redakcja/praktyki/{practice}"),
    (Role.REVIEWER, "/redakcja/praktyki/{practice}/sprawdz"),
    (Role.REVIEWER, "/redakcja/praktyki/{practice}/historia"),
    (Role.REVIEWER, "/redakcja/slowniki"),
    (Role.REVIEWER, "/redakcja/slowniki/temat"),
    (Role.REVIEWER, "/redakcja/slowniki/temat/ekologia"),
    (Role.REVIEWER, "/redakcja/slowniki/temat/ekologia/scal?z=kuchnia"),
    (Role.REVIEWER, "/redakcja/slowniki/synonimy"),
    (Role.REVIEWER, "/redakcja/biblioteki"),
    (Role.REVIEWER, "/redakcja/biblioteki/1"),
    (Role.REVIEWER, "/redakcja/biblioteki/1?z=Kalisz"),
    (Role.ADMIN, "/redakcja/konta"),
)
"""Pages of the people who are signed in, with the numbers of a practice and of something being written."""
REFUSED = (
    (Role.EDITOR, "/konto/imie", {"imie": ""}, 422),
    (Role.EDITOR, "/konto/haslo", {"haslo": "x", "nowe": "x"}, 422),
    (Role.ADMIN, "/redakcja/konta/zaproszenia", {"email": "nikt"}, 422),
    (Role.REVIEWER, "/redakcja/praktyki/{practice}/uwagi", {"wersja": "{revision}", "pole": "title", "tekst": ""}, 422),
    (Role.REVIEWER, "/redakcja/slowniki/synonimy", {"jezyk": "pl", "okreslenia": "jedno"}, 422),
    (Role.REVIEWER, "/redakcja/slowniki/temat/ekologia", {"pl": ""}, 422),
    (Role.REVIEWER, "/redakcja/biblioteki/1/nazwa", {"nazwa": ""}, 422),
)  # fmt: skip
"""What is sent and refused: the page says what is wrong."""
