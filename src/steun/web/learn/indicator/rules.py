"""Which rule hindered: of each act that an article or policy demands, how often it was refused, came late or still
waits, and how long it took; and how long means took beside what the catalogue says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Func, Q

from steun.core.kernel.law import Gate as GateRule
from steun.core.kernel.law import LegalBasis
from steun.core.learn.indicator import quarters
from steun.rules.load import law
from steun.web.ask.gate.model import Gate
from steun.web.ask.request.model import sent_and_seen
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel import clock, moments
from steun.web.kernel.actor import Actor
from steun.web.know.catalogue.model import Capability
from steun.web.learn.indicator.read import PERIOD

HINDERED = {
    "refused": Q(state="refused"),
    "late": Q(done_at__gt=F("due_at")),
}  # fmt: skip
"""How an act can hinder; with those that wait and are late already, which depend on now."""


class Minutes(Func):
    """From the second moment to the first. SQLite has no difference of moments of its own, and Django's is a function
    in Python for every row."""

    output_field = FloatField()
    template = "(EXTRACT(EPOCH FROM %(expressions)s) / 60.0)"
    arg_joiner = " - "

    def as_sqlite(self, compiler: Any, connection: Any, **words: Any) -> Any:
        later, sooner = (compiler.compile(it) for it in self.get_source_expressions())
        sql = f"((julianday({later[0]}) - julianday({sooner[0]})) * 1440.0)"
        return sql, (*later[1], *sooner[1])


@dataclass(frozen=True, slots=True)
class Hindered:
    """One act of one basis. `elapsed`: minutes from its turn to its answer, on average; None: nobody knows."""

    basis: LegalBasis | None
    code: str
    rule: GateRule | None
    answered: int
    refused: int
    late: int
    waiting: int
    elapsed: int | None

    @property
    def is_law(self) -> bool:
        """Does an article demand it, or only policy?"""
        return bool(self.rule and self.rule.origin == "law")


@dataclass(frozen=True, slots=True)
class Reaction:
    """How long means took from an urgent call, on average, beside what the catalogue says. Minutes."""

    capability: Capability
    formal: int | None
    observed: int
    arrived: int

    @property
    def difference(self) -> int | None:
        return None if self.formal is None else self.observed - self.formal


def conditions() -> dict[str, Q]:
    """Of the gates that hindered."""
    return {**HINDERED, "waiting": Q(done_at=None, due_at__lt=clock.now(), ready_at__isnull=False)}


def since() -> Any:
    return moments.midnight(quarters(clock.today(), PERIOD)[0].begins)


def gates(actor: Actor) -> Any:
    """Of requests that were sent in the period and that this reader may see."""
    return Gate.objects.filter(sent_and_seen(actor), request__sent_at__gte=since())


def hindered(actor: Actor) -> list[Hindered]:
    """What hindered most stands first."""
    bases = {basis.code: basis for basis in law().bases}
    counts = {name: Count("pk", filter=wanted) for name, wanted in conditions().items()}
    rows = gates(actor).order_by().values("part__basis", "code").annotate(
        answered=Count("pk", filter=Q(done_at__isnull=False)), **counts,
        elapsed=Avg(Minutes("done_at", "ready_at"), filter=Q(done_at__gte=F("ready_at"))),
    )  # fmt: skip
    found = []
    for row in rows:
        basis = bases.get(row["part__basis"])
        rule = next((gate for gate in basis.gates if gate.code == row["code"]), None) if basis else None
        said = {name: row[name] for name in ("answered", "refused", "late", "waiting")}
        found.append(Hindered(basis, row["code"], rule, **said, elapsed=rounded(row["elapsed"])))
    return sorted(found, key=lambda it: (-it.refused, -it.late - it.waiting, -(it.elapsed or 0), it.code))


def hindering(actor: Actor, basis: str, gate: str, which: str) -> Any:
    """The acts behind a number, the last first."""
    rows = gates(actor).filter(part__basis=basis, code=gate).select_related("request__requester")
    return rows.filter(conditions()[which]).order_by("-pk") if which in conditions() else rows.none()


def reactions(actor: Actor, capabilities: Collection[str] | None = None) -> list[Reaction]:
    """Of urgent requests alone: of the others help was not needed at once. Of these capabilities, or of all."""
    rows = Deployment.objects.filter(sent_and_seen(actor), arrived_at__isnull=False)
    rows = rows.filter(request__urgent=True, request__sent_at__gte=since(), arrived_at__gte=F("request__sent_at"))
    rows = rows if capabilities is None else rows.filter(commitment__capability__in=capabilities)
    found = rows.order_by().values(code=F("commitment__capability_id")).annotate(
        observed=Avg(Minutes("arrived_at", "request__sent_at")), arrived=Count("pk")
    )  # fmt: skip
    known = Capability.objects.in_bulk([row["code"] for row in found])
    all_of = [
        Reaction(it := known[row["code"]], it.reaction_formal, rounded(row["observed"]) or 0, row["arrived"])
        for row in found
    ]
    return sorted(all_of, key=lambda it: (it.difference is None, -(it.difference or 0), it.capability.pk))


def rounded(minutes: float | None) -> int | None:
    return None if minutes is None else round(minutes)
