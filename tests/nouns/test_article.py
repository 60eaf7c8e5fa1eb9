"""An answer is written once, used often, and missed where it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Csdesk


@pytest.fixture
def desk(csdesk: Csdesk) -> Csdesk:
    """A1 and A2; C1 to C3 about delivery, C4 without a category."""
    csdesk.ok("article", "add", "Where is my parcel?", "--body", "Look it up.")
    csdesk.ok("article", "add", "Returns", "--body", "30 days.", "--tag", "Post")
    for number in range(3):
        csdesk.ok(
            "log", "-", f"where {number}", "--category", "delivery",
            "--at", f"2026-11-1{number} 10:00",
        )  # fmt: skip
    csdesk.ok("log", "-", "hm", "--at", "2026-11-09 10:00")
    return csdesk


def ids(csdesk: Csdesk, *asked: str) -> list[str]:
    return csdesk.ok("article", "list", "-q", *asked).split()


def test_an_article_is_kept_with_its_lines(csdesk: Csdesk) -> None:
    text = "First this.\n\n  Then that: ü.\n"
    (csdesk.folder / "a.txt").write_text(text, "utf-8")
    assert csdesk.ok("article", "add", "How?", "--file", "a.txt", "-q") == "A1\n"
    assert csdesk.json("article", "show", "A1")["body"] == text.strip()
    assert "Then that: ü." in csdesk.ok("article", "show", "a1")


def test_an_article_comes_from_stdin(csdesk: Csdesk) -> None:
    result = csdesk("article", "add", "How?", "--file", "-", input="Like so.\n")
    assert result.exit_code == 0, result.output
    assert csdesk.json("article", "show", "1")["body"] == "Like so."


def test_those_used_most_come_first(desk: Csdesk) -> None:
    assert ids(desk) == ["A2", "A1"]  # by title
    for contact in ("C1", "C2"):
        desk.ok("article", "use", "A1", "--contact", contact, "--at", "2026-11-12")
    desk.ok("article", "use", "A2", "--contact", "C3")
    assert ids(desk) == ["A1", "A2"]
    assert ids(desk, "--period", "this-week") == ["A2", "A1"]
    assert [row["uses"] for row in desk.json("article", "list")] == [2, 1]
    assert ids(desk, "--tag", "post") == ["A2"]


def test_a_contact_shows_the_article_that_answered_it(desk: Csdesk) -> None:
    desk.ok("article", "use", "A2", "--contact", "C1")
    assert desk.json("contact", "show", "C1")["articles"][0]["id"] == "A2"
    assert desk.json("article", "show", "A2")["contacts"][0]["contact"] == "C1"


def test_questions_without_an_article_are_ranked_by_category(desk: Csdesk) -> None:
    desk.ok("article", "use", "A1", "--contact", "C2")
    desk.ok("log", "-", "an order", "--reason", "order", "--category", "sales")
    desk.ok("log", "-", "by us", "--direction", "outbound", "--category", "sales")
    rows = desk.json("article", "gaps")
    told = [(one["category"], one["without_article"], one["questions"]) for one in rows]
    assert told == [("delivery", 2, 3), (None, 1, 1)]
    assert rows[0]["example"] == "C3"
    assert desk.ok("article", "gaps", "2026-11-11..2026-11-12", "-q") == "delivery\n"
    assert "Every question had its article" in desk.ok("article", "gaps", "2025")


def test_an_article_is_corrected_and_found(desk: Csdesk) -> None:
    desk.ok("article", "edit", "A2", "--title", "Sending back", "--clear", "tags")
    desk.ok("article", "edit", "A2", "--body", "Within sixty days.")
    assert desk.ok("search", "sixty", "-q") == "A2\n"
    assert desk.json("article", "show", "A2")["tags"] == []
    assert ids(desk, "--tag", "post") == []


def test_a_contact_that_an_article_answered_can_be_removed(desk: Csdesk) -> None:
    desk.ok("article", "use", "A1", "--contact", "C1")
    desk.ok("contact", "remove", "C1")
    assert desk.json("article", "show", "A1")["uses"] == 0
    desk.ok("undo")
    assert desk.json("article", "show", "A1")["uses"] == 1


@pytest.mark.parametrize(
    ("code", "args", "told"),
    [
        (2, ("add", "Empty"), "says nothing"),
        (2, ("add", " ", "--body", "x"), "title is empty"),
        (2, ("add", "Two", "--body", "x", "--file", "y"), "--body and --file"),
        (2, ("add", "File", "--file", "nowhere.txt"), "nowhere.txt cannot be read"),
        (2, ("add", "Bytes", "--file", "bad.txt"), "not UTF-8"),
        (4, ("add", "RETURNS", "--body", "x"), "A2 has that title"),
        (4, ("edit", "A1", "--title", "returns"), "A2 has that title"),
        (2, ("edit", "A1"), "Nothing to change"),
        (3, ("edit", "A9", "--body", "x"), "no article A9"),
        (3, ("show", "A9"), "no article A9"),
        (2, ("show", "C1"), "not an article"),
        (3, ("use", "A9", "--contact", "C1"), "no article A9"),
        (3, ("use", "A1", "--contact", "C9"), "no contact C9"),
        (2, ("use", "A1", "--contact", "K1"), "is a complaint"),
        (2, ("use", "A1"), "--contact"),
        (2, ("use", "A1", "--contact", "C1", "--at", "2026-11-01"), "is before"),
        (2, ("gaps", "nonsense"), "nonsense"),
    ],
)
def test_what_cannot_be_is_refused(
    desk: Csdesk, code: int, args: tuple[str, ...], told: str
) -> None:
    (desk.folder / "bad.txt").write_bytes(b"\xff\xfe\x00")
    before = desk.ok("history", "-q")
    assert told in desk.refused(code, "article", *args)
    assert desk.ok("history", "-q") == before


def test_an_article_counts_once_a_contact(desk: Csdesk) -> None:
    desk.ok("article", "use", "A1", "--contact", "C1")
    told = desk.refused(4, "article", "use", "A1", "--contact", "C1")
    assert "A1 is noted for C1 already" in told
