"""Proposals: what the planner advises on the world as it is, and what a person makes of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steun.core.decide.policy import AllocationPolicy
from steun.core.kernel.errors import Malformed, NotYours
from steun.web.ask.request.model import Request
from steun.web.decide.planning import advice, job, situation, store
from steun.web.decide.policy import acts as policies
from steun.web.decide.policy.model import policy_in_force
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal.model import Proposal, ProposalLine
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from tests.builders import World

pytestmark = pytest.mark.django_db
DISPLACE = AllocationPolicy(displace=(4, 5))


def made(world: World, **words: object) -> Proposal:
    """A proposal, asked for by LOCC and made at once."""
    words.setdefault("seconds", 1)
    proposal = proposals.make(by=world.actor("locc", "LOCC"), **words)
    job.make(proposal.pk)
    proposal.refresh_from_db()
    assert proposal.state == "ready", proposal.failure
    return proposal


def wants(world: World, quantity: int, priority: int = 3, **words: object) -> Request:
    return world.granted(priority=priority, lines=[{"capability": "sandbags", "quantity": quantity}], **words)


def line_of(proposal: Proposal, request: Request) -> ProposalLine:
    return proposal.lines.get(request=request, commitment=None)


def displacing(world: World) -> tuple[Request, Request, Proposal]:
    """All sandbag crews are promised to a class-5 request; a class-1 request comes, and class 5 may give way."""
    low = wants(world, 160, priority=5)
    world.commit(low, "alpha", 100)
    world.commit(low, "bravo", 60)
    policies.set_policy(DISPLACE, by=world.actor("minister-jenv", "MIN-JENV"), reason="Lives first")
    high = wants(world, 120, priority=1)
    return low, high, made(world)


# --- What is proposed


def test_a_higher_class_is_served_first_and_the_rest_goes_to_the_lower(world: World) -> None:
    low, high = wants(world, 68, priority=3), wants(world, 120, priority=1)
    proposal = made(world)
    assert line_of(proposal, high).given == 120
    assert line_of(proposal, low).given == 40
    assert line_of(proposal, low).first_come == 68  # who asked first is served first by telephone
    assert line_of(proposal, high).first_come == 92
    assert proposal.summary["violations"] == 0


def test_what_stands_is_not_touched_as_long_as_the_policy_does_not_say_so(world: World) -> None:
    low = wants(world, 160, priority=5)
    world.commit(low, "alpha", 100)
    world.commit(low, "bravo", 60)
    high = wants(world, 120, priority=1)
    proposal = made(world)
    line = line_of(proposal, high)
    assert (line.given, line.reason, line.answer["promised_to"]) == (0, "available", [low.number])
    assert not proposal.lines.exclude(commitment=None).exists()


def test_the_policy_lets_a_lower_class_give_way_and_says_what_it_loses(world: World) -> None:
    low, high, proposal = displacing(world)
    assert line_of(proposal, high).given == 120
    lost = proposal.lines.filter(request=low).exclude(commitment=None)
    assert sum(line.stands - line.given for line in lost) == 120
    assert {line.reason for line in lost} <= {"displaced", "kept"}


def test_what_is_under_way_never_gives_way(world: World) -> None:
    policies.set_policy(DISPLACE, by=world.actor("minister-jenv", "MIN-JENV"), reason="Lives first")
    low = world.granted(priority=5, lines=[{"capability": "sandbags", "quantity": 160}])
    world.commit(low, "alpha", 100)
    world.commit(low, "bravo", 60)
    from steun.web.deliver.deployment import acts as deliver

    deliver.order(low.pk, by=world.actor("toc", "TOC"))
    high = wants(world, 120, priority=1)
    assert line_of(made(world), high).given == 0


def test_what_cannot_be_planned_is_listed_with_the_reason(world: World) -> None:
    request = world.granted(lines=[])
    assert made(world).summary["unplanned"] == [{"request": str(request.pk), "why": "no-requirement"}]


def test_what_was_not_said_is_assumed_and_told(world: World) -> None:
    request = wants(world, 10)
    assert "latest" in line_of(made(world), request).answer["guesses"]


def test_the_files_of_a_proposal_can_be_checked_by_anybody(world: World) -> None:
    from steun.optimise import check, plan_from, problem_from

    _, _, proposal = displacing(world)
    problem = problem_from(json.loads(proposal.problem))
    assert check(problem, plan_from(json.loads(proposal.plan), problem)) == []


def test_reserve_prices_say_where_they_come_from(world: World) -> None:
    wants(world, 10)
    assert made(world).summary["reserve_from"] == "generated scenarios"
    minister = world.actor("minister-defence", "MIN-DEF")
    policies.load_prices("2026", {"alpha": 12}, by=minister, reason="Herijking of 2026")
    assert made(world).summary["reserve_from"] == "herijking 2026"


def test_a_class_that_waits_gets_nothing_while_it_asks_what_is_precious(world: World) -> None:
    minister = world.actor("minister-defence", "MIN-DEF")
    dear = {"alpha": 10**9, "bravo": 10**9}
    policies.load_prices("2026", dear, by=minister, reason="Herijking of 2026")
    policies.set_policy(AllocationPolicy(hold=(5,)), by=minister, reason="Keep something back")
    low, high = wants(world, 10, priority=5), wants(world, 10, priority=1)
    proposal = made(world)
    assert (line_of(proposal, low).given, line_of(proposal, low).reason) == (0, "waits")
    assert line_of(proposal, high).given == 10


def test_of_two_fires_one_gets_both_helicopters_when_one_helicopter_puts_out_neither(world: World) -> None:
    """Herkenbosch: two fires, means for one; half the effect is worth nothing. Source: domain 7.3, no. 3."""
    requirement = [{"capability": "sandbags", "quantity": 160, "minimum": 160}]
    first, second = world.granted(lines=requirement), world.granted(lines=requirement, priority=2)
    proposal = made(world)
    assert [line_of(proposal, r).given for r in (first, second)] == [0, 160]
    no = line_of(proposal, first)
    assert (no.reason, no.answer["blocking"]) == ("after-higher", [line_of(proposal, second).key])
    assert no.answer["waterfall"]["available"] == 160 and no.answer["waterfall"]["after-higher"] == 0


def test_who_would_come_too_late_does_not_count(world: World) -> None:
    request = wants(world, 10, latest_at=world.now + timedelta(hours=5), starts_at=world.now + timedelta(hours=1))
    near = line_of(made(world), request)
    assert near.given == 10 and all(p.arrives_at <= request.latest_at for p in near.pieces.all())
    hopeless = wants(world, 10, latest_at=world.now + timedelta(minutes=70), starts_at=world.now + timedelta(hours=1))
    assert line_of(made(world), hopeless).reason == "in-time"


# --- The job


def test_a_job_that_is_handed_out_twice_is_done_once(world: World) -> None:
    wants(world, 10)
    proposal = made(world)
    job.make(proposal.pk)
    assert proposal.lines.count() == 1


def test_a_job_that_fails_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advice, "look", lambda *a, **k: 1 / 0)
    proposal = proposals.make(by=world.actor("locc", "LOCC"))
    job.make(proposal.pk)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.failure.partition(":")[0]) == ("failed", "ZeroDivisionError")


def test_a_job_whose_machine_stopped_has_failed_after_two_silent_minutes(world: World) -> None:
    proposal = proposals.make(by=world.actor("locc", "LOCC"))
    assert job.give_up_silent() == 0
    Proposal.objects.update(beat_at=world.now - timedelta(minutes=3))
    assert job.give_up_silent() == 1
    proposal.refresh_from_db()
    assert proposal.state == "failed"


def test_a_proposal_that_was_given_up_while_it_was_made_has_no_lines(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants(world, 10)
    proposal = proposals.make(by=world.actor("locc", "LOCC"), seconds=1)
    save_lines = store.save_lines

    def late(*words):
        lines = save_lines(*words)
        job.step(proposal.pk, "fail", failure="no sign of life")
        return lines

    monkeypatch.setattr(store, "save_lines", late)
    job.make(proposal.pk)
    assert not proposal.lines.exists()


def test_the_lines_that_go_short_are_put_into_rows_without_a_question_per_line(world: World) -> None:
    low = wants(world, 160, priority=5)
    world.commit(low, "alpha", 100)
    world.commit(low, "bravo", 60)
    counts = []
    for more in (2, 6):
        for _ in range(more):
            wants(world, 1)
        with CaptureQueriesContext(connection) as queries:
            made(world)
        counts.append(len([q for q in queries if "steun_request" in q["sql"]]))
    assert counts[0] == counts[1]


def test_only_wishes_are_locked(world: World) -> None:
    _, high, proposal = displacing(world)
    promise, requirement = proposal.lines.exclude(commitment=None)[0].key, line_of(proposal, high).key
    again = made(world, based_on=proposal.pk, locked=[promise, requirement])
    assert again.locked == [requirement]


def test_a_replay_whose_clock_runs_fast_gives_no_proposal_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a machine lives is a matter of real time."""
    proposals.make(by=world.actor("locc", "LOCC"))
    monkeypatch.setattr(clock, "now", lambda: world.now + timedelta(days=3))
    assert job.give_up_silent() == 0


