"""The acts on a request that decide about its means, declared."""

from __future__ import annotations

from steun.web.ask.request.shape import UntilIn
from steun.web.decide.request import acts
from steun.web.kernel.input.shape import ReasonIn
from steun.web.kernel.life.declaration import Act, Acts

ON_REQUESTS = Acts("request", (
    Act("withdraw", ReasonIn, acts.withdraw),
    Act("extend", ReasonIn, acts.extend),
    Act("decline", ReasonIn, acts.decline),
    Act("shorten", UntilIn, acts.shorten),
))  # fmt: skip
