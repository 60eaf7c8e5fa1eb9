"""Summary of a period in two or three sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csdesk.result import Figure


def summary(figures: Sequence[Figure], is_like: bool) -> tuple[str, ...]:
    """Return the sentences above the figures; parts without data are left out.

    `is_like`: the period before is comparable.
    """
    by_key = {figure.key: figure for figure in figures}
    sentences = (_came_in(by_key, is_like), _settled(by_key), _voice(by_key))
    return tuple(sentence for sentence in sentences if sentence)


def _came_in(figures: Mapping[str, Figure], is_like: bool) -> str:
    contacts, complaints = (
        _whole(figures, "contacts"),
        _whole(figures, "complaints_opened"),
    )
    if not contacts and not complaints:
        return "Nothing came in."
    before = figures["contacts"].previous
    against = (
        f" ({before.value:.0f} before)"
        if is_like and before and before.value is not None
        else ""
    )
    return (
        f"{_many(contacts, 'contact')}{against} came in, "
        f"and {_many(complaints, 'complaint')} {'was' if complaints == 1 else 'were'} "
        "opened."
    )


def _settled(figures: Mapping[str, Figure]) -> str:
    rate = figures["resolution_rate"]
    backlog = _whole(figures, "backlog")
    still = f"{_many(backlog, 'case')} {'is' if backlog == 1 else 'are'} open."
    if not rate.n:
        return still[:1].upper() + still[1:]
    resolved = int(rate.parts["numerator"] or 0)
    verb = "is" if resolved == 1 else "are"
    done = f"{resolved or 'none'} {verb} resolved"
    return f"Of {_many(rate.n, 'case')} opened, {done}; {still}"


def _voice(figures: Mapping[str, Figure]) -> str:
    csat, nps = figures["csat"], figures["nps"]
    parts = []
    if csat.n:
        satisfied = int(csat.parts["numerator"] or 0)
        parts.append(f"{satisfied} of {_many(csat.n, 'answer')} said satisfied")
    if nps.n:
        promoters, detractors = (
            int(nps.parts[group] or 0) for group in ("promoters", "detractors")
        )
        recommending = f"{promoters} would recommend the shop, {detractors} would not"
        if nps.answers:
            parts.append(
                f"of {_many(nps.n, 'answer')} to the NPS question {recommending}"
            )
        else:
            score = f"NPS is {nps.value:+.0f} from {_many(nps.n, 'answer')}"
            parts.append(f"{score}: {recommending}")
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:] + "." if sentence else ""


def _whole(figures: Mapping[str, Figure], key: str) -> int:
    return int(figures[key].value or 0)


def _many(number: int, noun: str) -> str:
    if not number:
        return f"no {noun}s"
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
