"""The life of a proposal, declared. It has no case of its own: what it does stands in the entries of each request."""

from steun.core.decide.proposal import PROPOSAL
from steun.web.decide.proposal import acts
from steun.web.decide.proposal.api import ProposalOut, router, shown
from steun.web.decide.proposal.model import Proposal
from steun.web.decide.proposal.shape import AdoptIn, OverruleIn, ProposalIn
from steun.web.kernel.lives import CLOCK, Act, Life
from steun.web.kernel.shape import ActIn

LIFE = Life(
    PROPOSAL, Proposal,
    acts=(
        Act("make", ProposalIn, acts.make, path="/proposals", status=201),
        Act("stop", ActIn, acts.stop, ("stop", "cancel")),
        Act("adopt", AdoptIn, acts.adopt),
        Act("overrule", OverruleIn, acts.overrule),
    ),
    follows={"begin": CLOCK, "finish": CLOCK, "fail": CLOCK},
    recorded=("number", "seconds", "dials", "dials_number", "failure"), case="",
    path="/proposals/{uuid:pk}/moves/", response=ProposalOut, show=shown, router=router,
)  # fmt: skip
