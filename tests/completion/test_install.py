"""Where the scripts go, and that a start file stays what its owner wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Csdesk


@pytest.fixture
def home(bare: Csdesk) -> Path:
    bare.monkeypatch.setenv("HOME", str(bare.folder))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "ZDOTDIR"):
        bare.monkeypatch.delenv(name, raising=False)
    return bare.folder


@pytest.mark.parametrize(("shell", "start"), [("bash", ".bashrc"), ("zsh", ".zshrc")])
def test_a_start_file_gets_one_line_and_loses_it_again(
    bare: Csdesk, home: Path, shell: str, start: str
) -> None:
    before = b"alias ll='ls -l'\r\n# caf\xe9\nexport A=1"
    (home / start).write_bytes(before)
    said = bare.ok("completion", "install", shell)
    assert f".local/share/csdesk-completion/csdesk.{shell}" in said
    assert str(home / start) in said
    bare.ok("completion", "install", shell)
    after = (home / start).read_bytes()
    assert after.startswith(before + b"\n")
    assert after.count(b"# completion of csdesk\n") == 1
    assert len(after.splitlines()) == 4
    bare.ok("completion", "remove", shell)
    assert (home / start).read_bytes() == before + b"\n"
    assert not list(home.rglob(f"csdesk.{shell}"))
    assert bare.ok("completion", "remove", shell) == "There was none.\n"


def test_fish_needs_no_line(bare: Csdesk, home: Path) -> None:
    bare.ok("completion", "install", "fish")
    script = home / ".config" / "fish" / "completions" / "csdesk.fish"
    assert script.read_text() == bare.ok("completion", "show", "fish")
    assert [one.name for one in home.iterdir()] == [".config"]
    bare.ok("completion", "remove", "fish")
    assert not script.exists()


def test_a_home_with_blanks_and_quotes_is_named_whole(bare: Csdesk, home: Path) -> None:
    strange = home / "a 'b $(touch pwned)"
    bare.monkeypatch.setenv("XDG_DATA_HOME", str(strange))
    bare.ok("completion", "install", "bash")
    import shlex

    line = (home / ".bashrc").read_text()
    assert str(strange / "csdesk-completion" / "csdesk.bash") in shlex.split(line)


def test_a_shell_that_csdesk_does_not_know_is_refused(bare: Csdesk, home: Path) -> None:
    told = bare.refused(2, "completion", "install", "bsh")
    assert "'bsh' is not a shell that csdesk completes in." in told
    assert "Did you mean 'bash'?" in told
    assert list(home.iterdir()) == []


def test_a_home_that_cannot_be_written_is_said(bare: Csdesk, home: Path) -> None:
    (home / ".config").write_text("a file")
    told = bare.refused(2, "completion", "install", "fish")
    assert "cannot be written" in told
    assert "csdesk completion show" in told


def test_the_shell_is_seen_where_it_is_not_named(bare: Csdesk) -> None:
    import shellingham

    bare.monkeypatch.setattr(shellingham, "detect_shell", lambda: ("zsh", "zsh"))
    assert bare.ok("completion", "show").startswith("#compdef csdesk\n")

    def unseen() -> None:
        raise shellingham.ShellDetectionFailure

    bare.monkeypatch.setattr(shellingham, "detect_shell", unseen)
    bare.monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert "commandline" in bare.ok("completion", "show")
    bare.monkeypatch.delenv("SHELL")
    assert "Write bash, zsh or fish" in bare.refused(2, "completion", "show")
