"""Break the law in one small place at a time, and see whether a case notices. `make law-mutants`.

    python -m bench.law_mutants            # the Netherlands
    python -m bench.law_mutants de polw-58 # another country; only rows whose code begins so

Each wording of a basis, each row of the gezag and each rule beside the bases loses, one at a time, what it says: a
condition, a task, who asks, a gate of the law, the case in which that gate is asked for, who helps, its first or last
day. `rules/<country>/cases` must differ for each: a fact of law that can be lost without a case noticing is a fact that
nobody checks. What survives is printed, and the command ends with 1. Gates of policy are no law: no case is about them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from steun.core.ask.route.finder import Route, gathered, nearest, weigh, with_kind
from steun.core.ask.route.situation import Situation
from steun.core.kernel.law import Gate, Gezag, Law, LegalBasis, Provision, Source
from steun.rules.cases import OF_LAW, LawCase, compared, load_cases
from steun.rules.load import FOLDER, load_law

DAY = timedelta(days=1)
LISTS = ("tasks", "requesters", "conditions", "supplies", "receivers", "above_local", "goes_before", "duties")
"""Of each, one entry is lost at a time."""
OTHERS: dict[str, Any] = {"gezag": (), "alarm_line": "", "requester_origin": "policy", "force": "other",
                          "territory": "any", "after_refusal": (), "addressee": "other"}  # fmt: skip
WHO_ASKS = frozenset({"requester_origin"})
"""Says nothing where nobody asks."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken place: what is broken in words, and the law with it. `code`: the only basis that is another one."""

    says: str
    law: Law
    code: str = ""


def mutants(law: Law) -> Iterator[Mutant]:
    """All of them, in the order of the files."""
    for place, basis in enumerate(law.bases):
        for says, broken in broken_bases(basis):
            bases = (*law.bases[:place], broken, *law.bases[place + 1 :])
            yield Mutant(f"{basis.code} of {basis.source.valid_from}: {says}", replace(law, bases=bases), basis.code)
    for place, row in enumerate(law.gezag):
        for says, one in broken_gezag(row):
            gezag = (*law.gezag[:place], *one, *law.gezag[place + 1 :])
            yield Mutant(f"gezag {row.task} {row.role}: {says}", replace(law, gezag=gezag))
    for place, rule in enumerate(law.provisions):
        for says, found in broken_provisions(rule):
            provisions = (*law.provisions[:place], found, *law.provisions[place + 1 :])
            yield Mutant(f"{rule.code} of {rule.source.valid_from}: {says}", replace(law, provisions=provisions))


def broken_bases(basis: LegalBasis) -> Iterator[tuple[str, LegalBasis]]:
    for name in LISTS:
        for one in getattr(basis, name):
            if name == "requesters" and one in basis.above_local:
                continue  # who signs alone above local scale is a requester: a test of the rules holds it
            left = tuple(other for other in getattr(basis, name) if other != one)
            yield f"{name} without {one}", replace(basis, **{name: left})
    for name, other in OTHERS.items():
        if getattr(basis, name) and getattr(basis, name) != other and not (name in WHO_ASKS and not basis.requesters):
            yield f"{name} is {other!r}", replace(basis, **{name: other})
    for one in basis.replaced_by:
        yield f"not replaced by {one.code}", replace(basis, replaced_by=tuple(o for o in basis.replaced_by if o != one))
        if one.when_used:
            found = tuple(replace(o, when_used=False) if o == one else o for o in basis.replaced_by)
            yield f"replaced by {one.code} before it is used", replace(basis, replaced_by=found)
    if basis.command and not basis.gezag:
        yield "nobody commands", replace(basis, command=())
    if basis.market_test_exempt:
        yield "nobody is exempt", replace(basis, market_test_exempt=(), market_test_exempt_kinds=())
    bound = "urgent-reasons" in basis.refusal_grounds
    grounds = ("free-decision",) if bound else ("urgent-reasons",)
    yield ("may refuse freely" if bound else "must help unless"), replace(basis, refusal_grounds=grounds)
    yield "asleep" if not basis.dormant else "awake", replace(basis, dormant=not basis.dormant)
    for says, source in shifted(basis.source):
        yield says, replace(basis, source=source)
    for gate in basis.gates:
        if gate.origin == "law":
            yield from ((says, replace(basis, gates=found)) for says, found in broken_gates(gate, basis.gates))


