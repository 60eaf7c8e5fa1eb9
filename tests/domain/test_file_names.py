"""Names that came with somebody's data never lead anywhere, nor steer a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.domain.file_names import LONGEST, numbered, safe_file_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("photo.jpg", "photo.jpg"),
        ("Foto der Küche.JPG", "Foto_der_Küche.JPG"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.txt", "a.txt"),
        ("..", "attachment-5"),
        ("", "attachment-5"),
        ("a/", "attachment-5"),
        (".bashrc", "bashrc"),
        ("a\x1b[31m\nb.txt", "a[31mb.txt"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("con.txt", "attachment-5_con.txt"),
        ('a<b>:"c".txt', "a_b_c_.txt"),
        ("-rf", "-rf"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_file_name(name, "attachment-5") == safe


@given(name=st.text(max_size=400))
def test_any_name_is_one_printable_part_of_a_path(name: str) -> None:
    safe = safe_file_name(name, "attachment-5")
    assert safe
    assert safe.isprintable()
    assert len(safe) <= LONGEST
    assert Path(safe).name == safe
    assert not safe.startswith(".")


def test_a_long_name_keeps_its_kind() -> None:
    assert safe_file_name("x" * 300 + ".jpg", "y").endswith("x.jpg")


def test_a_number_stands_before_the_kind() -> None:
    assert numbered("photo.jpg", 2) == "photo-2.jpg"
    assert numbered("README", 3) == "README-3"
