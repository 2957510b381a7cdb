"""The poll of autumn, the herijking of winter, the edition of spring; and the test that failed, after which the
agreement is revised. Through the pages, each by their own role."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import pytest

from steun.core.kernel.journal import chain
from steun.core.learn.indicator import Count
from steun.web.agree.agreement.model import Agreement
from steun.web.agree.agreement.tick import agreements as tick
from steun.web.agree.edition.model import Edition
from steun.web.ask.request.model import Request
from steun.web.decide.recalibration import job
from steun.web.deliver.deployment import acts as deliver
from steun.web.desks.audit.check import replay
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.know.need.model import Need
from steun.web.learn.lesson.model import Lesson
from tests.web.samples import agreement, need, recalibration

pytestmark = pytest.mark.django_db
Seat = tuple[str, str]
LOCC, DOPS, AUDITOR = ("locc", "LOCC"), ("dops", "DOPS"), ("auditor", "REKENKAMER")
DESK, CHAIR = ("duty-officer", "VR24"), ("safety-region-chair", "VR24")
REGIONS = {"VR01": 10, "VR20": 20, "VR21": 30, "VR23": 40, "VR24": 60}
"""Who is asked in autumn, and how many soldiers each would need in high water."""
ANSWERS = {"effect_reached": "yes", "in_time": "yes", "promise_kept": "yes"}


class Table:
    """The people around one table; each acts and reads through the pages, in English."""

    def __init__(self, world: Any, login: Any) -> None:
        self.world, self.login = world, login
        for code in ("VR20", "VR21"):  # the two of whom this small world has nobody yet
            person = Person.objects.create_user(f"duty-officer.{code}@example.org", name=f"duty-officer {code}")
            since = world.now - timedelta(days=1)
            place = Organisation.objects.get(pk=code)
            Mandate.objects.create(person=person, role="duty-officer", organisation=place, valid_from=since)

    def does(self, who: Seat, path: str, **fields: Any) -> str:
        """What a press on a button leads to: the address of the page after it."""
        answer = self.login(*who, language="en").post(path, {"id": str(new_key()), **fields})
        assert answer.status_code in (302, 303), (
            f"{path}: {answer.status_code} {unescape(answer.content.decode())[-4000:]}"
        )
        return str(answer["Location"])

    def reads(self, who: Seat, path: str) -> str:
        answer = self.login(*who, language="en").get(path)
        assert answer.status_code == 200, (who, path, answer.status_code)
        return " ".join(unescape(answer.content.decode()).split())

    def deployed(self, quantity: int, **more: Any) -> Request:
        """Asked, granted, there and home again: as much as DOPS could send."""
        request = self.world.granted(lines=[{"capability": "sandbags", "quantity": 40}], **more)
        self.world.commit(request, quantity=quantity)
        deliver.order(request.pk, by=self.world.actor("toc", "TOC"))
        return self.world.reported(request, "depart", "arrive", "release", "return")


@pytest.fixture
def table(world, login) -> Table:
    return Table(world, login)


def last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2].partition("#")[0]


def test_the_poll_of_autumn_the_herijking_of_winter_the_edition_of_spring(table: Table) -> None:
    # Autumn: LOCC asks five regions what they would need; each states it and answers.
    closes = (clock.today() + timedelta(days=30)).isoformat()
    poll = table.does(
        LOCC, "/polls/new", title="Autumn", question="What would you need in high water?", asked=list(REGIONS),
        closes_on=closes,
    )  # fmt: skip
    for code, quantity in REGIONS.items():
        desk = ("duty-officer", code)
        stated = table.does(desk, "/needs/new", **need.given(quantity=quantity, reaction_minutes=210))
        table.does(desk, f"/needs/{last(stated)}/state")
        table.does(desk, f"/polls/{last(poll)}/answer", needs=[last(stated)])
    gaps = table.reads(LOCC, poll)
    assert "160" in gaps and "Sandbag filling" in gaps, "together they need 160, and nobody holds any ready"
    assert Need.objects.filter(state="stated").count() == 5
    table.does(LOCC, f"/polls/{last(poll)}/close")

    # Winter: Defence lets the herijking propose, and opens the agreement that it advises for Zuid-Limburg.
    study = table.does(
        DOPS, "/recalibrations/new",
        **{**recalibration.given(free_defence=1, budget=20_000), "history": ""},
    )  # fmt: skip
    job.make(last(study))
    page = table.login(*DOPS, language="en").get(study)
    [advised] = [one for one in page.context["advised"] if "capability=sandbags" in one.query]
    said = parse_qs(advised.query)
    assert set(said["answers"]) <= {str(pk) for pk in Need.objects.values_list("pk", flat=True)}
    form = table.login(*DOPS, language="en").get(f"/agreements/new?{advised.query}")
    typed = form.context["typed"]
    assert int(typed["quantity"]) == advised.pieces and typed["provider"] == "DOPS"

    # Edited: for one region and its own need; the region says other terms, and both agree to those.
    mine = Need.objects.get(organisation="VR24")
    offered = {
        "capability": "sandbags", "provider": "DOPS", "beneficiaries": ["VR24"], "answers": [str(mine.pk)],
        **agreement.terms(quantity=40, reaction_minutes=typed["reaction_minutes"], starts_on=clock.today()),
    }  # fmt: skip
    deal = table.does(DOPS, "/agreements/new", **offered)
    other = agreement.terms(quantity=50, reaction_minutes=180, starts_on=clock.today())
    table.does(DESK, f"/agreements/{last(deal)}/counter", **other)
    for side in (DOPS, CHAIR):
        table.does(side, f"/agreements/{last(deal)}/agree")
    tick(clock.now())
    it = Agreement.objects.get(pk=last(deal))
    assert (it.state, it.quantity, it.reaction_minutes) == ("in-force", 50, 180)
    mine.refresh_from_db()
    assert mine.covered == 50 and "50" in table.reads(LOCC, poll)

    # Spring: LOCC compiles, Defence publishes; everybody reads edition 1.
    draft = table.does(LOCC, "/editions/new", title="Spring", foreword="What one can count on")
    assert "Read an edition and publish it" in table.reads(DOPS, "/")
    table.does(DOPS, f"/editions/{last(draft)}/publish-edition")
    edition = Edition.objects.get()
    assert edition.number == 1
    page = table.reads(("duty-officer", "VR01"), draft)
    assert "Edition 1: Spring" in page and "What is held ready by agreement" in page
    [needed] = [row for row in edition.content["needs"] if row["region"]["code"] == "VR24"]
    [held] = edition.content["agreements"]
    assert (held["quantity"], needed["quantity"], needed["covered"]) == (50, 60, 50)
    assert "Geul" not in json.dumps(edition.content), "where a region is weak is not told to all"

    # The next request for it draws on the agreement, and says so: 50 agreed, 10 best effort.
    request = table.world.granted(lines=[{"capability": "sandbags", "quantity": 60}])
    page = table.reads(DESK, f"/requests/{request.pk}")
    assert "50 agreed with Directorate of Operations" in page and "10 best effort" in page
    assert f'href="/agreements/{it.pk}"' in page

    # The auditor finds the five answers, all of the way in the journal, and the journal whole.
    answers = {it.code: it.count for it in table.login(*AUDITOR, language="en").get("/audit").context["answers"]}
    assert set(answers) == {"who", "ground", "delivered", "in-time", "learned"}
    assert (answers["who"], answers["ground"]) == (Count(1, 1), Count(1, 1))
    listed = table.reads(AUDITOR, "/audit/cases?question=who&which=part")
    assert request.number in listed
    for action in ("poll.open", "poll.answer", "recalibration.finish", "agreement.counter", "agreement.agree",
                   "edition.compile", "edition.publish-edition", "request.submit"):  # fmt: skip
        assert Entry.objects.visible_to(table.world.actor(*AUDITOR)).filter(action=action).exists(), action
    assert [str(difference) for difference in replay()] == []
    chain.verify(entry.as_line() for entry in Entry.objects.order_by("position").iterator())


def test_the_test_failed_and_the_agreement_is_revised(table: Table) -> None:
    # In force for 40 soldiers; when it is called, 10 come.
    it = agreement.deal(table.world, "VR24", "DOPS", starts_on=clock.today())
    tick(clock.now())
    failed = table.deployed(10)
    lesson_said = {"lesson": ["Agree on what is there"], "points_at": ["The agreement"]}
    table.does(
        DESK, f"/requests/{failed.pk}/evaluation", effect_reached="partly", in_time="no", promise_kept="no",
        explanation="Ten of forty came", **lesson_said,
    )  # fmt: skip
    it.refresh_from_db()
    assert (it.tested_on, it.tested_pieces) == (clock.today(), 10)
    assert "10 of 40 were there" in table.reads(CHAIR, f"/agreements/{it.pk}")

    # A lesson that points at the agreement; its page lists it to both sides.
    due = (clock.today() + timedelta(days=60)).isoformat()
    lesson = table.does(
        DESK, "/lessons/new", finding="Ten of forty came", action="Agree on what is there", owner="DOPS", due_on=due,
        agreement=str(it.pk), request=str(failed.pk),
    )  # fmt: skip
    table.does(DOPS, f"/lessons/{last(lesson)}/accept")
    for side in (DESK, DOPS):
        assert f'href="/lessons/{last(lesson)}"' in table.reads(side, f"/agreements/{it.pk}")

    # Revised: the old one ends with reasons, a new one is agreed of what can really be held ready.
    table.does(CHAIR, f"/agreements/{it.pk}/end", reason="The test failed")
    deal = table.does(DESK, "/agreements/new", **agreement.given(quantity=10, starts_on=clock.today()))
    for side in (DOPS, CHAIR):
        table.does(side, f"/agreements/{last(deal)}/agree")
    tick(clock.now())
    table.does(DOPS, f"/lessons/{last(lesson)}/carry-out", done="A new agreement, for what is there")

    # The next call finds what was agreed: that tests the new one, and shows that the lesson holds.
    later = {"starts_at": table.world.now + timedelta(hours=30), "ends_at": table.world.now + timedelta(hours=40)}
    again = table.deployed(10, **later)
    table.does(DESK, f"/requests/{again.pk}/evaluation", **ANSWERS)
    table.does(DESK, f"/lessons/{last(lesson)}/verify", request=str(again.pk))
    new = Agreement.objects.get(pk=last(deal))
    assert (new.state, new.tested_pieces) == ("in-force", 10)
    assert Lesson.objects.get().state == "verified"
    assert Agreement.objects.get(pk=it.pk).state == "ended"
    assert [str(difference) for difference in replay()] == []
