"""Whatever is asked, the route finder answers, and says why not."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steun.core.ask.route.conditions import CONDITIONS
from steun.core.ask.route.finder import CASES, Situation, basis_fits, find_routes, gates_for
from steun.core.ask.route.situation import INTERESTS, SCALES
from steun.core.kernel.law import WARNING_MARKS, Law
from steun.rules.load import FOLDER, law, load_law

ROLES = ["", *law().authorities]
KINDS = ["", *sorted({kind for a in law().authorities.values() for kind in a.organisation_kinds})]
DECREES = [b.code for b in law().bases if b.dormant] + [p.code for p in law().provisions if not p.source.in_force]
FIXED = {
    "day": st.dates(date(1990, 1, 1), date(2040, 1, 1)),
    "task": st.sampled_from(["", *sorted(law().country.tasks)]),
    "requester_role": st.sampled_from(ROLES),
    "requester_kind": st.sampled_from(KINDS),
    "supply": st.sampled_from(["", *sorted(law().country.supplies)]),
    "receiver": st.sampled_from(["", *sorted(law().country.receivers)]),
    "municipalities": st.integers(0, 342),
    "scale": st.sampled_from(["", *SCALES]),
    "interests": st.none() | st.frozensets(st.sampled_from(sorted(INTERESTS))),
    "alarm": st.sampled_from(["", "cbrn", "eod", "dsi", "air"]),
    "decrees": st.frozensets(st.sampled_from(DECREES)),
    "used": st.frozensets(st.sampled_from(DECREES)),
    "guards": st.sampled_from(["", *law().facts["guards"].values]),
    "allied_need": st.sampled_from(["", *law().facts["allied_need"].values]),
}
REST = {f.name: st.booleans() if f.type is bool else st.none() | st.booleans() for f in fields(Situation)}
SITUATIONS = st.builds(Situation, **{**REST, **FIXED})


@settings(max_examples=150, deadline=None)
@given(SITUATIONS)
def test_every_road_that_is_closed_says_why(situation: Situation) -> None:
    routes = find_routes(situation, law())

    assert {r.basis.code for r in routes.all} == {b.code for b in law().bases}
    for route in routes.all:
        assert route.fits or route.reasons
        assert route.fits == (route.fits and not any(v.blocks for v in route.verdicts))
        assert all(v.source for v in route.verdicts)
    assert (routes.none is None) == bool(routes.proposed)


@settings(max_examples=150, deadline=None)
@given(SITUATIONS)
def test_what_is_proposed_holds_on_the_day_and_carries_the_task(situation: Situation) -> None:
    for route in find_routes(situation, law()).proposed:
        assert route.basis.source.holds_on(situation.day)
        assert set(route.basis.tasks) & set(situation.tasks)
        assert not route.basis.dormant or {route.basis.code, *route.basis.awakened_by} & situation.decrees
        assert (route.requester == "") == (not route.basis.requesters)
        assert route.requester == "" or route.requester in route.basis.requesters


@settings(max_examples=100, deadline=None)
@given(SITUATIONS)
def test_the_acts_asked_for_follow_only_acts_that_are_asked_for(situation: Situation) -> None:
    for basis in law().bases:
        gates = gates_for(situation, basis, law())
        codes = {g.code for g in gates}
        assert all(set(g.after) <= codes for g in gates)


@pytest.mark.parametrize("mark", sorted(WARNING_MARKS))
@settings(max_examples=30, deadline=None)
@given(situation=SITUATIONS)
def test_a_mark_that_nobody_verified_only_warns(mark: str, situation: Situation) -> None:
    for basis in law().bases:
        doubtful = replace(
            basis,
            source=replace(basis.source, evidence=mark),
            gates=tuple(replace(g, source=replace(g.source, evidence=mark)) for g in basis.gates),
            condition_sources={c: replace(s, evidence=mark) for c, s in basis.condition_sources.items()},
        )
        blocking = {v.code for v in basis_fits(situation, doubtful) if v.blocks}
        assert blocking <= {"wording-holds-on-day", "wording-was-read"}


def test_every_condition_and_case_in_the_rules_is_one_that_the_core_can_judge() -> None:
    rules: Law = law()
    everywhere = (*rules.bases, *load_law(FOLDER.parent / "de").bases)

    assert {c for b in everywhere for c in b.conditions} == set(CONDITIONS)
    named = {g.only_when for b in rules.bases for g in b.gates} | {c for p in rules.provisions for c in p.when}
    assert named == set(CASES)
