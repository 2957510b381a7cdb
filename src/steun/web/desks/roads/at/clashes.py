"""What does not go together on a link, from when until when, and who settles it.

Whoever sees a part of the roads finds what clashes there, from what is seen there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.urls import reverse

from steun.core.deliver.movement.place import Held, too_close
from steun.web.deliver.movement.planning import fills
from steun.web.desks.roads.at.columns import Seen, minute_of, moment_of
from steun.web.desks.roads.at.people import Leaving, Way
from steun.web.kernel import words
from steun.web.know.closure.model import Closure
from steun.web.know.flow.model import Flow
from steun.web.know.road.read import stretches

PAGES = {
    "movement": "deliver:movement", "evacuation": "deliver:evacuation", "closure": "know:closure", "flow": "know:flow",
}  # fmt: skip
EVER = 10**9
"""A minute after all others."""


@dataclass(frozen=True, slots=True)
class Party:
    """One of two that do not go together. decides: can it be moved by anybody? Cars that nobody planned cannot."""

    kind: str
    it: Any

    @property
    def decides(self) -> bool:
        return self.kind != "flow"

    @property
    def name(self) -> str:
        return str(self.it.name)

    @property
    def url(self) -> str:
        return reverse(PAGES[self.kind], args=[self.it.pk])


@dataclass(frozen=True, slots=True)
class Span:
    """A link, from a minute until another."""

    link: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Clash:
    """code: what it is. spans: where and when, the first first."""

    code: str
    parties: tuple[Party, ...]
    spans: tuple[Span, ...]

    @property
    def who(self) -> list[str]:
        """The organisations that settle it."""
        return list(dict.fromkeys(words.named(it.it.organisation) for it in self.parties if it.decides))

    def at(self, minute: int) -> tuple[Span, ...]:
        return tuple(it for it in self.spans if it.first <= minute < it.last)

    def after(self, minute: int) -> Span | None:
        return next((it for it in self.spans if it.first > minute), None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A clash as a list has it: on which roads, from when until when."""

    clash: Clash
    links: tuple[str, ...]
    starts: datetime
    ends: datetime

    @property
    def roads(self) -> list[str]:
        known = stretches()
        return [known[code].name for code in self.links if code in known]


Key = tuple[str, tuple[Party, ...]]


def clashes(
    seen: Sequence[Seen], its: Sequence[Leaving], closures: Iterable[Closure], flows: Iterable[Flow]
) -> list[Clash]:
    """All of them, whenever they are."""
    from steun.optimise.marching import MovementPolicy

    columns = {it.packet: Party("movement", one.it) for one in seen for it in one.held()}
    held = [it for one in seen for it in one.held()]
    found: dict[Key, list[Span]] = {}
    for one, other, first, last in too_close(held, MovementPolicy().headway):
        both = tuple(dict.fromkeys((columns[one.packet], columns[other.packet])))
        found.setdefault(("headway", both), []).append(Span(one.leg.link, first, last))
    for code, party, links, way_in, starts, ends in barriers(closures, flows):
        for it in held:
            here = it.leg.link in links and way_in in ("", it.leg.start)
            if here and it.first < ends and it.last > starts:
                span = Span(it.leg.link, max(it.first, starts), min(it.last, ends))
                found.setdefault((code, (columns[it.packet], party)), []).append(span)
        for leaving in its if party.decides else ():
            for way in leaving.view.way.over:
                if way[0] in links and way_in in ("", way[1]):
                    spans = full(way, starts, ends, [leaving], 0)
                    found.setdefault((code, (Party("evacuation", leaving.it), party)), []).extend(spans)
    for it in held:
        there = [one for one in its if (it.leg.link, it.leg.start) in one.view.way.over]
        if there:
            parties = (columns[it.packet], *(Party("evacuation", one.it) for one in there))
            found.setdefault(("lane", parties), []).extend(behind(it, there))
    return [
        Clash(code, parties, tuple(sorted(spans, key=lambda it: (it.first, it.link))))
        for (code, parties), spans in found.items() if spans
    ]  # fmt: skip


def barriers(
    closures: Iterable[Closure], flows: Iterable[Flow]
) -> Iterator[tuple[str, Party, tuple[str, ...], str, int, int]]:
    """What lets no column through, and from which node alone: closed roads ("": from both), and those full of cars that
    nobody planned."""
    for it in closures:
        yield "closed", Party("closure", it), tuple(it.links), "", minute_of(it.starts_at), until(it.ends_at)
    for flow in flows:
        if fills(flow):
            times = minute_of(flow.seen_at), until(flow.ends_at)
            yield "full", Party("flow", flow), (flow.link,), flow.comes_from, *times


def until(moment: datetime | None) -> int:
    return EVER if moment is None else minute_of(moment)


def behind(it: Held, its: Sequence[Leaving]) -> list[Span]:
    """When more people want the link than the lanes let through that a column leaves them."""
    way = (it.leg.link, it.leg.start)
    return full(way, it.first, it.last, its, its[0].lets(it.leg.link, lanes_taken=1))


def full(way: Way, first: int, last: int, its: Sequence[Leaving], room: int) -> list[Span]:
    """When more cars drive there than there is room for, within these minutes."""
    turns = sorted({first, last} | {n for one in its for n in one.changes() if first < n < last})
    found: list[Span] = []
    for start, end in pairwise(turns):
        if sum(one.cars_on(way, start) for one in its) > room:
            if found and found[-1].last == start:
                found[-1] = Span(way[0], found[-1].first, end)
            else:
                found.append(Span(way[0], start, end))
    return found


def now_and_later(found: Iterable[Clash], at: datetime) -> tuple[list[Shown], list[Shown]]:
    """Those at a moment, and of the others that come, when and where they begin; the first first."""
    minute, here, ahead = minute_of(at), [], []
    for it in found:
        if spans := it.at(minute):
            links = tuple(dict.fromkeys(span.link for span in spans))
            first, last = min(span.first for span in spans), max(span.last for span in spans)
            here.append(Shown(it, links, moment_of(first), moment_of(last)))
        elif span := it.after(minute):
            ahead.append(Shown(it, (span.link,), moment_of(span.first), moment_of(span.last)))
    return sorted(here, key=by_start), sorted(ahead, key=by_start)


def by_start(it: Shown) -> Any:
    return it.starts, it.clash.code, [party.name for party in it.clash.parties]
