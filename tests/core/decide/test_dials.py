"""The policy of an authority: what it starts with, and what is no policy."""

import pytest

from steun.core.decide.dials import START, Dials


def told(dials: Dials) -> list[tuple[str, str, dict]]:
    return [(fault.field, fault.code, dict(fault.facts)) for fault in dials.faults()]


def test_at_the_start_every_promise_stands_and_nobody_waits():
    assert START.as_dict() == {"displace": [], "hold": [], "fairness": False, "reserve": True, "lead": 15}
    assert told(START) == []


@pytest.mark.parametrize(
    "dials",
    [Dials(displace=(2, 5)), Dials(hold=(3, 5)), Dials(lead=0), Dials(lead=240), Dials(reserve=False)],
)
def test_what_stands_on_the_border_is_a_policy(dials):
    assert told(dials) == []


@pytest.mark.parametrize(
    ("dials", "fault"),
    [
        (Dials(displace=(1,)), ("displace", "class-out-of-range", {"least": 2, "most": 5})),
        (Dials(displace=(2, 6)), ("displace", "class-out-of-range", {"least": 2, "most": 5})),
        (Dials(hold=(2,)), ("hold", "class-out-of-range", {"least": 3, "most": 5})),
        (Dials(hold=(6,)), ("hold", "class-out-of-range", {"least": 3, "most": 5})),
        (Dials(lead=-1), ("lead", "minutes-out-of-range", {"least": 0, "most": 240})),
        (Dials(lead=241), ("lead", "minutes-out-of-range", {"least": 0, "most": 240})),
        (Dials(hold=(3,), reserve=False), ("hold", "hold-needs-reserve", {})),
    ],
)
def test_what_lies_beyond_it_is_none(dials, fault):
    assert told(dials) == [fault]


def test_policy_is_told_as_lists_for_json():
    assert Dials(displace=(4, 5), hold=(5,)).as_dict()["displace"] == [4, 5]
    assert Dials(displace=(4, 5), hold=(5,)).as_dict()["hold"] == [5]
