"""Do the rules hang together? Roles exist, gates follow each other, versions do not overlap."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from steun.core.kernel.law import Law, LegalBasis, Source
from steun.rules.asking.facts import reachable
from steun.rules.table import Faults

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check(law: Law, gates: Mapping[str, Any], faults: Faults) -> None:
    """Notes every reference that leads nowhere and every overlap in time."""
    bases = {b.code for b in law.bases}
    provisions = {p.code for p in law.provisions}
    reached = reachable(law.facts)
    for row in law.gezag:
        named = [row.role, *([row.above_local] if row.above_local else [])]
        missing(f"gezag.toml: {row.task}", "role", named, law.authorities, faults)
    for basis in law.bases:
        where = f"basis {basis.code} ({basis.source.valid_from})"
        roles = [*basis.requesters, basis.addressee, *basis.command, *basis.via, *basis.above_local]
        roles += [*basis.market_test_exempt, *(r for g in basis.gates for r in (*g.by, *g.second))]
        roles += [r for remedy in basis.after_refusal for r in (*remedy.by, remedy.to)]
        missing(where, "role", roles, law.authorities, faults)
        missing(where, "basis", [r.basis for r in basis.after_refusal if r.basis], bases, faults)
        missing(where, "provision", basis.awakened_by, provisions, faults)
        missing(where, "fact that makes this condition true or false", basis.conditions, reached, faults)
        missing(where, "fact that tells this case", [g.only_when for g in basis.gates if g.only_when], reached, faults)
        quoted(where, basis.source, faults)
        missing(where, "basis", (*basis.replaces, *basis.goes_before), bases, faults)
        missing(where, "provision", basis.duties, provisions, faults)
        order(where, basis, faults)
    for level in law.grip:
        missing(f"grip {level.code}", "role", (*level.head, *level.alarms, *level.set_by), law.authorities, faults)
    for provision in law.provisions:
        missing(f"provision {provision.code}", "basis", provision.replaces, bases, faults)
        missing(f"provision {provision.code}", "fact that tells this case", provision.when, reached, faults)
    if law.phone:
        missing("phone.toml", "role", (*law.phone.second, *law.phone.lives_first), law.authorities, faults)
    for code in (*bases, *provisions, *gates, *law.authorities, *law.deadlines):
        if not CODE.fullmatch(code):
            faults.add("codes", f"{code!r} is not lower-case words with dashes")
    versions(law, faults)


def quoted(where: str, source: Source, faults: Faults) -> None:
    """A basis that rests on a statute that was read quotes the words on which it rests."""
    if source.bwb_id and source.binds and source.article and not source.quote:
        faults.add(f"{where}: source", "quotes no literal words of its article")


def missing(where: str, what: str, codes: Any, known: Any, faults: Faults) -> None:
    for code in dict.fromkeys(codes):
        if code not in known:
            faults.add(where, f"no such {what}: {code!r}")


def order(where: str, basis: LegalBasis, faults: Faults) -> None:
    """Every `after` names a gate of the same basis, once, and nothing waits for itself."""
    codes = [g.code for g in basis.gates]
    if len(set(codes)) < len(codes):
        faults.add(where, "a gate occurs twice")
    for gate in basis.gates:
        missing(f"{where}: gate {gate.code}: after", "gate", gate.after, codes, faults)
    try:
        TopologicalSorter({g.code: g.after for g in basis.gates}).prepare()
    except CycleError as cycle:
        faults.add(where, f"gates wait for each other: {', '.join(cycle.args[1])}")


def versions(law: Law, faults: Faults) -> None:
    """Of each rule one wording holds on any day from its first to its last: no two, and no hole between them."""
    rows = [(f"basis {b.code}", b.source) for b in law.bases]
    rows += [(f"provision {p.code}", p.source) for p in law.provisions]
    for name in dict.fromkeys(name for name, _ in rows):
        wordings = sorted((s for n, s in rows if n == name), key=lambda s: s.valid_from)
        for one, next_one in pairwise(wordings):
            if one.valid_to is None or one.valid_to >= next_one.valid_from:
                faults.add(name, f"two wordings hold on {next_one.valid_from}")
            elif one.valid_to + timedelta(days=1) < next_one.valid_from:
                faults.add(name, f"no wording holds from {one.valid_to + timedelta(days=1)} to {next_one.valid_from}")
