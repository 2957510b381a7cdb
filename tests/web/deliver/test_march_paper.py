"""The march table as a document: whole for who plans, the own stretch for who lies along it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from steun.exchange import paper
from steun.web.deliver.movement.read import march_table, seen_by
from steun.web.deliver.paper import march
from steun.web.kernel import moments
from tests.builders import World
from tests.web.samples.movement import TOC, bid, credited, stated

pytestmark = pytest.mark.django_db
DESK, STRANGER = ("duty-officer", "VR24"), ("duty-officer", "VR01")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[paper.Document]:
    """Every document that was made."""
    found: list[paper.Document] = []
    pdf = paper.pdf
    monkeypatch.setattr(march.paper, "pdf", lambda document: found.append(document) or pdf(document))
    return found


def heads(document: paper.Document) -> list[str]:
    return [it.heading for it in document.sections]


@pytest.mark.parametrize(("language", "word"), [("nl", "Marseenheid 1"), ("en", "Packet 1")])
def test_who_plans_has_every_packet_at_every_point_and_every_authority(world: World, login, made, language, word):
    it = credited(world, vehicles=50)
    answer = login(*TOC, language).get(f"/movements/{it.pk}/pdf")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
    (document,) = made
    assert document.language == language and it.number in document.title
    assert any(head.startswith(f"{word}: 17") for head in heads(document))
    rows = march_table(it)
    by_packet = [it for it in document.sections if it.head[1:2] == ["km"]]
    assert sum(len(section.rows) for section in by_packet) == len(rows) and len(by_packet) == 3
    with translation.override(language):
        assert by_packet[0].rows[0][2] == moments.short(rows[0].first, rows[0].first.year)
    assert "Rijkswaterstaat" in heads(document) and any(head.endswith("Zuid-Limburg") for head in heads(document))
    assert it.entry.hash in str(document.sections) and "Letter 7" in str(document.sections)


def test_who_lies_along_it_has_the_own_stretch_and_nothing_else(world: World, login, made) -> None:
    it = credited(world)
    answer = login(*DESK, "en").get(f"/movements/{it.pk}/pdf")
    assert answer.status_code == 200
    text = str(made[0])
    assert seen_by(it, world.actor(*DESK))[0].roads in text and it.number in text
    for secret in ("A brigade to its exercise", "Vlissingen", "A ship", "Letter 7", it.entry.hash, "Zeeland"):
        assert secret not in text, secret
    assert login(*STRANGER).get(f"/movements/{it.pk}/pdf").status_code == 404
    # naming another changes nothing for who sees only the own
    login(*DESK, "en").get(f"/movements/{it.pk}/pdf?organisation=VR19")
    assert made[1].sections == made[0].sections


def test_who_plans_prints_what_one_authority_is_told(world: World, login, made) -> None:
    it = credited(world)
    page = login(*TOC, "en")
    assert page.get(f"/movements/{it.pk}/pdf?organisation=VR24").status_code == 200
    for nobody in ("VR01", "NOWHERE"):
        assert page.get(f"/movements/{it.pk}/pdf?organisation={nobody}").status_code == 404
    login(*DESK, "en").get(f"/movements/{it.pk}/pdf")
    assert made[0].sections == made[1].sections


def test_without_times_it_says_so_and_a_conflict_stands_on_it(world: World, login, made: Any, monkeypatch) -> None:
    it = stated(world)
    assert login(*TOC, "en").get(f"/movements/{it.pk}/pdf").status_code == 200
    assert "There are no times yet." in str(made[0].sections)
    other = bid(world)
    monkeypatch.setattr(march, "conflict", lambda _: "closed")
    login(*TOC, "en").get(f"/movements/{other.pk}/pdf")
    assert "do not hold any more" in str(made[1].lead)
