"""The route finder: from who asks and what the task is to the legal basis, who signs, which acts, and who decides.

It proposes and explains; a person chooses. Every basis that does not fit says why, with its article.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from steun.core.ask.route.cases import CASES
from steun.core.ask.route.conditions import APPLIES, CONDITIONS, NOT_READ, NOTES, Rule, advises
from steun.core.ask.route.scale import Signing, gezag_of, who_commands, who_signs
from steun.core.ask.route.situation import Situation
from steun.core.kernel.law import Gate, Law, LegalBasis, Provision
from steun.core.kernel.verdict import Verdict

__all__ = ["CASES", "Route", "Routes", "Situation", "basis_fits", "find_routes", "gates_for"]


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
    duties: tuple[str, ...] = ()  # codes of provisions that come with it in this case

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
    unread: tuple[Provision, ...] = ()  # and law that the case calls for, of which nobody read the text of that day

    @property
    def others(self) -> tuple[Route, ...]:
        """What fits as well, and is not proposed: the same help from somebody else, or a longer road."""
        return tuple(r for r in self.all if r.fits and r not in self.proposed)

    def of(self, code: str) -> Route | None:
        """The route under that basis, if the law knows it."""
        return next((r for r in self.all if r.basis.code == code), None)


def gates_for(situation: Situation, basis: LegalBasis, law: Law) -> tuple[Gate, ...]:
    """The acts that this basis demands here, in order; of several authorities the one that has the gezag."""
    asked = [g for g in basis.gates if CASES[g.only_when](situation, basis, law)]
    codes = {g.code for g in asked}
    gezag, signer = gezag_of(situation, basis, law), who_signs(situation, basis, law).role
    return tuple(_narrowed(g, codes, gezag, signer) for g in asked)


def _narrowed(gate: Gate, codes: set[str], gezag: tuple[str, ...], signer: str) -> Gate:
    """The gate, waiting only for gates that are asked for, held by whom it is in this case."""
    after, by = gate.after, _holders(gate, gezag, signer)
    if not codes.issuperset(after):
        after = tuple(c for c in after if c in codes)
    return gate if after == gate.after and by == gate.by else replace(gate, after=after, by=by)


def _holders(gate: Gate, gezag: tuple[str, ...], signer: str) -> tuple[str, ...]:
    """Of several roles that a gate names: the gezag, or for news the one who asked."""
    if gate.of_gezag:
        return gezag or gate.by
    return (signer,) if gate.kind == "inform" and gate.at == "signer" and signer in gate.by else gate.by


def basis_fits(situation: Situation, basis: LegalBasis) -> tuple[Verdict, ...]:
    """Every claim that must hold for a request on this basis, with its source. Only the unmet and binding blocks."""
    return tuple(rule(situation, basis) for rule in claims_of(basis))


def claims_of(basis: LegalBasis) -> tuple[Rule, ...]:
    """The rules that say what must hold under this basis, in the order of their verdicts."""
    return (*APPLIES, *(CONDITIONS[code] for code in basis.conditions), *NOTES)


def find_routes(situation: Situation, law: Law) -> Routes:
    """All bases of the law weighed for this situation, and what is proposed.

    A disaster where powers are needed gets two bases side by side: sandbags under Wvr 51 bring no power to keep a
    crowd away.
    """
    case = with_kind(situation, law)
    today = law.on(case.day)
    codes = dict.fromkeys(b.code for b in law.bases)
    every = tuple(weigh(case, today.get(code) or nearest(law, code, case), law) for code in codes)
    return gathered(case, every, law)


def gathered(case: Situation, every: tuple[Route, ...], law: Law) -> Routes:
    """What follows from all bases weighed: which are proposed, which others fit, and what nothing carries."""
    fitting = [r for r in every if r.fits]
    beaten = {code for r in fitting for code in r.basis.goes_before}
    kept = [r for r in fitting if r.basis.code not in beaten]
    usual = [r for r in kept if _is_usual(case, r.basis, law)]
    proposed = tuple(sorted(usual or kept, key=lambda r: _rank(case, r)))
    carried = {t for r in proposed for t in r.basis.tasks}
    return Routes(
        all=every,
        proposed=proposed,
        none=None if proposed else _nothing(case, every),
        open_tasks=tuple(t for t in case.tasks if t not in carried),
        notes=_notes(case, law),
        unread=_unread(case, law),
    )


def weigh(case: Situation, basis: LegalBasis, law: Law) -> Route:
    """One basis as it stands for this situation."""
    signing = who_signs(case, basis, law)
    verdicts = (*basis_fits(case, basis), *signing.verdicts)
    applies = all(v.met or advises(rule, basis) for rule, v in zip(APPLIES, verdicts, strict=False))
    gates = gates_for(case, basis, law)
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
        command=who_commands(case, basis, law),
        signing=signing,
        duties=_duties(case, basis, law),
    )


def _duties(case: Situation, basis: LegalBasis, law: Law) -> tuple[str, ...]:
    """Some duties come with some tasks only: troops who keep order are lodged by the mayor, detectives are not."""
    tasks = {p.code: set(p.tasks) for p in law.provisions if p.tasks and p.source.holds_on(case.day)}
    return tuple(c for c in basis.duties if not tasks.get(c) or tasks[c] & set(case.tasks))


def with_kind(case: Situation, law: Law) -> Situation:
    """Who names only a role means the kind of organisation for which it is held, and a role of the islands them."""
    authority = law.authorities.get(case.requester_role)
    if authority is None:
        return case
    kind = case.requester_kind or next(iter(authority.organisation_kinds), "")
    return replace(case, requester_kind=kind, island=case.island or authority.overseas)


def nearest(law: Law, code: str, case: Situation) -> LegalBasis:
    """The wording nearest to that day, to say that it did not hold then."""
    wordings = law.versions(code)
    earlier = [b for b in wordings if b.source.valid_from <= case.day]
    return (earlier or wordings[:1])[-1]


def _is_usual(case: Situation, basis: LegalBasis, law: Law) -> bool:
    """While nobody said who should help whom, the usual ones are meant; the rest stays in `others`."""
    supplies, receivers = set(law.country.usual_supplies), set(law.country.usual_receivers)
    supply = bool(case.supply) or not basis.supplies or bool(supplies & set(basis.supplies))
    return supply and (bool(case.receiver) or not basis.receivers or bool(receivers & set(basis.receivers)))


def _rank(case: Situation, route: Route) -> tuple[bool, int]:
    tasks = [n for n, task in enumerate(case.tasks) if task in route.basis.tasks]
    return not route.basis.dormant, min(tasks, default=len(case.tasks))


def _nothing(case: Situation, every: tuple[Route, ...]) -> Verdict:
    """No basis: then there is no help by this road. Where nobody read the text of that day or place, Steun does not
    know, and says so. Source: Kamerstuk 34 919, nr. 68 (help rests on law).
    """
    unread = next((r for r in every if _only_unread(r)), None)
    if unread:
        facts = {"task": case.task, "basis": unread.basis.code, "day": case.day.isoformat()}
        return Verdict(False, "case-is-covered-by-what-was-read", unread.basis.source.title, facts)
    awake = (r for r in every if not r.basis.dormant)
    nearest = min(awake, key=lambda r: sum(not v.met for v in r.verdicts), default=None)
    facts = {"task": case.task, "basis": nearest.basis.code if nearest else ""}
    return Verdict(False, "some-basis-fits", "Kamerstuk 34 919, nr. 68", facts)


def _only_unread(route: Route) -> bool:
    """Would it fit, were it not that nobody read its text for that day or place?"""
    unmet = {v.code for v in route.verdicts[: len(APPLIES)] if not v.met} | {v.code for v in route.verdicts if v.blocks}
    return bool(unmet & NOT_READ) and unmet <= NOT_READ | {"wording-holds-on-day"}


def unread(codes: Iterable[str], day: date, law: Law) -> tuple[Provision, ...]:
    """Of these provisions those of which no wording is known on that day because nobody read the text of then."""
    wanted = set(codes) - {p.code for p in law.provisions if p.source.holds_on(day)}
    first: dict[str, Provision] = {}
    for p in sorted(law.provisions, key=lambda p: p.source.valid_from):
        if p.code in wanted:
            first.setdefault(p.code, p)
    return tuple(p for p in first.values() if not p.source.was_read_for(day))


def _unread(case: Situation, law: Law) -> tuple[Provision, ...]:
    """What the case calls for, as `_notes`, before the first day for which its text was read."""
    called = (p.code for p in law.provisions if any(CASES[c](case, None, law) for c in p.when))
    return unread(called, case.day, law)


def _notes(case: Situation, law: Law) -> tuple[Provision, ...]:
    """Law beside the bases that matters here: what the case calls for, and dormant law that a decree put in force."""
    return tuple(
        p for p in law.provisions
        if p.source.holds_on(case.day)
        and (p.code in case.decrees or any(CASES[c](case, None, law) for c in p.when))
    )  # fmt: skip
