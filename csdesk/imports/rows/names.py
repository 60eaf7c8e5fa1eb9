"""Resolve the agents, categories and customers that rows name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.imports.importers.customer_match import FIELDS as CUSTOMER_FIELDS
from csdesk.imports.importers.customer_match import Customers
from csdesk.imports.rows.references import AgentIds, Spellings

if TYPE_CHECKING:
    from csdesk.imports.mapping.columns import Batch
    from csdesk.imports.rows.copy import Columns
    from csdesk.imports.session import ImportSession


class Names:
    """Adds the columns of agents, categories and customers to rows."""

    def __init__(self, session: ImportSession) -> None:
        self._session = session
        self._agents = AgentIds(session)
        self._customers = Customers(session)
        self._categories: Spellings | None = None

    def fill(
        self, batch: Batch, columns: Columns, begins: str, agent: str | None
    ) -> None:
        """Add the ids and spellings of the names in mapped fields.

        `begins` is the column of the rows' instants, `agent` the column for the id of
        the agent, or None.
        """
        values = batch.values
        if agent is not None and "agent" in values:
            columns[agent] = list(map(self._agents.__getitem__, values["agent"]))
        if "category" in values:
            if self._categories is None:
                self._categories = Spellings(
                    self._session, "category", ("complaint", "contact")
                )
            columns["category"] = list(
                map(self._categories.__getitem__, values["category"])
            )
        if not values.keys().isdisjoint(CUSTOMER_FIELDS):
            columns["customer_id"] = self._customers.ids(batch, columns[begins])

    def finish(self) -> None:
        """Complete the customers after the last row."""
        self._customers.finish()
