"""Who reads a draft: who writes it, the military adviser of the region, and with whom it was shared. Nobody else."""

from __future__ import annotations

import pytest

from steun.core.kernel.errors import NotYours, Refused
from steun.web.ask.request import acts
from steun.web.ask.request.model import Request
from steun.web.ask.request.read import readers
from steun.web.ask.request.shape import RequestIn
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate
from tests.builders import PEOPLE

MAYOR, MUNICIPALITY, REGION = ("mayor", "GM0994"), ("duty-officer", "GM0994"), ("duty-officer", "VR24")


def reads(world, request) -> set[tuple[str, str]]:
    """The seats of the named world that see it."""
    rows = Request.objects.filter(pk=request.pk)
    return {seat for seat in PEOPLE if rows.visible_to(world.actor(*seat)).exists()}


def unsigned(world, by=None, **words):
    """A draft that nobody was asked to sign yet."""
    return world.draft(by=by, bases=[], **words)


def test_a_draft_of_the_region_is_read_by_the_region_alone(world):
    own = {("duty-officer", "VR24"), ("safety-region-chair", "VR24"), ("rmoa", "VR24")}
    assert reads(world, unsigned(world)) == own


def test_a_draft_of_a_municipality_is_read_there_and_by_the_adviser_of_its_region(world):
    draft = unsigned(world, by=world.actor(*MUNICIPALITY))
    assert reads(world, draft) == {MAYOR, MUNICIPALITY, ("rmoa", "VR24")}


def test_a_draft_that_names_a_municipality_is_not_read_by_its_mayor(world, login, api):
    draft = unsigned(world, municipalities=["GM0994", "GM0935"])
    assert login(*MAYOR).get(f"/requests/{draft.pk}").status_code == 404
    assert api(*MAYOR)("get", f"/requests/{draft.pk}").status_code == 404
    assert str(draft.pk) not in login(*MAYOR).get("/requests").content.decode()
    assert not Entry.objects.visible_to(world.actor(*MAYOR)).filter(case=draft.pk).exists()


def test_who_is_asked_to_sign_reads_what_they_sign(world):
    draft = world.draft(task_kind="public-order", bases=["polw-58"], special_case="Riot", municipalities=["GM0994"])
    assert MAYOR in reads(world, draft) and ("mayor", "GM0935") not in reads(world, draft)
    theirs = world.draft(by=world.actor(*MUNICIPALITY), bases=["wvr-51"])  # the chair of the region signs this one
    assert {("safety-region-chair", "VR24"), REGION} <= reads(world, theirs)


def test_sharing_lets_one_organisation_read_along_on_record(world, login, api):
    draft = unsigned(world)
    login(*REGION).post(f"/requests/{draft.pk}/share", {"organisation": "GM0994"})
    assert {MAYOR, MUNICIPALITY} <= reads(world, draft) and ("mayor", "GM0935") not in reads(world, draft)
    entry = Entry.objects.get(action="request.share")
    assert entry.data["organisation"] == "GM0994" and entry.role == "duty-officer"
    out = api(*REGION)("post", f"/requests/{draft.pk}/moves/share", {"organisation": "LOCC"}).json()
    assert {"organisation": "LOCC", "role": "", "why": "shared"} in out["readers"]
    assert ("locc", "LOCC") in reads(world, draft)


def test_who_reads_along_does_not_write_nor_share_on(world):
    draft = unsigned(world)
    acts.share(draft.pk, "GM0994", by=world.desk)
    with pytest.raises(NotYours):
        acts.save(draft.pk, RequestIn(title="Mine"), by=world.actor(*MAYOR))
    with pytest.raises(NotYours):
        acts.share(draft.pk, "GM0935", by=world.actor(*MAYOR))


def test_sharing_changes_no_word_and_stops_with_sending(world):
    draft = world.draft()
    world.sign(draft)
    before = Request.objects.get(pk=draft.pk)
    acts.share(draft.pk, "GM0994", by=world.desk)
    after = Request.objects.get(pk=draft.pk)
    assert (after.version, after.saved_at, after.state) == (before.version, before.saved_at, "draft")
    sent = acts.submit(draft.pk, by=world.desk)
    with pytest.raises(Refused):
        acts.share(sent.pk, "GM0935", by=world.desk)


@pytest.mark.parametrize("code", ["", "nobody"])
def test_sharing_with_nobody_is_a_fault_at_the_field(world, login, code):
    page = login(*REGION).post(f"/requests/{unsigned(world).pk}/share", {"organisation": code})
    assert page.status_code == 422


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_says_who_can_read_it_and_just_they_can(world, login, language):
    """Whoever is named reads it, and whoever reads it is named."""
    draft = world.draft(by=world.actor(*MUNICIPALITY), bases=["wvr-51"])
    acts.share(draft.pk, "RWS", by=world.actor(*MUNICIPALITY))
    named = readers(Request.objects.get(pk=draft.pk))
    held = Mandate.objects.select_related("organisation", "person").filter(person__is_active=True)
    named_on_page = {
        m.pk for m in held for r in named if m.organisation_id == r.organisation.pk and r.role in ("", m.role)
    }
    real = {m.pk for m in held if Request.objects.visible_to(Actor.of_mandate(m)).filter(pk=draft.pk).exists()}
    assert named_on_page == real
    for address in (f"/requests/{draft.pk}", f"/requests/{draft.pk}/edit"):
        page = login(*MUNICIPALITY, language).get(address).content.decode()
        assert ("Wie dit concept kan lezen" if language == "nl" else "Who can read this draft") in page
        assert "Rijkswaterstaat" in page


def test_what_was_withdrawn_before_it_was_sent_stays_with_its_writer(world):
    from steun.web.decide.request import acts as on_requests

    draft = unsigned(world)
    on_requests.withdraw(draft.pk, by=world.desk)
    assert ("locc", "LOCC") not in reads(world, draft) and MAYOR not in reads(world, draft)
