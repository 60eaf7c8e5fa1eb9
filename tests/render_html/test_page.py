"""The page of a report: what stands on it, and what never does."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from csdesk.render import LISTS, RECORDS, REPORTS, Format, as_html, render
from csdesk.render.console import UNSAFE
from csdesk.render.html.tables import breakdowns
from csdesk.result import Bar, ChartData
from tests.render_html import example
from tests.render_html.reading import Reading
from tests.render_html.texts import with_texts

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = as_html.report(example.report())
EMPTY = as_html.report(example.empty())
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></svg><b>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp; </td>",
    "\x1b[31m\x00\x9b\u202egnp.exe\u2066",
)


def test_a_page_reads_as_it_did(golden: Callable[[str, str], None]) -> None:
    golden("report.html", PAGE)


def test_the_same_report_is_the_same_page() -> None:
    assert as_html.report(example.report()) == PAGE


def test_only_reports_are_pages() -> None:
    assert Format.HTML in REPORTS
    assert Format.HTML not in {*LISTS, *RECORDS}
    assert render(example.report(), Format.HTML, 80) == PAGE


@pytest.mark.parametrize("page", [PAGE, EMPTY], ids=["full", "empty"])
def test_every_tag_is_closed_where_it_should_be(page: str) -> None:
    assert Reading(page).faults == []


@pytest.mark.parametrize("page", [PAGE, EMPTY], ids=["full", "empty"])
def test_nothing_runs_and_nothing_is_fetched(page: str) -> None:
    reading = Reading(page)
    names = {name for tag, names in reading.tags for name in names}
    assert {tag for tag, _ in reading.tags} & {
        "script",
        "link",
        "img",
        "iframe",
    } == set()
    assert names & {"style", "src", "href", "srcset", "xlink:href"} == set()
    assert [name for name in names if name.startswith("on")] == []
    assert not re.search(r"https?:|url\(|@import|javascript:", page)


def test_the_policy_allows_this_style_and_nothing_else() -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", PAGE, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    (policy,) = [
        value
        for tag, name, value in Reading(PAGE).values
        if (tag, name) == ("meta", "content") and "default-src" in value
    ]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'none'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert PAGE.index("Content-Security-Policy") < PAGE.index("<style>")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_the_desk_becomes_markup(text: str) -> None:
    plain = Reading(as_html.report(with_texts(example.report(), lambda t: t)))
    page = as_html.report(with_texts(example.report(), lambda t: f"{t} {text}"))
    reading = Reading(page)
    assert reading.faults == []
    assert reading.tags == plain.tags
    assert "49}}" not in page.replace(" ", "")
    assert not UNSAFE.search(page)


def test_every_text_of_the_desk_was_hostile_then() -> None:
    page = as_html.report(with_texts(example.report(), lambda t: f"{t} <b>"))
    shown = " ".join([*Reading(page).texts, *(v for _, _, v in Reading(page).values)])
    for text in (
        "Blue Door", "2026-W46", "2026-W45", "2026-W35", "business", "EUR", "phone",
        "Contacts", "Demand", "safety", "delivery", "0-1 days",
        "5 complaints were opened.", "the usual range.", "whose wait is not known",
        "C619 has waited 4 d 6 h for an answer.", "would have to be at least 44 points",
        "one in twenty would.",
    ):  # fmt: skip
        assert f"{text} <b>" in shown, text


def test_a_chart_has_a_description_a_sentence_and_a_table() -> None:
    figures = re.findall(r"<figure.*?</figure>", PAGE, re.DOTALL)
    assert len(figures) == 10
    for figure in figures:
        assert 'role="img" aria-label="' in figure
        assert "<figcaption>" in figure
        assert figure.count("<table") == 1


def test_where_nothing_was_one_line_says_so() -> None:
    assert "<figure" not in EMPTY
    for line in (
        "Nothing was counted in this period.",
        "Nothing was left waiting.",
        "No trend yet: it takes two periods with data.",
        "Nobody got in touch in this period.",
        "No complaints were opened in this period.",
        "No first response was given in this period.",
        "No case is open.",
        "No figure has data yet.",
    ):
        assert line in EMPTY


def test_no_data_is_a_dash_and_never_zero() -> None:
    page = as_html.report(replace(example.empty(), shows_all=True))
    cells = re.findall(r'<td class="number value">(.*?)</td>', page)
    assert cells == ["–"] * len(example.FIGURES)


def test_complaints_that_do_not_say_why_are_counted() -> None:
    chart_data = ChartData(causes=(Bar(None, 4),))
    page = as_html.report(replace(example.report(), chart_data=chart_data))
    assert "None of 4 complaints says why." in page


def test_figures_that_never_had_data_are_left_out_and_counted() -> None:
    assert "Customer effort" not in PAGE
    assert "1 figures never had data" not in PAGE
    assert "1 figure never had data and is left out." in PAGE
    assert "Customer effort" in as_html.report(
        replace(example.report(), shows_all=True)
    )


def test_of_fewer_than_five_answers_the_answers_stand_at_the_top() -> None:
    card = _card("Net Promoter Score")
    assert ">10 9 4<" in card
    assert "small sample" not in card
    assert "too few for a score" in card


@pytest.mark.parametrize(
    ("label", "sign", "word"),
    [
        ("First response, median", "▼", "better"),
        ("Contacts", "△", "no evidence of change"),
        ("Complaints opened", "", "no evidence of change"),
        ("Backlog", "▽", "down"),
        ("Satisfied (CSAT)", "△", "too few to compare"),
    ],
)
def test_a_change_is_told_by_sign_and_word(label: str, sign: str, word: str) -> None:
    card = Reading(_card(label)).texts
    assert word in card
    assert not sign or sign in card


def test_a_card_says_how_sure_it_is() -> None:
    card = " ".join(Reading(_card("Satisfied (CSAT)")).texts)
    assert "likely between 56.5 % and 98.0 % ; from 9, a small sample" in card


def test_a_running_period_says_that_it_runs() -> None:
    whole = example.report()
    running = replace(whole.period, complete=False)
    page = as_html.report(
        replace(
            whole,
            period=running,
            trend=(*whole.trend[:-1], (running, whole.trend[-1][1])),
        )
    )
    assert "2026-W46, so far" in page


def test_a_breakdown_has_the_longer_side_down() -> None:
    whole = example.report()
    (by_channel,) = breakdowns(whole)
    assert by_channel.heads == ("Contacts", "Satisfied (CSAT)")
    assert by_channel.rows[1] == ("email", (("15", 15), ("–", 0)))
    (two,) = breakdowns(replace(whole, by={"channel": example.SLICES[:2]}))
    assert two.heads == ("phone", "email")
    assert two.rows[1] == ("Satisfied (CSAT)", (("100.0 %", 2), ("–", 0)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "ink", ["ink", "quiet", "accent", "better", "worse", "changed"]
)
@pytest.mark.parametrize("ground", ["page", "card"])
def test_words_stand_out_from_their_ground(scheme: str, ink: str, ground: str) -> None:
    colours = _colours()[scheme]
    assert _contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["accent", "changed", "quiet"])
def test_marks_stand_out_from_the_usual_range(scheme: str, ink: str) -> None:
    colours = _colours()[scheme]
    assert _contrast(colours[ink], colours["band"]) >= 3


def test_dark_has_every_colour_of_light() -> None:
    colours = _colours()
    assert colours["light"].keys() == colours["dark"].keys()


def _card(label: str) -> str:
    cards: list[str] = re.findall(r"<article.*?</article>", PAGE, re.DOTALL)
    (found,) = [card for card in cards if f"<h3>{label}</h3>" in card]
    return found


def _colours() -> dict[str, dict[str, str]]:
    (style,) = re.findall(r"<style>(.*?)</style>", PAGE, re.DOTALL)
    light, dark, *_ = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    return {
        scheme: dict(re.findall(r"--(\w+): #(\w{6});", block))
        for scheme, block in (("light", light), ("dark", dark))
    }


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
