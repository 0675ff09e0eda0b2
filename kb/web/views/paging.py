"""A long list in pages: which of them there are, and where one is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kb.web.parameters import LARGEST_PAGE, BadParameter, Parameters, number

SHOWN = 50
"""Entries of a list on one page of the desk."""


@dataclass(frozen=True, slots=True)
class PageLink:
    number: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """`first` and `last` are the places of what this page shows, from 1, of `total`; both 0 where it shows
    nothing. `page` is 1 for the first; `pages` is () where there is only one."""

    total: int
    page: int
    first: int
    last: int
    pages: tuple[PageLink, ...]
    previous_url: str
    next_url: str

    @property
    def is_later(self) -> bool:
        return self.page > 1


def paging(total: int, page: int, size: int, url: Callable[[int], str]) -> Paging:
    """`url` gives the address of a page by its number. A page beyond the last one shows nothing and leads
    back."""
    last_page = max(1, -(-total // size))
    before = (page - 1) * size
    return Paging(
        total=total,
        page=page,
        first=before + 1 if before < total else 0,
        last=min(before + size, total) if before < total else 0,
        pages=page_links(last_page, page, url) if last_page > 1 or page > 1 else (),
        previous_url=url(min(page - 1, last_page)) if page > 1 else "",
        next_url=url(page + 1) if page < last_page else "",
    )


def page_links(last_page: int, page: int, url: Callable[[int], str]) -> tuple[PageLink, ...]:
    """The first and the last page, and those around this one."""
    near = [number for number in range(page - 2, page + 3) if 1 <= number <= last_page]
    return tuple(PageLink(one, url(one), one == page) for one in sorted({1, *near, last_page}))


Item = TypeVar("Item")


def paged(items: Sequence[Item], page: int, url: Callable[[int], str]) -> tuple[Sequence[Item], Paging]:
    """The items of this page, of a list that is there as a whole."""
    return items[(page - 1) * SHOWN : page * SHOWN], paging(len(items), page, SHOWN, url)


def page_of(place: int) -> int:
    """The page on which the item stands, by its place from 0."""
    return place // SHOWN + 1


def numbered(address: str) -> Callable[[int], str]:
    """Addresses of the pages of the list at this address, which may have a query."""

    def url(page: int) -> str:
        return address if page == 1 else f"{address}{'&' if '?' in address else '?'}strona={page}"

    return url


def page_number(parameters: Parameters) -> int:
    """What `strona` says; the first page for what is no number of a page."""
    try:
        return number(parameters, "strona", 1, 1, LARGEST_PAGE)
    except BadParameter:
        return 1
