"""What is held ready for others by agreement is said wherever it would be given to somebody else, and withheld from
nobody."""

from __future__ import annotations

from typing import Any

import pytest

from steun.core.agree.coverage import uncovered
from steun.web.decide.kept.read import Given, kept, left_uncovered
from steun.web.decide.promise import answers
from steun.web.kernel import clock
from steun.web.know.unit.model import Offering
from tests.builders import World
from tests.web.agree.test_last_tested import in_force
from tests.web.samples import agreement as deals

TOC, MINISTER = ("toc", "TOC"), ("minister-jenv", "MIN-JENV")


@pytest.mark.parametrize(
    ("free", "promises", "short"),
    [
        (60, [("a", 40)], {"a": 0}),
        (40, [("a", 40)], {"a": 0}),
        (39, [("a", 40)], {"a": 1}),
        (50, [("a", 40), ("b", 20)], {"a": 0, "b": 10}),
        (0, [("a", 40), ("b", 20)], {"a": 40, "b": 20}),
        (-9, [("a", 4)], {"a": 4}),
        (10, [], {}),
    ],
)
def test_who_was_promised_first_is_covered_first(free, promises, short):
    assert uncovered(free, promises) == short


def said(world: World, seat: tuple[str, str], at: Any = None, **more: Any) -> list[tuple[int, int]]:
    found = kept(world.actor(*seat), at or world.now, ["sandbags"], **more)
    return [(it.pieces, it.short) for it in found]


@pytest.mark.django_db
def test_agreed_pieces_are_said_to_who_divides_and_not_to_whose_they_are(world):
    in_force(world)
    assert said(world, TOC) == [(40, 0)]
    assert said(world, TOC, but="VR24") == [], "one's own agreement is no reason to hesitate"
    assert said(world, ("duty-officer", "VR24")) == [], "what is left would tell what was kept aside"
    assert said(world, MINISTER) == []


@pytest.mark.django_db
def test_what_is_given_to_others_leaves_it_uncovered_and_what_its_own_side_got_is_taken_off(world):
    it = in_force(world)
    offers = Offering.objects.filter(capability="sandbags", unit__side="defence")
    stock = sum(offers.values_list("quantity", flat=True))
    request = world.granted(lines=[{"capability": "sandbags", "quantity": 30}])
    commitment = world.commit(request, quantity=30)
    assert said(world, TOC, commitment.starts_at) == [(40 - commitment.quantity, 0)], "its own side drew on it"

    alpha = world.unit("alpha")
    other = Given(alpha, "sandbags", "VR23", alpha.capacity, commitment.starts_at, commitment.ends_at)
    found = left_uncovered(world.actor(*TOC), [other])
    left = stock - alpha.capacity
    expected = max(0, 40 - commitment.quantity - left)
    assert [(one.agreement.pk, one.short) for one in found] == ([(it.pk, expected)] if expected else [])


@pytest.mark.django_db
def test_it_stands_beside_the_answer_on_page_and_api(world, login, api):
    it = in_force(world, beneficiaries=["VR24"])
    request = world.asked(lines=[{"capability": "sandbags", "quantity": 5}])
    found = answers.of(request, world.actor(*TOC))
    assert [one.kept for one in found] == [[]], "the asker counts on it"

    beside = api(*TOC)("get", "/promises/sandbags").json()["kept"]
    assert [(row["agreement"], row["pieces"], row["beneficiaries"]) for row in beside] == [(str(it.pk), 40, ["VR24"])]
    assert api("duty-officer", "VR24")("get", "/promises/sandbags").json()["kept"] == []


@pytest.mark.django_db
def test_days_count(world):
    in_force(world)
    after = clock.now() + (deals.terms()["ends_on"] - clock.today()) * 2
    assert said(world, TOC, after) == []
