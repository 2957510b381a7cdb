"""What a mandate may be. Pure: facts in, verdicts out; the Awb articles are named where they speak."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from steun.core.kernel.errors import Refused
from steun.core.kernel.limits import codes, pieces
from steun.core.kernel.verdict import Verdict

SOURCE = "Steun"
SLACK = timedelta(minutes=10)
"""A form takes a while to fill in: a start this long ago still counts as now."""
AWAY_AT_MOST = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class MandateFacts:
    """What the rules of giving and delegating look at.

    `own_*` is the mandate that is delegated from, or that of whoever one decides in the name of.
    """

    now: datetime
    valid_from: datetime
    valid_until: datetime | None
    organisation_kind: str = ""
    kinds_of_role: tuple[str, ...] = ()
    role_source: str = SOURCE
    to_oneself: bool = False
    person_active: bool = True
    held_already: bool = False
    mandator_holds_power: bool = True
    limits: Mapping[str, object] = field(default_factory=dict)
    own_from: datetime | None = None
    own_until: datetime | None = None
    own_limits: Mapping[str, object] = field(default_factory=dict)
    own_delegable: bool = True
    own_in_force: bool = True


Rule = Callable[[MandateFacts], Verdict]


def period_runs_forward(facts: MandateFacts) -> Verdict:
    """A mandate ends after it begins. Source: logic."""
    met = facts.valid_until is None or facts.valid_until > facts.valid_from
    return Verdict(met, "mandate-period-runs-forward", SOURCE)


def not_over_already(facts: MandateFacts) -> Verdict:
    """A mandate that ended lets nobody in, so it is not given. Source: logic."""
    return Verdict(facts.valid_until is None or facts.valid_until > facts.now, "mandate-not-over", SOURCE)


def not_backdated(facts: MandateFacts) -> Verdict:
    """Power begins when it is given, not before. Source: policy of Steun (the journal says who could do what when)."""
    return Verdict(facts.valid_from >= facts.now - SLACK, "mandate-not-backdated", SOURCE)


def role_fits_organisation(facts: MandateFacts) -> Verdict:
    """A mayor belongs to a municipality. Source: of the role."""
    return Verdict(facts.organisation_kind in facts.kinds_of_role, "role-fits-organisation", facts.role_source)


def not_to_oneself(facts: MandateFacts) -> Verdict:
    """Nobody gives power to oneself. Source: policy of Steun (two pairs of eyes)."""
    return Verdict(not facts.to_oneself, "mandate-not-to-oneself", SOURCE)


def person_is_active(facts: MandateFacts) -> Verdict:
    """Only somebody who may log in. Source: logic."""
    return Verdict(facts.person_active, "person-is-active", SOURCE)


def not_held_already(facts: MandateFacts) -> Verdict:
    """One person holds one seat once at a time. Source: logic."""
    return Verdict(not facts.held_already, "mandate-not-held-already", SOURCE)


def mandator_holds_power(facts: MandateFacts) -> Verdict:
    """In whose name one decides, that person holds the same seat now, and in the own name. Source: Awb 10:1, 10:3."""
    return Verdict(facts.mandator_holds_power, "mandator-holds-power", "Awb, art. 10:1")


def mandate_in_force(facts: MandateFacts) -> Verdict:
    """What does not hold is not passed on. Source: Awb 10:1."""
    return Verdict(facts.own_in_force, "mandate-in-force", "Awb, art. 10:1")


def delegable(facts: MandateFacts) -> Verdict:
    """Passing on a mandate (ondermandaat) needs leave of the mandator. Source: Awb 10:9."""
    return Verdict(facts.own_delegable, "mandate-is-delegable", "Awb, art. 10:9")


def within_own_period(facts: MandateFacts) -> Verdict:
    """Nobody passes on power for longer than it is held. Source: Awb 10:9."""
    begins = facts.own_from is None or facts.valid_from >= facts.own_from
    ends = facts.own_until is None or (facts.valid_until is not None and facts.valid_until <= facts.own_until)
    return Verdict(begins and ends, "within-own-period", "Awb, art. 10:9")


def within_own_limits(facts: MandateFacts) -> Verdict:
    """Nobody passes on more power than is held. Source: Awb 10:9.

    >>> from datetime import UTC, datetime
    >>> noon = datetime(2026, 2, 1, 12, tzinfo=UTC)
    >>> wide = {"bases": ["msob", "wvr-51"]}
    >>> bool(within_own_limits(MandateFacts(noon, noon, None, limits=wide, own_limits={"bases": ["msob"]})))
    False
    >>> bool(within_own_limits(MandateFacts(noon, noon, None, limits={"quantity": 5}, own_limits={"quantity": 10})))
    True
    """
    own, given = facts.own_limits, facts.limits
    narrower = all(_within(codes(given, name), codes(own, name)) for name in ("bases", "acts"))
    most, mine = pieces(given), pieces(own)
    fewer = mine is None or (most is not None and most <= mine)
    return Verdict(narrower and fewer, "within-own-limits", "Awb, art. 10:9")


def _within(given: frozenset[str] | None, own: frozenset[str] | None) -> bool:
    """None = no limit."""
    return own is None or (given is not None and given <= own)


COMMON: tuple[Rule, ...] = (
    period_runs_forward, not_over_already, not_backdated, not_to_oneself, person_is_active, not_held_already,
)  # fmt: skip
GIVE: tuple[Rule, ...] = (
    *COMMON, role_fits_organisation, mandator_holds_power, within_own_period, within_own_limits,
)  # fmt: skip
DELEGATE: tuple[Rule, ...] = (*COMMON, mandate_in_force, delegable, within_own_period, within_own_limits)


def check(rules: Iterable[Rule], facts: MandateFacts) -> None:
    """All unmet rules at once. Raises `Refused`."""
    need(*(rule(facts) for rule in rules))


def need(*verdicts: Verdict) -> None:
    """Raises `Refused` with every verdict that blocks."""
    if any(v.blocks for v in verdicts):
        raise Refused(verdicts)
