"""Leaving with 1 where a report's figures are not as they should be (`--fail-on`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from csdesk.cli.output import complain, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csdesk.domain.thresholds import Threshold
    from csdesk.result import Report


def fail_where(tests: Sequence[Threshold], report: Report) -> None:
    """Say which tests of `--fail-on` hold, and leave with 1 if any does."""
    from csdesk.reports.thresholds import check

    hits, untested = check(tests, report.figures, report.locale.currency)
    for sentence in untested:
        warn(sentence)
    for sentence in hits:
        complain(sentence, None)
    if hits:
        raise typer.Exit(1)