def test_what_is_being_made_ends_with_the_best_so_far_when_somebody_says_enough(world: World) -> None:
    proposal = proposals.make(by=world.actor("locc", "LOCC"))
    assert job.step(proposal.pk, "begin")
    cancelled, progress = job.beats(proposal.pk)
    progress("search", 0.4, {"L1": 3.0})
    assert not cancelled()
    proposals.stop(proposal.pk, by=world.actor("locc", "LOCC"))
    making_time_passes(cancelled)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.progress, proposal.best["goals"]) == ("stopping", 40, {"L1": 3.0})


def making_time_passes(cancelled) -> None:
    """Ask until it says stop: it looks at the row twice a second."""
    for _ in range(10_000_000):
        if cancelled():
            return
    raise AssertionError("never told to stop")


def test_who_does_not_divide_cannot_ask(world: World) -> None:
    with pytest.raises(NotYours):
        proposals.make(by=world.desk)
    assert not Proposal.objects.visible_to(world.desk).exists()


# --- The allocation policy


def test_an_authority_sets_the_policy_with_a_reason_for_everybody_to_read(world: World) -> None:
    minister = world.actor("minister-jenv", "MIN-JENV")
    row = policies.set_policy(AllocationPolicy(displace=(5,), lead=20), by=minister, reason="High water")
    assert policy_in_force() == (AllocationPolicy(displace=(5,), lead=20), row.number)
    entry = Entry.objects.visible_to(world.desk).get(action="policy.set")
    assert (entry.reason, entry.data["displace"]) == ("High water", [5])
    with pytest.raises(NotYours):
        policies.set_policy(AllocationPolicy(), by=world.actor("locc", "LOCC"), reason="No")


