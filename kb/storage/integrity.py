"""What the base lacks or has too much of, asked at every start and by `kb check`."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import Connection, text

from kb.storage.practices import PUBLIC_STATES
from kb.storage.tables import IS_WITHOUT_VECTOR

_PUBLIC = ", ".join(f"'{state}'" for state in PUBLIC_STATES)
_PUBLISHED = f"SELECT id FROM practice WHERE status IN ({_PUBLIC})"


@dataclass(frozen=True, slots=True)
class IntegrityReport:
    """Practices by what is wrong with their rows; `damaged` is what SQLite itself complains of."""

    without_words: tuple[int, ...]
    surplus_words: tuple[int, ...]
    without_passages: tuple[int, ...]
    surplus_passages: tuple[int, ...]
    other_recipe: tuple[int, ...]
    damaged: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self))

    @property
    def to_be_rebuilt(self) -> list[int]:
        """Published practices whose words and passages have to be made again."""
        return sorted({*self.without_words, *self.without_passages, *self.other_recipe})

    @property
    def to_be_removed(self) -> list[int]:
        return sorted({*self.surplus_words, *self.surplus_passages})


def inspect(connection: Connection, recipe: str, analyser: str, *, thorough: bool = False) -> IntegrityReport:
    """`thorough` lets SQLite check its own pages too, which takes time in proportion to the file."""

    def ids(statement: str, **values: str) -> tuple[int, ...]:
        return tuple(connection.execute(text(statement), values).scalars())

    damaged: tuple[str, ...] = ()
    if thorough:
        quick = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check") if row[0] != "ok"]
        keys = [
            f"{row[0]} row {row[1]} points nowhere"
            for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
        ]
        damaged = tuple([*quick, *keys][:20])
    return IntegrityReport(
        without_words=ids(
            f"{_PUBLISHED} AND id NOT IN (SELECT rowid FROM fts_practice WHERE analyser = :analyser)",
            analyser=analyser,
        ),
        surplus_words=ids(f"SELECT rowid FROM fts_practice WHERE rowid NOT IN ({_PUBLISHED})"),
        without_passages=ids(
            f"{_PUBLISHED} AND id NOT IN (SELECT practice_id FROM passage WHERE kind = 'record')"
        ),
        surplus_passages=ids(
            f"SELECT DISTINCT practice_id FROM passage WHERE practice_id NOT IN ({_PUBLISHED})"
        ),
        other_recipe=ids(f"{_PUBLISHED} AND recipe IS NOT :recipe", recipe=recipe),
        damaged=damaged,
    )


@dataclass(frozen=True, slots=True)
class RowCounts:
    practices: int
    published: int
    passages: int
    vectors: int


def count_rows(connection: Connection, model: str | None, dimension: int) -> RowCounts:
    """`vectors` are the usable ones of this model."""
    row = connection.execute(
        text(
            f"SELECT (SELECT count(*) FROM practice) AS practices, "
            f"(SELECT count(*) FROM practice WHERE status IN ({_PUBLIC})) AS published, "
            "(SELECT count(*) FROM passage) AS passages, "
            "(SELECT count(*) FROM passage WHERE model = :model AND dimension = :dimension) - "
            f"(SELECT count(*) FROM passage WHERE {IS_WITHOUT_VECTOR} AND coalesce(model, '') = :model "
            "AND dimension = :dimension) AS vectors"
        ),
        {"model": model, "dimension": dimension},
    ).one()
    return RowCounts(row.practices, row.published, row.passages, row.vectors)
