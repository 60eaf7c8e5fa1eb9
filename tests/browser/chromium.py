"""A headless Chromium, spoken to through its own protocol over a pair of pipes."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
from base64 import b64decode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MISSING = "There is no Chromium here. Install it: apt-get install chromium"
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
# Chromium reads its commands from descriptor 3 and answers on 4.
START = 'exec "$0" "$@" 3<&"$COMMANDS" 4>&"$ANSWERS"'
PATIENCE = 60.0  # seconds: a busy machine is no fault
FROM_THREE_AND_FOUR = 10  # descriptors that stand in nobody's way


@dataclass
class Chromium:
    """A browser with one page; `events` are what it told since the last `open`."""

    scratch: Path
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _last: int = 0
    _session: str | None = None
    _unread: bytes = b""

    def __enter__(self) -> Self:
        program = shutil.which("chromium")
        if program is None:
            pytest.fail(MISSING)
        commands, self._write = _pipe()
        self._read, answers = _pipe()
        self._process = subprocess.Popen(
            ["bash", "-c", START, program, *QUIET, f"--user-data-dir={self.scratch}"],
            pass_fds=(commands, answers),
            env={**os.environ, "COMMANDS": str(commands), "ANSWERS": str(answers)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(commands)
        os.close(answers)
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send(
            "Target.attachToTarget", targetId=target, flatten=True
        )["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.send(f"{domain}.enable")
        return self

    def __exit__(self, *_: object) -> None:
        self._session = None
        try:
            self.send("Browser.close")
            self._process.wait(PATIENCE)
        finally:
            self._process.kill()
            self._process.wait()
            os.close(self._write)
            os.close(self._read)

    def open(self, url: str, *, width: int = 1280, dark: bool = False) -> None:
        """Open `url` in a window `width` wide, and wait until it is drawn."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        self.events.clear()
        self.send("Page.navigate", url=url)
        while not any(name == "Page.loadEventFired" for name, _ in self.events):
            self._hear()
        # Two frames later everything is laid out, and whatever is said has been.
        self.evaluate("new Promise(f => setTimeout(f, 300))")

    def evaluate(self, script: str) -> Any:
        """The value of `script` in the page, awaited."""
        found = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        return found["result"].get("value")

    def screenshot(self) -> bytes:
        """The whole page as a PNG."""
        shot = self.send("Page.captureScreenshot", captureBeyondViewport=True)
        return b64decode(shot["data"])

    def pdf(self) -> bytes:
        """The page as it is printed."""
        return b64decode(self.send("Page.printToPDF", preferCSSPageSize=True)["data"])

    def requests(self) -> list[str]:
        """What was asked for since the page was opened, itself first."""
        return [
            what["request"]["url"]
            for name, what in self.events
            if name == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """Every console message, log entry, error and issue since then."""
        return [
            f"{name}: {json.dumps(what)}"
            for name, what in self.events
            if name in COMPLAINTS
        ]

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Give a command and wait for its answer."""
        self._last += 1
        asked = {"id": self._last, "method": method, "params": params}
        if self._session is not None:
            asked["sessionId"] = self._session
        os.write(self._write, json.dumps(asked).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == self._last:
                assert "error" not in heard, heard
                answer: dict[str, Any] = heard["result"]
                return answer

    def _hear(self) -> dict[str, Any]:
        """The next message; an event is kept."""
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._read], [], [], PATIENCE)
            assert ready, "Chromium says nothing."
            piece = os.read(self._read, 1 << 16)
            assert piece, "Chromium has ended."
            self._unread += piece
        message, _, self._unread = self._unread.partition(b"\0")
        heard: dict[str, Any] = json.loads(message)
        if "method" in heard:
            self.events.append((heard["method"], heard["params"]))
        return heard


COMPLAINTS = frozenset({
    "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded",
    "Audits.issueAdded",
})  # fmt: skip


def _pipe() -> tuple[int, int]:
    """A pipe's two ends, none of them where Chromium wants its own."""
    import fcntl  # not on Windows, where plain pytest still reads this file

    ends = os.pipe()
    moved = [fcntl.fcntl(e, fcntl.F_DUPFD_CLOEXEC, FROM_THREE_AND_FOUR) for e in ends]
    for end in ends:
        os.close(end)
    return moved[0], moved[1]
