"""What customers come about, and how they put it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A category of contacts.

    `weight` is its share of a usual week, `avoidable` how often the shop might have
    spared the customer the way. `reasons` are drawn as they stand.
    """

    weight: float
    phase: str
    reasons: tuple[str, ...]
    avoidable: float
    subjects: tuple[str, ...]


DELIVERY = "delivery"
# How often a contact is about delivery in the worst week, beside the usual weights.
WORST_DELIVERY = 62.0
WORST_AVOIDABLE = 0.85

TOPICS: dict[str, Topic] = {
    DELIVERY: Topic(
        13, "after-sale", ("question", "question", "information"), 0.4,
        (
            "where is my parcel", "asks when the helmet will arrive",
            "tracking number does not work", "wants the parcel sent to a neighbour",
            "can the bike be delivered on Saturday", "parcel shows no movement",
            "wants to change the delivery address", "tyres announced, not delivered",
            "which courier brings the child seat", "asks for the dispatch date",
        ),
    ),
    "workshop": Topic(
        23, "at-sale", ("order", "question", "support", "order"), 0.1,
        (
            "wants a date for the yearly service", "is the bike ready",
            "brakes squeal, asks for an appointment",
            "price of a new chain and cassette",
            "gears slip after the winter", "puncture, can it be done today",
            "e-bike does not switch on", "wheel needs truing",
            "asks for an estimate after a fall", "moves the workshop date to next week",
        ),
    ),
    "bikes": Topic(
        17, "pre-sale", ("question", "information", "order"), 0.05,
        (
            "which frame size for 1.72 m", "test ride of the city e-bike",
            "is the gravel bike in stock", "leasing through the employer",
            "looks for a bike for a six-year-old", "trade-in of an old trekking bike",
            "cargo bike for two children", "range of the e-bike battery",
        ),
    ),
    "parts": Topic(
        15, "pre-sale", ("question", "order", "question"), 0.12,
        (
            "does the rack fit 28 inch", "brake pads for hydraulic discs",
            "is the blue pannier back in stock", "which lock for an e-bike",
            "mudguards for 47 mm tyres", "spare key for the battery",
            "lamp for the hub dynamo", "orders two inner tubes and a pump",
        ),
    ),
    "returns": Topic(
        8, "after-sale", ("question", "order", "support"), 0.3,
        (
            "how to send the jacket back", "return label will not print",
            "has the return arrived", "swap of gloves for a larger size",
            "refund for the returned saddle",
        ),
    ),
    "billing": Topic(
        7, "after-sale", ("question", "information", "other"), 0.35,
        (
            "needs the invoice again", "paid twice by mistake",
            "company address on the invoice", "asks for payment in instalments",
            "voucher was not taken off",
        ),
    ),
    "warranty": Topic(
        7, "after-sale", ("support", "question"), 0.08,
        (
            "display of the e-bike stays dark", "is the cracked pedal covered",
            "spokes break again and again", "bell fell off after two weeks",
            "motor makes a noise",
        ),
    ),
    "website": Topic(
        5, "pre-sale", ("support", "question"), 0.55,
        (
            "cannot log in to the online shop", "basket empties itself",
            "filter for frame sizes shows nothing", "newsletter, how to stop it",
        ),
    ),
    "shop": Topic(
        5, "pre-sale", ("information", "feedback", "question"), 0.6,
        (
            "open on the bank holiday", "is there parking for a cargo bike",
            "do you also hire out bikes", "thanks to the workshop",
        ),
    ),
}  # fmt: skip

# What stands in reviews and on social media, by its sentiment: (category, text).
PUBLIC: dict[str, tuple[tuple[str, str], ...]] = {
    "positive": (
        ("workshop", "five stars for the workshop"),
        ("bikes", "honest advice, no hard sell"),
        ("workshop", "bike ready a day early"),
        ("bikes", "best shop for children's bikes"),
        ("workshop", "they fixed what two others could not"),
    ),
    "neutral": (
        ("parts", "good shop, small choice of helmets"),
        ("shop", "fine, parking is difficult"),
        ("parts", "asks whether the sale goes on"),
        ("shop", "is the ride on Thursday on again"),
    ),
    "negative": (
        ("shop", "nobody picks up the phone"),
        ("returns", "waited a week for an answer"),
        ("shop", "rude at the counter on Saturday"),
        ("workshop", "bike not ready, twice"),
    ),
}
PUBLIC_DELIVERY = (
    "parcel lost and nobody cares", "ordered online, never again",
    "two weeks for an inner tube", "tracking says delivered, nothing came",
)  # fmt: skip
BY_LETTER = ("billing", "warranty", "returns")  # what people still write letters about

AGAIN = (
    "the same again",
    "asks once more",
    "any news",
    "still not settled",
    "one more thing",
)
CALLED_BACK = (
    "called back",
    "said what we found out",
    "told that it is ready",
    "news by phone",
)
SORRY = "told before asking: the parcel is late"
CHASING = (
    "any news of the complaint",
    "has heard nothing",
    "asks when this will be settled",
)

# What people write beside a score: [delivery or not][low, middling, high].
COMMENTS: dict[bool, tuple[tuple[str, ...], ...]] = {
    True: (
        (
            "Ten days for a pair of gloves.", "The courier left it in the rain.",
            "Nobody could tell me where my parcel was.",
            "Marked as delivered. It was not.",
            "Had to call three times.",
        ),
        (
            "Came in the end.", "Good bike, slow parcel.",
            "Would have liked a tracking link.",
        ),
        (
            "The new courier is a different world.", "Parcel was here the next day.",
            "Nice to be told before I asked.",
        ),
    ),
    False: (
        (
            "Waited too long on the phone.", "Had to explain everything twice.",
            "Bike was not ready as promised.", "Two visits for one squeak.",
        ),
        ("Fine, but not cheap.", "Friendly, a little slow.", "Does what it should."),
        (
            "Aylin took all the time I needed.", "Runs like new.",
            "Quick and friendly.",
            "Would not go anywhere else.", "Jonas found it in two minutes.",
            "My daughter loves her bike.", "Pawel even cleaned the chain.",
        ),
    ),
}  # fmt: skip
