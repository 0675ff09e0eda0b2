"""Help by meaning for who writes: what exists already, and which labels may fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.domain.advice import Advice, Likelihood, Twin, is_same_library, is_same_time, likelihood
from kb.domain.facets import Facet
from kb.domain.form_record import record_of
from kb.domain.hits import PublishedPractice
from kb.domain.neighbours import NearBy
from kb.domain.practice import SUMMARY_LENGTH, TITLE_LENGTH, Library, PracticeRecord, Step
from kb.domain.query import SearchQuery
from kb.domain.typed_form import TypedForm
from kb.search.advice import NearText, nearest, suggested_codes
from kb.search.documents import codes_of
from kb.search.searcher import Searcher
from kb.services.finding import Finding
from kb.services.following import Follower
from kb.services.saving import Saving
from kb.storage.engine import Database
from kb.storage.published_practices import PublishedPractices

TWINS = 4
_LOOKED_AT = 16
_LEAST = 0.3
"""The cosine below which nothing is shown as similar."""
_LEAST_LETTERS = 20
"""A text shorter than that says too little to be compared."""


NOT_NAMED = "–"
"""In the place of a title or a library that is not written yet."""


class Advising:
    def __init__(
        self,
        database: Database,
        published: PublishedPractices,
        searcher: Searcher,
        follower: Follower,
        saving: Saving,
        finding: Finding,
    ) -> None:
        self._database = database
        self._published = published
        self._searcher = searcher
        self._follower = follower
        self._saving = saving
        self._finding = finding

    def advice(self, form: TypedForm, own_practice: int | None = None) -> Advice:
        """`own_practice` is the practice whose text this is, which is no twin of itself. Raises Busy."""
        self._follower.catch_up()
        record = readable(form, self._saving)
        told = f"{record.title} {record.summary} {record.need}"
        view = self._searcher.catalogue.view
        by, near = NearBy.LABELS, []
        if len(told) >= _LEAST_LETTERS:
            bare = without_labels(record)
            found = nearest(
                self._searcher.meaning, view, self._saving.document(bare).passages, _LOOKED_AT, own_practice
            )
            by = NearBy.LABELS if found is None else NearBy.MEANING
            near = self._by_words(record, own_practice) if found is None else found
        elif self._searcher.meaning.covers(len(view)):
            by = NearBy.MEANING
        named = self._searcher.named_codes(record)
        suggested = suggested_codes(near, named, self._searcher.catalogue, view)
        return Advice(by, self._twins(near, record, by), _not_yet(suggested, record))

    def readable(self, form: TypedForm) -> PracticeRecord:
        """What of the typed text can be read, be it a record or not yet."""
        return readable(form, self._saving)

    def _by_words(self, record: PracticeRecord, own_practice: int | None) -> list[NearText]:
        """By the words of the title and the need, while the meaning is away; the first counts as nearest."""
        text = f"{record.title} {record.need or record.summary}"
        hits = self._finding.search(SearchQuery(text, limit=_LOOKED_AT)).hits
        found = [hit for hit in hits if hit.found and hit.practice.id != own_practice]
        best = max((hit.score for hit in found), default=0.0) or 1.0
        return [NearText(hit.practice.id, 0.5 * max(0.0, hit.score) / best) for hit in found]

    def _twins(self, near: Sequence[NearText], record: PracticeRecord, by: NearBy) -> tuple[Twin, ...]:
        with self._database.quick_reads() as reads:
            practices = self._published.by_ids(reads, [one.practice_id for one in near])
        twins = [
            _twin(practices[one.practice_id], one.cosine, record, by)
            for one in near
            if one.practice_id in practices
            and (one.cosine >= _LEAST or is_same_library(record, practices[one.practice_id].record))
        ]
        order = list(Likelihood)
        return tuple(sorted(twins, key=lambda twin: order.index(twin.likelihood))[:TWINS])


def _twin(practice: PublishedPractice, cosine: float, record: PracticeRecord, by: NearBy) -> Twin:
    same_library = is_same_library(record, practice.record)
    same_years = is_same_time(record, practice.record)
    likely = likelihood(cosine, same_library, same_years)
    if by is NearBy.LABELS and likely is Likelihood.PROBABLE:
        # Words alone are no ground to say so.
        likely = Likelihood.POSSIBLE
    return Twin(practice, likely, same_library, same_years)


def readable(form: TypedForm, saving: Saving) -> PracticeRecord:
    """The record, or what of the typed text can be read while it is none yet."""
    record = record_of(form, saving.vocabularies).record
    if record is not None:
        return record
    steps = [row.get("text", "").strip() for row in form.rows.get("steps", ())]
    return PracticeRecord(
        title=form.text("title").strip()[:TITLE_LENGTH].strip() or NOT_NAMED,
        summary=form.text("summary").strip()[:SUMMARY_LENGTH],
        need=form.text("need").strip()[:20_000],
        results=form.text("results").strip()[:20_000] or None,
        library=Library(name=form.text("library.name").strip()[:500].strip() or NOT_NAMED),
        steps=tuple(Step(text=text[:20_000]) for text in steps if text),
        audience=_known(form, "audience", saving),
        themes=_known(form, "themes", saving),
        form=form.text("form") if form.text("form") in saving.vocabularies["form"] else None,
    )


def _known(form: TypedForm, name: str, saving: Saving) -> tuple[str, ...]:
    vocabulary = saving.vocabularies["audience" if name == "audience" else "theme"]
    return tuple(code for code in form.choices.get(name, ()) if code in vocabulary)


def without_labels(record: PracticeRecord) -> PracticeRecord:
    """What the text itself says: chosen labels would only find what they name. A library that is not named
    yet is some library, as in every other text."""
    partners = tuple(partner.model_copy(update={"type": None, "role": None}) for partner in record.partners)
    bare = {"audience": (), "themes": (), "form": None, "extra_forms": (), "area": (), "stage": None}
    library = Library(name="Biblioteka") if record.library.name == NOT_NAMED else record.library
    return record.model_copy(update={**bare, "partners": partners, "library": library})


def _not_yet(
    suggested: Mapping[Facet, tuple[str, ...]], record: PracticeRecord
) -> tuple[tuple[Facet, str], ...]:
    has = set(codes_of(record))
    return tuple(
        (facet, code) for facet, codes in suggested.items() for code in codes if (facet, code) not in has
    )
