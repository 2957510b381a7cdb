"""Proposals: what the planner advises on the world as it is, and what a person makes of it."""

from __future__ import annotations

import pytest

from steun.core.errors import NotYours, Refused
from steun.web.decide import making, proposals
from steun.web.decide.models import Commitment, Proposal
from tests.builders import World

pytestmark = pytest.mark.django_db


def made(world: World, **words: object) -> Proposal:
    """A proposal, asked for by LOCC and made at once."""
    words.setdefault("seconds", 1)
    proposal = proposals.make(by=world.actor("locc", "LOCC"), **words)  # type: ignore[arg-type]
    making.make(proposal.pk)
    proposal.refresh_from_db()
    assert proposal.stage == "ready", proposal.failure
    return proposal


def test_a_proposal_says_for_every_open_wish_what_it_gets(world: World) -> None:
    first = world.granted()
    second = world.granted(priority=1, lines=[{"capability": "sandbags", "quantity": 120}])
    proposal = made(world)
    given = {line.request_id: line.given for line in proposal.lines.all()}
    assert given[second.pk] == 120
    assert given[first.pk] == 40  # 160 there are: what is left after the higher class
    assert proposal.summary["violations"] == 0
