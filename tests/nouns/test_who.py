"""WHO: the customer that an id, an e-mail, a phone number or a name stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Csdesk

    Begin = Callable[[Callable[[Csdesk], None]], Csdesk]


def _people(csdesk: Csdesk) -> None:
    """P1 Ann Lee, P2 Bob Leeson, P3 Änne Öz, P4 and P5 both Mary Ann Smith."""
    csdesk.ok("customer", "add", "Ann Lee", "--email", "Ann.Lee@Example.com",
              "--phone", "030 123456")  # fmt: skip
    csdesk.ok("customer", "add", "Bob Leeson", "--phone", "+44 20 7946 0018")
    csdesk.ok("customer", "add", "Änne Öz", "--email", "oez@exämple.de")
    csdesk.ok("customer", "add", "Mary Ann Smith")
    csdesk.ok("customer", "add", "mary ann SMITH")


@pytest.fixture
def people(begin: Begin) -> Csdesk:
    return begin(_people)


def shown(csdesk: Csdesk, who: str) -> str:
    return str(csdesk.json("customer", "show", who)["id"])


WHOLE = [
    ("P1", "P1"),
    ("p1", "P1"),
    (" P3 ", "P3"),
    ("ann.lee@example.com", "P1"),
    ("ANN.LEE@EXAMPLE.COM", "P1"),
    (" Ann.Lee@Example.com ", "P1"),
    ("oez@EXÄMPLE.de", "P3"),
    ("030 123456", "P1"),
    ("030/123456", "P1"),
    ("030123456", "P1"),
    ("+49 30 123456", "P1"),
    ("+4930123456", "P1"),
    ("0049 30 123456", "P1"),
    ("+442079460018", "P2"),
    ("0044 20 79460018", "P2"),
    ("Ann Lee", "P1"),
    ("ann lee", "P1"),
    ("  ANN    LEE ", "P1"),
    ("ÄNNE ÖZ", "P3"),
]


@pytest.mark.parametrize(("who", "found"), WHOLE)
def test_a_whole_address_or_name_is_that_customer_for_reading_and_writing(
    people: Csdesk, who: str, found: str
) -> None:
    assert shown(people, who) == found
    people.ok("log", who, "late")
    assert people.json("contact", "show", "C1")["customer"] == found
    assert len(people.json("customer", "list")) == 5


@pytest.mark.parametrize(
    ("who", "found"), [("bob", "P2"), ("LEESON", "P2"), ("öz", "P3"), ("b Le", "P2")]
)
def test_a_piece_of_a_name_will_do_for_reading(
    people: Csdesk, who: str, found: str
) -> None:
    assert shown(people, who) == found


def test_a_whole_name_comes_before_its_piece_in_others(people: Csdesk) -> None:
    people.ok("customer", "add", "Bob")
    assert shown(people, "bob") == "P6"


def test_a_piece_is_nobody_for_writing_but_is_said(people: Csdesk) -> None:
    done = people("log", "Bob", "late")
    assert "a piece of the name of P2" in done.stderr
    assert "New customer P6: Bob." in done.stderr
    for verb in (("edit", "Leeson", "--note", "x"), ("leave", "Leeson")):
        assert "'Leeson'" in people.refused(3, "customer", *verb)


@pytest.mark.parametrize("who", ["mary ann smith", "Ann", "lee"])
def test_several_are_exit_2_with_their_ids_and_no_customers_data(
    people: Csdesk, who: str
) -> None:
    said = people.refused(2, "customer", "show", who)
    assert f"'{who}' is " in said
    assert "P4" in said or "P1, P2" in said
    for private in ("Smith", "Lee,", "Example", "123456"):
        assert private not in said


def test_several_are_refused_by_what_writes_too(people: Csdesk) -> None:
    said = people.refused(2, "log", "Mary Ann Smith", "late")
    assert "is 2 customers: P4, P5." in said
    assert people.json("contact", "list") == []


def test_of_many_the_first_few_ids_are_listed(csdesk: Csdesk) -> None:
    for number in range(10):
        csdesk.ok("customer", "add", f"Lee {number}")
    said = csdesk.refused(2, "customer", "show", "lee")
    assert "'lee' is 10 customers: P1, P2, P3, P4, P5, P6, P7, P8 and 2 more." in said


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("P9", 3),
        ("Zoe", 3),
        ("zoe@example.com", 3),
        ("+49 30 999999", 3),
        ("%", 3),
        ("ann_lee", 3),
        ("' OR 1=1 --", 3),
        ("", 2),
        ("  ", 2),
        ("-", 2),
    ],
)
def test_nobody_is_exit_3_and_nothing_is_exit_2(
    people: Csdesk, who: str, code: int
) -> None:
    people.refused(code, "customer", "show", who)
    people.refused(code, "contact", "list", "--customer", who or " ")


@pytest.mark.parametrize(
    ("who", "field"), [("zoe@example.com", "email"), ("+49 171 2345678", "phone")]
)
def test_a_new_address_is_kept_as_one(csdesk: Csdesk, who: str, field: str) -> None:
    csdesk.ok("log", who, "late")
    assert csdesk.json("customer", "show", who)[field] == who
    csdesk.ok("log", who, "again")
    assert len(csdesk.json("customer", "list")) == 1


def test_an_id_that_is_not_there_adds_nobody(csdesk: Csdesk) -> None:
    assert "There is no customer P7" in csdesk.refused(3, "log", "P7", "late")
    assert csdesk.json("customer", "list") == []


def test_a_country_set_later_reads_the_numbers_that_were_kept_without_one(
    csdesk: Csdesk,
) -> None:
    csdesk.ok("settings", "set", "country", "-")
    csdesk.ok("log", "030 123456", "late")
    csdesk.refused(3, "customer", "show", "+49 30 123456")
    csdesk.ok("settings", "set", "country", "de")
    assert shown(csdesk, "+49 30 123456") == "P1"
    csdesk.ok("settings", "set", "country", "FR")  # read as German once, it stays so
    assert shown(csdesk, "+49 30 123456") == "P1"
