"""The life of a readiness agreement, declared."""

from __future__ import annotations

from typing import Any

from steun.core.agree.agreement import AGREEMENT
from steun.web.agree.agreement import acts, tick
from steun.web.agree.agreement.api import AgreementOut, router, shown
from steun.web.agree.agreement.model import TERMS, TESTED, WORDS, Agreement
from steun.web.agree.agreement.page import PAGES
from steun.web.agree.agreement.shape import AgreementIn, CounterIn, ProposeIn, TermsIn
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.journalled import Values
from steun.web.kernel.life.own import plain


def reads(agreement: Any) -> Values:
    """As entries tell it: the terms, the parties, and who of them agreed."""
    sides = agreement.in_order
    agreed = {s.organisation_id: [s.agreed_role, str(s.agreed_by_id)] for s in sides if s.agreed_by_id}
    contents = acts.contents(agreement, agreement.parties, agreement.answers.all())
    return {**contents, "agreed": agreed, "tested_on": plain(agreement.tested_on)}


LIFE = Life(
    AGREEMENT, Agreement,
    acts=(
        Act("propose", ProposeIn, acts.propose, whole=AgreementIn, box="", path="/agreements", status=201),
        Act("agree", ActIn, acts.agree, ("agree", "conclude")),
        Act("counter", CounterIn, acts.counter, whole=TermsIn, box=""),
        Act("refuse", ReasonIn, acts.refuse),
        Act("withdraw", ReasonIn, acts.withdraw),
        Act("end", ReasonIn, acts.end),
    ),
    follows={"begin": CLOCK, "remind": CLOCK, "succeed": CLOCK, "expire": CLOCK, "test": "evaluation.give"},
    recorded=("capability", "provider", "proposer", "parties", "agreed", "renews", "answers", *TERMS, *TESTED),
    case="id", reads=reads, tick=tick.agreements, pages=PAGES,
    audiences={"Agreement": {**dict.fromkeys(WORDS, "sides"), "search": "nobody"}},
    codes={"Agreement": ("state",), "Side": ("agreed_role",)},
    path="/agreements/{uuid:pk}/moves/", response=AgreementOut, show=shown, router=router,
)  # fmt: skip
