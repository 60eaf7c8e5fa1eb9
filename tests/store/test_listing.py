"""Lists as data: their totals, and the order of their rows."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import TYPE_CHECKING

import pytest
from sqlmodel import SQLModel
from typer.testing import CliRunner

from csdesk import views
from csdesk.cli.app import app
from csdesk.store.open_desk import reading
from csdesk.views import exports
from csdesk.views.article import GAPS, articles, gaps
from csdesk.views.base import View
from csdesk.views.customer import OPEN_MATTERS
from csdesk.views.customer_story import TIMELINE
from csdesk.views.voucher import vouchers

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Table

MODULES = [
    importlib.import_module(f"{views.__name__}.{one.name}")
    for one in pkgutil.iter_modules(views.__path__)
]
VIEWS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in (*MODULES, exports)
    for name, value in vars(module).items()
    if isinstance(value, View) and value is not GAPS  # of no period
} | {"voucher": vouchers(0)}
VIEWS |= {"articles": articles(None), "gaps": gaps(None)}
LISTS = sorted(VIEWS)
TERMS = re.compile(r",\s*(?![^(]*\))")  # commas outside of parentheses
ALIASES = {
    (name, alias): table
    for name, view in VIEWS.items()
    for table, alias in re.findall(r"(\w+)(?: WHERE [^()]*\))? AS (\w+)", view.source)
}
# What is different in each row of the lists that are made of several rows or tables.
MADE = {
    OPEN_MATTERS.source: {"matter.kind", "matter.number"},
    TIMELINE.source: {"event.step", "event.kind"},
    gaps(None).source: {"gap.category"},
}


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with something of every kind."""
    path = tmp_path_factory.mktemp("full") / "desk.db"
    made = CliRunner().invoke(app, ["demo", "--keep", str(path)], prog_name="csdesk")
    assert made.exit_code == 0, made.output
    return path


@pytest.mark.parametrize("name", LISTS)
def test_a_total_counts_the_rows_without_the_joins(full: Path, name: str) -> None:
    view = VIEWS[name]
    with reading(full) as desk:
        for condition in ("1", *view.filters.values()):
            values = ("1",) * condition.count("?")
            every = f"FROM {view.tables} WHERE {condition}"
            few = f"FROM {view.tables_of(condition)} WHERE {condition}"
            assert desk.value(f"SELECT count(*) {few}", values) == len(
                desk.rows(f"SELECT 1 {every}", values)
            )


def test_a_total_joins_what_its_filter_names_alone() -> None:
    view = VIEWS["contact.VIEW"]
    assert view.tables_of("contact.channel = ?") == "contact"
    joined = "contact\nLEFT JOIN agent ON agent.id = contact.agent_id"
    assert view.tables_of(view.filters["handled_by"]) == joined


@pytest.mark.parametrize("name", LISTS)
def test_no_two_rows_of_a_list_have_the_same_place(full: Path, name: str) -> None:
    """The last term of an ORDER BY tells any two rows apart, however equal they are."""
    view = VIEWS[name]
    terms = [one.removesuffix(" DESC") for one in TERMS.split(view.order)]
    with reading(full) as desk:
        places = desk.tuples(f"SELECT {', '.join(terms)} FROM {view.tables}")
    assert len(set(places)) == len(places)
    if view.source in MADE:
        assert MADE[view.source] <= set(terms)
        return
    alias, _, column = terms[-1].rpartition(".")
    table = ALIASES.get((name, alias), alias)
    assert is_unique(SQLModel.metadata.tables[table], column)


def is_unique(table: Table, column: str) -> bool:
    """Whether no two rows have the same value in it."""
    alone = {tuple(index.columns.keys()) for index in table.indexes if index.unique}
    return column == "id" or (column,) in alone
