"""The rules of a proposal."""

from steun.core.decide import proposal as p
from steun.core.decide.proposal import ProposalFacts as F
from tests.core.tables.truth import WARNS, row, table

TABLES = [
    table(p.something_is_chosen, "lines-are-chosen", "Steun", met=[F(chosen=1)], unmet=[F()]),
    table(p.policy_is_in_force, "policy-is-in-force", "Steun", met=[F()], unmet=[F(policy_in_force=False)]),
    table(
        p.lines_are_undecided, "lines-are-undecided", "Steun",
        met=[row(F(), requests="")], unmet=[row(F(decided=("B-1", "B-2")), requests="B-1, B-2")],
    ),
    table(
        p.requests_stand, "requests-stand", "Steun",
        met=[row(F(), requests="")], unmet=[row(F(changed=("B-1", "B-2")), requests="B-1, B-2")],
    ),
    table(
        p.displaced_agreed, "displaced-agreed", "Steun",
        met=[row(F(), requests="")], unmet=[row(F(unagreed=("B-1", "B-2")), requests="B-1, B-2")],
    ),
    table(
        p.displaced_for_another, "displaced-for-another", "Steun",
        met=[row(F(), requests="")], unmet=[row(F(own=("B-1", "B-2")), requests="B-1, B-2")],
    ),
    table(
        p.kept_promises_are_left, "kept-promises-are-left", "Steun",
        met=[row(F(), requests="", promises="")],
        unmet=[row(F(leaning=("B-1", "B-2"), staying=("B-3", "B-4")), requests="B-1, B-2", promises="B-3, B-4")],
    ),
    table(
        p.plan_is_sound, "plan-is-sound", "Steun",
        met=[row(F(), faults=0)], unmet=[row(F(violations=1), faults=1)],
    ),
    table(
        p.proposal_is_fresh, "proposal-is-fresh", "Steun", unmet_is=WARNS,
        met=[row(F(), minutes=0), row(F(minutes=30), minutes=30)], unmet=[row(F(minutes=31), minutes=31)],
    ),
    table(p.reason_is_given, "reason-is-given", "Awb 3:50", met=[F(reason="nearer")], unmet=[F(), F(reason=" ")]),
]  # fmt: skip
