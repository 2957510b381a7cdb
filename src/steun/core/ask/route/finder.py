"""The route finder: from who asks and what the task is to the legal basis, who signs, which acts, and who decides.

It proposes and explains; a person chooses. Every basis that does not fit says why, with its article.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from steun.core.ask.route.conditions import APPLIES, CONDITIONS, NOTES
from steun.core.ask.route.scale import Signing, chair_rule, who_commands, who_signs
from steun.core.ask.route.situation import Situation
from steun.core.kernel.law import Gate, Law, LegalBasis, Provision
from steun.core.kernel.verdict import Verdict

__all__ = ["CASES", "Route", "Routes", "Situation", "basis_fits", "find_routes", "gates_for"]

MILITARY = frozenset({"armed-forces", "kmar", ""})


@dataclass(frozen=True, slots=True)
class Route:
    """One legal basis as it stands for one situation."""

    basis: LegalBasis
    fits: bool
    verdicts: tuple[Verdict, ...]
    requester: str  # role that signs; "" = nobody asks
    addressee: str
    deciders: tuple[str, ...]
    gates: tuple[Gate, ...]  # in order; only those that this situation asks for
    force: str
    command: tuple[str, ...]
    signing: Signing

    @property
    def warnings(self) -> tuple[Verdict, ...]:
        """What is not met, or not known, and does not block."""
        return tuple(v for v in self.verdicts if not v.met and not v.binding)

    @property
    def reasons(self) -> tuple[Verdict, ...]:
        """Why it does not fit."""
        return tuple(v for v in self.verdicts if v.blocks) or (() if self.fits else self.warnings)


@dataclass(frozen=True, slots=True)
class Routes:
    """Every basis, weighed. `none` says why nothing is proposed; `open_tasks` what no proposed basis carries."""

    all: tuple[Route, ...]
    proposed: tuple[Route, ...]
    none: Verdict | None
    open_tasks: tuple[str, ...]
    notes: tuple[Provision, ...]  # law beside the bases that matters here

    @property
    def others(self) -> tuple[Route, ...]:
        """What fits as well, and is not proposed: the same help from somebody else, or a longer road."""
        return tuple(r for r in self.all if r.fits and r not in self.proposed)

    def of(self, code: str) -> Route | None:
        """The route under that basis, if the law knows it."""
        return next((r for r in self.all if r.basis.code == code), None)


Case = Callable[[Situation, LegalBasis], bool]


def _chair_uses_mayors_power(case: Situation, basis: LegalBasis) -> bool:
    by_prosecutor = "criminal-law" in case.tasks and bool(basis.requesters_by_task)
    return case.chair_has_power and not by_prosecutor


def _mandate_holds(case: Situation, basis: LegalBasis) -> bool:
    """The chair of the Board decides in the Minister's name, but for three cases. Source: Regeling DSI, art. 6(1)."""
    return case.standard_scenario and not case.linked_incidents and not case.large_national_interest


CASES: Mapping[str, Case] = {
    "": lambda case, basis: True,
    "more-than-local": lambda case, basis: case.chair_has_power,
    "chair-uses-mayors-power": _chair_uses_mayors_power,
    "military-means-wished": lambda case, basis: case.supply in MILITARY,
    "mandate-holds": _mandate_holds,
    "mandate-lapses": lambda case, basis: not _mandate_holds(case, basis),
    "no-scenario": lambda case, basis: not case.standard_scenario,
}
"""When a gate is asked for: the code under `only_when` in the rules."""


def gates_for(situation: Situation, basis: LegalBasis) -> tuple[Gate, ...]:
    """The acts that this basis demands in this situation, in order."""
    asked = [g for g in basis.gates if CASES[g.only_when](situation, basis)]
    codes = {g.code for g in asked}
    return tuple(g if codes.issuperset(g.after) else _without(g, codes) for g in asked)


def _without(gate: Gate, codes: set[str]) -> Gate:
    """The gate, waiting only for gates that are asked for."""
    return replace(gate, after=tuple(c for c in gate.after if c in codes))


def basis_fits(situation: Situation, basis: LegalBasis) -> tuple[Verdict, ...]:
    """Every claim that must hold for a request on this basis, with its source. Only the unmet and binding blocks."""
    asked = (CONDITIONS[code] for code in basis.conditions)
    return tuple(rule(situation, basis) for rule in (*APPLIES, *asked, *NOTES))


