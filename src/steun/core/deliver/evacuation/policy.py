"""What the rules say of evacuations: figures to begin with, actions, who orders on which basis, and what is asked.

The rows are dated facts with a source and a mark (`rules/nl/evacuation.toml`); nothing here reads a file. A figure that
nobody has read in a source is shown as such, and everybody may enter another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from steun.core.kernel.law import Source

MOVES = ("away", "high", "none", "fetched")
"""What an action means for people: they leave by road, they are safe where they are, they are told to stay out, or
somebody fetches them."""
REACHES = ("municipality", "region")
"""How far the power to order goes."""
PER = ("helpless", "sheltered", "zones")
"""Of what the pieces of a support are counted: people without transport, places in shelter, zones."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to begin with. usual: what is usually named as lowest and highest; unit: as `words` knows it."""

    code: str
    title: Mapping[str, str]
    unit: str
    value: int
    usual: tuple[int, int]
    source: Source


@dataclass(frozen=True, slots=True)
class Action:
    """What is asked of the people in a zone, in the words of the handbook."""

    code: str
    title: Mapping[str, str]
    moves: str
    source: Source


@dataclass(frozen=True, slots=True)
class Basis:
    """On which ground somebody orders. needs: powers that must be in force in each zone; forcing: one of these must be
    before anybody is made to go; yields: powers that, once in force there, take it over."""

    code: str
    title: Mapping[str, str]
    source: Source
    roles: tuple[str, ...] = ()
    reach: str = "municipality"
    needs: tuple[str, ...] = ()
    forcing: tuple[str, ...] = ()
    yields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoneSupport:
    """What an evacuation may ask of others. each: people, places or zones for one piece of the capability."""

    code: str
    title: Mapping[str, str]
    effect: str
    capability: str
    task: str
    per: str
    each: int
    source: Source

    def pieces(self, helpless: int, sheltered: int, zones: int) -> int:
        """Rounded up: half a bus is none.

        >>> from datetime import date
        >>> here = Source("Steun", "I", date(2026, 1, 1))
        >>> ZoneSupport("bus", {}, "e", "c", "t", "helpless", 40, here).pieces(41, 0, 1)
        2
        """
        return -(-{"helpless": helpless, "sheltered": sheltered, "zones": zones}[self.per] // self.each)


@dataclass(frozen=True, slots=True)
class EvacuationPolicy:
    """All of it. inhabitants: by municipality, of one year."""

    figures: tuple[Figure, ...] = ()
    actions: tuple[Action, ...] = ()
    bases: tuple[Basis, ...] = ()
    supports: tuple[ZoneSupport, ...] = ()
    inhabitants: Mapping[str, int] = field(default_factory=dict)
    year: int = 0
    counted: Source | None = None

    def on(self, day: date) -> EvacuationPolicy:
        """The rows of one day."""
        return replace(
            self,
            figures=tuple(it for it in self.figures if it.source.holds_on(day)),
            actions=tuple(it for it in self.actions if it.source.holds_on(day)),
            bases=tuple(it for it in self.bases if it.source.holds_on(day)),
            supports=tuple(it for it in self.supports if it.source.holds_on(day)),
        )

    def figure(self, code: str) -> Figure:
        return next(it for it in self.figures if it.code == code)

    def action(self, code: str) -> Action | None:
        return next((it for it in self.actions if it.code == code), None)

    def basis(self, code: str) -> Basis | None:
        return next((it for it in self.bases if it.code == code), None)

    def support(self, code: str) -> ZoneSupport | None:
        return next((it for it in self.supports if it.code == code), None)