def broken_gates(gate: Gate, gates: tuple[Gate, ...]) -> Iterator[tuple[str, tuple[Gate, ...]]]:
    def other(**words: Any) -> tuple[Gate, ...]:
        return tuple(replace(gate, **words) if g is gate else g for g in gates)

    yield f"gate {gate.code} is lost", tuple(g for g in gates if g is not gate)
    if gate.only_when:
        yield f"gate {gate.code} always, not only when {gate.only_when}", other(only_when="")
    if gate.waived_when:
        yield f"gate {gate.code} also when {gate.waived_when}", other(waived_when="")
    if gate.of_gezag and len(gate.by) > 1:
        yield f"gate {gate.code} of all, not of the gezag", other(of_gezag=False)


def broken_gezag(row: Gezag) -> Iterator[tuple[str, tuple[Gezag, ...]]]:
    yield "is lost", ()
    if row.above_local:
        yield "also above local scale", (replace(row, above_local=""),)
    for one in row.receivers:
        left = tuple(other for other in row.receivers if other != one)
        if left:
            yield f"receivers without {one}", (replace(row, receivers=left),)
    if row.under_minister:
        yield "not only under the Minister", (replace(row, under_minister=False),)


def broken_provisions(rule: Provision) -> Iterator[tuple[str, Provision]]:
    for one in rule.when:
        yield f"shown without {one}", replace(rule, when=tuple(other for other in rule.when if other != one))
    if rule.tasks:
        yield "comes with every task", replace(rule, tasks=())
    if rule.when or rule.code in NAMED:  # what is only shown among duties may hold any day
        for says, source in shifted(rule.source):
            yield says, replace(rule, source=source)


NAMED = frozenset({"wvr-39"})
"""Rules beside the bases whose wording the route finder looks up."""


def shifted(source: Source) -> Iterator[tuple[str, Source]]:
    """A wording that begins a day late, or ends a day early: only where another wording, or nothing, takes that day."""
    yield "begins a day late", replace(source, valid_from=source.valid_from + DAY)
    if source.valid_to:
        yield "ends a day early", replace(source, valid_to=source.valid_to - DAY)


class Run:
    """The cases, with every basis weighed once for each; a mutant of one basis weighs only that one anew."""

    def __init__(self, law: Law, cases: tuple[LawCase, ...]) -> None:
        self.cases = [(case, with_kind(case.situation, law), law.on(case.situation.day)) for case in cases]
        self.codes = list(dict.fromkeys(b.code for b in law.bases))
        self.known = [self.routes(case, law) for _, case, _ in self.cases]

    def routes(self, case: Situation, law: Law) -> dict[str, Route]:
        today = law.on(case.day)
        return {code: weigh(case, today.get(code) or nearest(law, code, case), law) for code in self.codes}

    def notices(self, mutant: Mutant) -> bool:
        """Does a case differ?"""
        every = range(len(self.cases))
        likely = sorted(every, key=lambda n: not (mutant.code and self.known[n][mutant.code].fits))
        return any(self.differs(mutant, number) for number in likely)

    def differs(self, mutant: Mutant, number: int) -> bool:
        case, situation, today = self.cases[number]
        known, law = self.known[number], mutant.law
        if mutant.code:
            now = law.on(situation.day).get(mutant.code)
            if now is not None and now is today.get(mutant.code):
                return False  # another wording of it was broken
            basis = now or nearest(law, mutant.code, situation)
            found = weigh(situation, basis, law)
            if found == known[mutant.code] and not case.right.keys() & OF_LAW.keys():
                return False
            known = {**known, mutant.code: found}
        else:
            known = self.routes(situation, law)
        return bool(compared(case, gathered(situation, tuple(known.values()), law), law))


def main(arguments: list[str]) -> int:
    country, *begins = arguments or ["nl"]
    folder = FOLDER.parent / country
    law = load_law(folder)
    run, tried, survived = Run(law, load_cases(folder)), 0, 0
    for mutant in mutants(law):
        if begins and not mutant.says.startswith(tuple(begins)):
            continue
        tried += 1
        if not run.notices(mutant):
            survived += 1
            sys.stdout.write(f"survives: {mutant.says}\n")
    sys.stdout.write(f"{country}: {tried - survived} of {tried} broken places are noticed by a case\n")
    return int(bool(survived))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
