"""The answer of the route finder as the form shows it: what is proposed, what comes with it, why others do not fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from steun.core.ask.route.finder import Route, Routes, unread
from steun.core.kernel.law import Gate, LegalBasis, Provision, Source
from steun.core.kernel.verdict import Verdict
from steun.rules.load import law
from steun.web.ask.gate.gates import roles_of
from steun.web.ask.request.model import Request
from steun.web.ask.route.routing import routes_for, situation_of
from steun.web.kernel import words


@dataclass(frozen=True, slots=True)
class Step:
    """One act under a basis, in order. `beside`: it may run at the same time as the one before."""

    gate: Gate
    who: str
    beside: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """One legal basis for this case, with what people want to know of it."""

    route: Route
    chosen: bool
    day: date  # whose law applies

    @property
    def basis(self) -> LegalBasis:
        return self.route.basis

    @property
    def bound(self) -> bool:
        """Must the decider help, or is it a free choice?"""
        return bool(law().country.bound_grounds & set(self.basis.refusal_grounds))

    @property
    def signer(self) -> str:
        return words.word("role", self.route.requester)

    @property
    def deciders(self) -> str:
        return ", ".join(words.word("role", role) for role in self.route.deciders)

    @property
    def agree(self) -> str:
        return ", ".join(words.word("role", role) for role in self.basis.agree)

    @property
    def command(self) -> str:
        return ", ".join(words.word("role", role) for role in self.route.command)

    @property
    def payer(self) -> str:
        """Who pays; "" when no text that was read says it."""
        return words.word("cost-payer", self.basis.cost_payer) if self.basis.cost_payer else ""

    @property
    def sources(self) -> list[Source]:
        return list(dict.fromkeys((self.basis.source, *self.basis.more_sources)))

    @property
    def steps(self) -> list[Step]:
        found: list[Step] = []
        for gate in self.route.gates:
            before = found[-1].gate if found else None
            beside = before is not None and before.phase == gate.phase and before.code not in gate.after
            roles = roles_of(gate, self.route.requester)
            found.append(Step(gate, ", ".join(words.word("role", role) for role in roles), beside))
        return found

    @property
    def warnings(self) -> tuple[Verdict, ...]:
        return self.route.warnings

    @property
    def duties(self) -> list[Provision]:
        return [p for p in law().provisions if p.code in self.route.duties and p.source.holds_on(self.day)]

    @property
    def unread(self) -> tuple[Provision, ...]:
        """What comes with it, but of which nobody read the text of that day."""
        return unread(self.route.duties, self.day, law())


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything the route finder says of one request."""

    proposed: list[Ground]
    unfit: list[Ground]  # chosen, but does not fit (any more)
    others: list[Ground]
    together: list[str]  # codes of bases that stand side by side, one per task
    none: Verdict | None
    open_tasks: tuple[str, ...]
    notes: tuple[Provision, ...]
    unread: tuple[Provision, ...]  # law that the case calls for, and that nobody read as it stood then
    day: date
    demands: frozenset[str]  # parts of the form that the basis asks for: last-resort, market, special-case

    @property
    def together_chosen(self) -> bool:
        chosen = {g.basis.code for g in self.proposed if g.chosen}
        return bool(self.together) and set(self.together) <= chosen


def advise(request: Request, chosen: Iterable[str]) -> Advice:
    """Weigh every basis for this request as it stands, saved or not."""
    routes, selected, day = routes_for(request), set(chosen), situation_of(request).day
    fitting = {r.basis.code for r in routes.proposed}
    proposed = [Ground(r, r.basis.code in selected, day) for r in routes.proposed]
    unfit = [Ground(r, True, day) for r in routes.all if r.basis.code in selected - fitting]
    others = [Ground(r, False, day) for r in routes.all if r.basis.code not in fitting | selected]
    together = side_by_side(routes, situation_of(request).tasks)
    counted = [g for g in (*proposed, *unfit) if g.chosen] or proposed
    return Advice(
        proposed=proposed,
        unfit=unfit,
        others=sorted(others, key=lambda g: (g.basis.dormant, len(g.route.reasons))),
        together=together if len(together) > 1 else [],
        none=routes.none,
        open_tasks=routes.open_tasks,
        notes=routes.notes,
        unread=routes.unread,
        day=day,
        demands=demands(counted),
    )


def side_by_side(routes: Routes, tasks: tuple[str, ...]) -> list[str]:
    """The first basis proposed for each task: sandbags on one, the power to keep people away on the other."""
    found = (next((r.basis.code for r in routes.proposed if task in r.basis.tasks), "") for task in tasks)
    return list(dict.fromkeys(code for code in found if code))


def demands(grounds: Iterable[Ground]) -> frozenset[str]:
    """Which extra parts of the form these bases ask for."""
    asked = set()
    for ground in grounds:
        basis = ground.basis
        if basis.last_resort != "none":
            asked.add("last-resort")
        if basis.last_resort == "market-test" and ground.route.requester not in basis.market_test_exempt:
            asked.add("market")
        if "special-case" in basis.conditions:
            asked.add("special-case")
    return frozenset(asked)
