"""The whole state-machine engine: a life is a table of moves that can be read aloud.

From the table come: permission (`by`), conditions with reasons (`when`), the buttons and why one is grey, the API's
choices, the diagram in the handbook, the check constraint and triggers of the database, and the random-walk tests.

Three questions stay in three places: may you *see* it (`visible_to`), may your *role* do it (`by`), does the *law*
allow it now (`when`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from steun.core.kernel.errors import NotYours, Refused, Unknown
from steun.core.kernel.limits import LIMIT_OF, Holder, Stake, reaches, seats_and_limits
from steun.core.kernel.verdict import Verdict

F = TypeVar("F")
Seats = frozenset[str]
"""Who may: roles (`"locc"`) or roles for one organisation (`"mayor@GM0994"`). See `steun.core.kernel.seats`."""

CLOCK = "clock"
"""The role of moves that only the passing of time makes."""
NEW = ""
"""The state before birth."""


@dataclass(frozen=True, slots=True)
class Move(Generic[F]):
    """One step: a verb, from a state to a state, by whom, under which rules."""

    name: str
    source: str
    target: str
    by: Seats | Callable[[F], Seats]
    when: tuple[Callable[[F], Verdict], ...] = ()
    spends: Callable[[F], int] | None = None  # pieces that it gives, asks or orders: a mandate may bound them

    def seats(self, facts: F) -> Seats:
        return self.by(facts) if callable(self.by) else self.by


@dataclass(frozen=True, slots=True)
class Offer(Generic[F]):
    """A move as it stands for one actor now: open, or closed with the reasons."""

    move: Move[F]
    permitted: bool
    needed: Seats
    verdicts: tuple[Verdict, ...]

    @property
    def is_open(self) -> bool:
        return self.permitted and not any(v.blocks for v in self.verdicts)

    @property
    def reasons(self) -> tuple[Verdict, ...]:
        """What is not met: what blocks, and what only warns."""
        return tuple(v for v in self.verdicts if not v.met)


@dataclass(frozen=True)
class Machine(Generic[F]):
    """A life. Births are moves from `NEW`; every other row starts where another ended.

    >>> LAMP = Machine("lamp", [Move("hang", NEW, "off", frozenset({"fitter"})),
    ...                         Move("switch", "off", "on", frozenset({"user"}))])
    >>> LAMP.states
    ('off', 'on')
    >>> LAMP.check("off", "switch", {"user"}, None).target
    'on'
    >>> LAMP.check("off", "switch", {"fitter"}, None)
    Traceback (most recent call last):
    ...
    steun.core.kernel.errors.NotYours: user
    """

    name: str
    moves: list[Move[F]]
    rests_on: Callable[[F], frozenset[str]] | None = None  # the legal bases at stake: a mandate may bound them

    @property
    def states(self) -> tuple[str, ...]:
        seen = dict.fromkeys(state for m in self.moves for state in (m.source, m.target) if state != NEW)
        return tuple(seen)

    @property
    def births(self) -> tuple[str, ...]:
        """The states in which a life may begin."""
        return tuple(dict.fromkeys(m.target for m in self.moves if m.source == NEW))

    @property
    def ends(self) -> tuple[str, ...]:
        """The states that no move leaves."""
        leaving = {m.source for m in self.moves}
        return tuple(s for s in self.states if s not in leaving)

    @property
    def steps(self) -> frozenset[tuple[str, str]]:
        """Every (from, to) that some move makes; the database refuses the rest."""
        return frozenset((m.source, m.target) for m in self.moves if m.source != NEW)

    def find(self, state: str, name: str) -> Move[F]:
        """The move of that name out of this state. Raises `Refused` when the life does not allow it now."""
        for move in self.moves:
            if (move.source, move.name) == (state, name):
                return move
        if any(m.name == name for m in self.moves):
            facts = {"life": self.name, "state": state, "move": name}
            raise Refused([Verdict(False, "move-fits-state", f"{self.name} life", facts)])
        raise Unknown("move", name)

    def check(self, state: str, name: str, by: Holder | Iterable[str], facts: F) -> Move[F]:
        """The move, or the reason why not.

        `NotYours` for the wrong role or beyond a limit of the mandate, `Refused` with all unmet rules.
        """
        move = self.find(state, name)
        needed = move.seats(facts)
        seats, limits = seats_and_limits(by)
        if not needed & seats:
            raise NotYours(needed)
        for verdict in reaches(limits, self.stake(move, facts)):
            if verdict.blocks:
                raise NotYours(limit=LIMIT_OF[verdict.code])
        verdicts = [rule(facts) for rule in move.when]
        if any(v.blocks for v in verdicts):
            raise Refused(verdicts)
        return move

    def stake(self, move: Move[F], facts: F) -> Stake:
        """What this move reaches, to be held against the limits of a mandate."""
        bases = self.rests_on(facts) if self.rests_on else frozenset()
        return Stake(f"{self.name}.{move.name}", bases, move.spends(facts) if move.spends else 0)

    def offers(self, state: str, by: Holder | Iterable[str], facts: F) -> list[Offer[F]]:
        """Every move out of this state, as it stands for whoever acts. A limit of the mandate closes it, with words."""
        held, limits = seats_and_limits(by)
        return [
            Offer(
                move=m,
                permitted=bool((needed := m.seats(facts)) & held),
                needed=needed,
                verdicts=(*reaches(limits, self.stake(m, facts)), *(rule(facts) for rule in m.when)),
            )
            for m in self.moves
            if m.source == state
        ]
