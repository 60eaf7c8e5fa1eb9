"""Parts of table definitions: columns, checks and indexes with names."""

from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.sql import quoted_name
from sqlmodel import Field, SQLModel

from csdesk.store.types import Instant

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
# Ids are never used twice: an undone record may come back under its own.
KEEP_IDS: dict[str, Any] = {"sqlite_autoincrement": True}


def one_of(column: str, allowed: tuple[str, ...]) -> CheckConstraint:
    """Build a CHECK that `column` is one of the words `allowed`, or empty."""
    listed = ", ".join(f"'{word}'" for word in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def not_negative(*columns: str) -> tuple[CheckConstraint, ...]:
    """Build a CHECK for each column that it is 0 or more, or empty."""
    return tuple(CheckConstraint(f"{name} >= 0", name=name) for name in columns)


def later_count(column: str) -> Any:
    """Build a column that a later schema added: a number of 0 or more, or empty.

    Its CHECK is part of the column rather than of the table: that is where SQLite's ADD
    COLUMN puts it, which needs no table rebuilt.
    """
    check = CheckConstraint(f"{column} >= 0", name=column)
    return Field(default=None, sa_column_args=[check])


def later_choice(column: str, allowed: tuple[str, ...]) -> Any:
    """Build a column that a later schema added: one word of `allowed`, or empty."""
    listed = ", ".join(f"'{word}'" for word in allowed)
    check = CheckConstraint(f"{column} IN ({listed})", name=column)
    return Field(default=None, sa_column_args=[check])


def flag(*columns: str) -> tuple[CheckConstraint, ...]:
    """Build a CHECK for each column that it is a fact: 0, 1 or empty."""
    return tuple(CheckConstraint(f"{name} IN (0, 1)", name=name) for name in columns)


def own_id() -> Any:
    """Build the column of a table's own ids."""
    return Field(default=None, primary_key=True)


def ref(table: str) -> Any:
    """Build a column that refers to `table`, such as customer.id, or is empty."""
    return Field(default=None, foreign_key=table)


def instant() -> Any:
    """Build a column of instants."""
    return Field(sa_type=Instant)


def instant_or_none() -> Any:
    """Build a column of instants that may be empty."""
    return Field(default=None, sa_type=Instant)


def sparse_index(*columns: str) -> Index:
    """Build an index on `columns` without the rows where the first is empty."""
    name = f"ix_{'{table}'}_{'_'.join(columns)}"
    return Index(name, *columns, sqlite_where=text(f"{columns[0]} IS NOT NULL"))


def partial_index(name: str, column: str, condition: str) -> Index:
    """Build an index on `column` of the rows that fit `condition`."""
    return Index(name, column, sqlite_where=text(condition))


def table_parts(table: str, *parts: Any) -> tuple[Any, ...]:
    """Build a table's arguments; its checks and indexes get its name here."""
    for part in parts:
        if isinstance(part, Index) and part.name:
            part.name = quoted_name(part.name.replace("{table}", table), quote=None)
    return (*parts, KEEP_IDS)


def imported(table: str, *also: str) -> tuple[Index, ...]:
    """Build the indexes of an importable table; `also` extends its unique key."""
    return (
        Index(
            f"ux_{table}_source_external_id",
            "source",
            "external_id",
            *also,
            unique=True,
            sqlite_where=text("external_id IS NOT NULL"),
        ),
        Index(
            f"ix_{table}_import_run_id",
            "import_run_id",
            sqlite_where=text("import_run_id IS NOT NULL"),
        ),
    )


class Imported(SQLModel):
    """Origin of an imported row; all None for a typed one."""

    source: str | None = None
    external_id: str | None = None
    row_digest: int | None = None
    import_run_id: int | None = ref("import_run.id")
