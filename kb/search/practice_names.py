"""The names in a published practice that may be suggested, and how each of them is spelled and begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.domain.libraries import PublishedLibrary
from kb.domain.text import normalise, word_spans, words_of
from kb.search.analysis import content_words, is_stop_word
from kb.search.labels import LabelCode
from kb.search.names import Spelling, plain


@dataclass(frozen=True, slots=True)
class TitleName:
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class PracticeNames:
    """`words` are its distinct forms, normalised. A practice of several libraries has no `library`."""

    practice_id: int
    title: TitleName
    library: PublishedLibrary | None
    codes: Sequence[LabelCode]
    words: Sequence[str]

    @property
    def suggested_words(self) -> list[str]:
        return [word for word in self.words if not (word.isdigit() or is_stop_word(word))]


def with_place(library: PublishedLibrary) -> str:
    """The name, and the place where the name does not say it in some form."""
    if not library.place:
        return library.name
    stem = plain(normalise(library.place))[: max(3, len(library.place) - 3)]
    said = stem.split()[0] in plain(normalise(library.name))
    return library.name if said else f"{library.name}, {library.place}"


def spell_word(form: str) -> Spelling:
    word = plain(form)
    return Spelling((word,), (word,), form, len(form))


def spell_place(place: str) -> Spelling:
    words = _plain_words(place)
    return Spelling(words, words[:1], f"{normalise(place)}\0{place}", len(place))


def spell_library(library: PublishedLibrary) -> Spelling:
    """By its name, its place and its abbreviation: "MBP Kalisz"; by what it is also called as well."""
    name, place = _plain_words(library.name), _plain_words(library.place or "")
    also = [_plain_words(alias) for alias in library.aliases]
    short = tuple(part for called in (library.name, *library.aliases) for part in _abbreviation(called))
    words = tuple(dict.fromkeys((*name, *place, *short, *(word for alias in also for word in alias))))
    # With all that is spelled: a library described anew is another name, and the former one weighs nothing.
    order = "\0".join((normalise(library.name), library.slug, library.place or "", *library.aliases))
    begun = tuple(
        dict.fromkeys((*name[:1], *place[:1], *short, *(word for alias in also for word in alias[:1])))
    )
    return Spelling(words, begun, order, len(library.name))


def spell_title(title: TitleName) -> Spelling:
    words = tuple(dict.fromkeys(plain(word) for word in content_words(title.title)))
    return Spelling(words, words[:1], f"{normalise(title.title)}\0{title.slug}", len(title.title))


def _plain_words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(word) for word in words_of(normalise(text))))


def _abbreviation(name: str) -> tuple[str, ...]:
    """The initials of "Miejska i Gminna Biblioteka Publiczna" before "w", "im." and the like: mgbp."""
    initials = ""
    for start, end in word_spans(name):
        word = name[start:end]
        if word[0].isupper():
            initials += word[0]
        elif word != "i":
            break
    return (plain(normalise(initials)),) if len(initials) > 1 else ()
