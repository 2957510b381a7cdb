"""Situation reports: one press writes down what one seat sees, and what changed since the last; it stays."""

from __future__ import annotations

import json
from hashlib import sha256
from uuid import uuid4

import pytest
from django.test import Client

from steun.core.kernel.errors import Tampered
from steun.exchange import paper
from steun.exchange.paper import Document
from steun.web.ask.request import acts as asking
from steun.web.desks.report.acts import make
from steun.web.kernel.journal.models import Entry
from steun.web.learn.report.model import SituationReport

pytestmark = pytest.mark.django_db
DESK, LOCC = ("duty-officer", "VR24"), ("locc", "LOCC")


def press(client: Client, incident: object = "") -> SituationReport:
    answer = client.post("/reports", {"incident": str(incident or ""), "id": str(uuid4())})
    assert answer.status_code == 303, answer.content
    return SituationReport.objects.get(pk=answer["Location"].rsplit("/", 1)[1])


def test_it_says_what_is_asked_decided_promised_under_way_and_short(world, login):
    request, waits = world.deployed(), world.asked(title="Boats for Meerssen")
    client = login(*LOCC, language="en")
    page = client.get(f"/reports/{press(client).pk}").content.decode()
    said = (request.number, "68 × Sandbag filling, dyke raising", "Boats for Meerssen", "On scene", "alpha",
            "This is the first report of this seat about it.", waits.number)  # fmt: skip
    assert [text for text in said if text not in page] == []
    content = SituationReport.objects.get().content
    assert content["tally"]["promised"] == 68 and content["shortfalls"][-1] == str(waits.pk)
    assert {row["gate"] for row in content["decisions"]} >= {"jenv-decides"}


def test_the_second_says_what_changed_since_the_first_and_nothing_else(world, login):
    stays, goes = world.asked(title="Stays"), world.asked(title="Goes")
    client = login(*LOCC, language="en")
    press(client)
    asking.withdraw(goes.pk, by=world.desk, reason="No longer needed")
    comes = world.asked(title="Comes")
    changes = press(client).content["changes"]
    assert [it["title"] for it in changes["new"]] == ["Comes"] and [it["title"] for it in changes["gone"]] == ["Goes"]
    assert changes["changed"] == [] and comes.pk != stays.pk
    page = client.get(f"/reports/{SituationReport.objects.first().pk}").content.decode()
    assert "No longer open" in page and "Stays" in page


@pytest.mark.parametrize(("language", "word"), [("nl", "Situatierapport"), ("en", "Situation report")])
def test_it_is_a_tagged_pdf_in_the_language_of_who_reads_it(world, login, language, word, monkeypatch):
    request = world.deployed()
    client = login(*LOCC, language=language)
    report = press(client)
    made: list[Document] = []
    pdf = paper.pdf
    monkeypatch.setattr(paper, "pdf", lambda document: made.append(document) or pdf(document))
    answer = client.get(f"/reports/{report.pk}/pdf")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert f'filename="{report.number}.pdf"' in answer["Content-Disposition"]
    [document] = made
    assert document.title == f"{word} {report.number}" and document.language == language
    texts = [text for it in document.sections for text in (*it.items, *(cell for row in it.rows for cell in row))]
    assert any(request.number in line for line in texts) and len(document.sections) == 8
    assert login(*DESK).get(f"/reports/{report.pk}/pdf").status_code == 404


def test_of_an_incident_it_holds_only_its_own_requests(world, login):
    incident = world.incident()
    inside, outside = world.asked(incident=incident.pk, title="Inside"), world.asked(title="Outside")
    report = press(login(*DESK), incident.pk)
    assert [row["id"] for row in report.content["requests"]] == [str(inside.pk)]
    assert str(outside.pk) not in json.dumps(report.content) and report.incident == incident


def test_it_stands_as_it_was_made_with_its_digest_in_the_journal(world, login):
    request = world.asked()
    client = login(*LOCC)
    report = press(client)
    entry = Entry.objects.get(action="report.make")
    asking.withdraw(request.pk, by=world.desk, reason="No longer needed")
    answer = client.get(f"/reports/{report.pk}/file")
    assert sha256(answer.content).hexdigest() == entry.data["sha256"] == report.sha256
    assert json.loads(answer.content)["requests"][0]["state"] == "asked"
    report.content["tally"]["asked"] += 1
    with pytest.raises(Tampered):
        report.file()


def test_only_the_seat_that_made_it_reads_it(world, login, api):
    world.deployed()
    report = make(by=world.actor(*LOCC))
    for other in (DESK, ("toc", "TOC"), ("dops", "DOPS"), ("mayor", "GM0994"), ("auditor", "REKENKAMER")):
        assert login(*other).get(f"/reports/{report.pk}").status_code == 404, other
        assert report.number not in login(*other).get("/reports").content.decode()
        assert api(*other)("get", f"/reports/{report.pk}").status_code == 404
    assert not Entry.objects.visible_to(world.desk).filter(action="report.make").exists()


def test_a_region_reports_only_what_it_may_read(world):
    world.asked(title="Secret of another", municipalities=["GM0994"])
    content = make(by=world.actor("duty-officer", "VR01")).content
    assert content["requests"] == [] and content["tally"]["requests"] == 0


def test_machines_make_the_same_once_and_read_it(world, api):
    world.asked()
    call, key = api(*LOCC), str(uuid4())
    first, again = (call("post", "/reports", {"id": key}).json() for _ in range(2))
    assert first == again and SituationReport.objects.count() == 1
    assert call("get", f"/reports/{first['id']}").json() == first
    assert [it["number"] for it in call("get", "/reports").json()["items"]] == [first["number"]]
    assert call("post", "/reports", {"incident": str(uuid4())}).status_code == 422


def test_numbers_go_on_without_gaps(world):
    numbers = [make(by=world.actor(*seat)).number for seat in (LOCC, DESK, LOCC)]
    assert [int(number.rsplit("-", 1)[1]) for number in numbers] == [1, 2, 3]
