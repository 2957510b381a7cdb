"""Limits of a mandate bind in every act: how many pieces of one request, on which legal bases, which acts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.core.kernel.errors import NotYours
from steun.web.ask.addition import acts as additions
from steun.web.ask.addition.model import Addition
from steun.web.ask.addition.read import addition_facts
from steun.web.ask.request import acts as ask
from steun.web.ask.request.facts import request_facts
from steun.web.ask.request.model import Request
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.gate import acts as gates
from steun.web.decide.request import acts as on_requests
from steun.web.decide.stock import acts as stock
from steun.web.deliver.deployment import acts as deliver
from steun.web.desks.case.read import means
from steun.web.kernel.actor import Actor
from tests.builders import PEOPLE


@pytest.fixture
def limited(world):
    """`limited("toc", "TOC", quantity=5)`: that actor, with a mandate that reaches no further."""

    def actor(role: str, organisation: str, **limits: object) -> Actor:
        mandate = world.mandate(role, organisation)
        mandate.limits = limits
        mandate.save()
        return Actor.of_mandate(mandate)

    return actor


def beyond(limit: str):
    return pytest.raises(NotYours, match=limit)


def test_three_times_five_is_more_than_a_mandate_of_five_reaches(world, limited):
    request = world.granted()
    toc = limited("toc", "TOC", quantity=5)
    commitments.reserve(request.pk, unit="alpha", capability="sandbags", quantity=3, by=toc)
    commitments.reserve(request.pk, unit="alpha", capability="sandbags", quantity=2, by=toc)

    with beyond("quantity"):
        commitments.reserve(request.pk, unit="alpha", capability="sandbags", quantity=1, by=toc)


def test_who_joins_a_running_request_asks_no_more_than_the_mandate_reaches(world, limited):
    """To join is to ask as well, and so is to join three times."""
    running = world.granted()
    desk = limited("duty-officer", "VR24", quantity=70)
    small = [world.draft(lines=[{"capability": "sandbags", "quantity": 30}]) for _ in range(3)]
    with beyond("quantity"):
        additions.join(world.draft(lines=[{"capability": "sandbags", "quantity": 71}]).pk, running.pk, by=desk)
    for draft in small[:2]:
        additions.join(draft.pk, running.pk, by=desk)

    with beyond("quantity"):
        additions.join(small[2].pk, running.pk, by=desk)


def test_what_is_taken_up_counts_with_what_was_taken_up_before(world, limited):
    running = world.granted(lines=[{"capability": "sandbags", "quantity": 10}])
    mayor = world.actor("duty-officer", "GM0994")
    drafts = [world.draft(by=mayor, lines=[{"capability": "sandbags", "quantity": 5}]) for _ in range(2)]
    for draft in drafts:
        additions.join(draft.pk, running.pk, by=mayor)
    first, second = Addition.objects.order_by("added_at")
    judge = next(row for row in addition_facts(first).granters)
    minister = limited(*seat_of(judge), quantity=9)
    additions.take_up(first.pk, by=minister)

    with beyond("quantity"):
        additions.take_up(second.pk, by=minister)


def seat_of(seat: str) -> tuple[str, str]:
    """The role and organisation of a seat, as the small world has them."""
    role, _, organisation = seat.partition("@")
    return role, organisation or next(place for name, place in PEOPLE if name == role)


def test_what_was_given_back_may_be_given_again_and_another_request_counts_anew(world, limited):
    request, other = world.granted(), world.granted()
    toc = limited("toc", "TOC", quantity=5)
    first = commitments.reserve(request.pk, unit="alpha", capability="sandbags", quantity=5, by=toc)
    commitments.release(first.pk, by=toc)

    commitments.reserve(request.pk, unit="alpha", capability="sandbags", quantity=5, by=toc)
    commitments.reserve(other.pk, unit="alpha", capability="sandbags", quantity=5, by=toc)

    assert request.commitments.exclude(state="released").get().quantity == 5


def test_holds_count_as_well(world, limited):
    from datetime import timedelta

    request = world.asked()
    dops = limited("dops", "DOPS", quantity=5)
    until = world.now + timedelta(hours=4)
    commitments.reserve(request.pk, unit="alpha", capability="sandbags", quantity=4, by=dops, hold_until=until)

    with beyond("quantity"):
        commitments.reserve(request.pk, unit="alpha", capability="sandbags", quantity=4, by=dops, hold_until=until)


def test_to_prolong_more_than_a_mandate_reaches_is_grey_with_the_reason(world, limited):
    from datetime import timedelta

    request = world.asked()
    until = world.now + timedelta(hours=4)
    world.commit(request, quantity=12, hold_until=until)

    def prolong(by: Actor) -> bool:
        (row,) = means(request, by, request_facts(request, by=by))
        return row.keeps["prolong"].is_open

    assert not prolong(limited("dops", "DOPS", quantity=5)) and prolong(limited("dops", "DOPS", quantity=12))


def test_a_minister_for_twenty_does_not_decide_on_sixty_eight(world, limited):
    request = world.asked()
    gates.act(world.gate(request, "locc-judges").pk, "pass", by=world.actor("locc", "LOCC"))

    with beyond("quantity"):
        by = limited("minister-jenv", "MIN-JENV", quantity=20)
        gates.act(world.gate(request, "jenv-decides").pk, "pass", by=by, extent="partial", note="Twenty")


@pytest.mark.parametrize(("quantity", "reaches"), [(20, True), (21, False)])
def test_a_minister_for_twenty_may_promise_twenty_of_sixty_eight_and_no_more(world, limited, api, quantity, reaches):
    request = world.asked()
    gates.act(world.gate(request, "locc-judges").pk, "pass", by=world.actor("locc", "LOCC"))
    gate = world.gate(request, "jenv-decides")
    limited("minister-jenv", "MIN-JENV", quantity=20)

    body = {"answer": "fewer", "quantity": quantity}
    answer = api("minister-jenv", "MIN-JENV")("post", f"/gates/{gate.pk}/acts/answer", body)

    assert answer.status_code == (200 if reaches else 403)
    assert world.gate(request, "jenv-decides").state == ("passed" if reaches else "open")


def test_the_page_offers_a_minister_for_twenty_no_yes_to_sixty_eight(world, limited, login):
    request = world.asked()
    gates.act(world.gate(request, "locc-judges").pk, "pass", by=world.actor("locc", "LOCC"))
    gate = world.gate(request, "jenv-decides")
    limited("minister-jenv", "MIN-JENV", quantity=20)
    client = login("minister-jenv", "MIN-JENV", "en")

    page = client.get(f"/requests/{request.pk}/decide").content.decode()

    assert 'value="fewer" checked' in page and 'name="answer" value="yes"' not in page
    assert "Your mandate reaches 20 pieces" in page
    answer = client.post(f"/gates/{gate.pk}/answer", {"answer": "fewer", "quantity": "8", "note": "Eight"})
    assert answer.status_code == 303 and world.gate(request, "jenv-decides").quantity == 8


def test_what_was_said_on_the_phone_is_confirmed_for_as_many_as_were_said(world, limited):
    request = world.asked()
    gates.act(world.gate(request, "locc-judges").pk, "pass", by=world.actor("locc", "LOCC"))
    gate = world.gate(request, "jenv-decides")
    gates.act(gate.pk, "phone", by=world.desk, phoned_person="The minister", extent="partial", quantity=20)
    twenty = limited("minister-jenv", "MIN-JENV", quantity=20)

    with beyond("quantity"):
        gates.act(gate.pk, "confirm", by=twenty, extent="full")
    gates.act(gate.pk, "confirm", by=twenty)

    assert world.gate(request, "jenv-decides").state == "passed"


def test_who_signs_and_sends_for_five_does_not_ask_sixty_eight(world, limited):
    request = world.draft()

    with beyond("quantity"):
        by = limited("safety-region-chair", "VR24", quantity=5)
        gates.act(world.gate(request, "signature").pk, "pass", by=by)
    limited("safety-region-chair", "VR24")
    world.sign(request)
    with beyond("quantity"):
        ask.submit(request.pk, by=limited("duty-officer", "VR24", quantity=5))


def test_who_orders_for_five_does_not_set_going_what_others_committed(world, limited):
    request = world.granted()
    world.commit(request, quantity=68)

    with beyond("quantity"):
        deliver.order(request.pk, by=limited("toc", "TOC", quantity=5))


def test_orders_add_up(world, limited):
    request = world.granted()
    dops = world.actor("dops", "DOPS")
    toc = limited("toc", "TOC", quantity=50)
    commitments.reserve(request.pk, unit="alpha", capability="sandbags", quantity=30, by=dops)
    deliver.order(request.pk, by=toc)
    commitments.reserve(request.pk, unit="alpha", capability="sandbags", quantity=30, by=dops)

    with beyond("quantity"):
        deliver.order(request.pk, by=toc)


def test_who_reaches_five_gives_no_more_time_to_sixty_eight(world, limited):
    """More time for all of it is as much as all of it: asked, given, and held for longer."""
    request = world.ordered()
    until = request.ends_at + timedelta(hours=5)
    with beyond("quantity"):
        ask.ask_longer(request.pk, until, by=limited("duty-officer", "VR24", quantity=67))
    ask.ask_longer(request.pk, until, by=limited("duty-officer", "VR24", quantity=68))
    with beyond("quantity"):
        on_requests.extend(request.pk, by=limited("toc", "TOC", quantity=67))
    on_requests.extend(request.pk, by=limited("toc", "TOC", quantity=68))
    hold = world.commit(world.asked(), "bravo", 12, hold_until=world.now + timedelta(hours=1))
    with beyond("quantity"):
        commitments.prolong(hold.pk, world.now + timedelta(hours=9), by=limited("toc", "TOC", quantity=11))


def test_on_another_basis_a_mandate_does_nothing_with_a_request(world, limited):
    request = world.granted()
    commitment = world.commit(request)
    toc = limited("toc", "TOC", bases=["msob"])
    desk = limited("duty-officer", "VR24", bases=["msob"])

    for act in (
        lambda: commitments.reserve(request.pk, unit="bravo", capability="sandbags", quantity=5, by=toc),
        lambda: commitments.release(commitment.pk, by=toc),
        lambda: deliver.order(request.pk, by=toc),
        lambda: on_requests.withdraw(request.pk, by=desk, reason="No longer"),
        lambda: ask.ask_longer(request.pk, request.ends_at + (request.ends_at - request.starts_at), by=desk),
    ):
        with beyond("basis"):
            act()


def test_a_mandate_for_some_acts_does_no_others(world, limited):
    request = world.asked()
    locc = limited("locc", "LOCC", acts=["gate.pass"])

    with beyond("act"):
        ask.send_back(request.pk, by=locc, reason="Which street?")
    gates.act(world.gate(request, "locc-judges").pk, "pass", by=locc)

    assert world.gate(request, "locc-judges").state == "passed"


def test_it_holds_for_acts_that_are_no_move_of_a_life_too(world, limited):
    with beyond("act"):
        stock.recount(world.unit("alpha").pk, 90, by=limited("toc", "TOC", acts=["commitment.commit"]), reason="Ill")


def test_what_follows_by_itself_from_an_act_within_the_mandate_is_not_held_up(world, limited):
    """The last gate is the grant: that the mandate names the gate alone does not keep the grant from following."""
    request = world.asked()
    minister = limited("minister-defence", "MIN-DEF", acts=["gate.pass"], bases=["wvr-51"], quantity=68)
    while gate := waiting(request):
        by = minister if gate.code == "defence-provides" else world.holder(gate)
        gates.act(gate.pk, "pass", by=by, extent="full" if gate.kind == "decide" else "")

    assert Request.objects.get(pk=request.pk).state == "granted"


def waiting(request):
    rows = request.gates.filter(phase="before-grant", state="open", ready_at__isnull=False)
    return rows.exclude(kind="inform").first()


def test_the_page_says_which_limit_closes_a_button(world, limited, login):
    request = world.granted()
    world.commit(request, quantity=68)
    limited("toc", "TOC", quantity=5)

    page = login("toc", "TOC", "en").get(f"/requests/{request.pk}").content.decode()

    assert "Your mandate goes up to 5 for this request" in page


def test_the_api_answers_with_the_limit(world, limited, api):
    request = world.granted()
    limited("toc", "TOC", quantity=5)

    answer = api("toc", "TOC")(
        "post", f"/requests/{request.pk}/commitments", {"unit": "alpha", "capability": "sandbags", "quantity": 6}
    )

    assert (answer.status_code, answer.json()["limit"]) == (403, "quantity")


# Given and passed on
