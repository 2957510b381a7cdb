"""Do the rules hang together? Roles exist, gates follow each other, versions do not overlap."""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from steun.core.ask.route.cases import CASES
from steun.core.ask.route.conditions import ALWAYS, CONDITIONS
from steun.core.kernel.law import Law, LegalBasis, Source
from steun.rules.asking.facts import reachable
from steun.rules.country import check_roles
from steun.rules.table import Faults

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check(law: Law, gates: Mapping[str, Any], files: Mapping[str, str], faults: Faults) -> None:
    """Notes every reference that leads nowhere and every overlap in time. `files`: where each basis stands."""
    bases = {b.code for b in law.bases}
    provisions = {p.code for p in law.provisions}
    reached = reachable(law.facts)
    for code, raw in gates.items():
        missing(f"gates.toml: {code}", "role", raw.get("by", ()), law.authorities, faults)
    for code, fact in law.facts.items():
        known = (*CONDITIONS, *CASES, *ALWAYS)
        missing(
            f"facts.toml: {code}: decides", "condition or case that the route finder knows", fact.decides, known, faults
        )
    for row in law.gezag:
        named = [row.role, *([row.above_local] if row.above_local else [])]
        missing(f"gezag.toml: {row.task}", "role", named, law.authorities, faults)
    for basis in law.bases:
        where = f"{files[basis.code]}: basis {basis.code} ({basis.source.valid_from})"
        roles = [*basis.requesters, basis.addressee, *basis.command, *basis.via, *basis.above_local]
        roles += [*basis.market_test_exempt, *(r for g in basis.gates for r in (*g.by, *g.second))]
        roles += [r for remedy in basis.after_refusal for r in (*remedy.by, remedy.to)]
        missing(where, "role", roles, law.authorities, faults)
        missing(where, "basis", [r.basis for r in basis.after_refusal if r.basis], bases, faults)
        missing(where, "provision", basis.awakened_by, provisions, faults)
        missing(where, "fact that makes this condition true or false", basis.conditions, reached, faults)
        missing(where, "condition that the route finder weighs", basis.conditions, CONDITIONS, faults)
        missing(where, "fact that tells this case", [g.only_when for g in basis.gates if g.only_when], reached, faults)
        missing(where, "case that the route finder knows", [g.only_when for g in basis.gates], CASES, faults)
        quoted(where, basis.source, faults)
        missing(where, "basis", (*basis.replaces, *basis.goes_before), bases, faults)
        missing(where, "provision", basis.duties, provisions, faults)
        order(where, basis, faults)
    for level in law.grip:
        missing(
            f"grip.toml: level {level.code}",
            "role",
            (*level.head, *level.alarms, *level.set_by),
            law.authorities,
            faults,
        )
    for provision in law.provisions:
        quoted(f"provisions.toml: provision {provision.code} ({provision.source.valid_from})", provision.source, faults)
        missing(f"provisions.toml: provision {provision.code}", "basis", provision.replaces, bases, faults)
        missing(
            f"provisions.toml: provision {provision.code}", "fact that tells this case", provision.when, reached, faults
        )
        missing(
            f"provisions.toml: provision {provision.code}",
            "case that the route finder knows",
            provision.when,
            CASES,
            faults,
        )
    check_roles(law, faults)
    grounds = {ground for basis in law.bases for ground in basis.refusal_grounds}
    missing("country.toml: bound_grounds", "ground of a basis", sorted(law.country.bound_grounds), grounds, faults)
    for name in ("chair_rule", "column_rule"):
        if code := getattr(law.country, name):
            missing(f"country.toml: {name}", "provision", [code], provisions, faults)
    if law.phone:
        missing("phone.toml", "role", (*law.phone.second, *law.phone.lives_first), law.authorities, faults)
    for code in (*bases, *provisions, *gates, *law.authorities, *law.deadlines):
        if not CODE.fullmatch(code):
            faults.add("codes", f"{code!r} is not lower-case words with dashes")
    versions(law, files, faults)


def quoted(where: str, source: Source, faults: Faults) -> None:
    """A basis or provision that rests on a statute that was read quotes the words on which it rests, or says that its
    text could not be kept."""
    if source.bwb_id and source.binds and source.article and not source.quote and source.text_kept:
        faults.add(f"{where}: source", "quotes no literal words of its article")
    if source.quote and not source.text_kept:
        faults.add(f"{where}: text_kept", "is false, but words are quoted")


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


def versions(law: Law, files: Mapping[str, str], faults: Faults) -> None:
    """The wordings of each basis and provision follow each other, and one row says who has the gezag."""
    rows = [(f"{files[b.code]}: basis {b.code}", b.source) for b in law.bases]
    rows += [(f"provisions.toml: provision {p.code}", p.source) for p in law.provisions]
    for name in dict.fromkeys(name for name, _ in rows):
        faults.follow(name, [source for one, source in rows if one == name])
    kinds: dict[tuple[str, str, bool, bool], list[Source]] = {}
    for row in law.gezag:
        for receiver in row.receivers or law.country.receivers or ("",):
            kinds.setdefault((row.task, receiver, row.overseas, row.under_minister), []).append(row.source)
    for (task, receiver, *_), sources in kinds.items():
        faults.follow(f"gezag.toml: {' '.join(filter(None, (task, receiver)))}", sources)
