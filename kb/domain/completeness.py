"""How complete a practice is, what is missing, and how long it would take to add."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kb.domain.form_fields import FIELDS, Asked, FormField
from kb.domain.typed_form import TypedForm


@dataclass(frozen=True, slots=True)
class Missing:
    """A field without an answer; `minutes` is how long one takes."""

    field: FormField
    minutes: float


@dataclass(frozen=True, slots=True)
class Completeness:
    """`percent` of what counts is answered, "nie podano" included. `missing` has what a practice should not
    be without, `wished` what readers would like to have as well; each in the order of the form.
    """

    percent: int
    missing: tuple[Missing, ...]
    wished: tuple[Missing, ...]

    @property
    def minutes(self) -> int:
        """Of what is missing, in whole minutes; 0 when nothing is."""
        return math.ceil(sum(missing.minutes for missing in self.missing))


def completeness(form: TypedForm) -> Completeness:
    counted = [field for field in FIELDS if field.weight]
    open_fields = [field for field in counted if not (form.is_answered(field) or form.says_nothing(field))]
    whole = sum(field.weight for field in counted)
    lacking = sum(field.weight for field in open_fields)
    # Rounded down, so that 100 means that nothing is missing.
    percent = 100 * (whole - lacking) // whole
    return Completeness(
        percent,
        tuple(Missing(field, field.minutes) for field in open_fields if field.asked is not Asked.OPTIONAL),
        tuple(Missing(field, field.minutes) for field in open_fields if field.asked is Asked.OPTIONAL),
    )
