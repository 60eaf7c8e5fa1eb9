"""JSON: unrounded values, null for no data, stable keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from csdesk.render.console import UNSAFE
from csdesk.render.values import for_programs, full_note

if TYPE_CHECKING:
    from csdesk.result import (
        Figure,
        Listing,
        PeriodSpan,
        Point,
        Record,
        Report,
    )

FORMAT = 1


def rows(listing: Listing) -> list[dict[str, Any]]:
    """Return the rows of a listing as objects."""
    return [
        {
            column.key: for_programs(value, column.kind, listing.locale)
            for column, value in zip(listing.columns, row, strict=True)
        }
        for row in listing.rows
    ]


def listing(what: Listing, _width: int = 0) -> str:
    """Return an array of objects."""
    return _text(rows(what))


def record(what: Record, _width: int = 0) -> str:
    """Return one object; related rows are arrays in it."""
    fields: dict[str, Any] = {
        column.key: for_programs(value, column.kind, what.locale)
        for column, value in what.fields
    }
    return _text(fields | {key: rows(part) for key, part in what.sections})


def report(what: Report, _width: int = 0) -> str:
    """Return the object of DESIGN.md §5."""
    return _text(
        {
            "format": FORMAT,
            "report": what.name,
            "desk": what.desk,
            "timezone": what.locale.zone.key,
            "currency": what.locale.currency,
            "clock": what.clock,
            "period": _span(what.period),
            "compared": _span(what.compared) if what.compared else None,
            "as_of": what.as_of.isoformat(),
            "kpis": [_figure(figure) for figure in what.figures],
            "by": {
                dimension: [
                    {"value": part.value, "kpis": [_point(p) for p in part.points]}
                    for part in slices
                ]
                for dimension, slices in what.by.items()
            },
            "trend": [
                {"period": _span(span), "kpis": [_point(point) for point in points]}
                for span, points in what.trend
            ],
            "attention": [
                {
                    "kind": item.kind,
                    "id": item.ref,
                    "says": item.text,
                    "due": item.due.isoformat() if item.due else None,
                }
                for item in what.attention
            ],
            "news": list(what.alerts),
            "notes": list(what.footnotes),
        }
    )


def _span(span: PeriodSpan) -> dict[str, Any]:
    return {
        "label": span.label,
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "complete": span.complete,
    }


def _point(point: Point) -> dict[str, Any]:
    return {"key": point.key, "value": point.value, "n": point.n}


def _figure(figure: Figure) -> dict[str, Any]:
    interval, previous, change = figure.interval, figure.previous, figure.change
    return {
        "key": figure.key,
        "label": figure.label,
        "unit": figure.unit,
        "better": figure.better,
        "value": figure.value,
        "n": figure.n,
        "parts": dict(figure.parts),
        "left_out": dict(figure.left_out),
        "interval": interval
        and {
            "low": interval.low,
            "high": interval.high,
            "level": interval.level,
            "method": interval.method,
        },
        "previous": previous and {"value": previous.value, "n": previous.n},
        "change": change
        and {
            "difference": change.difference,
            "low": change.low,
            "high": change.high,
            "p": change.p,
            "method": change.method,
            "verdict": change.verdict,
            "says": change.text,
        },
        "note": full_note(figure),
    }


def text_of(value: object, indent: int | None = None) -> str:
    """Return `value` as JSON; characters that could steer a terminal are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _text(value: object) -> str:
    return text_of(value, indent=2)
