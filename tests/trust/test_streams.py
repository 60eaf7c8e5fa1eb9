"""Real streams: closed, broken, full, of another encoding, a real terminal."""

from __future__ import annotations

import os
import re
import signal
import struct
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.store.dumps import is_sound, value
from tests.trust.naughty import FORBIDDEN, NAUGHTY

if TYPE_CHECKING:
    from tests.conftest import Csdesk

if os.name != "posix":
    pytest.skip("closes streams by POSIX's means", allow_module_level=True)

pytestmark = pytest.mark.long  # a process each
CSDESK = f"{sys.executable} -B -m csdesk"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def shell(line: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which `csdesk` is csdesk; it ends as that does."""
    return subprocess.run(
        ["bash", "-c", f'set -o pipefail; csdesk() {{ {CSDESK} "$@"; }}; {line}'],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("csdesk contact list >&-", 0),
        ("csdesk contact list 2>&- <&-", 0),
        ("csdesk contact show C99 2>&-", 3),
        ("csdesk log - hello >&- 2>&- <&-", 0),
        ("csdesk import contacts - <&- 2>&-", 2),
    ],
)
def test_a_stream_closed_at_the_start(csdesk: Csdesk, line: str, code: int) -> None:
    told = shell(line)
    assert (told.returncode, told.stderr) == (code, "")
    assert is_sound(csdesk.path)
    assert value(csdesk.path, "SELECT count(*) FROM contact") == ("log" in line)


@pytest.mark.usefixtures("csdesk")
@pytest.mark.parametrize(
    "line",
    [
        "csdesk --help | head -1",
        "csdesk kpi list | head -1",
        "csdesk export desk | head -c 10",
        "csdesk log - hello --agent Anna 2>/dev/null | true",
    ],
)
def test_a_reader_that_has_read_enough_hears_nothing(line: str) -> None:
    told = shell(line)
    assert (told.returncode, told.stderr) == (0, "")


def test_an_error_stands_though_nobody_reads_it(csdesk: Csdesk) -> None:
    assert shell("csdesk nonsense 2>&1 | true").returncode == 2
    (csdesk.folder / "bad.csv").write_text("external_id,received_at\nx,never\n")
    assert shell("csdesk import contacts bad.csv 2>&1 | true").returncode == 1


def test_an_output_that_takes_nothing_is_said_and_the_desk_has_it(
    csdesk: Csdesk,
) -> None:
    told = shell("csdesk log - hello > /dev/full")
    assert told.returncode == 6
    assert told.stderr == (
        f"Note: CSDESK_NOW is set: the clock stands at {os.environ['CSDESK_NOW']}.\n"
        "Note: New agent: Anna.\n"
        "Error: The output could not be written: No space left on device.\n"
        "Hint: What the command did to the desk is kept: see 'csdesk history'.\n"
    )
    assert value(csdesk.path, "SELECT count(*) FROM contact") == 1


def test_a_file_that_fills_up_is_left_as_it_was(csdesk: Csdesk) -> None:
    out = csdesk.folder / "out.txt"
    out.write_text("before")
    told = shell("ulimit -f 0; csdesk kpi list --output out.txt")
    assert told.returncode == 2, told.stderr
    assert "out.txt cannot be written" in told.stderr
    assert out.read_text() == "before"
    assert sorted(path.name for path in csdesk.folder.iterdir()) == [
        "desk.db",
        "out.txt",
    ]


@pytest.mark.parametrize(
    ("encoding", "environ"),
    [
        ("cp1252", {"PYTHONIOENCODING": "cp1252"}),
        ("latin-1", {"PYTHONIOENCODING": "latin-1:strict"}),
        ("ascii", {"PYTHONIOENCODING": "ascii"}),
        ("ascii", {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}),
    ],
)
def test_an_encoding_that_lacks_a_character(
    csdesk: Csdesk, encoding: str, environ: dict[str, str]
) -> None:
    csdesk.ok("log", "日本 – Ägidius", NAUGHTY["wide"])
    for line in ("contact list", "customer show P1", "--help", "report this-week"):
        told = subprocess.run(
            [sys.executable, "-B", "-m", "csdesk", *line.split()],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
            capture_output=True,
            check=False,
        )
        assert (told.returncode, told.stderr) == (0, b""), told.stderr
        text = told.stdout.decode(encoding)
        assert "─" not in text
        assert "\ufffd" not in text
        assert ("\\u65e5" in text) is (line in {"contact list", "customer show P1"})


def on_a_terminal(
    *args: str, columns: int = 80, typed: bytes = b"", environ: dict[str, str]
) -> tuple[int, str]:
    """Run csdesk on a real pseudo-terminal; its exit code, all that it wrote."""
    import fcntl
    import pty
    import termios

    child, terminal = pty.fork()
    if child == 0:
        os.environ.update({"PYTHONPATH": str(ROOT), "TERM": "xterm", **environ})
        for name in ("NO_COLOR", "COLUMNS"):
            if name not in environ:
                os.environ.pop(name, None)
        os.execv(  # noqa: S606 - the terminal's child
            sys.executable, [sys.executable, "-B", "-m", "csdesk", *args]
        )
    size = struct.pack("HHHH", 24 if columns else 0, columns, 0, 0)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)
    os.write(terminal, typed)
    written = b""
    try:
        while piece := os.read(terminal, 65_536):
            written += piece
    except OSError:  # the other side is closed
        pass
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), written.decode()


@pytest.mark.parametrize("columns", [0, 1, 20, 80, 1000])
def test_a_real_terminal_of_any_width(csdesk: Csdesk, columns: int) -> None:
    for text in ("every C0", "the clipboard", "wide", "very long"):
        csdesk.ok("log", f"Ann {NAUGHTY[text]}", NAUGHTY[text])
    for command in (
        ("contact", "list"),
        ("history",),
        ("contact", "list", "-f", "csv"),
    ):
        code, text = on_a_terminal(*command, columns=columns, environ={})
        assert code == 0, text
        assert ("\x1b[" in text) is ("csv" not in command)
        assert not FORBIDDEN.search(COLOURS.sub("", text).replace("\r\n", "\n"))


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
    ],
)
def test_colours_on_a_real_terminal(
    csdesk: Csdesk, environ: dict[str, str], colours: bool
) -> None:
    csdesk.ok("log", "Ann", "hello")
    code, text = on_a_terminal("contact", "list", environ=environ)
    assert (code, "\x1b[" in text) == (0, colours)


def test_a_question_is_no_data(csdesk: Csdesk) -> None:
    code, text = on_a_terminal("log", typed=b"Ann Lee\nhello\n", environ={})
    assert code == 0, text
    assert csdesk.json("contact", "list")[0]["subject"] == "hello"
    code, _ = on_a_terminal("log", typed=b"\x04", environ={})  # end of input
    assert code == 130


@pytest.mark.parametrize("moment", ["reading", "writing"])
def test_ctrl_c_leaves_nothing_half_written(csdesk: Csdesk, moment: str) -> None:
    rows = "".join(f"x{i},2026-11-02T10:00:00Z,{'y' * 80}\n" for i in range(60_000))
    told = f"external_id,received_at,subject\n{rows}".encode()
    with subprocess.Popen(
        [sys.executable, "-B", "-m", "csdesk", "import", "contacts", "-"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Whoever runs in the background of a shell is told to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as running:
        assert running.stdin is not None
        running.stdin.write(told)  # more than a pipe holds: it reads
        if moment == "writing":
            running.stdin.close()
            running.stdin = None
            log = csdesk.path.with_name("desk.db-wal")
            while running.poll() is None and not (log.exists() and log.stat().st_size):
                time.sleep(0.002)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    assert (running.returncode, out, err) == (130, b"", b"")
    # Where the signal came after the last of the writing, all of it is there.
    assert value(csdesk.path, "SELECT count(*) FROM contact") in {0, 60_000}
    assert is_sound(csdesk.path)
