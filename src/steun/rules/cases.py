"""The cases: what the law gives in each, written from the literal texts, and whether the route finder agrees.

`make law-cases` prints the score and every difference. A case is one row of `cases/*.toml`: facts, the right answer,
the article and how sure it is. A lawyer can read them, and say where one is wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from steun.core.ask.route.column import Column, military_column
from steun.core.ask.route.finder import Route, Routes, find_routes
from steun.core.ask.route.situation import Situation
from steun.core.kernel.law import MARKS, Law
from steun.rules.load import HOME, chosen, load_law, read_toml
from steun.rules.table import Faults, Table

KEYS = {f.name for f in fields(Situation)}
SETS = frozenset({"interests", "decrees", "used"})
GATES = {
    "decides": ("decide",), "agrees": ("agree",), "judges": ("judge",), "consents": ("consent",), "told": ("inform",),
    "heard": ("consult", "view"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LawCase:
    """One case: its facts, the right answer by aspect, and where that stands in the law."""

    code: str
    says: str
    situation: Situation
    right: Mapping[str, Any]
    article: str
    evidence: str
    file: str
    column: Column | None = None  # vehicles that drive together, in a case about a column


def load_cases(folder: Path | None = None) -> tuple[LawCase, ...]:
    """All cases of one country. Raises ValueError that names every fault at once, with file and case."""
    faults, found = Faults(), []
    for path in sorted(((folder or chosen()) / "cases").glob("*.toml")):
        raw = read_toml(path, faults)
        bases = raw.get("facts", {})
        for entry in raw.get("case", []):
            table = Table(entry, f"cases/{path.name}", faults)
            code = table.text("code")
            table.where += f": {code}"
            like = table.text("like", "")
            if like and like not in bases:
                table.fault("like", f"{like!r} is not among the facts of this file")
            given = {**bases.get(like, {}), **table.table("given", {}).raw}
            right = table.table("right").raw
            for unknown in [*(given.keys() - KEYS), *(right.keys() - ASPECTS.keys() - OF_LAW.keys())]:
                table.fault(unknown, "is no fact and no aspect")
            if "day" not in given:
                table.fault("given", "has a day")
            case = LawCase(
                code=code,
                says=table.text("says"),
                situation=situation(given) if not faults.found else Situation(day=table.day("day", None)),
                right=right,
                article=table.text("article"),
                evidence=table.one_of("evidence", MARKS),
                file=path.stem,
                column=Column(**columns) if (columns := table.table("column", {}).raw) else None,
            )
            table.close()
            found.append(case)
    for case in found:
        if sum(c.code == case.code for c in found) > 1:
            faults.add(f"cases: {case.code}", "occurs twice")
    faults.throw()
    return tuple(found)


def situation(given: Mapping[str, Any]) -> Situation:
    """The facts of a case as the route finder looks at them."""
    fields: dict[str, Any] = {k: frozenset(v) if k in SETS else v for k, v in given.items()}
    return Situation(**fields)


# How each aspect of an answer is compared


def differences(case: LawCase, law: Law) -> list[str]:
    """Every aspect in which the answer is another one than the right one: aspect, wanted, got."""
    return compared(case, find_routes(case.situation, law), law)


def compared(case: LawCase, routes: Routes, law: Law) -> list[str]:
    """Every aspect in which this answer of the route finder, or the law itself, is another one than the right one."""
    differing = []
    for aspect, wanted in case.right.items():
        of_law = OF_LAW.get(aspect)
        got = of_law(case, law, wanted) if of_law else ASPECTS[aspect](routes, case.situation, wanted)
        if got is not None:
            differing.append(f"{aspect}: wanted {wanted!r}, got {got!r}")
    return differing


Compare = Callable[[Routes, Situation, Any], Any]
"""None when it agrees, else what was found."""


def _first(routes: Routes) -> Route | None:
    return routes.proposed[0] if routes.proposed else None


def _same(found: Any, wanted: Any) -> Any:
    return None if found == wanted else found


def _of_first(read: Callable[[Route], Any]) -> Compare:
    def compare(routes: Routes, case: Situation, wanted: Any) -> Any:
        route = _first(routes)
        return _same(read(route) if route else None, wanted)

    return compare


def _holds(read: Callable[[Route], Any]) -> Compare:
    """Every one that is wanted is among those found."""

    def compare(routes: Routes, case: Situation, wanted: Any) -> Any:
        route = _first(routes)
        found = sorted(read(route)) if route else []
        return None if set(wanted) <= set(found) else found

    return compare


def _roles(aspect: str) -> Compare:
    """The roles of all gates of a kind, but for judgements of policy and what urgency waives."""

    def compare(routes: Routes, case: Situation, wanted: Any) -> Any:
        route = _first(routes)
        gates = [g for g in route.gates if g.kind in GATES[aspect]] if route else []
        if case.urgent:
            gates = [g for g in gates if g.waived_when != "urgent"]
        of_law = {r for g in gates if g.origin == "law" for r in g.by}
        found = sorted({r for g in gates for r in g.by if r in of_law or r in wanted})
        return _same(found, sorted(wanted))

    return compare


def _stopped(routes: Routes, case: Situation, wanted: Mapping[str, str]) -> Any:
    wrong = {}
    for code, verdict in wanted.items():
        route = routes.of(code)
        unmet = sorted(v.code for v in route.verdicts if not v.met) if route else ["no such basis"]
        if route is None or route.fits or verdict not in unmet:
            wrong[code] = unmet
    return wrong or None


def _cites(routes: Routes, case: Situation, wanted: Mapping[str, str]) -> Any:
    route = _first(routes)
    found = {g.code: f"{g.source.article}({g.source.paragraph})" for g in route.gates} if route else {}
    return None if all(found.get(code) == place for code, place in wanted.items()) else found


def _column(case: LawCase, law: Law, wanted: list[str]) -> Any:
    verdicts = military_column(case.column, law, case.situation.day) if case.column else ()
    return _same(sorted(v.code for v in verdicts if not v.met), sorted(wanted))


def _wordings(case: LawCase, law: Law, wanted: Mapping[str, Any]) -> Any:
    """The wording that holds on that day, of each basis or rule named; "none" when no wording does."""
    day = case.situation.day
    holding = {b.code: b.source for b in law.bases if b.source.holds_on(day)}
    holding |= {f"rule {p.code}": p.source for p in law.provisions if p.source.holds_on(day)}
    found = {code: holding[code].valid_from if code in holding else "none" for code in wanted}
    return _same(found, dict(wanted))


def _missing(read: Callable[[Route], Any]) -> Compare:
    """None of those named is among those found."""

    def compare(routes: Routes, case: Situation, wanted: Any) -> Any:
        route = _first(routes)
        found = sorted(read(route)) if route else []
        return None if not set(wanted) & set(found) else found

    return compare


ASPECTS: dict[str, Compare] = {
    "basis": lambda routes, case, wanted: _same([r.basis.code for r in routes.proposed], list(wanted)),
    "signs": _of_first(lambda r: r.requester),
    "commands": _of_first(lambda r: list(r.command)),
    "force": _of_first(lambda r: r.force),
    "alone": _of_first(lambda r: r.signing.alone),
    "each": _of_first(lambda r: r.signing.each),
    "bound": _of_first(lambda r: "urgent-reasons" in r.basis.refusal_grounds),
    "wording": _of_first(lambda r: r.basis.source.valid_from),
    "to": _of_first(lambda r: r.addressee),
    "asks_by": _of_first(lambda r: r.basis.requester_origin),
    **{aspect: _roles(aspect) for aspect in GATES},
    "warned": _holds(lambda r: {v.code for v in r.warnings}),
    "not_warned": _missing(lambda r: {v.code for v in r.warnings}),
    "acts": _holds(lambda r: {g.code for g in r.gates}),
    "no_acts": _missing(lambda r: {g.code for g in r.gates}),
    "duties": _holds(lambda r: set(r.duties)),
    "no_duties": _missing(lambda r: set(r.duties)),
    "all_duties": lambda routes, case, wanted: _of_first(lambda r: sorted(r.duties))(routes, case, sorted(wanted)),
    "after_refusal": _holds(lambda r: {remedy.code for remedy in r.basis.after_refusal}),
    "cites": _cites,
    "stopped": _stopped,
    "notes": lambda routes, case, wanted: (
        None if set(wanted) <= {p.code for p in routes.notes} else sorted(p.code for p in routes.notes)
    ),
    "no_notes": lambda routes, case, wanted: (
        None if not set(wanted) & {p.code for p in routes.notes} else sorted(p.code for p in routes.notes)
    ),
    "unread": lambda routes, case, wanted: _same(sorted(p.code for p in routes.unread), sorted(wanted)),
    "others": lambda routes, case, wanted: _same(sorted(r.basis.code for r in routes.others), sorted(wanted)),
    "open_tasks": lambda routes, case, wanted: _same(list(routes.open_tasks), list(wanted)),
    "none": lambda routes, case, wanted: _same(routes.none.code if routes.none is not None else "", wanted),
}
"""Each aspect of an answer, and how it is compared. `none`: why nothing is proposed; `notes`: law beside the bases."""


OF_LAW: dict[str, Callable[[LawCase, Law, Any], Any]] = {"column": _column, "wordings": _wordings}
"""Aspects that look at the law itself, not at an answer of the route finder."""


def report(cases: tuple[LawCase, ...], law: Law) -> Iterator[str]:
    """The score, and every difference in words."""
    wrong = {case.code: differences(case, law) for case in cases}
    wrong = {code: differing for code, differing in wrong.items() if differing}
    basis = sum(any(line.startswith(("basis:", "none:")) for line in differing) for differing in wrong.values())
    yield f"{len(cases) - len(wrong)} of {len(cases)} cases right in every aspect; {len(cases) - basis} in the basis"
    for case in cases:
        for line in wrong.get(case.code, ()):
            yield f"{case.file}: {case.code} ({case.article}, {case.evidence}): {line}"


WORDS = {
    "signs": "signs", "to": "addressed to", "judges": "judged or passed on by", "heard": "heard", "decides": "decides",
    "agrees": "agrees", "told": "told", "consents": "consents to deployment", "commands": "commands",
}  # fmt: skip
"""Aspects that are told in the table, in the order of the acts."""


def markdown(cases: tuple[LawCase, ...]) -> Iterator[str]:
    """The cases as a table to read and sign: what happened, the right answer, where it stands, how sure it is."""
    for file in dict.fromkeys(case.file for case in cases):
        yield f"\n### {file.replace('_', ' ').capitalize()}\n"
        yield "| case | what happened | on | right answer | article | mark |"
        yield "|---|---|---|---|---|---|"
        for case in (c for c in cases if c.file == file):
            answer, day = _in_words(case.right), case.situation.day.isoformat()
            yield f"| {case.code} | {case.says} | {day} | {answer} | {case.article} | {case.evidence} |"


def _in_words(right: Mapping[str, Any]) -> str:
    parts = [", ".join(f"`{code}`" for code in right["basis"]) or "no basis"] if "basis" in right else []
    parts += ["not read"] if right.get("none") == "case-is-covered-by-what-was-read" else []
    for aspect, word in WORDS.items():
        value = right.get(aspect)
        if value is not None:
            named = value if isinstance(value, str) else ", ".join(value)
            parts.append(f"{word}: {named or 'nobody'}")
    parts += [f"not `{code}`: {why}" for code, why in right.get("stopped", {}).items()]
    return "; ".join(parts)


def main(arguments: list[str]) -> int:
    """`python -m steun.rules.cases [country ...]`: the score of each; 1 when a case differs."""
    failed = False
    for country in arguments or sorted(p.parent.name for p in HOME.glob("*/cases")):
        folder = HOME / country
        lines = list(report(load_cases(folder), load_law(folder)))
        sys.stdout.write("\n".join(f"{country}: {line}" for line in lines) + "\n")
        failed |= len(lines) > 1
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
