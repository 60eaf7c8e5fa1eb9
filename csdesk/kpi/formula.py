"""Formulas over named measures: the formula shown is the one computed.

A formula has numbers, measures, + - * / and the functions `mean`, `median` and `p90` of
a measure that is a list of values. It is parsed with `ast`, without `eval`.
"""

from __future__ import annotations

import ast
import math
import operator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class MeanOnly(NamedTuple):
    """Values of which only the mean is needed: their number and sum."""

    n: int
    total: float


Value = float | None
Measured = float | list[float] | MeanOnly

OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def mean(values: Sequence[float] | MeanOnly) -> Value:
    """Return the arithmetic mean, or None of no values."""
    if isinstance(values, MeanOnly):
        return values.total / values.n if values.n else None
    return math.fsum(values) / len(values) if values else None


def median(values: Sequence[float]) -> Value:
    """Return the middle value; of an even number the mean of the two middle ones."""
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def p90(values: Sequence[float]) -> Value:
    """Return the ceil(0.9 n)-th smallest value, an actual case; None of no values."""
    if not values:
        return None
    return sorted(values)[-(-9 * len(values) // 10) - 1]


FUNCTIONS: dict[str, Callable[[Any], Value]] = {
    "mean": mean,
    "median": median,
    "p90": p90,
}


def evaluate(formula: str, measures: Mapping[str, Measured]) -> Value:
    """Compute `formula`, or None where there is no data to divide or average."""
    try:
        return _value(_tree(formula), measures)
    except ZeroDivisionError:
        return None


def names(formula: str) -> tuple[str, ...]:
    """Return the measures that `formula` needs, in the order in which it names them."""
    found = [n for n in ast.walk(_tree(formula)) if isinstance(n, ast.Name)]
    found.sort(key=lambda name: name.col_offset)
    return tuple(dict.fromkeys(n.id for n in found if n.id not in FUNCTIONS))


@cache
def _tree(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def _value(node: ast.expr, measures: Mapping[str, Measured]) -> Value:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            found = measures[name]
            if isinstance(found, list | MeanOnly):
                raise TypeError(f"{name} is a list of values")
            return found
        case ast.BinOp(left=left, op=op, right=right):
            first, second = _value(left, measures), _value(right, measures)
            if first is None or second is None:
                return None
            return OPERATORS[type(op)](first, second)
        case ast.Call(func=ast.Name(id=function), args=[ast.Name(id=name)]):
            values = measures[name]
            if not isinstance(values, list | MeanOnly):
                raise TypeError(f"{name} is one number")
            return FUNCTIONS[function](values)
        case _:
            raise ValueError(f"not arithmetic: {ast.unparse(node)}")
