"""Polish first names as they stand in a sentence: the common ones, in the forms of their declension."""

from __future__ import annotations

from collections.abc import Iterator

_WOMEN = """
Adrianna Agata Agnieszka Aleksandra Alicja Alina Amelia Aneta Angelika Anita Anna Antonina Barbara
Beata Bogumiła Bogusława Bożena Celina Czesława Dagmara Danuta Daria Diana Dominika Dorota Edyta
Elena Eleonora Eliza Elżbieta Emilia Ewa Ewelina Gabriela Genowefa Grażyna Halina Hanna Helena Hanka
Iga Ilona Irena Irmina Iwona Iza Izabela Jadwiga Janina Joanna Jolanta Julia Julita Justyna Kamila
Karina Karolina Katarzyna Kinga Klaudia Kornelia Krystyna Larysa Laura Lena Leokadia Lidia Liliana
Lucyna Ludmiła Łucja Magda Magdalena Maja Małgorzata Maria Marianna Marlena Marta Martyna Maryla
Marzanna Marzena Matylda Michalina Milena Mirosława Monika Nadia Natalia Nina Oksana Ola Olena Olga
Oliwia Patrycja Paula Paulina Pola Regina Renata Roksana Róża Sabina Sandra Sara Stanisława Stefania
Sylwia Svitlana Tatiana Teresa Urszula Wanda Weronika Wiesława Wiktoria Wioletta Zenobia Zofia Zosia
Zuzanna Żaneta
"""
_MEN = """
Adam Adrian Albert Aleksander Alfred Andrzej Antoni Arkadiusz Artur Bartłomiej Bartosz Bernard
Bogdan Bogusław Bolesław Borys Bronisław Cezary Czesław Damian Daniel Dariusz Dawid Dmytro Dominik
Edmund Edward Emil Eryk Eugeniusz Feliks Filip Franciszek Fryderyk Gabriel Grzegorz Henryk Hubert
Ignacy Igor Ireneusz Iwan Jacek Jakub Jan Janusz Jarosław Jerzy Joachim Józef Julian Juliusz Kacper
Kajetan Kamil Karol Kazimierz Konrad Krystian Krzysztof Ksawery Lech Leon Leszek Lesław Lucjan
Ludwik Łukasz Maciej Maksymilian Marcel Marcin Marek Marian Mariusz Mateusz Michał Mieczysław
Mikołaj Miłosz Mirosław Norbert Oleg Oskar Patryk Paweł Piotr Przemysław Radosław Rafał Robert Roman
Ryszard Sebastian Sławomir Stanisław Stefan Szymon Tadeusz Tomasz Tymoteusz Wacław Waldemar Wiesław
Wiktor Witold Władysław Włodzimierz Wojciech Zbigniew Zdzisław Zenon Zygmunt
"""
_DROPPED = {
    "marek": "mark",
    "jacek": "jack",
    "leszek": "leszk",
    "franciszek": "franciszk",
    "paweł": "pawł",
    "lech": "lech",
}
_SOFT = {
    "d": "dzie",
    "t": "cie",
    "r": "rze",
    "n": "nie",
    "z": "zie",
    "s": "sie",
    "ł": "le",
    "w": "wie",
    "b": "bie",
    "m": "mie",
    "p": "pie",
    "k": "ce",
    "g": "dze",
}


def _forms(women: str, men: str) -> Iterator[str]:
    for name in women.casefold().split():
        stem = name[:-1]
        yield name
        yield from (f"{stem}{ending}" for ending in ("ę", "ą", "o", "y", "i"))
        yield f"{stem[:-1]}{_SOFT.get(stem[-1], stem[-1] + 'ie')}"
        if stem.endswith("st"):
            yield f"{stem[:-2]}ście"
    for name in men.casefold().split():
        yield name
        stem = _DROPPED.get(name, name.removesuffix("y") if name.endswith("rzy") else name)
        if name.endswith(("i", "y")):
            yield from (f"{name.removesuffix('y')}{ending}" for ending in ("ego", "emu", "m", "ym"))
        yield from (f"{stem}{ending}" for ending in ("a", "owi", "em", "iem"))
        yield f"{stem[:-1]}{_SOFT.get(stem[-1], stem[-1] + 'u')}"


FIRST_NAMES = frozenset(_forms(_WOMEN, _MEN))
"""In lower case. A form that is a word too ("róża", "pola", "wiara") counts only beside a surname."""
