"""axe-core finds nothing wrong on the pages of the story: by day and night, wide and narrow, in Dutch and English."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import steun.web

AXE = Path(steun.web.__file__).parent / "static" / "vendor" / "axe.min.js"
LOOKS = {
    "day-wide-nl": ("nl", {"color_scheme": "light", "viewport": {"width": 1440, "height": 900}}),
    "night-narrow-en": ("en", {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}),
}
DESK, CHAIR, LOCC = ("duty-officer", "VR24"), ("safety-region-chair", "VR24"), ("locc", "LOCC")
TOC, COMMANDER, MINISTER = ("toc", "TOC"), ("unit-commander", "DEF-13LB"), ("minister-jenv", "MIN-JENV")

PAGES = [
    (DESK, "/"),
    (DESK, "/requests/new"),
    (DESK, "/requests/{draft}/edit"),
    (CHAIR, "/requests/{draft}"),
    (DESK, "/requests/{draft}/form/wvr-51"),
    (LOCC, "/picture"),
    (DESK, "/picture?wall=1"),
    (LOCC, "/requests/{asked}"),
    (LOCC, "/requests/{asked}/decide"),
    (TOC, "/requests/{granted}/decide"),
    (TOC, "/requests/{committed}"),
    (LOCC, "/style"),
    (LOCC, "/style?look=dark"),
    (LOCC, "/style?look=compact"),
    (LOCC, "/allocation"),
    (MINISTER, "/allocation"),
    (TOC, "/proposals/{displacing}"),
    (LOCC, "/proposals/{trial}"),
    (LOCC, "/proposals/{queued}"),
    (LOCC, "/proposals"),
    (MINISTER, "/policy"),
    (LOCC, "/policy"),
    (LOCC, "/proposals/{proposal}/with/{trial}"),
    (COMMANDER, "/deployments"),
    (DESK, "/evaluations"),
    (DESK, "/requests/{ended}/evaluation"),
    (DESK, "/requests/{ended}"),
    (LOCC, "/requests"),
    (DESK, "/incidents"),
    (DESK, "/incidents/new"),
    (DESK, "/incidents/{incident}"),
    (DESK, "/handover"),
    (DESK, "/catalogue"),
    (TOC, "/catalogue/sandbags"),
    (TOC, "/units"),
    (TOC, "/units/alpha"),
    (DESK, "/law"),
    (DESK, "/law/wvr-51"),
    (TOC, "/journal"),
    (TOC, "/journal/{ended}"),
    (DESK, "/requests/urgent"),
    (DESK, "/search?q=water"),
    (LOCC, "/reports"),
    (DESK, "/roads"),
    (TOC, "/roads/diagram"),
    (TOC, "/roads/sites"),
    (DESK, "/closures"),
    (DESK, "/closures/new"),
    (DESK, "/closures/{closure}"),
    (TOC, "/movements"),
    (TOC, "/movements/new"),
    (TOC, "/movements/{movement}"),
    (DESK, "/movements/{movement}"),
    (DESK, "/flows"),
    (DESK, "/flows/new"),
    (DESK, "/flows/{flow}"),
    (TOC, "/roadplans"),
    (TOC, "/roadplans/new"),
    (TOC, "/roadplans/{roadplan}"),
    (DESK, "/evacuations"),
    (DESK, "/evacuations/new"),
    (DESK, "/evacuations/{evacuation}"),
    (TOC, "/clearances"),
    (TOC, "/clearances/new"),
    (DESK, "/baseline"),
    (DESK, "/headcounts"),
    (DESK, "/headcounts/new"),
    (DESK, "/headcounts/{headcount}"),
    (DESK, "/counted-once"),
    (LOCC, "/designations"),
    (LOCC, "/designations/{designation}"),
    (DESK, "/risks"),
    (DESK, "/risks/new"),
    (DESK, "/risks/{risk}"),
    (DESK, "/risk-diagram"),
    (DESK, "/who-is-involved?scale=national&impacts=physical.D"),
    (LOCC, "/indicators?figure=answered"),
    (LOCC, "/indicators/rules"),
    (LOCC, "/audit"),
    (LOCC, "/audit/cases?question=who"),
    (LOCC, "/indicators/cases?figure=answered"),
    (DESK, "/listings"),
    (DESK, "/listings/new"),
    (DESK, "/listings/new?code=sandbags"),
    (DESK, "/listings/{listing}"),
    (DESK, "/listings/import"),
    (DESK, "/catalogue?standing=unconfirmed"),
    (DESK, "/lessons"),
    (DESK, "/lessons/new"),
    (DESK, "/lessons/{lesson}"),
    (DESK, "/assessments"),
    (DESK, "/assessments/new"),
    (DESK, "/assessments/{assessment}"),
    (DESK, "/needs"),
    (DESK, "/needs/new"),
    (DESK, "/needs/{need}"),
    (LOCC, "/polls"),
    (LOCC, "/polls/new"),
    (LOCC, "/polls/{poll}"),
    (DESK, "/polls/{poll}/import"),
    (LOCC, "/polls/{poll}/alike"),
    (LOCC, "/merges"),
    (LOCC, "/merges/new"),
    (DESK, "/merges/{merge}"),
    (DESK, "/agreements"),
    (DESK, "/agreements/new"),
    (DESK, "/agreements/{agreement}"),
    (DESK, "/editions"),
    (LOCC, "/editions/new"),
    (DESK, "/editions/{edition}"),
    (LOCC, "/recalibrations"),
    (LOCC, "/recalibrations/new"),
    (LOCC, "/recalibrations/{recalibration}"),
    (DESK, "/organisations"),
    (DESK, "/organisations/VR24"),
    (DESK, "/me"),
    *[(DESK, f"/help{part}") for part in ("", "/terms", "/tour", "/accessibility", "/handbook/ask")],
    (DESK, "/login"),
    (DESK, "/requests/00000000-0000-7000-8000-000000000000"),
]
"""Whose desk, and which page: those of the story, in its order, and those beside it. The last one says "not found"."""
MISSING = PAGES[-1][1]


@pytest.fixture(scope="package")
def cases(town) -> dict[str, UUID]:
    """One case in each state that has a page of its own."""
    return town.do(one_of_each)


def one_of_each() -> dict[str, UUID]:
    from tests.builders import World
    from tests.web.samples import (
        agreement,
        assessment,
        closure,
        designation,
        edition,
        evacuation,
        flow,
        headcount,
        lesson,
        listing,
        merge,
        movement,
        need,
        poll,
        recalibration,
        risk,
        roadplan,
    )

    world = World()
    later = world.now + timedelta(days=3)  # the same means, at another time
    incident = world.incident()
    far = {"starts_at": later, "ends_at": later + timedelta(hours=24)}
    ended = world.ended(title="Ended", incident=incident.pk)
    committed = world.granted(title="Committed", **far)
    world.commit(committed, quantity=10)
    ordered = world.ordered(title="Ordered", starts_at=later + timedelta(days=9), ends_at=later + timedelta(days=10))
    proposal, trial = two_proposals(world)
    asked_all = poll.poll(world)
    poll.answered(world, asked_all)
    return {
        "headcount": headcount.headcount(world).pk, "risk": risk.risk(world).pk,
        "designation": designation.designation(world).pk,
        "assessment": assessment.stated(world).pk, "need": need.stated(world).pk, "closure": closure.closure(world).pk,
        "lesson": lesson.carried_out(world).pk, "listing": listing.returned(world).pk,
        "movement": movement.under_way(world).pk, "flow": flow.flow(world).pk,
        "evacuation": evacuation.prepared(world, evacuation.DESK).pk,
        "poll": asked_all.pk, "merge": merge.agreed(world).pk,
        "agreement": agreement.deal(world).pk, "edition": edition.published(world).pk,
        "roadplan": roadplan.with_evacuees(world).pk,
        "recalibration": recalibration.ready(world).pk,
        "proposal": proposal, "trial": trial, "displacing": displacing(world), "queued": queued(world),
        "incident": incident.pk, "draft": world.draft(title="Draft").pk, "asked": world.asked(title="Asked").pk,
        "granted": world.granted(title="Granted", **far).pk, "committed": committed.pk, "ordered": ordered.pk,
        "ended": ended.pk,
    }  # fmt: skip


def displacing(world: Any, days: int = 6) -> UUID:
    """A promise would give way to save lives, and somebody goes short."""
    from steun.core.decide.policy import AllocationPolicy
    from steun.web.decide.planning import job
    from steun.web.decide.policy import acts as policies
    from steun.web.decide.proposal import acts as proposals

    policies.set_policy(AllocationPolicy(displace=(5,)), by=world.actor(*MINISTER), reason="Lives first")
    soon = world.now + timedelta(days=days)
    when = {"starts_at": soon, "ends_at": soon + timedelta(hours=24)}
    low = world.granted(title="Gives way", priority=5, lines=[{"capability": "sandbags", "quantity": 160}], **when)
    world.commit(low, "alpha", 100)
    world.commit(low, "bravo", 60)
    for priority, quantity in ((1, 120), (3, 90)):
        world.granted(priority=priority, lines=[{"capability": "sandbags", "quantity": quantity}], **when)
    made = proposals.make(by=world.actor(*LOCC), seconds=1)
    job.make(made.pk)
    return made.pk


def queued(world: Any) -> UUID:
    """A proposal that nobody has begun to make."""
    from steun.web.decide.proposal import acts as proposals

    return proposals.make(by=world.actor(*LOCC), seconds=1).pk


def two_proposals(world: Any) -> tuple[UUID, UUID]:
    """One with the policy that an authority set, and a trial that leaves somebody out: they differ in some line."""
    from steun.core.decide.policy import AllocationPolicy
    from steun.web.decide.planning import job
    from steun.web.decide.policy import acts as policies
    from steun.web.decide.proposal import acts as proposals

    policies.set_policy(AllocationPolicy(displace=(5,)), by=world.actor(*MINISTER), reason="Lives first")
    line = world.granted(title="Wish", lines=[{"capability": "sandbags", "quantity": 10}]).lines.get()
    locc, made = world.actor(*LOCC), []
    for words in ({}, {"trial": AllocationPolicy(lead=0), "left_out": [f"line:{line.pk}"]}):
        made.append(proposals.make(by=locc, seconds=1, **words).pk)
        job.make(made[-1])
    return made[0], made[1]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_page(look, desk, cases, watch) -> None:
    if not AXE.exists():
        pytest.fail("axe-core is not there: python -m steun.vendor fetches it")
    language, how = LOOKS[look]
    page, found = desk(*DESK, language, **how), []
    for seat, path in PAGES:
        desk(*seat, language)
        address = path.format(**cases)
        answer = page.goto(address)
        assert answer.status == (404 if path == MISSING else 200), address
        found += [f"{path}: {fault}" for fault in faults(page)]
    watch.forgive(MISSING)  # the browser reports a 404 as well
    assert not found, "\n" + "\n".join(found)


def faults(page: Any) -> list[str]:
    """What axe finds on the page that stands here, with all that folds open: rule, place, and what is wrong."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => (fold.open = true))")
    page.add_script_tag(url="/static/vendor/axe.min.js")
    broken = page.evaluate("async () => (await axe.run({resultTypes: ['violations'], preload: false})).violations")
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in broken for node in rule["nodes"]]
