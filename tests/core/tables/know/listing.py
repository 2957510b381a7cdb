"""The rules of a listing."""

from datetime import date

from steun.core.know.catalogue import listing as it
from steun.core.know.catalogue.listing import ListingFacts as F
from tests.core.tables.truth import row, table

BEFORE, DAY, AFTER = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)

TABLES = [
    table(it.owner_can_answer, "listing-owner-can-answer", "Steun", met=[F(owner_answers=True)], unmet=[F()]),
    table(it.stands_alone, "listing-stands-alone", "Steun", met=[F(alone=True)], unmet=[F()]),
    table(
        it.is_valid_ahead, "listing-is-valid-ahead", "Steun",
        met=[F(valid_until=AFTER, today=DAY)],
        unmet=[F(valid_until=DAY, today=DAY), F(valid_until=BEFORE, today=DAY), F(valid_until=DAY), F(today=DAY), F()],
    ),
    table(
        it.is_confirmed_in_time, "listing-is-confirmed-in-time", "Steun",
        met=[F(valid_until=DAY, latest=DAY), F(valid_until=BEFORE, latest=DAY), F(valid_until=DAY), F(latest=DAY), F()],
        unmet=[row(F(valid_until=AFTER, latest=DAY), latest="2026-03-02")],
    ),
    table(
        it.season_is_whole, "season-is-whole", "Steun",
        met=[F(), F(season_from=4, season_until=10), F(season_from=11, season_until=2)],
        unmet=[F(season_from=4), F(season_until=10)],
    ),
    table(it.listing_changes, "revision-says-something-else", "Steun", met=[row(F(changes=True))], unmet=[row(F())]),
    table(
        it.step_is_argued, "listing-step-is-argued", "Steun", met=[F(reason="Not ours")], unmet=[F(), F(reason=" ")]
    ),
    table(
        it.seen_by_another, "listing-seen-by-another", "Steun",
        met=[F(person="p", author_person="q"), F(), F(author_person="q")], unmet=[F(person="p", author_person="p")],
    ),
]  # fmt: skip
