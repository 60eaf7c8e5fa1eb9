"""The fields of imported rows, as data (DESIGN.md §6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from csdesk.domain import vocabulary as words
from csdesk.domain.contact_fields import PLAIN_FIELDS


class FieldKind(StrEnum):
    """How a cell is read."""

    ID = "id"  # another system's name for a record
    TEXT = "text"
    NAME = "name"  # text that comes again and again: an agent, a category
    EMAIL = "e-mail"
    PHONE = "phone"
    INSTANT = "instant"
    DURATION = "duration"
    YES_NO = "yes/no"
    COUNT = "count"
    WORD = "word"  # one word of the vocabulary
    SCORE = "score"
    POINTS = "points"  # a score whose scale depends on the row
    SCALE = "scale"
    TAGS = "tags"  # between commas or semicolons
    AMOUNT = "amount"  # of money, in the desk's currency


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a mapping may name.

    `columns` are those of the record that it fills. Errors do not quote the values of
    a `private` field. `words` are the values that a WORD may have.
    """

    name: str
    kind: FieldKind
    columns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    private: bool = False


_RESOLUTION: Final = ("resolved_at", "resolved", "resolution_time_known")
_CUSTOMER: Final = ("customer_id",)
_SETTLED: Final = (*_RESOLUTION, "status")
_CUSTOMER_FIELDS: tuple[Field, ...] = (
    Field("customer_name", FieldKind.TEXT, _CUSTOMER, private=True),
    Field("customer_email", FieldKind.EMAIL, _CUSTOMER, private=True),
    Field("customer_phone", FieldKind.PHONE, _CUSTOMER, private=True),
    Field("customer_external_id", FieldKind.ID, _CUSTOMER, private=True),
    Field("customer_tier", FieldKind.NAME, _CUSTOMER, private=True),
    Field("customer_company", FieldKind.NAME, _CUSTOMER, private=True),
)

