"""The life of a request, declared: what the side that asks does. Other acts are declared in the rooms that do them."""

from steun.core.ask.request import REQUEST
from steun.web.ask.request import acts
from steun.web.ask.request.api import RequestOut, router, shown
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import CompleteIn, DraftIn, JoinIn, RequestIn, ShareIn, UntilIn
from steun.web.kernel.lives import Act, Life
from steun.web.kernel.shape import KnowinglyIn, ReasonIn

LIFE = Life(
    REQUEST, Request,
    acts=(
        Act("draft", DraftIn, acts.draft, whole=RequestIn, box="", path="/requests", status=201),
        Act("share", ShareIn, acts.share, box="parties"),
        Act("submit", KnowinglyIn, acts.submit),
        Act("return", ReasonIn, acts.send_back),
        Act("join", JoinIn, acts.join, box="similar"),
        Act("ask-longer", UntilIn, acts.ask_longer),
        Act("complete", CompleteIn, acts.complete, whole=RequestIn, path="/requests/{uuid:pk}/complete"),
    ),
    follows={"grant": "gate.pass", "refuse": "gate.refuse", "arrive": "deployment.arrive"},
    recorded=("number", "extent"), case="id",
    path="/requests/{uuid:pk}/moves/", response=RequestOut, show=shown, router=router,
)  # fmt: skip
