"""Check that the parts of a mapping fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.domain.complaint_workflow import one_of
from csdesk.errors import UsageProblem
from csdesk.imports.mapping.fields import (
    EXCLUSIVE,
    NEEDS,
    ONE_AT_LEAST,
    REQUIRED,
)

if TYPE_CHECKING:
    from csdesk.imports.mapping.mapping import Mapping


def check_mapping(mapping: Mapping, name: str) -> None:
    """Raise UsageProblem where the parts of a mapping do not fit together."""
    mapped = {column.field.name for column in mapping.columns}
    _check_constants(mapping, mapped, name)
    there = mapped | set(mapping.constants)
    _check_presence(mapping.kind, there, name)
    _check_combinations(mapping.kind, there, name)
    for field_name in mapping.values:
        if field_name not in mapped:
            raise UsageProblem(
                f"{name}: [values.{field_name}] translates what is not mapped.",
                f'Write {field_name} = "…" under [columns].',
            )


def _check_constants(mapping: Mapping, mapped: set[str], name: str) -> None:
    for field_name in mapping.constants:
        if field_name in mapped:
            raise UsageProblem(
                f"{name}: {field_name} is both a column and a constant.",
                "Take one of the two out.",
            )
        if field_name == "external_id":
            raise UsageProblem(
                f"{name}: external_id tells rows apart; it cannot be a constant.",
                "Name its column under [columns], or leave it out.",
            )


def _check_presence(kind: str, there: set[str], name: str) -> None:
    """Check that required fields are mapped: each, or at least one of several."""
    needed = [(field_name,) for field_name in REQUIRED[kind]]
    for alternatives in (*needed, *ONE_AT_LEAST.get(kind, ())):
        if there.isdisjoint(alternatives):
            raise UsageProblem(
                f"{name}: no column is {one_of(alternatives)}.",
                f'Say which one is: {alternatives[0]} = "…" under [columns].',
            )


def _check_combinations(kind: str, there: set[str], name: str) -> None:
    """Check for fields that need another one, or exclude each other."""
    needs = NEEDS.get(kind, {})
    for field_name in sorted(there):
        needed = needs.get(field_name)
        if needed and needed not in there:
            raise UsageProblem(
                f"{name}: {field_name} says nothing without {needed}.",
                f"Map {needed} too, or take {field_name} out.",
            )
    for one, others in EXCLUSIVE.items():
        excluded = sorted(there.intersection(others))
        if one in there and excluded:
            raise UsageProblem(
                f"{name}: {one} and {excluded[0]} are the same in two ways.",
                f"Map kind and {one}, or a column for each of {', '.join(others)}.",
            )
