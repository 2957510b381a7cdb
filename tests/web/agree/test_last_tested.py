"""*Last tested* is set by an evaluated deployment that drew on the agreement, and by nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from steun.core.agree.agreement import AGREEMENT
from steun.core.kernel.errors import NotYours
from steun.web.agree.agreement import acts
from steun.web.agree.agreement.model import Agreement
from steun.web.agree.agreement.tick import agreements as tick
from steun.web.desks.audit.check import replay
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.learn.evaluation import acts as learn
from steun.web.lives import LIVES
from tests.builders import World
from tests.web.samples import agreement as deals

pytestmark = pytest.mark.django_db
ANSWERS = {"effect_reached": "yes", "in_time": "yes", "promise_kept": "yes"}


def in_force(world: World, **more: Any) -> Agreement:
    it = deals.deal(world, "VR24", "DOPS", **{"starts_on": clock.today(), **more})
    tick(clock.now())
    it.refresh_from_db()
    assert it.state == "in-force"
    return it


def test_an_evaluated_deployment_says_when_with_how_many_and_how_soon(world, api, login):
    it = in_force(world)
    request = world.ended()
    deployment = request.deployments.get()
    it.refresh_from_db()
    assert it.tested_on is None, "it is the evaluation that counts, not the deployment alone"

    learn.evaluate(request.pk, by=world.desk, **ANSWERS)

    it.refresh_from_db()
    assert (it.tested_on, it.tested_pieces, it.tested_case) == (
        clock.today(), deployment.quantity, request.pk,
    )  # fmt: skip
    assert it.tested_minutes is not None and it.tested_minutes >= 0
    assert Entry.objects.filter(subject=it.key, action="agreement.test").count() == 1
    assert [str(difference) for difference in replay()] == []
    said = api(*deals.DOPS)("get", f"/agreements/{it.pk}").json()
    assert (said["tested_on"], said["tested_pieces"]) == (clock.today().isoformat(), deployment.quantity)
    assert "Last tested" in login(*deals.DOPS, "en").get(f"/agreements/{it.pk}").content.decode()

    learn.evaluate(request.pk, by=world.desk, **{**ANSWERS, "in_time": "no"}, explanation="Late")
    assert Entry.objects.filter(subject=it.key, action="agreement.test").count() == 1, (
        "amended: tested once all the same"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"capability": "girder-bridge", "quantity": 1},
        {"provider": "RWS"},
        {"beneficiaries": ["VR23"]},
        {"starts_on": timedelta(days=30)},
    ],
    ids=["other means", "other provider", "other region", "other days"],
)
def test_a_deployment_that_did_not_draw_on_it_tests_nothing(world, more):
    days = {name: clock.today() + value for name, value in more.items() if isinstance(value, timedelta)}
    it = acts.propose(
        deals.AgreementIn(**deals.given(**{"starts_on": clock.today(), **more, **days})),
        by=world.actor("safety-region-chair", "VR23") if "beneficiaries" in more else world.desk,
    )
    for seat in {"DOPS": deals.DOPS, "VR24": deals.CHAIR, "VR23": ("safety-region-chair", "VR23")}.items():
        if seat[0] in it.parties:
            acts.agree(it.pk, by=world.actor(*seat[1]))
    if "RWS" in it.parties:
        acts.agree(it.pk, by=world.actor("provider", "RWS"))
    tick(clock.now())

    request = world.ended()
    learn.evaluate(request.pk, by=world.desk, **ANSWERS)

    it.refresh_from_db()
    assert it.tested_on is None


def test_no_act_of_a_party_sets_it(world):
    assert "test" not in {act.name for act in LIVES["agreement"].acts}
    it = in_force(world)
    dops = world.actor(*deals.DOPS)
    with pytest.raises(NotYours):
        AGREEMENT.check(it.state, "test", dops, it.facts(dops))
