"""Addresses of every page and state of the site, without the language."""

from __future__ import annotations

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
