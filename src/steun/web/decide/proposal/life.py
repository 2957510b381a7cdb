"""The life of a proposal, declared. It has no case of its own: what it does stands in the entries of each request."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from steun.core.decide.proposal import PROPOSAL
from steun.web.decide.proposal import acts
from steun.web.decide.proposal.api import router, shown
from steun.web.decide.proposal.model import Proposal
from steun.web.decide.proposal.shape import AdoptIn, OverruleIn, ProposalIn, ProposalOut
from steun.web.kernel.input.shape import ActIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.journalled import Values


def reads(proposal: Any) -> Values:
    """The files of the planner are recorded by their digest."""
    texts = {"problem": proposal.problem, "plan": proposal.plan}
    digests = {name: sha256(text.encode()).hexdigest() if text else "" for name, text in texts.items()}
    return {**digests, "based_on": proposal.based_on.number if proposal.based_on else None}


LIFE = Life(
    PROPOSAL, Proposal,
    acts=(
        Act("make", ProposalIn, acts.make, path="/proposals", status=201),
        Act("stop", ActIn, acts.stop, ("stop", "cancel")),
        Act("adopt", AdoptIn, acts.adopt),
        Act("overrule", OverruleIn, acts.overrule),
    ),
    follows={"begin": CLOCK, "finish": CLOCK, "fail": CLOCK},
    recorded=(
        "number", "seconds", "policy", "policy_number", "failure", "locked", "left_out", "based_on", "problem", "plan",
    ), case="",
    reads=reads, related=("based_on",),
    path="/proposals/{uuid:pk}/moves/", response=ProposalOut, show=shown, router=router,
)  # fmt: skip
