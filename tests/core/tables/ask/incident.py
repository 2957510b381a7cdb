"""The rules of an incident. F: an incident of region VR24 at level 1, opened there."""

from dataclasses import replace
from typing import Any

from steun.core.ask import incident as i
from steun.core.ask.incident import IncidentFacts
from steun.core.kernel.seats import Roles
from steun.core.kernel.verdict import Verdict
from tests.core.tables.truth import ASKS, row, table

LEVELS = {"0": ("duty-officer",), "1": ("duty-officer",), "3": ("mayor",), "4": ("safety-region-chair",)}
OWN = Roles(level_places={"duty-officer": "region", "safety-region-chair": "region", "mayor": "municipality"})
BVR = "Besluit veiligheidsregio's, art. 2.3.1"
DOUBT = Verdict(False, "point-is-not-swapped", "Steun", binding=False)


def facts(wanted: str = "", grip: str = "1", seats: frozenset[str] = frozenset(), **given: Any) -> IncidentFacts:
    return IncidentFacts(
        opener="VR24", regions=("VR24",), municipalities=("GM1",), grip=grip, grip_levels=tuple(LEVELS),
        grip_set_by=LEVELS, wanted_grip=wanted, opener_seats=seats, roles=OWN, **given,
    )  # fmt: skip


TABLES = [
    table(
        i.level_exists, "grip-level-exists", BVR,
        met=[row(facts("3"), level="3")], unmet=[row(facts("2"), level="2"), row(facts(), level="")],
    ),
    table(
        i.level_changes, "grip-level-changes", "Steun",
        met=[row(facts("0"), level="1"), facts("3")], unmet=[row(facts("1"), level="1")],
    ),
    table(
        i.level_has_a_reason, "grip-has-a-reason", "Steun",
        met=[facts(reason="dike")], unmet=[facts(), facts(reason=" ")],
    ),
    table(
        i.down_is_meant, "grip-goes-down-knowingly", "Steun", unmet_is=ASKS,
        met=[row(facts("3"), now="1", level="3"), facts("1"), facts("0", knowingly=True)],
        unmet=[row(facts("0"), now="1", level="0"), row(facts("3", "4"), now="4", level="3")],
    ),
    table(
        i.first_level_is_theirs, "grip-is-theirs-to-set", "Steun",
        met=[
            facts(""), facts("0"), facts("0", seats=frozenset({"rmoa@VR24"})),
            row(facts("3", seats=frozenset({"mayor@GM1"})), level="3", seats="mayor@GM1"),
        ],
        unmet=[
            row(facts("3", seats=frozenset({"mayor@GM2"})), level="3", seats="mayor@GM1"),
            row(facts("1", "4"), level="1", seats="duty-officer@VR24"),
            row(facts("4", seats=frozenset({"mayor@GM1"})), level="4", seats="safety-region-chair@VR24"),
            row(replace(facts("3"), municipalities=("GM2", "GM1")), level="3", seats="mayor@GM1, mayor@GM2"),
        ],
    ),
    table(
        i.it_is_new, "incident-is-open-already", "Steun", unmet_is=ASKS,
        met=[row(facts(), like=""), row(facts(like=("flood",), knowingly=True), like="flood")],
        unmet=[row(facts(like=("flood", "high water")), like="flood, high water")],
    ),
    table(
        i.point_is_meant, "incident-point-is-plausible", "Steun", unmet_is=ASKS,
        met=[facts(), facts(point_doubts=(DOUBT,), knowingly=True)],
        unmet=[row(facts(point_doubts=(DOUBT,)), because=("point-is-not-swapped",))],
    ),
    table(i.note_has_words, "note-has-words", "Steun", met=[facts(text="rising")], unmet=[facts(), facts(text=" ")]),
    table(
        i.no_request_is_open, "no-request-is-open", "Steun",
        met=[row(facts(drafts=1), open=0)], unmet=[row(facts(open_requests=1), open=1)],
    ),
    table(
        i.drafts_are_left_knowingly, "drafts-are-left-knowingly", "Steun", unmet_is=ASKS,
        met=[row(facts(), drafts=0), row(facts(drafts=2, knowingly=True), drafts=2)],
        unmet=[row(facts(drafts=1), drafts=1)],
    ),
]  # fmt: skip
