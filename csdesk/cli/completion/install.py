"""Install and remove the completion scripts of shells."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from csdesk.domain.vocabulary import did_you_mean
from csdesk.errors import UsageProblem
from csdesk.store.files.atomic_file import write_text

SHELLS = ("bash", "zsh", "fish")
MARK = "# completion of csdesk"


@dataclass(frozen=True, slots=True)
class Files:
    """The file of a shell's script, and the start file that loads it, if any."""

    script: Path
    start: Path | None

    @property
    def line(self) -> str:
        """The line in the start file that loads the script."""
        import shlex

        place = shlex.quote(str(self.script))
        return f"[ ! -f {place} ] || . {place}  {MARK}"


def script(shell: str) -> str:
    """Return the completion script of `shell`."""
    return Path(__file__).with_name(f"csdesk.{shell}").read_text("utf-8")


def files_of(shell: str) -> Files:
    """Return the files of `shell` in the user's home."""
    home = Path.home()
    if shell == "fish":
        folder = _folder("XDG_CONFIG_HOME", home / ".config")
        return Files(folder / "fish" / "completions" / "csdesk.fish", None)
    place = _folder("XDG_DATA_HOME", home / ".local" / "share") / "csdesk-completion"
    start = home / ".bashrc" if shell == "bash" else _folder("ZDOTDIR", home) / ".zshrc"
    return Files(place / f"csdesk.{shell}", start)


def install(shell: str) -> Files:
    """Write the script, and its line in the start file once. Raises UsageProblem."""
    files = files_of(shell)
    try:
        files.script.parent.mkdir(parents=True, exist_ok=True)
        write_text(files.script, [script(shell)], is_private=False)
        if files.start is not None:
            text = _without_line(files.start)
            apart = "" if not text or text.endswith("\n") else "\n"
            _write(files.start, f"{text}{apart}{files.line}\n")
    except OSError as error:
        raise _unwritable(error, files) from None
    return files


def remove(shell: str) -> bool:
    """Remove what `install` wrote; return whether there was anything."""
    files = files_of(shell)
    was_there = files.script.is_file()
    try:
        files.script.unlink(missing_ok=True)
        if files.start is not None and files.start.is_file():
            _write(files.start, _without_line(files.start))
    except OSError as error:
        raise _unwritable(error, files) from None
    return was_there


def read_shell(typed: str | None) -> str:
    """Return the typed shell, or the one that runs csdesk, or that of SHELL."""
    name = typed.strip().casefold() if typed else _running()
    if name in SHELLS:
        return name
    if typed is None:
        raise UsageProblem(
            "csdesk cannot tell which shell this is.",
            "Write bash, zsh or fish after the command.",
        )
    raise UsageProblem(
        f"'{typed}' is not a shell that csdesk completes in.",
        did_you_mean(typed, SHELLS) or "Write bash, zsh or fish.",
    )


def _running() -> str:
    import shellingham

    try:
        name: str = shellingham.detect_shell()[0]
    except (shellingham.ShellDetectionFailure, OSError):
        name = ""
    return name if name in SHELLS else Path(os.environ.get("SHELL", "")).name


def _folder(variable: str, default: Path) -> Path:
    return Path(os.environ.get(variable) or default)


def _without_line(start: Path) -> str:
    if not start.is_file():
        return ""
    # Bytes that are no UTF-8 stay what they are, and so do ends of lines.
    lines = start.read_bytes().decode("utf-8", "surrogateescape").splitlines(True)
    return "".join(line for line in lines if not line.rstrip().endswith(MARK))


def _write(start: Path, text: str) -> None:
    write_text(start, [text], is_private=False, errors="surrogateescape")


def _unwritable(error: OSError, files: Files) -> UsageProblem:
    place = error.filename or files.script
    return UsageProblem(
        f"{place} cannot be written: {error.strerror}.",
        "Print the script with 'csdesk completion show', and put it where you like.",
    )
