"""What the command says to people: how good a plan is and for whom, and the story of one line. Plain English; the pages
have words of their own, in two languages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from steun.optimise.allocation.format.plan import Plan
from steun.optimise.allocation.format.problem import Line, Problem
from steun.optimise.allocation.shares import EVERYWHERE, shares

if TYPE_CHECKING:  # they bring the compiled kernels along
    from steun.optimise.allocation.questions.explanation import Explanation
    from steun.optimise.allocation.questions.remedies import Remedy

STAGES = {
    "capability": "pieces can do it",
    "allowed": "of these may: law and owner allow it",
    "in-time": "of these can be there in time",
    "available": "of these are not away, at work that has begun, or kept for others",
    "after-higher": "are left after lines of the same or a higher class and promises",
    "after-all": "are left after all other lines",
}
"""How many effective pieces are left at each stage of the supply (`waterfall.STAGES`)."""
REASONS = {
    "met": "It holds all that it asks.",
    "partly-met": "It holds a part of what it asks.",
    "elsewhere": "There is enough piece by piece, but not at once.",
    "capability": "Too few can do it: it needs at least {need}.",
    "allowed": "Law and owners leave too few: it needs at least {need}.",
    "in-time": "Too few can be there in time: it needs at least {need}.",
    "available": "Too few are free of work, absence and agreements: it needs at least {need}.",
    "after-higher": "Lines of the same or a higher class and promises leave too few: it needs at least {need}.",
    "after-all": "All other lines together leave too few: it needs at least {need}.",
}
HELPS = {
    "rearrange": "others are moved, and nobody gets less",
    "later": "it is served up to {hours} h later, at {latest_arrival} at the latest",
    "later-end": "the work ends {hours} h later",
    "other-basis": "it rests on legal basis {basis}",
    "any-owner": "it takes units of any owner: {owners}",
    "smaller": "it asks for {quantity}",
    "shorter-notice": "unit {unit} is on its way {minutes} minutes sooner",
    "displace": "lines of lower classes lose: {lines}",
    "one-more-unit": "{quantity} × {capability} more come, like unit {like}",
}
"""Changes that were tried (`remedies.ORDER`)."""


def said_of(plan: Plan) -> Iterator[str]:
    """Which promises are not kept and why; then per class what is served, who is served least, and what is proven."""
    yield from unkept(plan)
    rows = shares(plan)
    for it in (row for row in rows if row.region == EVERYWHERE):
        regions = [row for row in rows if row.class_ == it.class_ and row.region != EVERYWHERE]
        least = f"; least in {regions[0].region}: {_percent(regions[0].share)}" if len(regions) > 1 else ""
        yield (
            f"class {it.class_}: {_percent(it.share)} served, {it.whole} of {it.lines} lines in full{least}; "
            f"{proof_of(plan, it.class_)}"
        )
    later = [goal for goal in ("L6", "L7", "L8") if goal in plan.proven]
    if later:
        yield f"proven too: {', '.join(later)} ({plan.method})"


def unkept(plan: Plan) -> Iterator[str]:
    """Each promise that is not kept, and why."""
    for it in plan.unkept:
        held = f", held by {' '.join(it.blocking)}" if it.blocking else ""
        yield f"promise not kept: {it.line} gets {it.met} of {it.promised}: {it.reason}{held}"


def proof_of(plan: Plan, class_: int) -> str:
    """What is known of how good the plan is for a class. Shares are rounded up: nothing sounds better than it is."""
    goal, gap = f"L{class_}", plan.gap.get(f"G_{class_}")
    if goal in plan.proven:
        return "proven: no plan gives it more"
    if goal in plan.within:
        return f"proven to within {_above(plan.within[goal])}"
    if gap is None:
        return "nothing is proven"
    together = "" if class_ == 1 else "with the classes above "
    return f"not proven; {together}at most {_above(gap)} below the best there can be"


def _above(share: float) -> str:
    return f"{math.ceil(max(0.0, share) * 10_000 - 1e-9) / 100:.2f} %"


def _percent(share: float) -> str:
    """Rounded down: a hundred is everything."""
    return f"{math.floor(share * 1000 + 1e-9) / 10:.1f} %"


def story_of(plan: Plan, it: Explanation) -> Iterator[str]:
    """What a line asks, what it gets from whom and when, where its supply ends, who holds the rest, what would help."""
    line = next(line for line in plan.problem.lines if line.id == it.line)
    at = Clock(plan.problem)
    yield (
        f"{line.id} asks {_pieces(line)} × {line.capability} for {line.region} in class {line.class_}, "
        f"there from {at(line.earliest)} to {at(line.latest_arrival)}, for {line.duration} minutes"
    )
    yield f"It gets {it.met}." if it.met else "It gets nothing."
    for a in sorted((a for a in plan.assignments if a.line == it.line), key=lambda a: (a.start, a.unit)):
        yield f"  {a.amount} × {a.capability} of unit {a.unit}, there at {at(a.start)}"
    yield from (f"Promised: {row.promised}, not kept: {row.reason}." for row in plan.unkept if row.line == it.line)
    yield from supply_of(it, line)
    if it.remedies:
        yield "What would help, each tried by putting it into the plan:"
        yield from (f"  {helps(one, at)}: it gets {one.met}" for one in it.remedies)
    elif it.met < line.quantity:
        yield "Nothing that was tried would help."


def supply_of(it: Explanation, line: Line) -> Iterator[str]:
    """The supply, stage by stage, as far as it falls; and the reason."""
    stages = list(it.waterfall.items())
    for n, (stage, left) in enumerate(stages):
        if n == 0 or left != stages[n - 1][1]:
            yield f"  {left} {STAGES[stage]}"
    yield REASONS[it.reason].format(need=max(1, line.minimum))
    if it.blocking:
        yield f"Held by {', '.join(it.blocking)}."


def helps(it: Remedy, at: Clock) -> str:
    """One change in words."""
    facts: dict[str, Any] = dict(it.facts)
    if "latest_arrival" in facts:
        facts["latest_arrival"] = at(facts["latest_arrival"])
    if it.code == "displace":
        facts["lines"] = ", ".join(_loss(name, row) for name, row in facts["lines"].items())
    if it.code == "any-owner":
        facts["owners"] = ", ".join(facts["owners"])
    said = HELPS[it.code].format_map(facts)
    return said.removesuffix(", like unit ")


def _loss(name: str, row: Mapping[str, Any]) -> str:
    promised = " that were promised" if row["promised"] else ""
    return f"{name} (class {row['class']}) {row['lost']} of {row['had']}{promised}"


def _pieces(line: Line) -> str:
    if line.quantity == 1:
        return "1"
    return f"{line.quantity} ({f'at least {line.minimum}' if line.minimum < line.quantity else 'all or nothing'})"


class Clock:
    """Minutes of a problem as moments in UTC; as minutes where its start is no moment."""

    def __init__(self, problem: Problem) -> None:
        try:
            start = datetime.fromisoformat(problem.start)
        except ValueError:
            self.start = None
        else:
            self.start = start.astimezone(UTC) if start.tzinfo else start.replace(tzinfo=UTC)

    def __call__(self, minute: int) -> str:
        if self.start is None:
            return f"minute {minute}"
        return f"{self.start + timedelta(minutes=minute):%Y-%m-%d %H:%M}"