def test_every_wrong_setting_is_named_at_once(world: World) -> None:
    with pytest.raises(Malformed) as wrong:
        policies.set_policy(
            AllocationPolicy(displace=(1,), hold=(2,), reserve=False, lead=999),
            by=world.actor("minister-jenv", "MIN-JENV"),
            reason="",
        )
    assert {f.field for f in wrong.value.faults} == {"displace", "hold", "lead", "reason"}


def test_prices_of_units_that_nobody_has_are_named(world: World) -> None:
    with pytest.raises(Malformed) as wrong:
        policies.load_prices(
            "2026", {"nobody": 1, "\udc80": 1, "alpha": -1}, by=world.actor("minister-jenv", "MIN-JENV"), reason="x"
        )
    assert sorted(f.code for f in wrong.value.faults) == ["price-out-of-range", "unknown-code", "unknown-code"]


def test_a_herijking_has_a_name_that_fits(world: World) -> None:
    with pytest.raises(Malformed) as wrong:
        policies.load_prices("x" * 121, {"alpha": 1}, by=world.actor("minister-jenv", "MIN-JENV"), reason="x")
    assert [(f.field, f.code) for f in wrong.value.faults] == [("name", "text-too-long")]


def test_who_saves_lives_never_gives_way() -> None:
    assert [f.code for f in AllocationPolicy(displace=(1,)).faults()] == ["class-out-of-range"]


# --- The situation


def test_travel_takes_the_planner_as_long_as_it_takes_a_promise(world: World) -> None:
    """A minute more on one side, and an adopted plan would not fit."""
    from steun.optimise.allocation.grid.travel import travel_of
    from steun.web.decide.commitment.read import road

    wants(world, 10)
    seen = situation.look(AllocationPolicy())
    line = seen.problem.lines[0]
    for unit in seen.problem.units:
        its = seen.units[unit.id]
        assert travel_of(seen.problem, unit, line) == road(its, line.lon, line.lat)
