"""What people complain about, what was behind it, and what makes it good."""

from __future__ import annotations

from dataclasses import dataclass

from sample_data.generator.topics import DELIVERY


@dataclass(frozen=True, slots=True)
class Offer:
    """A remedy: what the customer gets (EUR), what it costs the shop (None: that)."""

    kind: str
    value: str | None = None
    cost: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Grievance:
    """A complaint as it is told, and what it comes to."""

    category: str
    product: str | None
    description: str
    asked: str
    offer: Offer
    decision: str
    root_cause: str
    corrective: str | None = None
    severity: str = "normal"
    safety: bool = False
    evidence: str | None = None  # a file that the customer sent with it


COURIER = "courier failed"
NEW_COURIER = "a new courier, and a tracking link in every dispatch mail"


def _late(
    product: str, description: str, asked: str, offer: Offer, decision: str
) -> Grievance:
    return Grievance(
        DELIVERY, product, description, asked, offer, decision, COURIER, NEW_COURIER
    )


# The courier's failures, before and while he fails.
LATE = (
    _late("helmet Pico", "helmet ordered ten days ago, nothing came",
          "the helmet before the weekend", Offer("refund", "89.00"),
          "parcel lost by the courier; money back"),
    _late("inner tubes", "parcel marked as delivered, but nobody was there",
          "the parcel, or the money", Offer("replacement", "23.80", "11.40"),
          "sent again from the shop"),
    _late("pannier Fjord", "box arrived crushed, the pannier is torn",
          "a new pannier", Offer("replacement", "84.90", "46.00"),
          "crushed on the way; new one sent"),
    _late("child seat Bo", "waited at home two days, no courier came",
          "delivery on Saturday", Offer("voucher", "20.00"),
          "brought by Jonas on Saturday; voucher for the lost days"),
    _late("city bike Linden", "bike delivered with a bent derailleur",
          "repair at home", Offer("repair", "65.00", "38.00"),
          "bent in transit; repaired at the customer's"),
    _late("rain jacket", "birthday present came four days late",
          "the money back", Offer("refund", "79.00"),
          "useless by then; taken back at our cost"),
    _late("lights set", "parcel went back to you without a card in the letter box",
          "send it again", Offer("voucher", "15.00"),
          "no attempt was made to deliver; sent again, with a voucher"),
    _late("gravel tyres", "only one of two parcels arrived",
          "the second tyre", Offer("replacement", "44.90", "24.50"),
          "second parcel lost; tyre sent again"),
    _late("e-bike battery", "battery has been in the depot for a week",
          "the battery, now", Offer("discount", "60.00"),
          "fetched from the depot by van; price lowered"),
    _late("gloves", "tracking has shown the same for six days",
          "where it is, and the money if it is lost", Offer("refund", "34.50"),
          "not to be found; money back"),
    _late("saddle Luna", "left in front of the house in the rain, leather ruined",
          "a dry saddle", Offer("replacement", "89.00", "52.00"),
          "left without leave; new saddle sent"),
    _late("cargo bike Otter", "delivery moved three times, took a day off each time",
          "pay for the lost days", Offer("voucher", "75.00"),
          "three dates broken; voucher and a date kept"),
)  # fmt: skip

# Everything else: the workshop, the till, the goods.
OTHER = (
    Grievance("workshop", "yearly service", "gears slip worse than before the service",
              "put it right at no cost", Offer("repair", "35.00", "18.00"),
              "cable not seated; done again", "work not checked",
              "a test ride before every hand-over"),
    Grievance("warranty", "display K2", "display dark again after the repair",
              "a new display", Offer("replacement", "119.00", "25.00"),
              "faulty part; new display", "faulty part"),
    Grievance("billing", None, "charged twice for one inner tube", "money back",
              Offer("refund", "11.90"), "second payment sent back",
              "till and terminal apart"),
    Grievance("workshop", "wheel build", "not ready on the day promised, tour spoilt",
              "a price that says sorry", Offer("discount", "25.00"),
              "overbooked; price lowered", "workshop overbooked",
              "two slots a day are kept free"),
    Grievance("returns", "jacket Nebel", "return refused although the tag was on",
              "take it back", Offer("refund", "94.50", "9.00"),
              "within the rules; taken back", "rule not known",
              "the rules of returns hang at the till"),
    Grievance("bikes", "trekking bike Elbe", "sold as aluminium, it is steel",
              "a fair price", Offer("discount", "30.00"),
              "sign was wrong; price lowered", "wrong text online",
              "texts are read by a second person"),
    Grievance("website", None, "voucher code refused at the till of the online shop",
              "the ten euro", Offer("voucher", "15.00"), "code mended; voucher given",
              "wrong text online"),
    Grievance("workshop", "puncture", "paid for a tube that was never changed",
              "money back", Offer("refund", "19.50"), "old tube was found; paid back",
              "work not checked"),
    Grievance("warranty", "pedals Grip", "pedal cracked after three weeks",
              "new pedals", Offer("replacement", "39.90", "21.00"), "covered; replaced",
              "faulty part"),
    Grievance("parts", "chain lock", "lock cannot be opened since the second day",
              "a lock that opens", Offer("replacement", "54.90", "15.00"),
              "faulty; replaced", "faulty part"),
    Grievance("shop", None, "talked down to when asking about women's saddles",
              "an apology", Offer("apology", text="Mira rang up and said sorry"),
              "was as told; apology made", "tone at the counter",
              "talked through in the Monday round"),
    Grievance("bikes", "child's bike Spatz", "stabilisers missing in the box",
              "the stabilisers", Offer("voucher", "10.00"), "sent on; voucher added",
              "box packed incomplete"),
    Grievance("workshop", "brake service", "front brake rubs, had to walk home",
              "put it right today", Offer("repair", "28.00", "15.00"),
              "adjusted while waiting", "work not checked"),
    Grievance("billing", "service", "bill is 20 euro above the estimate",
              "the price that was said", Offer("discount", "20.00"),
              "not asked before; estimate stands", "customer not asked",
              "above the estimate only after a call"),
)  # fmt: skip

# What is left open when the story ends: told by hand, each at the week it began.
BRAKE = Grievance(
    "workshop", "brake service",
    "brake cable came loose on the first ride after the service",
    "find out how that could happen", Offer("repair", "48.00", "26.00"),
    "work redone and checked by Mira", "work not checked",
    severity="critical", safety=True, evidence="brake-cable.svg",
)  # fmt: skip
LETTER = Grievance(
    "returns", "saddle Luna",
    "writes by letter: no answer to two mails about the refund",
    "the refund of 89 euro", Offer("refund", "89.00"), "mails had gone to spam; paid",
    "mail not seen", severity="high",
)  # fmt: skip
