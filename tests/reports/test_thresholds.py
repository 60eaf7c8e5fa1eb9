"""What --fail-on finds in a report, in sentences."""

from __future__ import annotations

import pytest

from csdesk.domain.thresholds import read_threshold
from csdesk.reports.alerts import check
from csdesk.result import Better, Figure, Unit

UNITS = {
    "csat": Unit.PERCENT,
    "nps": Unit.SCORE,
    "backlog": Unit.COUNT,
    "first_response_time": Unit.SECONDS,
    "recovery_cost": Unit.MONEY,
}
KNOWN = {key: str(unit) for key, unit in UNITS.items()}


def checked(
    text: str, value: float | None, key: str | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is said of a threshold where its figure (or `key`) has that value."""
    threshold = read_threshold(text, KNOWN)
    key = key or threshold.key
    figure = Figure(key, "", UNITS[key], Better.NEITHER, "", value, 0)
    return check([threshold], [figure], "EUR")


@pytest.mark.parametrize(
    ("text", "value", "says"),
    [
        ("csat<80", 75, "csat is 75.0 %, which is below 80 (--fail-on 'csat<80')."),
        ("csat <= 80%", 80,
         "csat is 80.0 %, which is at most 80 (--fail-on 'csat <= 80%')."),
        ("csat<80", 79.96, "csat is 79.96 %, which is below 80 (--fail-on 'csat<80')."),
        ("nps<-10", -20.5, "nps is -20.5, which is below -10 (--fail-on 'nps<-10')."),
        ("backlog>=1234567", 1234567, """backlog is 1234567, which is at least 1234567
 (--fail-on 'backlog>=1234567')."""),
        ("backlog!=0", 3, "backlog is 3, which is not 0 (--fail-on 'backlog!=0')."),
        ("backlog=3", 3, "backlog is 3, which is exactly 3 (--fail-on 'backlog=3')."),
        ("first_response_time>4h", 18_000, """first_response_time is 5 h, which is
 above 4 h (--fail-on 'first_response_time>4h')."""),
        ("first_response_time>14400", 14_400.25, """first_response_time is 14400.25 s,
 which is above 14400 (--fail-on 'first_response_time>14400')."""),
        ("first_response_time>1d2h30m", 180_000, """first_response_time is 2 d 2 h,
 which is above 1 d 2 h 30 m (--fail-on 'first_response_time>1d2h30m')."""),
        ("recovery_cost>12.50", 99.9, """recovery_cost is 99.90 EUR, which is
 above 12.5 (--fail-on 'recovery_cost>12.50')."""),
    ],
)  # fmt: skip
def test_a_hit_is_told_with_its_value_and_its_bound(
    text: str, value: float, says: str
) -> None:
    assert checked(text, value) == ((says.replace("\n", ""),), ())


def test_what_is_as_it_should_be_is_not_told() -> None:
    assert checked("csat<80", 85) == ((), ())
    assert checked("first_response_time>4h", 14_400) == ((), ())


def test_no_data_hits_nothing_and_is_told() -> None:
    untested = "csat has no data: --fail-on 'csat<80' was not tested."
    assert checked("csat<80", None) == ((), (untested,))


def test_a_figure_that_the_report_leaves_out_is_told() -> None:
    untested = "csat is not in this report: --fail-on 'csat<80' was not tested."
    assert checked("csat<80", 5, "nps") == ((), (untested,))


def test_each_threshold_is_tested() -> None:
    figures = [
        Figure(key, "", unit, Better.NEITHER, "", 50, 0) for key, unit in UNITS.items()
    ]
    typed = ["csat<80", "csat<40", "nps<80", "backlog>10"]
    thresholds = [read_threshold(text, KNOWN) for text in typed]
    hits, untested = check(thresholds, figures, "EUR")
    assert [hit.partition(" ")[0] for hit in hits] == ["csat", "nps", "backlog"]
    assert untested == ()
