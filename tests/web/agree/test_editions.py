"""Editions: one side compiles what one can count on, the other publishes it; numbered, and the same for ever."""

from __future__ import annotations

import io
import json
import re
import zipfile
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from steun.core.kernel.errors import NotYours, Refused, Tampered
from steun.exchange import paper
from steun.exchange.paper import Document
from steun.web.agree.edition import acts
from steun.web.agree.edition.model import Edition
from steun.web.agree.edition.read import waiting_for
from steun.web.agree.edition.shape import WordsIn
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from steun.web.know.catalogue.model import Capability
from tests.web.agree.test_agreement import in_force
from tests.web.samples import need
from tests.web.samples.edition import DOPS, JENV, LOCC, edition, given, published

pytestmark = pytest.mark.django_db
DESK = ("duty-officer", "VR24")


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def row(it: Edition, chapter: str, key: str) -> dict[str, Any]:
    return next(row for row in it.content[chapter] if row["id"] == key)


# Who compiles, who publishes


def test_the_other_side_publishes_and_nobody_alone(world):
    it = edition(world)
    for own in (LOCC, JENV):
        with pytest.raises(Refused, match="edition-published-by-other-side"):
            acts.publish(it.pk, by=world.actor(*own))
    it = acts.publish(it.pk, by=world.actor(*DOPS))
    assert (it.state, it.number) == ("published", 1)
    assert not list(replay())


def test_who_compiles_it_anew_is_its_maker_from_then_on(world):
    it = edition(world)
    acts.compile_anew(it.pk, WordsIn(**given(title="Summer")), by=world.actor(*DOPS))
    with pytest.raises(Refused, match="edition-published-by-other-side"):
        acts.publish(it.pk, by=world.actor(*DOPS))
    it = acts.publish(it.pk, by=world.actor(*JENV))
    assert (it.title, it.organisation_id, it.number) == ("Summer", "DOPS", 1)


def test_a_region_neither_compiles_nor_publishes(world, login):
    with pytest.raises(NotYours):
        acts.compile_edition(WordsIn(**given()), by=world.desk)
    client = login(*DESK, language="en")
    assert "Compile an edition" not in text(client.get("/editions"))
    assert client.get("/editions/new").status_code == 403


def test_the_other_side_is_told_and_finds_it_among_its_work(world, login):
    it = edition(world, title="Spring of 2027")
    assert set(Notice.objects.filter(kind="edition-compiled").values_list("organisation", flat=True)) >= {"DOPS"}
    assert [row.it for row in waiting_for(world.actor(*DOPS))] == [it] and not list(waiting_for(world.actor(*LOCC)))
    assert "Spring of 2027" in text(login(*DOPS, language="en").get("/"))
    acts.publish(it.pk, by=world.actor(*DOPS))
    assert not list(waiting_for(world.actor(*DOPS)))
    assert Notice.objects.filter(kind="edition-published", organisation="LOCC").exists()


# What stands in it, and what does not


def test_it_tells_capabilities_by_effect_with_owner_class_times_figures_and_source(world, login):
    Capability.objects.filter(pk="sandbags").update(reaction_formal=360, reaction_observed=240)
    in_force(world, quantity=40)
    it = published(world)
    page = text(login(*DESK, language="en").get(f"/editions/{it.pk}"))
    line = page.partition("Water kept out")[2]
    said = ("Sandbag filling, dyke raising", "Defence (ad hoc", "6 h", "4 h", "40", "A request; see who asks whom",
            "domain 7.2 (2021")  # fmt: skip
    assert [word for word in said if word not in line] == []
    assert "Rijkswaterstaat (civil" in page and "A request to who has it" in page
    assert row(it, "capabilities", "girder-bridge")["effects"] == []
    assert "Medium Girder Bridge" in page.partition("Without an effect that is named")[2]


