"""Settings, the journal and imports."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from csdesk.store.models.base import (
    instant,
    own_id,
    ref,
    sparse_index,
    table_parts,
)


class Setting(SQLModel, table=True):
    """Value of a setting, valid from an instant on."""

    __tablename__ = "setting"
    __table_args__ = table_parts(
        "setting",
        Index("ux_setting_key_valid_from", "key", "valid_from", unique=True),
    )
    id: int | None = own_id()
    key: str
    value: str
    valid_from: datetime = instant()  # 1970-01-01: from the beginning


class ImportRun(SQLModel, table=True):
    """Import of one file: read = added + updated + unchanged + rejected."""

    __tablename__ = "import_run"
    __table_args__ = table_parts(
        "import_run",
        CheckConstraint(
            "rows_read = added + updated + unchanged + rejected", name="reconciled"
        ),
    )
    id: int | None = own_id()
    operation_id: int = ref("operation.id")
    at: datetime = instant()
    kind: str
    source: str
    file_name: str
    sha256: str
    mapping: str
    rows_read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


class Operation(SQLModel, table=True):
    """Command that wrote: who, when, which verb. The journal keeps no more."""

    __tablename__ = "operation"
    __table_args__ = table_parts(
        "operation", sparse_index("undoes_id"), Index("ix_operation_at", "at")
    )
    id: int | None = own_id()
    at: datetime = instant()
    agent: str
    verb: str
    undoes_id: int | None = ref("operation.id")


class Change(SQLModel, table=True):
    """Row before an operation and after it, as JSON."""

    __tablename__ = "change"
    __table_args__ = table_parts(
        "change",
        CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name="something"),
        Index("ix_change_operation_id", "operation_id"),
        Index("ix_change_table_name_row_id", "table_name", "row_id"),
    )
    id: int | None = own_id()
    operation_id: int = ref("operation.id")
    table_name: str
    row_id: int
    before: str | None = None  # None: the operation made the row
    after: str | None = None  # None: the operation removed it
