"""The rules of a readiness agreement, on the day of NOON."""

from datetime import timedelta

from steun.core.agree import agreement as a
from steun.core.agree.agreement import AgreementFacts as F
from tests.core.tables.samples import NOON
from tests.core.tables.truth import row, table

TODAY = NOON.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
BOTH = ("DOPS", "VR24")

TABLES = [
    table(
        a.has_two_parties, "agreement-has-two-parties", "Steun",
        met=[F(BOTH), F((*BOTH, "VR23"))], unmet=[F(), F(("DOPS",)), F(("DOPS", "DOPS"))],
    ),
    table(
        a.every_party_has_a_mandate, "parties-have-a-mandate", "Steun",
        met=[row(F(BOTH, mandated=frozenset(BOTH))), row(F(BOTH, mandated=frozenset({*BOTH, "VR23"})))],
        unmet=[
            row(F(BOTH, mandated=frozenset({"DOPS"})), places="VR24"),
            row(F(BOTH), places="DOPS, VR24"),
        ],
    ),
    table(
        a.begins_ahead, "agreement-begins-ahead", "Steun",
        met=[F(starts_on=TODAY, today=TODAY), F(starts_on=TOMORROW, today=TODAY)],
        unmet=[F(starts_on=YESTERDAY, today=TODAY), F(today=TODAY), F(starts_on=TODAY)],
    ),
    table(
        a.ends_after_it_begins, "agreement-ends-after-it-begins", "Steun",
        met=[F(starts_on=TODAY, ends_on=TODAY), F(starts_on=TODAY, ends_on=TOMORROW)],
        unmet=[F(starts_on=TODAY, ends_on=YESTERDAY), F(starts_on=TODAY), F(ends_on=TODAY)],
    ),
    table(
        a.ends_ahead, "agreement-ends-ahead", "Steun",
        met=[F(ends_on=TODAY, today=TODAY), F(ends_on=TOMORROW, today=TODAY)],
        unmet=[F(ends_on=YESTERDAY, today=TODAY), F(today=TODAY), F(ends_on=TODAY)],
    ),
    table(
        a.follows_what_it_renews, "renewal-follows", "Steun",
        met=[row(F(starts_on=TODAY)), row(F()), row(F(starts_on=TOMORROW, follows_on=TODAY))],
        unmet=[
            row(F(starts_on=TODAY, follows_on=TODAY), day=TODAY.isoformat()),
            row(F(starts_on=YESTERDAY, follows_on=TODAY), day=TODAY.isoformat()),
            row(F(follows_on=TODAY), day=TODAY.isoformat()),
        ],
    ),
    table(
        a.terms_change, "counter-says-something-else", "Steun", met=[row(F(changes=True))], unmet=[row(F())],
    ),
    table(
        a.nobody_agrees_for_two, "nobody-agrees-for-two", "Steun",
        met=[F(person="p"), F(person="p", others=frozenset({"q"})), F(others=frozenset({""}))],
        unmet=[F(person="p", others=frozenset({"p"})), F(person="p", others=frozenset({"q", "p"}))],
    ),
    table(
        a.every_party_agreed, "every-party-agreed", "Steun",
        met=[F(BOTH, agreed=frozenset(BOTH))],
        unmet=[F(BOTH, agreed=frozenset({"DOPS"})), F(BOTH), F(), F(("DOPS",), agreed=frozenset({"DOPS"}))],
    ),
    table(
        a.step_is_argued, "agreement-step-is-argued", "Steun",
        met=[F(reason="It cannot")], unmet=[F(), F(reason="  ")],
    ),
]  # fmt: skip
