"""Surveys: NPS, CSAT, CES."""

from __future__ import annotations

from csdesk.domain.surveys import (
    PASSIVE_FLOOR,
    PROMOTER_FLOOR,
    SATISFIED_SHARE,
    TOLERANCE,
)
from csdesk.kpi.kpi import Kpi, StatKind, rate
from csdesk.kpi.measure import Measure, Take
from csdesk.kpi.relations import ANSWERS
from csdesk.result import Better, Few, Unit
from csdesk.store.dialect import same

SECTION = "Voice of the customer"

# Of a customer's answers of one kind about one record in a period the last counts.
COUNTED = f"""(r.customer_id IS NULL OR NOT EXISTS (SELECT 1 FROM survey_answer AS l
  WHERE l.customer_id = r.customer_id AND l.kind = r.kind
    AND {same("l.contact_id", "r.contact_id")}
    AND (r.contact_id IS NOT NULL OR {same("l.complaint_id", "r.complaint_id")})
    AND (l.answered_at, l.id) > (r.answered_at, r.id) AND l.answered_at < {{upto}}))"""

NPS = f"r.kind = 'nps' AND {COUNTED}"

CSAT = f"r.kind = 'csat' AND {COUNTED}"

CES = f"r.kind = 'ces' AND {COUNTED}"

SHARE = "(r.score - r.scale_min) / (r.scale_max - r.scale_min)"


EFFORT = f"CASE r.direction WHEN 'easy' THEN 1 - {SHARE} ELSE {SHARE} END"

SCALE = "r.scale_min || ' ' || r.scale_max || ' ' || coalesce(r.direction, '')"
# The same as a number: different scales give different numbers.
WHICH_SCALE = """r.scale_max * 1e8 + r.scale_min * 1e3
  + CASE r.direction WHEN \'easy\' THEN 2 WHEN \'effort\' THEN 1 ELSE 0 END"""


def _scale_ends(kind: str, where: str) -> tuple[Measure, Measure]:
    """Return the measures of the ends of a scale, where the answers share one."""
    lowest, highest = (
        Measure(
            f"{kind}_{which}est",
            f"{which}est score of their scale, where it is one",
            ANSWERS,
            "answered_at",
            where,
            Take.MAX,
            f"r.{column}",
        )
        for which, column in (("low", "scale_min"), ("high", "scale_max"))
    )
    return lowest, highest


MEASURES = (
    Measure("nps_answers", "NPS answers", ANSWERS, "answered_at", NPS),
    Measure(
        "promoters",
        "answers of 9 or 10",
        ANSWERS,
        "answered_at",
        f"{NPS} AND r.score >= {PROMOTER_FLOOR}",
    ),
    Measure(
        "passives",
        "answers of 7 or 8",
        ANSWERS,
        "answered_at",
        f"{NPS} AND r.score >= {PASSIVE_FLOOR} AND r.score < {PROMOTER_FLOOR}",
    ),
    Measure(
        "detractors",
        "answers of 0 to 6",
        ANSWERS,
        "answered_at",
        f"{NPS} AND r.score < {PASSIVE_FLOOR}",
    ),
    Measure(
        "nps_repeated",
        "earlier NPS answers of the same customer about the same matter",
        ANSWERS,
        "answered_at",
        f"r.kind = 'nps' AND NOT {COUNTED}",
    ),
    Measure(
        "nps_scores",
        "NPS scores",
        ANSWERS,
        "answered_at",
        NPS,
        Take.VALUES,
        "r.score",
    ),
    Measure("csat_answers", "satisfaction answers", ANSWERS, "answered_at", CSAT),
    Measure(
        "satisfied",
        "of these, those in the top quarter of their scale",
        ANSWERS,
        "answered_at",
        f"{CSAT} AND {SHARE} >= {SATISFIED_SHARE} - {TOLERANCE}",
    ),
    Measure(
        "csat_scores",
        "satisfaction scores",
        ANSWERS,
        "answered_at",
        CSAT,
        Take.VALUES,
        "r.score",
    ),
    Measure(
        "csat_scales",
        "scales that these were asked on",
        ANSWERS,
        "answered_at",
        CSAT,
        Take.DISTINCT,
        SCALE,
    ),
    Measure(
        "csat_scale",
        "which scale that is, where it is one",
        ANSWERS,
        "answered_at",
        CSAT,
        Take.MAX,
        WHICH_SCALE,
    ),
    *_scale_ends("csat", CSAT),
    Measure(
        "csat_repeated",
        "earlier satisfaction answers of the same customer about the same matter",
        ANSWERS,
        "answered_at",
        f"r.kind = 'csat' AND NOT {COUNTED}",
    ),
    Measure("ces_answers", "effort answers", ANSWERS, "answered_at", CES),
    Measure(
        "ces_scores",
        "effort scores",
        ANSWERS,
        "answered_at",
        CES,
        Take.VALUES,
        "r.score",
    ),
    Measure(
        "ces_scales",
        "scales and directions that these were asked in",
        ANSWERS,
        "answered_at",
        CES,
        Take.DISTINCT,
        SCALE,
    ),
    Measure(
        "ces_scale",
        "which scale and direction that is, where it is one",
        ANSWERS,
        "answered_at",
        CES,
        Take.MAX,
        WHICH_SCALE,
    ),
    Measure(
        "ces_asked_effort",
        "effort answers to the question how much effort it was",
        ANSWERS,
        "answered_at",
        f"{CES} AND r.direction = 'effort'",
    ),
    Measure(
        "efforts",
        "effort, 0 (none) to 1 (most), of each answer",
        ANSWERS,
        "answered_at",
        CES,
        Take.VALUES,
        EFFORT,
    ),
    Measure(
        "easy",
        "answers strictly on the easy side of the middle",
        ANSWERS,
        "answered_at",
        f"{CES} AND {EFFORT} < 0.5 - {TOLERANCE}",
    ),
    *_scale_ends("ces", CES),
    Measure(
        "ces_repeated",
        "earlier effort answers of the same customer about the same matter",
        ANSWERS,
        "answered_at",
        f"r.kind = 'ces' AND NOT {COUNTED}",
    ),
    Measure("asked", "surveys asked", ANSWERS, "asked_at"),
    Measure(
        "asked_and_answered",
        "of these, those answered by now",
        ANSWERS,
        "asked_at",
        "r.answered_at < {T}",
    ),
)

