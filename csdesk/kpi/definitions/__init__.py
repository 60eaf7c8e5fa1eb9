"""Every KPI csdesk knows, declared once (KPIS.md §3): a file a section.

SQL (`kpi.query`), arithmetic (`kpi.formula`), JSON and screens come from these tuples;
no other code defines a figure. A section holds its measures and the
KPIs over them; a KPI may take any section's measures.
"""

from __future__ import annotations

from dataclasses import replace

from csdesk.kpi.definitions import (
    access,
    complaints,
    demand,
    loyalty,
    money,
    resolution,
    response,
    social,
    voice,
)

SECTIONS = (
    demand,
    access,
    response,
    resolution,
    complaints,
    voice,
    loyalty,
    social,
    money,
)
MEASURES = {one.key: one for section in SECTIONS for one in section.MEASURES}
KPIS = tuple(
    replace(kpi, section=section.SECTION)
    for section in SECTIONS
    for kpi in section.KPIS
)
BY_KEY = {kpi.key: kpi for kpi in KPIS}
