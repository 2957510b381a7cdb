"""The facts that a rule looks at: what nobody told is nothing, so that silence neither grants nor blocks."""

from __future__ import annotations

import dataclasses

import pytest

from steun.core.deliver.movement.permissions import Load
from steun.core.kernel.law import Country
from steun.core.kernel.mending.undo import NO_SLIP
from steun.core.kernel.seats import Roles
from tests.core.modules import MODULES

SAID = {
    "AllocationPolicy.lead": 15,
    "AllocationPolicy.reserve": True,
    "Asked.minimum": 1,
    "AttachmentFacts.request_runs": True,
    "Basis.reach": "municipality",
    "Chain.hashes": bytearray(),
    "ChangeOfLaw.evidence": "?",
    "Column.behind_each_other": True,
    "CommitmentFacts.divisible": True,
    "Country.home": "nl",
    "DeploymentFacts.committed": True,
    "DeploymentFacts.slip": NO_SLIP,
    "DesignationFacts.alone": True,
    "Gate.audience": "all",
    "Gate.by_phone": True,
    "Gate.per": "request",
    "Gate.refusal": "reasons",
    "IncidentFacts.slip": NO_SLIP,
    "Law.country": Country("nl"),
    "Limits.goods": "none",
    "Limits.most": Load(),
    "Line.least": 1,
    "Load.goods": "none",
    "LegalBasis.requester_origin": "law",
    "LegalBasis.territory": "nl",
    "MandateFacts.mandator_holds_power": True,
    "MandateFacts.own_delegable": True,
    "MandateFacts.own_in_force": True,
    "MandateFacts.person_active": True,
    "MandateFacts.role_source": "Steun",
    "Place.within": True,
    "ProposalFacts.policy_in_force": True,
    "RoadRegister.generalised": True,
    "Situation.municipalities": 1,
    "Situation.receiver": "police",
    "Situation.standard_scenario": True,
    "Situation.supply": "armed-forces",
    "Source.in_force": True,
    "Source.text_kept": True,
    "Tally.tone": "none",
    "Verdict.binding": True,
    "Watched.municipalities": 1,
    "Watched.receiver": "police",
    "Watched.standard_scenario": True,
    "Watched.supply": "armed-forces",
}
"""What holds unless somebody says otherwise."""


def defaults() -> dict[str, object]:
    found: dict[str, object] = {}
    for module in MODULES:
        for it in vars(module).values():
            if isinstance(it, type) and dataclasses.is_dataclass(it) and it.__module__ == module.__name__:
                for field in dataclasses.fields(it):
                    if field.default is not dataclasses.MISSING:
                        found[f"{it.__name__}.{field.name}"] = field.default
                    elif field.default_factory is not dataclasses.MISSING:
                        found[f"{it.__name__}.{field.name}"] = field.default_factory()
    return found


def test_what_nobody_told_is_nothing_but_for_what_stands_here():
    said = {name: value for name, value in defaults().items() if value and value != Roles()}

    assert said == {name: value for name, value in SAID.items() if value}


def test_no_default_is_of_another_kind_than_what_is_told():
    """`0` where text belongs would pass as nothing too."""
    names = defaults()

    assert type(names["RequestFacts.committed"]) is int
    assert all(type(names[name]) is bool for name in names if name.endswith((".knowingly", ".waived", ".deployed")))


@pytest.mark.parametrize("name", sorted(SAID))
def test_each_default_on_record_is_one(name):
    assert defaults()[name] == SAID[name]
