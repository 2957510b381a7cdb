"""The life of a gate, declared. A gate is born by the act that demanded it: a request that is sent opens its gates."""

from functools import partial

from steun.core.ask.gate import GATE
from steun.web.ask.request.api import GateOut
from steun.web.ask.request.model import Gate
from steun.web.decide.commitment.api import gate_shown, router
from steun.web.decide.gate.acts import ACTS, act, put_lives_first
from steun.web.decide.gate.shape import GateIn
from steun.web.kernel.lives import CLOCK, Act, Acts, Life
from steun.web.kernel.shape import ReasonIn

LIFE = Life(
    GATE, Gate,
    acts=tuple(Act(name, GateIn, partial(act, name=name)) for name in ACTS),
    follows={
        "open": "request.submit", "tell": "request.submit", "waive": "request.submit", "lapse": "request.complete",
        "drop": "request.complete", "remind": CLOCK, "escalate": CLOCK,
    },
    born_by="request.submit",
    path="/gates/{uuid:pk}/acts/", response=GateOut, show=gate_shown, router=router,
)  # fmt: skip
ON_REQUESTS = Acts("request", (Act("lives-first", ReasonIn, put_lives_first),))