def test_of_agreements_it_tells_sums_and_neither_words_nor_for_whom(world):
    in_force(world, quantity=40, reaction_minutes=360)
    in_force(world, quantity=10, reaction_minutes=60, beneficiaries=["VR24"])
    it = published(world)
    [found] = it.content["agreements"]
    figures = {name: found[name] for name in ("agreements", "quantity", "fastest", "slowest", "sustained", "tested")}
    assert figures == {
        "agreements": 2, "quantity": 50, "fastest": 60, "slowest": 360, "sustained": 72, "tested": 0,
    }  # fmt: skip
    assert row(it, "capabilities", "sandbags")["held_ready"] == 50
    written = json.dumps(it.content)
    for word in ("VR24", "Zuid-Limburg", "summer leave", "region fuel", "Half of it"):
        assert word not in written.replace("Veiligheidsregio", ""), word


def test_of_needs_it_tells_sums_by_region_and_of_units_nothing(world):
    need.stated(world)
    it = published(world)
    [found] = it.content["needs"]
    assert (found["region"]["code"], found["quantity"], found["covered"]) == ("VR24", found["quantity"], 0)
    written = json.dumps(it.content)
    for word in (need.given()["place"], need.given()["scenario"], "alpha", "13 Light Brigade"):
        assert word not in written, word


def test_what_only_talks_or_is_over_does_not_count_in_it(world):
    world_agreement = in_force(world)
    from steun.web.agree.agreement import acts as agreeing

    agreeing.end(world_agreement.pk, by=world.actor(*DOPS), reason="Over")
    assert published(world).content["agreements"] == []


def test_it_says_who_asks_whom_on_the_bases_of_the_day(world, login):
    it = published(world)
    codes = {row["id"] for row in it.content["asking"]}
    assert {"wvr-51", "msob", "polw-58"} <= codes and not any("bes" in code for code in codes)
    page = text(login(*DESK, language="en").get(f"/editions/{it.pk}"))
    assert "Chair of the safety region" in page.partition("Who asks whom, and how")[2]


# What changed since the last


def test_the_next_says_what_is_new_gone_and_different_since_the_last(world, login):
    first = published(world)
    assert first.content["changes"] is None and first.follows is None
    Capability.objects.filter(pk="sandbags").update(reaction_formal=120)
    Capability.objects.create(
        code="boats", number=500, name_nl="Boten", name_en="Boats", source="x", year="2026", evidence="I"
    )
    in_force(world, quantity=40)
    second = published(world)
    assert second.follows == first and second.number == 2
    page = text(login(*DESK, language="en").get(f"/editions/{second.pk}"))
    changed = page.partition("Edition 1")[2]
    assert "New: Boats" in changed and "reaction time, formal: – → 2 h" in changed and "held ready: – → 40" in changed
    third = published(world)
    nothing = {part: {"new": [], "gone": [], "changed": []} for part in ("capabilities", "agreements", "needs")}
    assert third.content["changes"] == nothing
    assert "Nothing." in text(login(*DESK, language="en").get(f"/editions/{third.pk}"))


def test_a_draft_that_another_overtook_is_compiled_anew_first(world):
    slow = edition(world, title="Slow")
    published(world)
    with pytest.raises(Refused, match="edition-follows-the-last"):
        acts.publish(slow.pk, by=world.actor(*DOPS))
    acts.compile_anew(slow.pk, WordsIn(**given()), by=world.actor(*LOCC))
    assert acts.publish(slow.pk, by=world.actor(*DOPS)).number == 2


# It never changes


def test_what_was_published_stands_with_its_digest_in_the_journal(world, login):
    it = published(world)
    before = login(*DESK).get(f"/editions/{it.pk}/file").content
    Capability.objects.filter(pk="sandbags").update(reaction_formal=1, name_nl="Anders")
    after = login(*DESK).get(f"/editions/{it.pk}/file").content
    entry = Entry.objects.get(action="edition.publish-edition")
    assert before == after and sha256(after).hexdigest() == it.sha256 == entry.data["sha256"]
    assert entry.data["number"] == 1 and json.loads(after)["title"] == "Spring"
    assert not list(replay())


