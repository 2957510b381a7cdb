"""Orders, and the page on which units report."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from steun.web.ask.request.model import Request
from steun.web.deliver.deployment.model import Deployment
from steun.web.kernel.moments import text_of


def test_an_order_goes_out_from_the_page(world, login):
    request = world.granted()
    world.commit(request)
    client = login("toc", "TOC")
    assert f"/requests/{request.pk}/order" in client.get(f"/requests/{request.pk}").content.decode()
    client.post(f"/requests/{request.pk}/order", {"orders": "Fill and lay", "id": str(uuid4())})
    assert Request.objects.get(pk=request.pk).state == "ordered"
    assert Deployment.objects.get(request=request).orders == "Fill and lay"


def test_an_order_that_cannot_be_given_says_what_is_missing(world, login):
    request = world.granted(lodging="")
    world.commit(request)
    client = login("toc", "TOC", "en")
    page = client.get(f"/requests/{request.pk}").content.decode()
    assert f"/requests/{request.pk}/order" not in page and "The order waits for:" in page
    answer = client.post(f"/requests/{request.pk}/order", {"orders": ""})
    assert answer.status_code == 409


def test_the_requester_fills_in_what_is_missing_on_the_same_page(world, login):
    request = world.granted(lodging="")
    page = login("duty-officer", "VR24").get(f"/requests/{request.pk}").content.decode()
    assert '<details class="fold" open id="complete">' in page


def test_a_unit_reports_step_by_step_with_one_button(world, login):
    request = world.ordered()
    deployment = request.deployments.get()
    client = login("unit-commander", "DEF-13LB")
    for step, state in (("depart", "moving"), ("arrive", "on-scene"), ("release", "released"), ("return", "returned")):
        page = client.get("/deployments").content.decode()
        assert f"/deployments/{deployment.pk}/{step}" in page
        answer = client.post(
            f"/deployments/{deployment.pk}/{step}",
            {"page": "mine", "quantity": "60", "happened_at": "", "id": str(uuid4())},
        )
        assert answer.url == "/deployments"
        deployment.refresh_from_db()
        assert (deployment.state, deployment.quantity) == (state, 60)
    assert Request.objects.get(pk=request.pk).state == "ended"


def test_a_time_that_lies_ahead_or_before_the_order_is_told_at_the_form(world, login):
    deployment = world.ordered().deployments.get()
    client = login("unit-commander", "DEF-13LB")
    ahead = client.post(f"/deployments/{deployment.pk}/depart", {"page": "mine", "happened_at": "2090-01-01T00:00"})
    earlier = text_of(world.now - timedelta(days=2))
    before = client.post(f"/deployments/{deployment.pk}/depart", {"page": "mine", "happened_at": earlier})
    assert (ahead.status_code, before.status_code) == (422, 409)
    assert earlier in before.content.decode()


def test_a_number_that_is_none_is_a_fault(world, login):
    deployment = world.ordered().deployments.get()
    client = login("unit-commander", "DEF-13LB")
    for number in ("-1", "many", "1.5", "99999999999"):
        assert client.post(f"/deployments/{deployment.pk}/depart", {"quantity": number}).status_code == 422


def test_another_unit_sees_no_orders_of_ours(world, login):
    world.ordered()
    for role, organisation in (("provider", "RWS"), ("locc", "LOCC"), ("unit-commander", "DEF-13LB")):
        page = login(role, organisation, "en").get("/deployments").content.decode()
        assert ("No orders now." not in page) == ("alpha" in page) == (organisation == "DEF-13LB")


def test_toc_sees_all_units_under_way(world, login):
    world.ordered()
    assert "alpha" in login("toc", "TOC").get("/deployments").content.decode()
