"""Who works in the shop, and who comes to it. Everyone is invented."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sample_data.generator.dice import Dice

CUSTOMERS = 220
# Who answers, and how much of it. Mira leads the shop and takes what is escalated.
AGENTS = {"Mira": 0.2, "Jonas": 0.32, "Aylin": 0.3, "Pawel": 0.18}
LEAD = "Mira"

# Given names | family names, of many origins.
NAMES = (
    ("Anke Birgit Carsten Dörte Frieda Henrik Lotte Matthias Silke Uwe Greta Thilo",
     "Albers Brandt Ehlers Grünwald Hagedorn Kießling Lindner Möhring Petersen Vogt"),
    ("Emre Elif Deniz Zeynep Murat Selin Kerem Defne",
     "Aksoy Demirel Kaplan Öztürk Yıldız Şahin Tekin"),  # noqa: RUF001 - Turkish
    ("Agnieszka Bartosz Kasia Marek Zofia Tomasz",
     "Kowalczyk Wiśniewska Zieliński Nowicka Szymański Łukasik"),
    ("Linh Minh Thao Quang Hanh Duc", "Nguyen Tran Pham Hoang Vo Dang"),
    ("Layla Omar Rania Yusuf Nadia Karim Samira",
     "Haddad Mansour Khalil Saleh Darwish Nasser"),
    ("Giulia Marco Chiara Lorenzo Paola", "Bianchi Ferrari Moretti Ricci Galli Conti"),
    ("Olena Taras Iryna Andriy Sofiia", "Kovalenko Shevchuk Bondar Melnyk Tkachenko"),
    ("Ngozi Kwame Amara Tunde Abena Chidi", "Okafor Mensah Adeyemi Boateng Eze Owusu"),
    ("Priya Arjun Meera Rohan Kavya", "Sharma Iyer Banerjee Patel Reddy Menon"),
    ("Wei Jia Hao Mei Xin", "Zhang Liu Chen Wang Huang"),
    ("Lucía Javier Carmen Diego Inés", "Navarro Ortega Castillo Molina Vega"),
    ("Camille Étienne Margaux Julien", "Lefèvre Moreau Girard Fontaine Chevalier"),
    ("Parisa Dariush Shirin Farhad", "Rahimi Tehrani Karimi Azadi"),
    ("Grace Oliver Hannah Callum Imogen", "Whitfield Harper Ashdown Pryce Lockwood"),
    ("Ji-woo Seo-yeon Min-jun", "Kim Park Choi Yoon"),
    ("Astrid Søren Ingrid Lars Freja", "Nyström Lindqvist Dahl Kjær Bergström"),
    ("João Beatriz Thiago Marina", "Almeida Carvalho Teixeira Figueiredo"),
)  # fmt: skip
PLAIN = str.maketrans("łŁøı", "lLoi") | {ord("ß"): "ss", ord("æ"): "ae"}
HOSTS = ("example.com", "example.org", "example.net")
# Numbers that the Bundesnetzagentur keeps free for films and books.
FICTIONAL = (
    ("+49 30 23125 ", 3), ("+49 69 90009 ", 3), ("+49 40 66969 ", 3),
    ("+49 221 4710 ", 3), ("+49 89 99998 ", 3), ("+49 171 39200 ", 2),
    ("+49 176 040690 ", 2),
)  # fmt: skip
COMPANIES = (
    "Café Morgenlicht", "Lindenhof School", "Paketfuchs Cargo Bikes",
    "Atelier Rotstift", "Bakery Sauer & Süss", "Hotel Drei Linden",
    "City Gardens Co-op", "Studio Nordlicht", "Flying Carpet Theatre",
    "Doctor Bee Pharmacy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who buys bicycles, or may; no address is known of everybody."""

    name: str
    email: str | None
    phone: str | None
    tier: str | None
    company: str | None


def customers(dice: Dice) -> list[Customer]:
    """All customers, each with a name and an address of their own."""
    pairs = [
        f"{given} {family}"
        for group in NAMES
        for given in group[0].split()
        for family in group[1].split()
    ]
    phones = [
        f"{begin}{number:0{digits}}"
        for begin, digits in FICTIONAL
        for number in range(10**digits)
    ]
    names = dice.shuffled(pairs)[:CUSTOMERS]
    numbers = dice.shuffled(phones)[:CUSTOMERS]
    companies = dice.shuffled(range(CUSTOMERS))[: len(COMPANIES)]
    return [
        _customer(
            dice,
            name,
            numbers[place],
            COMPANIES[companies.index(place)] if place in companies else None,
        )
        for place, name in enumerate(names)
    ]


def _customer(dice: Dice, name: str, phone: str, company: str | None) -> Customer:
    email = f"{plain(name)}@{dice.one(HOSTS)}"
    known = dice.share()
    tier = "business" if company else "club" if dice.happens(0.16) else None
    return Customer(
        name,
        email if known > 0.08 or company else None,
        phone if known < 0.72 or company else None,
        tier,
        company,
    )


def plain(name: str) -> str:
    """`joao.almeida` of João Almeida."""
    bare = unicodedata.normalize("NFKD", name.translate(PLAIN))
    return bare.encode("ascii", "ignore").decode().lower().replace(" ", ".")
