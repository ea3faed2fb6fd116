"""Column types and names that every table shares. Import it before declaring a table."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import DateTime, Dialect, String
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored as timestamptz. A datetime without a zone is refused, never guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value.isoformat()}")
        return value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - as above
    ) -> datetime | None:
        return None if value is None else value.astimezone(UTC)


def enum_type(enum: type[StrEnum]) -> type[Any]:
    """A text column with a CHECK constraint that lists the members of `enum`."""
    column = EnumColumn(
        enum,
        native_enum=False,
        create_constraint=True,
        name=f"{enum.__name__.lower()}_known",
        length=40,
        values_callable=lambda members: [str(member.value) for member in members],
    )
    return column_type(column)


def byte_ordered() -> type[Any]:
    """Text compared byte by byte: for the keys of storage/vietnamese.py."""
    return column_type(String(collation="C"))


def column_type(instance: TypeEngine[Any]) -> type[Any]:
    """`instance` for SQLModel's `sa_type`, which is annotated as a class yet takes an instance."""
    return cast("type[Any]", instance)
