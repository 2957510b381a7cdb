"""The sets of states that rules, acts and pages speak of, a second time: what else follows from them is not decided
by the one who changes a set."""

from __future__ import annotations

import pytest

from steun.core.agree import agreement, recalibration
from steun.core.ask import addition, gate, request, states
from steun.core.decide import commitment, proposal, timeliness
from steun.core.deliver import deployment, roadplan
from steun.core.deliver.evacuation import life as evacuation
from steun.core.deliver.movement import life as movement
from steun.core.know.catalogue import listing

SETS = [
    (states.GRANTED, ["granted", "ordered", "deployed"]),
    (states.OPEN, ["asked", "granted", "ordered", "deployed"]),
    (request.OVER, ["refused", "withdrawn", "closed", "joined"]),
    (request.FINISHED, ["ended", "refused", "withdrawn", "closed", "joined"]),
    (commitment.ACTIVE, ["held", "committed"]),
    (deployment.COMING, ["ordered", "moving"]),
    (deployment.COMING_OR_THERE, ["ordered", "moving", "on-scene"]),
    (deployment.UNDER_WAY, ["ordered", "moving", "on-scene", "released"]),
    (deployment.ARRIVED, ["on-scene", "released", "returned"]),
    (proposal.IN_PROGRESS, ["queued", "running", "stopping"]),
    (addition.STANDING, ["asked", "taken-up"]),
    (gate.SAID, ["phoned", "attested"]),
    (gate.WAITING, ["open", "phoned", "attested"]),
    (agreement.OPEN, ["proposed", "countered"]),
    (agreement.COUNTS, ["agreed", "in-force"]),
    (recalibration.IN_PROGRESS, ["queued", "running", "stopping"]),
    (recalibration.BEING_MADE, ["running", "stopping"]),
    (roadplan.IN_PROGRESS, ["queued", "running", "stopping"]),
    (roadplan.BEING_MADE, ["running", "stopping"]),
    (movement.SHARED, ["credited", "under-way", "passed", "closed", "cancelled"]),
    (movement.HOLDS, ["credited", "under-way"]),
    (evacuation.ORDERED, ["ordered", "under-way", "complete", "return-ordered", "ended"]),
    (evacuation.MOVING, ["ordered", "under-way"]),
    (listing.OPEN, ["proposed", "returned", "reviewed"]),
    (timeliness.URGENCIES, ["", "lives", "overdue", "urgent"]),
]


@pytest.mark.parametrize(("found", "said"), SETS)
def test_a_set_of_states_is_what_it_is_called(found, said):
    assert sorted(found) == sorted(said)


def test_what_comes_first_in_a_list_is_in_this_order():
    assert timeliness.URGENCIES == ("lives", "overdue", "urgent", "")


def test_states_of_a_life_are_states_of_its_table():
    for life, found in (
        (request.REQUEST, (states.OPEN, request.OVER, request.FINISHED)),
        (commitment.COMMITMENT, (commitment.ACTIVE,)),
        (deployment.DEPLOYMENT, (deployment.UNDER_WAY, deployment.COMING_OR_THERE, deployment.ARRIVED)),
        (proposal.PROPOSAL, (proposal.IN_PROGRESS,)),
        (addition.ADDITION, (addition.STANDING,)),
        (agreement.AGREEMENT, (agreement.OPEN, agreement.COUNTS)),
        (recalibration.RECALIBRATION, (recalibration.IN_PROGRESS, recalibration.BEING_MADE)),
        (roadplan.ROADPLAN, (roadplan.IN_PROGRESS, roadplan.BEING_MADE)),
        (movement.MOVEMENT, (movement.SHARED, movement.HOLDS)),
        (evacuation.EVACUATION, (evacuation.ORDERED, evacuation.MOVING)),
        (listing.LISTING, (listing.OPEN,)),
    ):
        assert {state for some in found for state in some} <= set(life.states), life.name
