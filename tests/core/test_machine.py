"""The engine of lives: permission, reasons, offers."""

import pytest

from steun.core.kernel.errors import NotYours, Refused, Unknown
from steun.core.kernel.machine import NEW, Machine, Move
from steun.core.kernel.verdict import Verdict


def tall(facts: int) -> Verdict:
    return Verdict(facts > 10, "is-tall", "test")


def even(facts: int) -> Verdict:
    return Verdict(facts % 2 == 0, "is-even", "test")


def sunny(facts: int) -> Verdict:
    return Verdict(facts > 100, "is-sunny", "test", binding=False)


TREE: Machine[int] = Machine("tree", [
    Move("plant", NEW, "young", by=frozenset({"gardener"})),
    Move("grow", "young", "old", by=lambda facts: frozenset({f"gardener@{facts}"}), when=(tall, even, sunny)),
    Move("fell", "old", "gone", by=frozenset({"forester"})),
])  # fmt: skip


def test_a_refused_move_names_every_rule_that_is_not_met():
    with pytest.raises(Refused) as refused:
        TREE.check("young", "grow", {"gardener@3"}, 3)

    assert [v.code for v in refused.value.verdicts] == ["is-tall", "is-even"]


def test_what_only_warns_does_not_block_and_is_still_told():
    assert TREE.check("young", "grow", {"gardener@12"}, 12).target == "old"
    [offer] = TREE.offers("young", {"gardener@12"}, 12)
    assert offer.is_open and [v.code for v in offer.reasons] == ["is-sunny"]


def test_the_wrong_seat_is_told_which_seats_may():
    with pytest.raises(NotYours) as no:
        TREE.check("young", "grow", {"gardener@3"}, 12)

    assert no.value.needed == ("gardener@12",)


def test_a_move_out_of_another_state_is_refused_and_an_unknown_one_is_unknown():
    with pytest.raises(Refused) as refused:
        TREE.check("young", "fell", {"forester"}, 0)
    assert refused.value.verdicts[0].code == "move-fits-state"
    with pytest.raises(Unknown):
        TREE.check("young", "paint", {"forester"}, 0)


def test_offers_show_every_move_of_the_state_and_why_one_is_closed():
    [offer] = TREE.offers("young", {"stranger"}, 3)

    assert not offer.permitted and not offer.is_open
    assert [v.code for v in offer.reasons] == ["is-tall", "is-even", "is-sunny"]


def test_a_machine_knows_its_births_ends_and_steps():
    assert TREE.births == ("young",)
    assert TREE.ends == ("gone",)
    assert TREE.steps == {("young", "old"), ("old", "gone")}
