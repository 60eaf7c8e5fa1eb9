"""What customers bought over the counter, as the till wrote it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sample_data.generator import hours
from sample_data.generator.dice import Dice
from sample_data.generator.story import END

if TYPE_CHECKING:
    from sample_data.generator.afterwards import Redemption
    from sample_data.generator.contact import Contact
    from sample_data.generator.people import Customer

SEED = "Tin Bell Cycles, the till"
BUYS = 0.34  # as often somebody who asked something in the shop buys something, too
COMES_AGAIN = 0.45
# Product -> its price in cents, and how often it is bought.
GOODS = {
    "inner tube": (790, 22.0),
    "yearly service": (8900, 14),
    "brake pads": (1450, 12),
    "chain": (3290, 9),
    "front light": (4490, 8),
    "lock": (6900, 7),
    "helmet": (7490, 6),
    "pannier": (9900, 4),
    "city bike": (84900, 1.5),
}


@dataclass(eq=False, slots=True)
class Sale:
    """A row of purchases.csv; `amount` in cents."""

    customer: Customer
    at: datetime
    product: str
    quantity: int
    amount: int
    paid_at: datetime | None
    id: str = ""


def sales(contacts: list[Contact], vouchers: list[Redemption]) -> list[Sale]:
    """Every sale, in its order. A draw of its own: the other files stay as they are.

    Whoever redeems one of `vouchers` buys something with it.
    """
    dice = Dice(SEED)
    found: list[Sale] = []
    for contact in contacts:
        asked = contact.customer
        if asked is None or contact.direction == "outbound":
            continue
        at, chance = contact.received_at, BUYS
        while dice.happens(chance):
            at = hours.after(at, 3600 * dice.between(1, 30))
            if at >= END:
                break
            found.append(_sale(dice, asked, at))
            at, chance = at + timedelta(days=dice.between(5, 25)), COMES_AGAIN
    found += [
        _sale(dice, one.complaint.contact.customer, one.at)
        for one in vouchers
        if one.complaint.contact.customer is not None
    ]
    found.sort(key=lambda sale: sale.at)
    for number, sale in enumerate(found, 1):
        sale.id = f"tb-b{number:03}"
    return found


def _sale(dice: Dice, customer: Customer, at: datetime) -> Sale:
    product = dice.weighted({name: weight for name, (_, weight) in GOODS.items()})
    quantity = dice.between(1, 3) if product in {"inner tube", "brake pads"} else 1
    amount = GOODS[product][0] * quantity
    paid: datetime | None = at
    if customer.company:  # on account
        paid = hours.after(at + timedelta(days=dice.between(3, 24)), 600)
        paid = paid if paid < END else None
    return Sale(customer, at, product, quantity, amount, paid)