@pytest.mark.parametrize("column", ["content", "title", "sha256", "number"])
def test_the_database_refuses_to_change_what_was_published(world, column):
    it = published(world)
    value: Any = {"content": {}, "title": "Another", "sha256": "0" * 64, "number": 9}[column]
    with pytest.raises(DatabaseError, match="a published edition never changes"), transaction.atomic():
        Edition.objects.filter(pk=it.pk).update(**{column: value})


def test_what_was_changed_behind_our_back_is_neither_shown_nor_published(world, login, api):
    it = edition(world)
    Edition.objects.filter(pk=it.pk).update(content={**it.content, "needs": [{"id": "x"}]})
    with pytest.raises(Tampered):
        acts.publish(it.pk, by=world.actor(*DOPS))
    assert list(replay()), "the check of the journal tells it too"
    assert api(*LOCC)("get", f"/editions/{it.pk}").status_code >= 500


# Who reads it, and as what


def test_a_draft_is_read_by_who_divides_and_the_published_by_everybody(world, login, api):
    draft, out = edition(world, title="Draft words"), published(world, title="Out words")
    everybody = (DESK, ("mayor", "GM0994"), ("provider", "RWS"), ("auditor", "REKENKAMER"), LOCC, ("toc", "TOC"))
    for seat in everybody:
        reads = seat in (("auditor", "REKENKAMER"), LOCC, ("toc", "TOC"))
        client = login(*seat, language="en")
        assert client.get(f"/editions/{draft.pk}").status_code == (200 if reads else 404), seat
        assert client.get(f"/editions/{draft.pk}/pdf").status_code == (200 if reads else 404), seat
        assert ("Draft words" in text(client.get("/editions?state=all"))) is reads, seat
        assert "Out words" in text(client.get("/editions")), seat
        assert api(*seat)("get", f"/editions/{out.pk}").json()["number"] == 1, seat
    assert Entry.objects.visible_to(world.desk).filter(case=out.pk).exists()
    assert not Entry.objects.visible_to(world.desk).filter(case=draft.pk).exists()


@pytest.mark.parametrize(
    ("language", "words"), [("nl", ("Uitgave 1: Spring", "Register")), ("en", ("Edition 1: Spring", "Index"))]
)
def test_it_is_a_document_to_keep_in_either_language_with_an_index_and_its_address(
    world, login, language, words, monkeypatch
):
    it = published(world)
    made: list[Document] = []
    pdf = paper.pdf
    monkeypatch.setattr(paper, "pdf", lambda document: made.append(document) or pdf(document))
    answer = login(*DESK, language="nl").get(f"/editions/{it.pk}/pdf?language={language}")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert b"pdfaid" in answer.content and b"pdfuaid" in answer.content
    assert f'filename="edition-1-{language}.pdf"' in answer["Content-Disposition"]
    [document] = made
    assert (document.title, document.index) == words and document.language == language
    assert document.link.endswith(f"/editions/{it.pk}") and document.lead == ["Read this first"]
    indexed = {term for part in document.sections for term in part.indexed}
    assert len(indexed) >= Capability.objects.count()


def test_it_is_a_workbook_with_a_row_for_each_capability(world, login):
    in_force(world)
    it = published(world)
    answer = login(*DESK, language="en").get(f"/editions/{it.pk}/xlsx")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    sheets = re.findall(r'<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())
    assert sheets[:2] == ["What can be done, by effect", "What is held ready by agreement"]
    first = archive.read("xl/worksheets/sheet1.xml").decode()
    assert first.count("<row>") == 1 + Capability.objects.count() and "Water kept out" in first
    assert "<v>40</v>" in archive.read("xl/worksheets/sheet2.xml").decode()


def test_machines_find_them_the_last_first_without_their_content(world, api):
    first, second = published(world), published(world, title="Autumn")
    rows = api(*DESK)("get", "/editions").json()["items"]
    assert [it["id"] for it in rows] == [str(second.pk), str(first.pk)] and "content" not in rows[0]
    assert [it["title"] for it in api(*DESK)("get", "/editions?q=autumn").json()["items"]] == ["Autumn"]
