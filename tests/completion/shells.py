"""Real shells with a terminal of their own; what they run is written down."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Csdesk

PATIENCE = 60.0  # seconds: a busy machine is no fault
PROMPT = "ready>"
# Completes as csdesk does; a command that is run is only written down.
PROGRAM = """#!/bin/sh
[ -n "$_CSDESK_COMPLETE" ] && exec {python} -m csdesk
printf '%s\\n' "$@" >>"$HOME/ran"
"""
# Keys that put every word that is offered into the line.
ALL = {"bash": "\x1b*", "zsh": "\x18a"}
START = {
    "bash": f"PS1='{PROMPT}'\n",
    "zsh": f"""PS1='{PROMPT}'
zstyle ':completion:all:*' completer _all_matches _complete
zstyle ':completion:all:*' insert true
zle -C all complete-word _generic
bindkey '^Xa' all
""",
}
RUN = {
    "bash": ["bash", "-i"],
    "zsh": ["zsh", "-i"],
}


class Home:
    """A home folder with csdesk in it, and completion installed for `shell`."""

    def __init__(self, csdesk: Csdesk, shell: str) -> None:
        if shutil.which(shell) is None:
            pytest.fail(
                f"There is no {shell} here. Install it: apt-get install {shell}"
            )
        self.folder, self.shell, self.ran = csdesk.folder, shell, csdesk.folder / "ran"
        program = self.folder / "bin" / "csdesk"
        program.parent.mkdir()
        program.write_text(PROGRAM.format(python=sys.executable))
        program.chmod(0o755)
        self.env = {
            "HOME": str(self.folder),
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "CSDESK_DB": str(csdesk.path),
            "CSDESK_NOW": os.environ["CSDESK_NOW"],
            "TERM": "dumb" if shell == "bash" else "vt100",
            "LANG": "C.UTF-8",
        }
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "ZDOTDIR"):
            csdesk.monkeypatch.delenv(name, raising=False)
        csdesk.monkeypatch.setenv("HOME", str(self.folder))
        csdesk.ok("completion", "install", shell)
        if shell in START:
            start = self.folder / f".{shell}rc"
            start.write_text(start.read_text() + START[shell])

    def offered(self, line: str) -> list[str]:
        """The words that TAB offers behind `line`."""
        if self.shell == "fish":
            return self._fish(line)
        before = len(line.split()) - (not line[-1].isspace())
        return self.typed(f"{line}{ALL[self.shell]}")[before - 1 :]

    def typed(self, keys: str) -> list[str]:
        """The words that csdesk is given after `keys` and Enter."""
        self.ran.unlink(missing_ok=True)
        main, side = pty.openpty()
        process = subprocess.Popen(
            RUN[self.shell], stdin=side, stdout=side, stderr=side, env=self.env,
            cwd=self.folder, start_new_session=True,
        )  # fmt: skip
        os.close(side)
        try:
            screen = _read(main, until=PROMPT)
            os.write(main, f"{keys}\r".encode())
            screen += _read(main, until=PROMPT)
            os.write(main, b"exit\r")
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()
            os.close(main)
        assert self.ran.exists(), screen
        return self.ran.read_text().splitlines()

    def _fish(self, line: str) -> list[str]:
        result = subprocess.run(
            ["fish", "-c", "complete -C $argv[1]", line],
            env=self.env, cwd=self.folder, capture_output=True, text=True, check=True,
            stdin=subprocess.DEVNULL, timeout=PATIENCE,
        )  # fmt: skip
        assert result.stderr == ""
        return result.stdout.splitlines()


def _read(terminal: int, until: str) -> str:
    """What the shell writes until its prompt is there."""
    seen, end = b"", monotonic() + PATIENCE
    with suppress(OSError):  # the shell has ended
        while until.encode() not in seen and monotonic() < end:
            if select.select([terminal], [], [], 1.0)[0]:
                seen += os.read(terminal, 1 << 16)
    return seen.decode("utf-8", "replace")