def find_routes(situation: Situation, law: Law) -> Routes:
    """All bases of the law weighed for this situation, and what is proposed.

    A disaster where powers are needed gets two bases side by side: sandbags under Wvr 51 bring no power to keep a
    crowd away. Order of questions: facts of law.md, section 14.
    """
    case = with_kind(situation, law)
    today = law.on(case.day)
    codes = dict.fromkeys(b.code for b in law.bases)
    every = tuple(weigh(case, today.get(code) or _nearest(law, code, case), law) for code in codes)
    return gathered(case, every, law)


def gathered(case: Situation, every: tuple[Route, ...], law: Law) -> Routes:
    """What follows from all bases weighed: which are proposed, which others fit, and what nothing carries."""
    fitting = [r for r in every if r.fits]
    beaten = {code for r in fitting for code in r.basis.goes_before}
    kept = [r for r in fitting if r.basis.code not in beaten]
    usual = [r for r in kept if _is_usual(case, r.basis)]
    proposed = tuple(sorted(usual or kept, key=lambda r: _rank(case, r)))
    carried = {t for r in proposed for t in r.basis.tasks}
    return Routes(
        all=every,
        proposed=proposed,
        none=None if proposed else _nothing(case, every),
        open_tasks=tuple(t for t in case.tasks if t not in carried),
        notes=_notes(case, law),
    )


def weigh(case: Situation, basis: LegalBasis, law: Law) -> Route:
    """One basis as it stands for this situation."""
    signing = who_signs(case, basis, law)
    verdicts = (*basis_fits(case, basis), *signing.verdicts)
    applies = all(v.met for v in verdicts[: len(APPLIES)])
    gates = gates_for(case, basis)
    deciders = dict.fromkeys(role for g in gates if g.kind == "decide" for role in g.by)
    return Route(
        basis=basis,
        fits=applies and not any(v.blocks for v in verdicts),
        verdicts=verdicts,
        requester=signing.role,
        addressee=basis.addressee,
        deciders=tuple(deciders),
        gates=gates,
        force="guarding-act" if case.designated_military_object else basis.force,
        command=who_commands(case, basis),
        signing=signing,
    )


def with_kind(case: Situation, law: Law) -> Situation:
    """Who names only a role means the kind of organisation for which it is held."""
    authority = law.authorities.get(case.requester_role)
    if case.requester_kind or authority is None or not authority.organisation_kinds:
        return case
    return replace(case, requester_kind=authority.organisation_kinds[0])


def _nearest(law: Law, code: str, case: Situation) -> LegalBasis:
    """The wording nearest to that day, to say that it did not hold then."""
    wordings = law.versions(code)
    earlier = [b for b in wordings if b.source.valid_from <= case.day]
    return (earlier or wordings[:1])[-1]


def _is_usual(case: Situation, basis: LegalBasis) -> bool:
    """While nobody said who should help whom, the armed forces and the police are meant; the rest stays in `others`."""
    supply = bool(case.supply) or not basis.supplies or "armed-forces" in basis.supplies
    return supply and (bool(case.receiver) or not basis.receivers or "police" in basis.receivers)


def _rank(case: Situation, route: Route) -> tuple[bool, int]:
    tasks = [n for n, task in enumerate(case.tasks) if task in route.basis.tasks]
    return not route.basis.dormant, min(tasks, default=len(case.tasks))


def _nothing(case: Situation, every: tuple[Route, ...]) -> Verdict:
    """No basis: then there is no help by this road. Source: Kamerstuk 34 919, nr. 68 (help rests on law)."""
    nearest = min(every, key=lambda r: sum(not v.met for v in r.verdicts), default=None)
    facts = {"task": case.task, "basis": nearest.basis.code if nearest else ""}
    return Verdict(False, "some-basis-fits", "Kamerstuk 34 919, nr. 68", facts)


def _notes(case: Situation, law: Law) -> tuple[Provision, ...]:
    """Law beside the bases: the mayor's own orders at an evacuation, the chair's power, dormant law that is active."""
    at_risk = case.forced_evacuation and bool({"disaster", "public-order"} & set(case.tasks))
    codes = ["gemw-175", "wvb-2a"] if at_risk else []
    codes += ["wvr-40"] if case.chair_has_power else []
    found = [p for p in law.provisions if p.code in {*codes, *case.decrees} and p.source.holds_on(case.day)]
    rule = chair_rule(case, law) if case.chair_has_power else None
    return (*((rule,) if rule else ()), *found)