CONTACT_FIELDS: tuple[Field, ...] = (
    Field("external_id", FieldKind.ID, ("external_id",)),
    Field("received_at", FieldKind.INSTANT, ("received_at",)),
    Field("first_response_at", FieldKind.INSTANT, ("first_response_at",)),
    Field("first_response", FieldKind.DURATION, ("first_response_at",)),
    Field("resolved_at", FieldKind.INSTANT, _RESOLUTION),
    Field("resolution", FieldKind.DURATION, _RESOLUTION),
    Field("resolved", FieldKind.YES_NO, _RESOLUTION),
    Field("abandoned", FieldKind.YES_NO, ("abandoned",)),
    Field("wait", FieldKind.DURATION, ("wait_seconds",)),
    Field("handle", FieldKind.DURATION, ("handle_seconds",)),
    Field("answered_at", FieldKind.INSTANT, ("wait_seconds", "handle_seconds")),
    Field("ended_at", FieldKind.INSTANT, ("wait_seconds", "handle_seconds")),
    Field("channel", FieldKind.WORD, ("channel",), words.CHANNELS),
    Field("direction", FieldKind.WORD, ("direction",), words.DIRECTIONS),
    Field("phase", FieldKind.WORD, ("phase",), words.PHASES),
    Field("reason", FieldKind.WORD, ("reason",), words.REASONS),
    Field("category", FieldKind.NAME, ("category",)),
    Field("subject", FieldKind.TEXT, ("subject",), private=True),
    Field("notes", FieldKind.TEXT, ("notes",), private=True),
    Field("agent", FieldKind.NAME, ("agent_id",)),
    *(Field(f.name, FieldKind(f.kind), (f.name,), f.words) for f in PLAIN_FIELDS),
    Field("follows", FieldKind.ID, ("follows_id",)),
    Field("complaint", FieldKind.ID, ("complaint_id",)),
    *_CUSTOMER_FIELDS,
    Field("csat", FieldKind.SCORE),
    Field("csat_at", FieldKind.INSTANT),
    Field("nps", FieldKind.SCORE),
    Field("nps_at", FieldKind.INSTANT),
    Field("ces", FieldKind.SCORE),
    Field("ces_at", FieldKind.INSTANT),
)
COMPLAINT_FIELDS: tuple[Field, ...] = (
    Field("external_id", FieldKind.ID, ("external_id",)),
    Field("received_at", FieldKind.INSTANT, ("opened_at",)),
    Field("acknowledged_at", FieldKind.INSTANT, ("acknowledged_at", "status")),
    Field("resolved_at", FieldKind.INSTANT, _SETTLED),
    Field("resolved", FieldKind.YES_NO, _SETTLED),
    Field("outcome", FieldKind.WORD, ("outcome",), words.OUTCOMES),
    Field("upheld", FieldKind.WORD, ("upheld",), words.UPHELD),
    Field("severity", FieldKind.WORD, ("severity",), words.SEVERITIES),
    Field("category", FieldKind.NAME, ("category",)),
    Field("product", FieldKind.NAME, ("product",)),
    Field("order", FieldKind.ID, ("order_ref",)),
    Field("description", FieldKind.TEXT, ("description",), private=True),
    Field("root_cause", FieldKind.NAME, ("root_cause",)),
    Field("decision", FieldKind.TEXT, ("decision",), private=True),
    Field("remedy", FieldKind.WORD, ("status",), words.REMEDIES),
    Field("remedy_value", FieldKind.AMOUNT),
    Field("remedy_cost", FieldKind.AMOUNT),
    Field("channel", FieldKind.WORD, ("channel",), words.CHANNELS),
    Field("agent", FieldKind.NAME, ("owner_id",)),
    *_CUSTOMER_FIELDS,
)
SURVEY_FIELDS: tuple[Field, ...] = (
    Field("external_id", FieldKind.ID, ("external_id",)),
    Field("kind", FieldKind.WORD, words=words.SURVEY_KINDS),
    Field("score", FieldKind.POINTS),
    Field("scale", FieldKind.SCALE),
    Field("direction", FieldKind.WORD, words=words.CES_DIRECTIONS),
    Field("nps", FieldKind.SCORE),
    Field("csat", FieldKind.SCORE),
    Field("ces", FieldKind.SCORE),
    Field("comment", FieldKind.TEXT, ("comment",), private=True),
    Field("asked_at", FieldKind.INSTANT),
    Field("answered_at", FieldKind.INSTANT),
    Field("contact", FieldKind.ID, ("contact_id", "customer_id")),
    Field("complaint", FieldKind.ID, ("complaint_id", "customer_id")),
    *_CUSTOMER_FIELDS,
)
CUSTOMER_FIELDS: tuple[Field, ...] = (
    Field("external_id", FieldKind.ID, private=True),
    Field("name", FieldKind.TEXT, private=True),
    Field("email", FieldKind.EMAIL, private=True),
    Field("phone", FieldKind.PHONE, private=True),
    Field("company", FieldKind.NAME, private=True),
    Field("tier", FieldKind.NAME, private=True),
    Field("tags", FieldKind.TAGS, private=True),
    Field("note", FieldKind.TEXT, private=True),
    Field("since", FieldKind.INSTANT),
    Field("left_at", FieldKind.INSTANT),
)
PURCHASE_FIELDS: tuple[Field, ...] = (
    Field("external_id", FieldKind.ID, ("external_id",)),
    Field("at", FieldKind.INSTANT, ("at",)),
    Field("amount", FieldKind.AMOUNT, ("amount",)),
    Field("product", FieldKind.NAME, ("product",)),
    Field("quantity", FieldKind.COUNT, ("quantity",)),
    Field("paid_at", FieldKind.INSTANT, ("paid_at",)),
    *_CUSTOMER_FIELDS,
)


def _by_name(fields: tuple[Field, ...]) -> dict[str, Field]:
    return {field.name: field for field in fields}


# kind of file -> the fields that its rows may have, by name
FIELDS: dict[str, dict[str, Field]] = {
    "contacts": _by_name(CONTACT_FIELDS),
    "complaints": _by_name(COMPLAINT_FIELDS),
    "surveys": _by_name(SURVEY_FIELDS),
    "customers": _by_name(CUSTOMER_FIELDS),
    "purchases": _by_name(PURCHASE_FIELDS),
}
# kind of file -> fields that must be mapped and may not be empty
REQUIRED: dict[str, tuple[str, ...]] = {
    "contacts": ("received_at",),
    "complaints": ("received_at",),
    "surveys": (),
    "customers": (),
    "purchases": ("at", "amount"),
}
# kind of file -> fields of which at least one must be mapped
ONE_AT_LEAST: dict[str, tuple[tuple[str, ...], ...]] = {
    "surveys": (("nps", "csat", "ces", "score"), ("answered_at", "asked_at")),
    "customers": (("name", "email", "phone", "external_id"),),
}
# a field -> the fields that it excludes, as both have the same values
EXCLUSIVE: dict[str, tuple[str, ...]] = {"score": words.SURVEY_KINDS}
# kind of file -> a field -> the field without which it means nothing
NEEDS: dict[str, dict[str, str]] = {
    "contacts": {"csat_at": "csat", "nps_at": "nps", "ces_at": "ces"},
    "complaints": {"remedy_value": "remedy", "remedy_cost": "remedy"},
    "surveys": {
        "kind": "score",
        "score": "kind",
        "scale": "score",
        "direction": "score",
    },
}
