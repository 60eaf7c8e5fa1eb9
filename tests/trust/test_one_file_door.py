"""Nothing writes a file but by the one door, `store/files/atomic_file`."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import pytest

PACKAGE: Final = Path(__file__).parents[2] / "csdesk"
DOOR: Final = {"store/files/atomic_file.py", "store/files/temporary_file.py"}
METHODS: Final = {
    "write_text", "write_bytes", "touch", "rename", "hardlink_to", "symlink_to",
    "mkstemp", "NamedTemporaryFile", "copyfile", "copy2", "copytree", "move",
}  # fmt: skip
WRITING: Final = set("wxa+")
FLAGS: Final = {"O_CREAT", "O_TRUNC"}
# What else may: scratch folders of its own, a temporary file that
# the door made, and a damaged desk that makes room as it is.
ALLOWED: Final = {
    ("demo/sample.py", "path.open"),
    ("store/sqlite/backup/restore.py", "old.rename"),
    ("store/sqlite/backup/restore.py", "new.hardlink_to"),
    ("store/sqlite/lock_notice.py", "O_CREAT"),
    ("store/sqlite/migrate.py", "path.touch"),
    ("store/sqlite/backup/checksum.py", "file.open"),
}


def beside_the_door(source: str) -> list[str]:
    """What in this source makes or changes a file by itself."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in FLAGS:
            found.append(node.attr)
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        modes = [
            one.value
            for one in (*node.args, *(word.value for word in node.keywords))
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        opens = node.func.attr == "open" and any(set(one) & WRITING for one in modes)
        if node.func.attr in METHODS or (opens and len(modes[0]) <= len("rb+")):
            found.append(ast.unparse(node.func))
    return found


def test_a_module_leaves_writing_files_to_the_door() -> None:
    found = {
        (module, what)
        for path in sorted(PACKAGE.rglob("*.py"))
        if (module := path.relative_to(PACKAGE).as_posix()) not in DOOR
        for what in beside_the_door(path.read_text("utf-8"))
    }
    assert found == ALLOWED


@pytest.mark.parametrize(
    "source",
    [
        "path.open('w')",
        "path.open(mode='ab')",
        "path.write_text('x')",
        "os.open(path, os.O_CREAT)",
        "shutil.copyfile(a, b)",
    ],
)
def test_another_way_to_write_is_found(source: str) -> None:
    assert beside_the_door(source)


def test_reading_is_no_writing() -> None:
    assert beside_the_door("path.open('rb')\npath.open(encoding='utf-8')") == []
