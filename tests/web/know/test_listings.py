"""The catalogue is curated: proposed, reviewed by another, published, confirmed, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from steun.core.kernel.errors import Malformed, NotYours, Refused
from steun.web.desks.audit import check
from steun.web.kernel import clock
from steun.web.kernel.people.models import Notice
from steun.web.know.catalogue import load
from steun.web.know.catalogue.model import Capability
from steun.web.know.listing import acts, read, tick
from steun.web.know.listing.model import Listing
from steun.web.know.listing.shape import ListingIn, TermsIn
from tests.builders import CAPABILITIES, World
from tests.web.samples import listing as sample
from tests.web.samples.listing import DESK, DOPS, LOCC, day, given


def propose(world: World, seat: tuple[str, str] = DESK, **more: Any) -> Listing:
    return acts.propose(ListingIn(**given(**more)), by=world.actor(*seat))


def publish(world: World, it: Listing, reviewer: tuple[str, str] = LOCC) -> Listing:
    acts.review(it.pk, by=world.actor(*reviewer))
    return acts.publish(it.pk, by=world.actor(*DOPS))


def test_nothing_is_in_the_catalogue_before_it_is_published(world: World):
    it = propose(world)
    acts.review(it.pk, by=world.actor(*LOCC))
    assert it.code == "pumps-of-the-region" and not Capability.objects.filter(pk=it.code).exists()
    acts.publish(it.pk, by=world.actor(*DOPS))
    found = Capability.objects.get(pk=it.code)
    assert (found.name_nl, found.owner_id, found.classes) == ("Pompen van de regio", "VR24", ["civil"])
    assert found.texts["counted"] == {"nl": "pompen", "en": "pumps"} and found.texts["place"]["en"] == "Zuid"
    assert found.reconfirmed_on == clock.today() and found.valid_until.isoformat() == day(300)
    assert [e.pk for e in found.effects.all()] == ["water-kept-out"]
    assert found.number == Capability.objects.exclude(pk=it.code).order_by("-number")[0].number + 1


def test_a_change_keeps_the_code_by_which_requests_and_units_refer(world: World):
    before = Capability.objects.get(pk="sandbags")
    it = propose(world, LOCC, code="sandbags", owner="VR24", name_nl="Zandzakken vullen", name_en="")
    with pytest.raises(NotYours):  # the owner agrees to what another proposes for it
        acts.review(it.pk, by=world.actor(*DOPS))
    publish(world, it, DESK)
    found = Capability.objects.get(pk="sandbags")
    assert (found.number, found.name_nl, found.name_en) == (before.number, "Zandzakken vullen", "Zandzakken vullen")
    assert found.offerings.count() == before.offerings.count()
    for word in before.search.split():
        assert word in found.search.split()


def test_nobody_reviews_or_publishes_what_he_proposed_himself(world: World):
    it = propose(world, LOCC, owner="LOCC")
    with pytest.raises(Refused) as refused:
        acts.review(it.pk, by=world.actor(*LOCC))
    assert [v.code for v in refused.value.verdicts] == ["listing-seen-by-another"]
    assert acts.review(it.pk, by=world.actor(*DOPS)).state == "reviewed"


def test_a_newer_listing_replaces_the_former(world: World):
    first = publish(world, propose(world))
    second = publish(world, propose(world, code=first.code, name_nl="Grote pompen"))
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "published")
    assert Capability.objects.get(pk=first.code).name_nl == "Grote pompen"


def test_one_change_at_a_time_lies_before_a_capability(world: World):
    it = propose(world, code="sandbags")
    with pytest.raises(Malformed) as malformed:
        propose(world, LOCC, code="sandbags")
    assert [(f.field, f.code) for f in malformed.value.faults] == [("name_nl", "listing-stands-alone")]
    acts.withdraw(it.pk, by=world.desk, reason="A mistake")
    assert propose(world, LOCC, code="sandbags").state == "proposed"


def test_two_of_one_name_get_two_codes(world: World):
    assert [propose(world).code, propose(world).code] == ["pumps-of-the-region", "pumps-of-the-region-2"]


def test_the_owner_confirms_and_the_day_moves_in_the_catalogue_too(world: World):
    it = publish(world, propose(world))
    with pytest.raises(NotYours):
        acts.reconfirm(it.pk, by=world.actor(*DOPS), valid_until=clock.today() + timedelta(days=500))
    acts.reconfirm(it.pk, by=world.desk, valid_until=clock.today() + timedelta(days=500))
    assert Capability.objects.get(pk=it.code).valid_until.isoformat() == day(500)
    with pytest.raises(Refused):
        acts.reconfirm(it.pk, by=world.desk, valid_until=clock.today() + timedelta(days=5000))


def test_what_is_not_confirmed_by_its_day_is_stale_and_the_clock_reminds_its_owner_once(world: World):
    it = publish(world, propose(world, valid_until=day(20)))
    for now in (clock.now(), clock.now()):
        tick.listings(now)
    assert Notice.objects.filter(kind="listing-due").values("entry").distinct().count() == 1
    it.refresh_from_db()
    assert it.reminded and not it.is_stale
    Capability.objects.filter(pk=it.code).update(valid_until=clock.today() - timedelta(days=1))
    found = Capability.objects.get(pk=it.code)
    assert found.is_stale and list(Capability.objects.stale()) == [found]
    acts.reconfirm(it.pk, by=world.desk, valid_until=clock.today() + timedelta(days=100))
    it.refresh_from_db()
    assert not it.reminded and not Capability.objects.get(pk=it.code).is_stale


def test_a_day_far_ahead_reminds_nobody(world: World):
    publish(world, propose(world))
    assert tick.listings(clock.now()) == 0


def test_what_is_withdrawn_stays_where_it_is_named_and_leaves_the_catalogue(world: World, login: Any):
    it = publish(world, propose(world))
    with pytest.raises(Refused):
        acts.withdraw(it.pk, by=world.desk, reason=" ")
    acts.withdraw(it.pk, by=world.desk, reason="They were sold")
    found = Capability.objects.get(pk=it.code)
    assert found.withdrawn_on == clock.today() and found not in Capability.objects.current()
    client = login(*DESK)
    assert "Pompen van de regio" not in client.get("/catalogue?q=pompen").content.decode()
    assert "Pompen van de regio" in client.get("/catalogue?q=pompen&standing=withdrawn").content.decode()
    assert client.get(f"/catalogue/{it.code}").status_code == 200


def test_a_file_does_not_change_what_has_an_owner(world: World):
    it = publish(world, propose(world, LOCC, code="sandbags", owner="VR24", name_nl="Zandzakken vullen"), DESK)
    load.capabilities(CAPABILITIES)
    assert Capability.objects.get(pk=it.code).name_nl == "Zandzakken vullen"


def test_each_sees_what_waits(world: World):
    it = propose(world)
    assert [w.what for w in read.waiting_for(world.actor(*LOCC))] == ["review-listing"]
    assert list(read.waiting_for(world.desk)) == []
    acts.give_back(it.pk, by=world.actor(*LOCC), reason="Which?")
    assert [w.what for w in read.waiting_for(world.desk)] == ["revise-listing"]
    acts.revise(it.pk, TermsIn(**{**given(name_nl="Grote pompen"), "valid_until": day(20)}), by=world.desk)
    acts.review(it.pk, by=world.actor(*LOCC))
    assert [w.what for w in read.waiting_for(world.actor(*DOPS))] == ["publish-listing"]
    acts.publish(it.pk, by=world.actor(*DOPS))
    assert [w.what for w in read.waiting_for(world.desk)] == ["reconfirm-listing"]


def test_the_page_says_what_would_change_field_by_field(world: World, login: Any):
    it = acts.propose(ListingIn(**sample.change()), by=world.desk)
    client = login(*LOCC)
    page = client.get(f"/listings/{it.pk}").content.decode()
    assert "<del>" in page and "pompen" in page and "Wat het zou wijzigen" in page


def test_the_form_begins_with_what_the_catalogue_says(world: World, login: Any):
    client = login(*DESK)
    page = client.get("/listings/new?code=sandbags").content.decode()
    assert 'name="code" value="sandbags"' in page and Capability.objects.get(pk="sandbags").name_nl in page


def test_a_form_sent_with_faults_keeps_what_was_ticked(world: World, login: Any):
    client = login(*DESK)
    sent = {**given(), "name_nl": "", "classes": ["civil"], "effects": ["water-kept-out"]}
    page = client.post("/listings/new", sent)
    assert page.status_code == 422
    assert 'value="water-kept-out" checked' in page.content.decode()
    assert 'value="civil" checked' in page.content.decode()


def test_the_journal_tells_the_same_as_the_tables(world: World):
    sample.later(world, propose(world))
    assert list(check.replay()) == []


def test_the_catalogue_is_asked_by_owner_and_standing(world: World, login: Any):
    publish(world, propose(world))
    client = login(*DESK)
    found = client.get("/api/v1/capabilities?owner=VR24").json()["items"]
    assert [(row["code"], row["owner"], row["is_stale"]) for row in found] == [("pumps-of-the-region", "VR24", False)]
    assert client.get("/api/v1/capabilities?standing=stale").json()["items"] == []
    loaded = client.get("/api/v1/capabilities?standing=unconfirmed").json()["items"]
    assert "sandbags" in [row["code"] for row in loaded]
