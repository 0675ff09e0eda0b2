"""What all tables share: how constraints are called, and times."""

import datetime

from sqlalchemy import Column, DateTime, Dialect, ForeignKey, Integer, TypeDecorator
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime.datetime]):
    """Aware times in, aware times out, kept in UTC so that they sort."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        return value.astimezone(datetime.UTC).replace(tzinfo=None) if value else None

    def process_result_value(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        return value.replace(tzinfo=datetime.UTC) if value else None


def account_column(*, nullable: bool = False, primary_key: bool = False, index: bool = False) -> Column[int]:
    """What belongs to an account goes with it."""
    return Column(
        Integer,
        ForeignKey("account.id", ondelete="CASCADE"),
        nullable=nullable,
        primary_key=primary_key,
        index=index,
    )
