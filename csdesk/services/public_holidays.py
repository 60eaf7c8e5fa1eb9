"""Public holidays as closed days, of one country or region at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from csdesk.domain.vocabulary import fold, nearest
from csdesk.errors import UsageProblem
from csdesk.services.hours import day_typed, today, warn_of_effects
from csdesk.store.models import ClosedDay
from csdesk.store.queries.broken_rules import HOURS
from csdesk.store.queries.hours import holiday_countries, holidays_since

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csdesk.services.unit_of_work import Work

NONE: Final = "none"
YEARS: Final = 10
SHORT: Final = 3  # letters of a code; longer words are names
LANGUAGE: Final = "en_US"  # as the rest of csdesk, on any machine


@dataclass(frozen=True, slots=True)
class Holidays:
    """The holidays now set, from `since` to `until`, both included.

    `code` is DE or DE-BY, None if holidays were removed; `count` is their number.
    """

    code: str | None
    since: date
    until: date
    count: int


def set_holidays(
    work: Work,
    country: str | None,
    region: str | None = None,
    *,
    since: str | None = None,
    years: int = YEARS,
) -> Holidays:
    """Close the desk on the holidays of a country, up to `years` years from this one.

    `country` None is the desk's own; `none` removes holidays. They replace the holidays
    from `since` on (as typed). None: from last year on, or from today if another
    country's are set. Raises UsageProblem for an unknown country or region.
    """
    work.drop_broken(HOURS)
    now = today(work)
    last_year, end = date(now.year - 1, 1, 1), date(now.year + years, 12, 31)
    first = None if since is None else day_typed(work, since)
    typed = country or work.settings.get("country")
    if typed is None:
        raise UsageProblem(
            "Whose holidays? The desk has no country.",
            "Write its two letters: csdesk hours holidays DE",
        )
    if fold(typed) == NONE:
        begin = first or date.min
        _save(work, begin, {})
        warn_of_effects(work, begin)
        return Holidays(None, begin, end, 0)
    entity = _entity(typed, region)
    others = [one for one in holiday_countries(work.reader) if not entity.is_of(one)]
    begin = first or (now if others else last_year)
    found = {
        (day, name, entity.code): None
        for day, name in entity.days(begin.year, end.year).items()
        if begin <= day <= end
    }
    _save(work, begin, found)
    if entity.regions and not entity.region:
        work.warn(
            f"Regions of {entity.country} have holidays of their own: name yours "
            f"with --region, one of {', '.join(entity.regions)}."
        )
    warn_of_effects(work, begin)
    return Holidays(entity.code, begin, end, len(found))


@dataclass(frozen=True, slots=True)
class Entity:
    """A country, or one of its regions; `regions` are the codes of all of them."""

    country: str
    region: str | None
    regions: tuple[str, ...]

    @property
    def code(self) -> str:
        """Code: DE or DE-BY."""
        return f"{self.country}-{self.region}" if self.region else self.country

    def is_of(self, code: str) -> bool:
        """Return whether `code` is of the same country."""
        return code.partition("-")[0] == self.country

    def days(self, first: int, last: int) -> Mapping[date, str]:
        """Return the holidays of the years from `first` to `last`, both included."""
        from holidays import country_holidays

        made = country_holidays(self.country)
        known = made.supported_languages
        found = country_holidays(
            self.country,
            subdiv=self.region,
            years=range(first, last + 1),
            language=LANGUAGE if LANGUAGE in known else made.default_language,
        )
        return dict(sorted(found.items()))


def _entity(typed: str, region: str | None) -> Entity:
    """Read a country with its region: `DE`, `Germany`, `DE-BY`."""
    from holidays import country_holidays

    country, dash, rest = typed.strip().partition("-")
    code = _country(typed, country)
    wanted = rest if dash and region is None else region
    made = country_holidays(code)
    regions = tuple(made.subdivisions)
    if not wanted:
        return Entity(code, None, regions)
    names = {fold(name): name for name in regions}
    names |= {fold(alias): name for alias, name in made.subdivisions_aliases.items()}
    if fold(wanted) in names:
        return Entity(code, names[fold(wanted)], regions)
    if not regions:
        raise UsageProblem(
            f"{code} has no regions with holidays of their own.",
            f"Leave --region {wanted} out.",
        )
    near = nearest(wanted, names)
    raise UsageProblem(
        f"'{wanted}' is not a region of {code}.",
        _meant(names[near], near)
        if near and len(wanted) > SHORT
        else f"Write one of {', '.join(regions)}.",
    )


def _country(typed: str, country: str) -> str:
    """Return the two letters of a country, given its letters or its name."""
    from holidays.registry import COUNTRIES

    known: dict[str, str] = {}
    for module, (_, code, *others) in COUNTRIES.items():
        known |= {fold(name): code for name in (module.replace("_", " "), code)}
        known |= {fold(other): code for other in others if len(other) <= SHORT}
    for name in (typed, country):
        if fold(name) in known:
            return known[fold(name)]
    near = nearest(typed, known)
    raise UsageProblem(
        f"No holidays are known for '{typed}'.",
        _meant(known[near], near)
        if near and len(typed) > SHORT
        else "Write the country's two letters, such as DE; or enter single days: "
        "csdesk hours close DATE",
    )


def _meant(code: str, name: str) -> str:
    return f"Did you mean {code} ({name.title()})?"


def _save(
    work: Work, since: date, wanted: Mapping[tuple[date, str, str], None]
) -> None:
    """Make `wanted` the holidays from `since` on; existing ones of them stay."""
    existing = holidays_since(work.reader, since)
    for key, number in existing.items():
        if key not in wanted:
            work.session.delete(work.session.get_one(ClosedDay, number))
    work.session.flush()
    for day, name, country in wanted:
        if (day, name, country) not in existing:
            work.session.add(ClosedDay(day=day.isoformat(), name=name, country=country))
    work.session.flush()
