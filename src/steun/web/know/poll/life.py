"""The life of a poll of needs, declared."""

from __future__ import annotations

from typing import Any

from steun.core.know.poll import POLL
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.journalled import Values
from steun.web.know.poll import acts, tick
from steun.web.know.poll.api import PollOut, router, shown
from steun.web.know.poll.model import Poll
from steun.web.know.poll.page import PAGES
from steun.web.know.poll.shape import AnswerIn, OpenIn, PollIn


def reads(poll: Any) -> Values:
    """As entries tell it: what was asked of whom, and who answered."""
    return {**acts.contents(poll, poll.codes), "answers": acts.answers(poll)}


LIFE = Life(
    POLL, Poll,
    acts=(
        Act("open", OpenIn, acts.open_poll, whole=PollIn, box="", path="/polls", status=201),
        Act("answer", AnswerIn, acts.answer, box=""),
        Act("close", ActIn, acts.close),
        Act("withdraw", ReasonIn, acts.withdraw),
    ),
    follows={"remind": CLOCK, "expire": CLOCK},
    recorded=("title", "question", "opener_id", "asked", "closes_on", "follows_id", "answers"), case="id", reads=reads,
    tick=tick.polls, pages=PAGES,
    audiences={"Poll": {"title": "sides", "question": "sides", "search": "nobody"}}, codes={"Poll": ("state",)},
    path="/polls/{uuid:pk}/moves/", response=PollOut, show=shown, router=router,
)  # fmt: skip
