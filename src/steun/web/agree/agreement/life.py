"""The life of a readiness agreement, declared."""

from __future__ import annotations

from typing import Any

from steun.core.agree.agreement import AGREEMENT
from steun.web.agree.agreement import acts
from steun.web.agree.agreement.api import AgreementOut, router, shown
from steun.web.agree.agreement.model import TERMS, Agreement
from steun.web.agree.agreement.shape import AgreementIn, CounterIn, ProposeIn, TermsIn
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.kernel.life.journalled import Values


def reads(agreement: Any) -> Values:
    """As entries tell it: the terms, the parties, and who of them agreed."""
    sides = agreement.in_order
    agreed = {s.organisation_id: [s.agreed_role, str(s.agreed_by_id)] for s in sides if s.agreed_by_id}
    return {**acts.contents(agreement, agreement.parties), "agreed": agreed}


LIFE = Life(
    AGREEMENT, Agreement,
    acts=(
        Act("propose", ProposeIn, acts.propose, whole=AgreementIn, box="", path="/agreements", status=201),
        Act("counter", CounterIn, acts.counter, whole=TermsIn, box=""),
        Act("agree", ActIn, acts.agree, ("agree", "conclude")),
        Act("refuse", ReasonIn, acts.refuse),
        Act("withdraw", ReasonIn, acts.withdraw),
        Act("end", ReasonIn, acts.end),
    ),
    follows={"begin": CLOCK, "remind": CLOCK, "succeed": CLOCK, "expire": CLOCK},
    recorded=("capability", "provider", "proposer", "parties", "agreed", "renews", *TERMS), case="id", reads=reads,
    path="/agreements/{uuid:pk}/moves/", response=AgreementOut, show=shown, router=router,
)  # fmt: skip
