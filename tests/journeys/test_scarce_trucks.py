"""July 2021, and three more regions ask for the same trucks: a proposal in seconds, every *no* understood, one setting
changed, what it costs whom, and adopted. Through the pages, each by their own role."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from steun.core.kernel.journal import chain
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.planning import job
from steun.web.decide.proposal.acts import LONGEST
from steun.web.decide.proposal.model import Proposal
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Mandate, Notice
from tests.journeys.replay_world import evening, prepared

__all__ = ["evening", "prepared"]  # fixtures
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PLACES = {"Venlo": "goods", "Boxmeer": "care", "West Maas": "pumps", "Eindhoven": "camping"}


class Hall:
    """The people around one table; each acts and reads through the pages, in English."""

    def as_role(self, role: str, organisation: str) -> Client:
        rows = Mandate.objects.select_related("person").filter(role=role, organisation=organisation)
        mandate = rows.order_by("rank")[0]
        client = Client(headers={"accept-language": "en"})
        client.force_login(mandate.person, backend=BACKEND)
        session = client.session
        session["mandate"] = str(mandate.pk)
        session.save()
        client.cookies["steun-language"] = "en"
        return client

    def does(self, who: tuple[str, str], path: str, **fields: object) -> str:
        answer = self.as_role(*who).post(path, {"id": str(new_key()), **fields})
        assert answer.status_code in (302, 303), (
            f"{path}: {answer.status_code} {unescape(answer.content.decode())[:3000]}"
        )
        return answer["Location"]

    def reads(self, who: tuple[str, str], path: str) -> str:
        answer = self.as_role(*who).get(path)
        assert answer.status_code == 200, path
        return unescape(answer.content.decode())

    def proposal(self, who: tuple[str, str], **fields: object) -> Proposal:
        """Ask for one and let the worker make it, in all the time there is: a busy machine needs more for a proof."""
        page = self.does(who, reverse("decide:proposals"), seconds=str(LONGEST), **fields)
        it = Proposal.objects.get(pk=page.rstrip("/").rsplit("/", 1)[1])
        job.make(it.pk)
        it.refresh_from_db()
        assert it.state == "ready", it.failure
        return it


LOCC, DOPS, JENV = ("locc", "LOCC"), ("dops", "DOPS"), ("minister-jenv", "MIN-JENV")


@pytest.fixture
def hall(evening) -> Hall:
    found = Hall()
    found.does(("duty-officer", "VR24"), reverse("replay:what-if"))
    return found


def requests() -> dict[str, Request]:
    rows = Request.objects.filter(lines__capability="trucks-through-water", illustrative=True)
    return {name: r for r in rows for place, name in PLACES.items() if place in r.place}


def test_three_regions_want_the_same_trucks_and_everybody_understands_who_gets_them(hall: Hall) -> None:
    asked = requests()
    assert set(asked) == set(PLACES.values())

    # The board says what is scarce before anybody asks for advice.
    board = hall.reads(LOCC, reverse("decide:allocation"))
    assert "60 still asked, 8 free in the coming 24 hours" in board

    # As the policy stands, 40 of 48 trucks are promised to goods: lives get none, and the page says why.
    first = hall.proposal(LOCC)
    given = {line.request_id: line for line in first.lines.filter(commitment=None)}
    assert (given[asked["care"].pk].given, given[asked["care"].pk].reason) == (0, "available")
    page = hall.reads(LOCC, reverse("decide:proposal", args=[first.pk]))
    assert f"Promised to: {asked['goods'].number}" in page
    assert "Proven: no better division" in page

    # LOCC tries a setting: what would it cost whom? It cannot be adopted.
    trial = hall.proposal(LOCC, trial="1", displace=["4", "5"], reserve="1", lead="15")
    moved = {line.request_id: line for line in trial.lines.filter(commitment=None)}
    assert [moved[asked[name].pk].given for name in ("care", "pumps")] == [24, 16]
    beside = hall.reads(LOCC, reverse("decide:compare", args=[first.pk, trial.pk]))
    assert asked["care"].number in beside and asked["goods"].number in beside
    refused = hall.as_role(*DOPS).post(reverse("decide:proposal_move", args=[trial.pk, "adopt"]), {"all": "1"})
    assert refused.status_code == 409

    # The minister sets the setting, with a reason; a new proposal names who loses and who must agree.
    hall.does(JENV, reverse("decide:policy"), displace=["4", "5"], reserve="1", lead="15", reason="Lives before goods")
    last = hall.proposal(LOCC)
    page = hall.reads(DOPS, reverse("decide:proposal", args=[last.pk]))
    assert "Promises that would give way" in page and asked["goods"].number in page and "Must agree:" in page
    lost = list(last.lines.filter(reason="displaced"))
    assert {line.request_id for line in lost} == {asked["goods"].pk}

    # DOPS adopts; who agreed is on record; the requester and those who decided then are told.
    move = reverse("decide:proposal_move", args=[last.pk, "adopt"])
    assert hall.as_role(*DOPS).post(move, {"all": "1", "id": str(new_key())}).status_code == 409
    agreed = {f"agreed-{lost[0].key}": "Minister of Justice and Security, by phone, 18:20"}
    hall.does(DOPS, move, all="1", reason="Evacuation first", **agreed)
    promised = {
        name: sum(c.quantity for c in Commitment.objects.filter(request=r, state__in=["held", "committed"]))
        for name, r in asked.items()
    }
    assert promised["care"] == 24 and promised["pumps"] == 16
    assert sum(promised.values()) <= 48
    assert [c.state for c in Commitment.objects.filter(request=asked["camping"])] in ([], ["held"])
    assert Notice.objects.filter(kind="promise-displaced", organisation="VR23").exists()

    # The auditor reads, years later, who decided this and on what ground.
    entry = Entry.objects.get(action="proposal.adopt")
    assert entry.reason == "Evacuation first"
    assert entry.data["policy"]["displace"] == [4, 5] and entry.data["agreed"][asked["goods"].number]
    assert entry.data["gap"].keys() == {"G_1", "G_2", "G_3", "G_4", "G_5"}
    assert hall.reads(("auditor", "REKENKAMER"), reverse("decide:proposal", args=[last.pk]))
    chain.verify(e.as_line() for e in Entry.objects.iterator())
    assert [str(difference) for difference in replay()] == []


def test_the_made_up_requests_are_added_once_and_are_marked(hall: Hall) -> None:
    again = hall.as_role("duty-officer", "VR24").post(reverse("replay:what-if"))
    assert again.status_code == 409
    assert all(r.illustrative for r in requests().values())
    assert "What if there were not enough trucks?" not in hall.reads(("duty-officer", "VR24"), reverse("replay:index"))
