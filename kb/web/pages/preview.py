"""A text that is not published yet, exactly as its page will show it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from litestar import Request

from kb.domain.hits import PublishedPractice
from kb.domain.neighbours import NearBy, Neighbours
from kb.domain.practice import PracticeRecord
from kb.web.context import site_of
from kb.web.pages.page import address_of_site, language_for
from kb.web.views.practice import PracticePage, practice_page


def preview_of(request: Request[Any, Any, Any], record: PracticeRecord, back_url: str) -> PracticePage:
    now = datetime.datetime.now(datetime.UTC)
    practice = PublishedPractice(
        id=0,
        external_id=None,
        slug="podglad",
        title=record.title,
        summary=record.summary,
        read_record=lambda: record,
        published_at=now,
        revision=1,
        revision_id=0,
        library_slug=None,
        verified_on=now.date(),
    )
    page = practice_page(
        practice,
        Neighbours(NearBy.LABELS, (), ()),
        site_of(request).vocabularies,
        language_for(request),
        address_of_site(request),
        now.date(),
    )
    return replace(page, preview_of=back_url)
