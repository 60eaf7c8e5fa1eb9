"""The page of a report in a real browser: wide, narrow, in the dark and printed."""

from __future__ import annotations

import re
import threading
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from csdesk.render import as_html
from tests.browser.chromium import Chromium
from tests.render_html import example
from tests.render_html.texts import with_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.long
PAGES = {"full": example.report, "empty": example.empty}
WIDTHS = (390, 1280)
FORBIDDEN = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<title>x</title></head><body style="color: red"><img src="other.png"></body></html>"""
UNBOUND = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>x</title>
</head><body><img src="other.png"></body></html>"""
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as files, and one of each fault that the browser must notice."""
    folder = tmp_path_factory.mktemp("pages")
    for name, report in PAGES.items():
        (folder / f"{name}.html").write_text(as_html.report(report()), "utf-8")
    wide = with_texts(example.report(), lambda text: text + "-and-never-a-blank" * 6)
    (folder / "wide.html").write_text(as_html.report(wide), "utf-8")
    (folder / "forbidden.html").write_text(FORBIDDEN, "utf-8")
    (folder / "unbound.html").write_text(UNBOUND, "utf-8")
    return folder


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True])
def test_a_page_is_drawn_without_a_word_and_asks_for_nothing(
    chromium: Chromium, folder: Path, name: str, width: int, *, dark: bool
) -> None:
    url = (folder / f"{name}.html").as_uri()
    chromium.open(url, width=width, dark=dark)
    assert chromium.requests() == [url]
    assert chromium.complaints() == []
    assert chromium.evaluate(OVERFLOW) <= 0
    assert _rows_of(chromium.screenshot(), width) > 100


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_word_widens_no_page(
    chromium: Chromium, folder: Path, width: int
) -> None:
    chromium.open((folder / "wide.html").as_uri(), width=width)
    assert chromium.evaluate(OVERFLOW) <= 0


def test_dark_is_dark_and_light_is_light(chromium: Chromium, folder: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    found = []
    for dark in (False, True):
        chromium.open((folder / "full.html").as_uri(), dark=dark)
        found.append(chromium.evaluate(ground))
    assert found == ["rgb(244, 243, 239)", "rgb(18, 21, 24)"]


def test_the_numbers_under_a_chart_open_without_a_script(
    chromium: Chromium, folder: Path
) -> None:
    is_shown = "document.querySelector('details table').checkVisibility()"
    chromium.open((folder / "full.html").as_uri())
    assert not chromium.evaluate(is_shown)
    chromium.evaluate("document.querySelector('summary').click()")
    assert chromium.evaluate(is_shown)


@pytest.mark.parametrize(("name", "most"), [("full", 3), ("empty", 1)])
def test_a_page_fits_on_few_sheets(
    chromium: Chromium, folder: Path, name: str, most: int
) -> None:
    chromium.open((folder / f"{name}.html").as_uri())
    printed = chromium.pdf()
    assert printed.startswith(b"%PDF-")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= most


def test_a_server_is_asked_for_the_page_alone(chromium: Chromium) -> None:
    with _serving(as_html.report(example.report())) as (url, asked):
        chromium.open(url)
        assert chromium.complaints() == []
    assert asked == ["/"]


def test_what_the_policy_forbids_would_be_heard_of(
    chromium: Chromium, folder: Path
) -> None:
    chromium.open((folder / "forbidden.html").as_uri())
    heard = " ".join(chromium.complaints())
    assert "inline style" in heard
    assert "other.png" in heard


def test_a_request_would_be_seen(chromium: Chromium, folder: Path) -> None:
    chromium.open((folder / "unbound.html").as_uri())
    assert chromium.requests()[1:] == [(folder / "other.png").as_uri()]


@contextmanager
def _serving(page: str) -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that has one page, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


def _rows_of(png: bytes, width: int) -> int:
    """How many different rows of pixels a picture `width` wide has: one if blank."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(png[16:20]) == width
    at, data = 8, b""
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    pixels = zlib.decompress(data)
    size = len(pixels) // int.from_bytes(png[20:24])
    return len({pixels[row : row + size] for row in range(0, len(pixels), size)})
