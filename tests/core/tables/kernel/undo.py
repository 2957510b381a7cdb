"""When a slip of the hand can be undone."""

from datetime import timedelta

from steun.core.ask.incident import IncidentFacts
from steun.core.kernel.mending import undo
from steun.core.kernel.mending.undo import Slip
from tests.core.tables.samples import MINUTE, NOON
from tests.core.tables.truth import row, table

TEN = 10 * MINUTE


def facts(**given: object) -> IncidentFacts:
    return IncidentFacts(slip=Slip(**given))  # type: ignore[arg-type]  # of a table: each row names its own


TABLES = [
    table(
        undo.act_can_be_undone, "act-can-be-undone", "Steun",
        met=[facts(minutes=1)], unmet=[row(facts(), act=""), row(facts(act="gate.pass"), act="gate.pass")],
    ),
    table(
        undo.undone_in_time, "undone-in-time", "Steun",
        met=[
            facts(), facts(minutes=10, done_at=NOON, now=NOON),
            row(facts(minutes=10, done_at=NOON, now=NOON + TEN), minutes=10),
        ],
        unmet=[
            row(facts(minutes=10), minutes=10), row(facts(minutes=10, done_at=NOON), minutes=10),
            row(facts(minutes=10, now=NOON), minutes=10),
            row(facts(minutes=10, done_at=NOON, now=NOON + TEN + timedelta(microseconds=1)), minutes=10),
        ],
    ),
    table(
        undo.undone_by_who_did_it, "undone-by-who-did-it", "Steun",
        met=[facts(by="a", done_by="a")],
        unmet=[facts(), facts(by="a", done_by="b"), facts(by="a"), facts(done_by="a")],
    ),
    table(
        undo.nothing_followed, "nothing-followed", "Steun",
        met=[facts(), facts(followed=0)], unmet=[row(facts(followed=1), acts=1)],
    ),
]  # fmt: skip
