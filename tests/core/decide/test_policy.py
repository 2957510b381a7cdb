"""The policy of an authority: what it starts with, and what is no policy."""

import pytest

from steun.core.decide.policy import START, AllocationPolicy


def faults_of(policy: AllocationPolicy) -> list[tuple[str, str, dict]]:
    return [(fault.field, fault.code, dict(fault.facts)) for fault in policy.faults()]


def test_at_the_start_every_promise_stands_and_nobody_waits():
    assert START.as_dict() == {"displace": [], "hold": [], "fairness": False, "reserve": True, "lead": 15}
    assert faults_of(START) == []


@pytest.mark.parametrize(
    "policy",
    [
        AllocationPolicy(displace=(2, 5)),
        AllocationPolicy(hold=(3, 5)),
        AllocationPolicy(lead=0),
        AllocationPolicy(lead=240),
        AllocationPolicy(reserve=False),
    ],
)
def test_what_stands_on_the_border_is_a_policy(policy):
    assert faults_of(policy) == []


@pytest.mark.parametrize(
    ("policy", "fault"),
    [
        (AllocationPolicy(displace=(1,)), ("displace", "class-out-of-range", {"least": 2, "most": 5})),
        (AllocationPolicy(displace=(2, 6)), ("displace", "class-out-of-range", {"least": 2, "most": 5})),
        (AllocationPolicy(hold=(2,)), ("hold", "class-out-of-range", {"least": 3, "most": 5})),
        (AllocationPolicy(hold=(6,)), ("hold", "class-out-of-range", {"least": 3, "most": 5})),
        (AllocationPolicy(lead=-1), ("lead", "minutes-out-of-range", {"least": 0, "most": 240})),
        (AllocationPolicy(lead=241), ("lead", "minutes-out-of-range", {"least": 0, "most": 240})),
        (AllocationPolicy(hold=(3,), reserve=False), ("hold", "hold-needs-reserve", {})),
    ],
)
def test_what_lies_beyond_it_is_none(policy, fault):
    assert faults_of(policy) == [fault]


def test_policy_is_told_as_lists_for_json():
    assert AllocationPolicy(displace=(4, 5), hold=(5,)).as_dict()["displace"] == [4, 5]
    assert AllocationPolicy(displace=(4, 5), hold=(5,)).as_dict()["hold"] == [5]
