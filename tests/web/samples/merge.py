"""A merge: the LOCC finds that the region and the DOPS stated one need, each in its own answer to a poll."""

from __future__ import annotations

from typing import Any

from steun.web.know.merge import acts
from steun.web.know.merge.shape import MergeIn
from steun.web.know.need import acts as needs
from steun.web.know.need.shape import NeedIn
from steun.web.know.poll import acts as polls
from tests.builders import World
from tests.web.samples import need, poll
from tests.web.samples.sample import Case, May, Sample

LOCC, DESK, DOPS = ("locc", "LOCC"), ("duty-officer", "VR24"), ("dops", "DOPS")
NOBODY = "018f0000-0000-7000-8000-000000000000"


def of_dops(world: World, **more: Any) -> Any:
    """The same need, stated by the DOPS."""
    said = need.given(addressee="", place="Along the Geul", quantity=40, **more)
    it = needs.draft(NeedIn(**said), by=world.actor(*DOPS))
    return needs.state(it.pk, by=world.actor(*DOPS))


def given(world: World, **more: Any) -> dict[str, Any]:
    """A poll in which both answered, and which of their needs are one."""
    asked, one, other = poll.poll(world), need.stated(world, addressee=""), of_dops(world)
    polls.answer(asked.pk, by=world.desk, needs=[one.pk])
    polls.answer(asked.pk, by=world.actor(*DOPS), needs=[other.pk])
    said = {"poll": str(asked.pk), "needs": [str(one.pk), str(other.pk)], "counts": str(one.pk)}
    return {**said, "why": "Both are for the dykes at Valkenburg", **more}


def merge(world: World, **more: Any) -> Any:
    return acts.propose(MergeIn(**given(world, **more)), by=world.actor(*LOCC))


def consented(world: World) -> Any:
    return acts.consent(merge(world).pk, by=world.desk)


def agreed(world: World) -> Any:
    return acts.consent(consented(world).pk, by=world.actor(*DOPS))


def later(world: World, it: Any) -> None:
    acts.consent(it.pk, by=world.desk)
    acts.consent(it.pk, by=world.actor(*DOPS))
    acts.separate(it.pk, by=world.actor(*DOPS), reason="Two dykes after all")


def reads(row: Any) -> May:
    return lambda actor: actor.side in ("national", "defence", "oversight") or actor.organisation in {"VR24", "DOPS"}


SAMPLE = Sample(
    row=merge, begin="propose", may=reads, words=("why",), seats=(LOCC, DESK, DOPS), later=later,
    cases={
        "propose": lambda w: Case(LOCC, None, given(w)),
        "consent": lambda w: Case(DESK, merge(w).pk),
        "refuse": lambda w: Case(DOPS, merge(w).pk, {"reason": "Another dyke"}),
        "withdraw": lambda w: Case(LOCC, merge(w).pk, {"reason": "A mistake"}),
        "separate": lambda w: Case(DOPS, agreed(w).pk, {"reason": "Two dykes after all"}),
    },
    bad=(
        ({"needs": []}, {"needs", "counts"}),
        ({"counts": NOBODY}, {"counts"}),
        ({"needs": [NOBODY]}, {"needs.0"}),
        ({"poll": NOBODY}, {"poll"}),
        ({"why": " "}, {"why"}),
    ),
)  # fmt: skip
