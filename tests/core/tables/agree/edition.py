"""The rules of an edition."""

from steun.core.agree import edition as e
from steun.core.agree.edition import EditionFacts as F
from tests.core.tables.truth import table

TABLES = [
    table(e.holds_something, "edition-holds-something", "Steun", met=[F(capabilities=1)], unmet=[F()]),
    table(
        e.published_by_other_side, "edition-published-by-other-side", "Steun",
        met=[F(maker_side="national", side="defence"), F(maker_side="defence", side="civil")],
        unmet=[
            F(maker_side="national", side="national"), F(maker_side="defence", side="defence"),
            F(maker_side="national", side="civil"), F(maker_side="civil"), F(side="defence"), F(),
        ],
    ),
    table(e.follows_the_last, "edition-follows-the-last", "Steun", met=[F(follows_last=True)], unmet=[F()]),
    table(
        e.discarding_is_argued, "edition-step-is-argued", "Steun", met=[F(reason="Too soon")],
        unmet=[F(), F(reason=" ")],
    ),
]  # fmt: skip
