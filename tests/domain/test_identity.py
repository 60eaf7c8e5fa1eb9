"""A person's name and addresses are found however they are spelt, as whole words."""

import unicodedata

import pytest

from csdesk.store.privacy.identity import Spelling

JM = Spelling(["Jürgen Müller"], ["jm@x.org"], ["+447700900888"])


@pytest.mark.parametrize(
    "text",
    [
        "JÜRGEN MÜLLER rang", "juergen mueller", "jurgen-muller.csv", "Müller, Jürgen",
        unicodedata.normalize("NFD", "Jürgen Müller"), "JürgenMüller", "JM@x.org,",
        "07700 900888", "+44 (0)7700-900888", "0044 7700 900 888", "7700900888",
    ],
)  # fmt: skip
def test_it_is_found(text: str) -> None:
    assert JM.stands_in(text)
    assert "(erased)" in JM.without(text, "(erased)")


@pytest.mark.parametrize(
    "text", ["Jürgen Müllerin", "107700900888", "jm@x.orga", "Jürgen", "nothing"]
)
def test_it_is_not_found_in_others(text: str) -> None:
    assert not JM.stands_in(text)
    assert JM.without(text, "(erased)") == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ann Strauß", "ANN STRAUSS"), ("Mueller Ann", "Müller Ann"),
        ("O'Brien Pat", "pat obrien"), ("José Díaz", "JOSE DIAZ"),
        ("王小明", "我是王小明吗"), ("Søren Holm", "soeren holm"),
    ],
)  # fmt: skip
def test_letters_are_typed_in_many_ways(name: str, text: str) -> None:
    assert Spelling([name]).stands_in(text)


def test_short_names_and_parts_stand_for_others_too() -> None:
    assert JM.may_stand_in("Herr Müller")
    bo = Spelling(["Bo"])
    assert bo.may_stand_in("told Bo so")
    assert not bo.stands_in("told Bo so")
    assert not bo.may_stand_in("robot")
    assert bo.is_all_of(" BO ")


def test_what_is_not_changed_stays_to_the_byte() -> None:
    text = unicodedata.normalize("NFD", "Café")
    assert JM.without(text, "(erased)") == text
