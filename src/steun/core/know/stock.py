"""Who may say how many pieces a unit has, and when some of them are away."""

from steun.core.kernel.machine import Seats
from steun.core.kernel.seats import Roles, at_each
from steun.core.kernel.verdict import Verdict


def stock_keepers(roles: Roles, side: str, organisation: str) -> Seats:
    """Defence counts its own means: its planners, and the commander of the unit. A civil organisation counts its own.

    >>> roles = Roles(planners=("toc",), unit_commanders=("unit-commander",), owners=("provider",))
    >>> sorted(stock_keepers(roles, "defence", "DEF-13LB"))
    ['toc', 'unit-commander@DEF-13LB']
    >>> sorted(stock_keepers(roles, "civil", "RWS"))
    ['provider@RWS']
    """
    if side == "defence":
        return frozenset(roles.planners) | at_each(roles.unit_commanders, [organisation])
    return at_each(roles.owners, [organisation])


def stock_covers_absences(capacity: int, away: int) -> Verdict:
    """Who is away is still counted: stock cannot be smaller than the pieces that are away. Source: logic."""
    return Verdict(away <= capacity, "stock-covers-absences", "Steun", {"stock": capacity, "away": away})


def absence_is_running(over: bool) -> Verdict:
    """Only who is away, or will be, can come back. Source: logic."""
    return Verdict(not over, "absence-is-running", "Steun")


def is_far_beyond(asked: int, known: int) -> bool:
    """Is so much asked that a digit too many, or another unit of measure, is likelier? Source: policy of Steun.

    In orders of magnitude, so that who asks learns no stock: of 610 pieces, 10,000 is far beyond.

    >>> is_far_beyond(250_000, 610), is_far_beyond(9_999, 610), is_far_beyond(1_000_000, 0)
    (True, False, False)
    """
    return known > 0 and asked >= 10 ** (len(str(known)) + 1)
