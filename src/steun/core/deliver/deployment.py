"""The life of a deployment: a commitment under way. Ordered, moving, on scene, released, returned."""

from dataclasses import dataclass
from datetime import datetime

from steun.core.ask.request import orderers
from steun.core.ask.rules import RequestFacts, bases_of
from steun.core.kernel.machine import NEW, Machine, Move, Seats
from steun.core.kernel.mending.undo import NO_SLIP, SLIP, Slip
from steun.core.kernel.seats import seats_for
from steun.core.kernel.verdict import Verdict


@dataclass(frozen=True, slots=True)
class DeploymentFacts:
    """What the rules of a deployment look at."""

    request: RequestFacts
    provider: str  # organisation of the unit
    committed: bool = True
    consent_open: tuple[str, ...] = ()  # gates before deployment that are not passed, by code
    consent_source: str = ""
    quantity: int = 0
    reported: int | None = None
    promised: int | None = None  # pieces that were promised, less what fell short
    happened_at: datetime | None = None
    last_at: datetime | None = None  # of the step before
    corrects: str = ""  # the report of which the time was wrong
    reported_steps: tuple[str, ...] = ()  # the reports of which there is a time
    times: tuple[datetime, ...] = ()  # from the order on, in the order of the steps, with the correction in its place
    reason: str = ""
    knowingly: bool = False  # the question was put before, and the answer is yes
    slip: Slip = NO_SLIP  # the report that is to be undone


def commander(facts: DeploymentFacts) -> Seats:
    """The commander of the unit, or the civil organisation that owns it; TOC may report for them."""
    return seats_for(facts.request.roles.commanders, facts.provider) | frozenset(facts.request.roles.orderers)


def ordering(facts: DeploymentFacts) -> Seats:
    """Whoever orders the request's units, and the owner of a civil unit."""
    return orderers(facts.request) | seats_for(facts.request.roles.providers, facts.provider)


def commitment_stands(facts: DeploymentFacts) -> Verdict:
    """Only what is committed is ordered. Source: GLOSSARY (deployment)."""
    return Verdict(facts.committed, "commitment-stands", "Steun")


def gezag_consents(facts: DeploymentFacts) -> Verdict:
    """KMar and armed forces act for police only after consent of the competent authority.

    Source: Ambtsinstructie, art. 6(2).
    """
    return Verdict(
        not facts.consent_open,
        "gezag-consents",
        facts.consent_source or "Ambtsinstructie, art. 6(2)",
        {"gates": ", ".join(facts.consent_open)},
    )


def minute_of(moment: datetime) -> datetime:
    """As people type it: a departure in the minute of the order is no earlier than the order."""
    return moment.replace(second=0, microsecond=0)


def times_run_forward(facts: DeploymentFacts) -> Verdict:
    """No step lies in a minute before the one before it. Source: logic."""
    ok = facts.happened_at is None or facts.last_at is None or facts.happened_at >= minute_of(facts.last_at)
    return Verdict(ok, "times-run-forward", "Steun")


def number_is_sane(facts: DeploymentFacts) -> Verdict:
    """Reported numbers are not negative. Source: logic."""
    return Verdict(facts.reported is None or 0 <= facts.reported <= 1_000_000, "number-is-sane", "Steun")


def corrected_report_was_given(facts: DeploymentFacts) -> Verdict:
    """Only a time that was reported can be corrected. Source: logic."""
    met = facts.corrects in facts.reported_steps
    return Verdict(met, "corrected-report-was-given", "Steun")


def corrected_times_run_forward(facts: DeploymentFacts) -> Verdict:
    """Also when corrected, no step lies in a minute before the one before it. Source: logic."""
    minutes = [minute_of(at) for at in facts.times]
    return Verdict(minutes == sorted(minutes), "corrected-times-run-forward", "Steun")


def correction_has_reasons(facts: DeploymentFacts) -> Verdict:
    """A promise is measured by these times: who changes one says why. Source: policy of Steun."""
    return Verdict(bool(facts.reason.strip()), "correction-has-reasons", "Steun")


def number_fits_promise(facts: DeploymentFacts) -> Verdict:
    """No more than was promised, and more than a tenth of it: else a digit too much or too few is likelier.

    Source: policy of Steun. More is possible; but those pieces are promised to nobody here, or to somebody else.
    """
    reported, promised = facts.reported, facts.promised
    fits = reported is None or promised is None or (promised < reported * 10 and reported <= promised)
    details = {"reported": reported, "promised": promised}
    return Verdict(facts.knowingly or fits, "number-fits-promise", "Steun", details, askable=True)


REPORT = (times_run_forward, number_is_sane, number_fits_promise)
CORRECTION = (corrected_report_was_given, corrected_times_run_forward, correction_has_reasons)

DEPLOYMENT: Machine[DeploymentFacts] = Machine("deployment", [
    Move("order",   NEW,        "ordered",   by=ordering, when=(commitment_stands,)),
    Move("depart",  "ordered",  "moving",    by=commander, when=REPORT),
    Move("arrive",  "moving",   "on-scene",  by=commander, when=(*REPORT, gezag_consents)),
    Move("report",  "on-scene", "on-scene",  by=commander, when=REPORT),
    Move("release", "on-scene", "released",  by=commander, when=REPORT),
    Move("return",  "released", "returned",  by=commander, when=REPORT),
    Move("return",  "moving",   "returned",  by=commander, when=REPORT),
    Move("cancel",  "ordered",  "cancelled", by=ordering),
    Move("correct", "moving",   "moving",    by=commander, when=CORRECTION),
    Move("correct", "on-scene", "on-scene",  by=commander, when=CORRECTION),
    Move("correct", "released", "released",  by=commander, when=CORRECTION),
    Move("correct", "returned", "returned",  by=commander, when=CORRECTION),
    Move("undo",    "moving",   "ordered",   by=commander, when=SLIP),
    Move("undo",    "on-scene", "on-scene",  by=commander, when=SLIP),
    Move("undo",    "released", "on-scene",  by=commander, when=SLIP),
], rests_on=lambda facts: bases_of(facts.request))  # fmt: skip

COMING = ("ordered", "moving")
"""States in which the unit has not arrived yet."""
COMING_OR_THERE = (*COMING, "on-scene")
"""On its way or there: it helps. What goes home helps nobody any more."""
UNDER_WAY = (*COMING, "on-scene", "released")
"""States in which the unit is not yet home."""
ARRIVED = ("on-scene", "released", "returned")
"""States of a unit that has been there."""
