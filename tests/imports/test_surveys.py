"""What the rows of a file of surveys come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.imports.conftest import Shop, at, shop_of, utc

if TYPE_CHECKING:
    from tests.conftest import Csdesk

DAY = "2026-11-02"
SCORES = "SELECT kind, score, asked_at, answered_at FROM survey_answer ORDER BY id"
SCALES = "SELECT kind, scale_min, scale_max, direction FROM survey_answer ORDER BY id"
FORM = """\
[columns]
external_id = "Id"
answered_at = "When"
comment = "Why"
nps = "Recommend"
csat = { column = "Happy", scale = [1, 7] }
ces = { column = "Effort", scale = [1, 5], direction = "effort" }
"""
NINE, TEN = at(f"{DAY} 09:00"), at(f"{DAY} 10:00")


@pytest.fixture
def shop(csdesk: Csdesk) -> Shop:
    """A shop in Berlin that imports surveys."""
    return shop_of(csdesk, "surveys")


def test_a_row_is_one_score_of_the_kind_it_says(shop: Shop) -> None:
    shop.bring(
        "external_id,kind,score,scale,direction,comment,answered_at\n"
        f"a,nps,9,,,good,{DAY} 09:00\n"
        f"b,ces,6,1-9,effort,,{DAY} 09:00\n"
        f"c,csat,4.5,,,,{DAY} 09:00\n"
    )
    assert shop.rows(SCORES) == [
        ("nps", 9.0, None, NINE), ("ces", 6.0, None, NINE), ("csat", 4.5, None, NINE),
    ]  # fmt: skip
    assert shop.rows(SCALES) == [
        ("nps", 0.0, 10.0, None), ("ces", 1.0, 9.0, "effort"), ("csat", 1.0, 5.0, None),
    ]  # fmt: skip
    assert shop.rows("SELECT comment FROM survey_answer WHERE id = 1") == ["good"]


def test_a_row_with_several_columns_of_scores_gives_several_answers(shop: Shop) -> None:
    output = shop.bring(
        f"Id,When,Why,Recommend,Happy,Effort\n1,{DAY} 09:00,x,10,7,2\n"
        f"2,{DAY} 10:00,,,3,\n",
        FORM,
    )
    assert "2 read = 2 added" in output
    assert shop.rows(
        "SELECT external_id, kind, score, comment, answered_at FROM survey_answer"
        " ORDER BY id"
    ) == [
        ("1", "nps", 10.0, "x", NINE), ("1", "csat", 7.0, "x", NINE),
        ("1", "ces", 2.0, "x", NINE), ("2", "csat", 3.0, None, TEN),
    ]  # fmt: skip
    assert shop.rows(SCALES)[1:3] == [
        ("csat", 1.0, 7.0, None), ("ces", 1.0, 5.0, "effort"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "asked_at", "answered_at"),
    [
        (f"4,{DAY} 09:00,{DAY} 10:00", NINE, TEN),
        (f"4,{DAY} 09:00,", NINE, NINE),
        (f"4,,{DAY} 10:00", None, TEN),
        (f",{DAY} 09:00,", NINE, None),
    ],
)
def test_an_answer_is_dated_by_its_answer_else_by_its_question(
    shop: Shop, cells: str, asked_at: int | None, answered_at: int | None
) -> None:
    shop.bring(f"kind,score,asked_at,answered_at\ncsat,{cells}\n")
    score = 4.0 if answered_at else None
    assert shop.rows(SCORES) == [("csat", score, asked_at, answered_at)]


def test_the_value_asked_is_a_question_without_an_answer(shop: Shop) -> None:
    mapping = (
        '[columns]\nanswered_at = "When"\ncsat = "Score"\n'
        '[values.csat]\nOffered = "asked"\nGood = 5\n'
    )
    shop.bring(f"When,Score\n{DAY} 09:00,Offered\n{DAY} 10:00,Good\n", mapping)
    assert shop.rows(SCORES) == [("csat", None, NINE, None), ("csat", 5.0, TEN, TEN)]


def test_a_question_that_nobody_answered_was_put_in_every_kind_mapped(
    shop: Shop,
) -> None:
    shop.bring(f"asked_at,answered_at,nps,csat\n{DAY} 09:00,,,\n")
    assert shop.rows(SCORES) == [("nps", None, NINE, None), ("csat", None, NINE, None)]


def test_a_row_without_a_score_brings_nothing_and_that_is_said(shop: Shop) -> None:
    text = f"answered_at,nps\n{DAY} 09:00,\n{DAY} 10:00,9\n"
    output = shop.warnings(text)
    assert "surveys.csv line 2: the row has no score; nothing came of it." in output
    assert "2 read = 0 added + 0 updated + 2 unchanged" in shop.bring(text)
    assert shop.rows("SELECT rows_read, added, unchanged FROM import_run") == [
        (2, 1, 1)
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("nps,9,,,,", "neither asked_at nor answered_at"),
        (f"nps,9,,,{DAY} 10:00,{DAY} 09:00", "answered before it was asked"),
        (f",9,,,{DAY},", "kind is empty"),
        (f"nsp,9,,,{DAY},", "kind is 'nsp', none of nps, csat, ces"),
        (f"nps,11,,,{DAY},", "score is '11', outside the scale 0 to 10 of nps"),
        (f"nps,8.5,,,{DAY},", "score is '8.5', not a whole number"),
        (f"csat,6,,,{DAY},", "outside the scale 1 to 5 of csat"),
        (f"csat,good,,,{DAY},", "score is 'good', not a number"),
        (f"csat,4,1/7,,{DAY},", "scale is '1/7', not a scale"),
        (f"nps,4,1-7,,{DAY},", "NPS is always asked from 0 to 10"),
        (f"csat,4,,easy,{DAY},", "csat has no direction"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_with_the_reason(
    shop: Shop, row: str, why: str
) -> None:
    output = shop.refuse(1, f"kind,score,scale,direction,asked_at,answered_at\n{row}\n")
    assert "surveys.csv line 2: " in output
    assert why in output


@pytest.mark.parametrize(
    ("headings", "why"),
    [
        ("answered_at", "no column is nps, csat, ces or score"),
        ("nps", "no column is answered_at or asked_at"),
        ("answered_at,score", "score says nothing without kind"),
        ("answered_at,nps,scale", "scale says nothing without score"),
        ("answered_at,kind,score,nps", "score and nps are the same in two ways"),
    ],
)
def test_headings_that_do_not_go_together_are_refused(
    shop: Shop, headings: str, why: str
) -> None:
    assert why in shop.refuse(2, f"{headings}\n")


def test_a_time_that_happened_twice_is_the_later_only_where_order_needs_it(
    shop: Shop,
) -> None:
    shop.bring("asked_at,answered_at,nps\n2026-10-25 02:50,2026-10-25 02:10,9\n")
    assert shop.rows("SELECT asked_at, answered_at FROM survey_answer") == [
        (utc("2026-10-25 00:50"), utc("2026-10-25 01:10"))
    ]


def test_an_answer_belongs_to_the_contact_or_complaint_of_its_source(
    shop: Shop,
) -> None:
    csdesk = shop.csdesk
    shop.file("c.csv", f"external_id,received_at,customer_email\nx,{DAY},jo@x.org\n")
    shop.file("k.csv", f"external_id,received_at,customer_email\ny,{DAY},al@x.org\n")
    csdesk.ok("import", "contacts", "c.csv")
    csdesk.ok("import", "complaints", "k.csv")
    output = shop.warnings(
        "answered_at,nps,contact,complaint,customer_email\n"
        f"{DAY},9,x,,\n{DAY},8,,y,\n{DAY},7,x,,mo@x.org\n{DAY},6,z,,\n"
    )
    assert "surveys.csv line 5: its contact was not brought by this source" in output
    assert shop.rows(
        "SELECT contact_id, complaint_id, email FROM survey_answer"
        " LEFT JOIN customer ON customer.id = survey_answer.customer_id"
        " ORDER BY survey_answer.id"
    ) == [
        (1, None, "jo@x.org"), (None, 1, "al@x.org"), (1, None, "mo@x.org"),
        (None, None, None),
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    text = f"Id,When,Why,Recommend,Happy,Effort\n1,{DAY} 09:00,x,10,7,2\n"
    shop.bring(text, FORM)
    before = shop.everything()
    assert "0 added + 0 updated + 1 unchanged" in shop.bring(text, FORM)
    assert shop.everything() == before
    assert "1 added" in shop.bring(f"answered_at,nps\n{DAY},9\n")
    assert "1 unchanged" in shop.bring(f"answered_at,nps\n{DAY},9\n")


def test_a_changed_row_updates_adds_and_removes_its_answers(shop: Shop) -> None:
    shop.bring(f"Id,When,Why,Recommend,Happy,Effort\n1,{DAY} 09:00,x,10,7,\n", FORM)
    changed = f"Id,When,Why,Recommend,Happy,Effort\n1,{DAY} 10:00,y,3,,2\n"
    assert "0 added + 1 updated" in shop.bring(changed, FORM)
    assert shop.rows(
        "SELECT kind, score, comment, answered_at, import_run_id FROM survey_answer"
    ) == [("nps", 3.0, "y", TEN, 1), ("ces", 2.0, "y", TEN, 2)]
    assert "1 unchanged" in shop.bring(changed, FORM)
    shop.csdesk.ok("undo")
    assert shop.rows("SELECT kind, score FROM survey_answer ORDER BY id") == [
        ("nps", 10.0), ("csat", 7.0),
    ]  # fmt: skip


def test_a_kind_that_is_mapped_no_more_keeps_its_answers(shop: Shop) -> None:
    shop.bring(f"external_id,answered_at,nps,csat\na,{DAY},9,4\n")
    narrower = f"external_id,answered_at,nps\na,{DAY},8\n"
    shop.bring(narrower)
    assert shop.rows("SELECT kind, score FROM survey_answer ORDER BY id") == [
        ("nps", 8.0), ("csat", 4.0),
    ]  # fmt: skip
    assert "1 unchanged" in shop.bring(narrower)


def test_overwriting_a_hand_edit_is_said(shop: Shop) -> None:
    text = f"external_id,answered_at,nps,comment\na,{DAY},9,x\n"
    shop.bring(text)
    shop.csdesk.ok("survey", "edit", "S1", "--comment", "mine")
    output = shop.warnings(text.replace(",x", ",y"))
    assert "surveys.csv line 2: comment of S1 had been edited by hand" in output


def test_an_answer_is_not_brought_with_its_contact_and_as_a_survey_too(
    shop: Shop, csdesk: Csdesk
) -> None:
    calls = Shop(csdesk)
    calls.bring(f"external_id,received_at,csat\n1,{DAY},4\n")
    output = shop.refuse(1, f"external_id,answered_at,csat\n1,{DAY},4\n")
    assert "a csat under this external_id came from this source already" in output
    shop.bring(f"external_id,answered_at,csat\n2,{DAY},4\n")
    output = calls.refuse(1, f"external_id,received_at,csat\n2,{DAY},4\n")
    assert "calls.csv line 2: a csat under this external_id" in output
    calls.bring(f"external_id,received_at,nps\n2,{DAY},4\n")


def test_no_error_names_what_a_customer_wrote(shop: Shop) -> None:
    output = shop.refuse(
        1, "nps,answered_at,comment,customer_email\n"
        f"9,,my secret,jo@x.org\n9,{DAY},my secret,jo at x\n",
    )  # fmt: skip
    assert "2 of 2 rows rejected" in output
    assert "secret" not in output
    assert "jo" not in output


def test_the_sample_data_come_in(shop: Shop) -> None:
    path = ROOT / "sample_data" / "surveys.csv"
    assert "+ 0 rejected" in shop.csdesk.ok("import", "surveys", str(path))
    assert shop.rows("SELECT count(*) FROM survey_answer WHERE score IS NULL") != [0]