NO_NPS = "no NPS answers"
NO_CSAT = "no satisfaction answers"
NO_CES = "no effort answers"
NPS_SOURCE = "Reichheld, Harvard Business Review, December 2003"
CES_SOURCE = "Dixon, Freeman and Toman, Harvard Business Review, July 2010"
TOP_QUARTER = "satisfied: the top quarter of the scale"
SEVERAL_SCALES = "the answers are on several scales"
SEVERAL_WAYS = "the answers are on several scales or directions"
GROUPS = (
    ("promoters", "promoters"),
    ("passives", "passives"),
    ("detractors", "detractors"),
)

KPIS = (
    Kpi(
        "nps",
        "Net Promoter Score",
        Unit.SCORE,
        Better.HIGHER,
        "100 * (promoters - detractors) / nps_answers",
        "answered",
        "nps_answers",
        source=NPS_SOURCE,
        needs=NO_NPS,
        parts=GROUPS,
        stat_kind=StatKind.GROUPS,
        few=Few.ANSWERS,
        scores=("nps_scores", None),
        left_out=("nps_repeated",),
        meaning="Those who would recommend the shop (9 or 10) less those who would "
        "not (0 to 6), in points from -100 to 100.",
    ),
    rate(
        "csat",
        "Satisfied (CSAT)",
        Better.HIGHER,
        "answered",
        of=("satisfied", "csat_answers"),
        needs=NO_CSAT,
        left_out=("csat_repeated",),
        source=TOP_QUARTER,
        meaning="The share of answers in the top quarter of their scale: 4 and 5 of "
        "5, 6 and 7 of 7, good of good and bad.",
    ),
    Kpi(
        "csat_mean",
        "Satisfaction, mean score",
        Unit.SCORE,
        Better.HIGHER,
        "mean(csat_scores)",
        "answered",
        "csat_answers",
        source="arithmetic mean; never called CSAT",
        needs=NO_CSAT,
        scores=("csat_scores", "csat_scales"),
        left_out=("csat_repeated",),
        single=("csat_scales", "csat_scale", SEVERAL_SCALES),
        ends=("csat_lowest", "csat_highest"),
        few=Few.ANSWERS,
        stat_kind=StatKind.MEAN,
        meaning="The average of the satisfaction scores, where all were given on one "
        "scale.",
    ),
    Kpi(
        "ces",
        "Customer effort, mean score",
        Unit.SCORE,
        Better.HIGHER,
        "mean(ces_scores)",
        "answered",
        "ces_answers",
        source=CES_SOURCE,
        needs=NO_CES,
        scores=("ces_scores", "ces_scales"),
        left_out=("ces_repeated",),
        single=("ces_scales", "ces_scale", SEVERAL_WAYS),
        ends=("ces_lowest", "ces_highest"),
        few=Few.ANSWERS,
        lower_where="ces_asked_effort",
        stat_kind=StatKind.MEAN,
        meaning="The average of the effort scores, where all were asked on one scale "
        "and in one direction.",
    ),
    Kpi(
        "effort_index",
        "Effort (0 none, 100 most)",
        Unit.PERCENT,
        Better.LOWER,
        "100 * mean(efforts)",
        "answered",
        "ces_answers",
        source=CES_SOURCE,
        needs=NO_CES,
        left_out=("ces_repeated",),
        stat_kind=StatKind.MEAN,
        few=Few.NOTHING,
        meaning="Effort on a common scale, from 0 for none to 100 for most, whatever "
        "scale and direction was asked.",
    ),
    rate(
        "easy_rate",
        "Found it easy",
        Better.HIGHER,
        "answered",
        of=("easy", "ces_answers"),
        needs=NO_CES,
        left_out=("ces_repeated",),
        source=CES_SOURCE,
        meaning="The share of answers strictly on the easy side of their scale's "
        "middle.",
    ),
    rate(
        "response_rate",
        "Surveys answered",
        Better.HIGHER,
        "asked",
        of=("asked_and_answered", "asked"),
        needs="no surveys asked",
        meaning="Of the surveys asked in the period, the share answered as of the "
        "report.",
    ),
)
