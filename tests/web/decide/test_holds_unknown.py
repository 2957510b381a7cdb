"""What is only held is for Defence and LOCC. A proposal, a comparison and the board count it for nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from steun.core.decide.policy import START
from steun.core.kernel.errors import Refused
from steun.web.ask.request.model import Request
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.gate import acts as gates
from steun.web.decide.policy import acts as policies
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal import adoption
from steun.web.decide.proposal.model import Proposal
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from tests.builders import World
from tests.web.decide.test_proposals import DISPLACE, line_of, made, wants

pytestmark = pytest.mark.django_db
MINISTER, LOCC = ("minister-jenv", "MIN-JENV"), ("locc", "LOCC")
NOTE = {
    "en": "What is only kept aside, before a grant, is for Defence and LOCC to know.",
    "nl": "Wat vóór een toekenning alleen is gereserveerd, weten alleen Defensie en het LOCC.",
}


def held(world: World) -> tuple[Request, Proposal]:
    """Of 160 asked, 100 are held and nobody was told; a proposal gives the other 60."""
    request = world.asked(priority=3, lines=[{"capability": "sandbags", "quantity": 160}])
    world.commit(request, "alpha", 100, hold_until=world.now + timedelta(hours=9))
    proposal = made(world)
    assert (line_of(proposal, request).stands, line_of(proposal, request).given) == (100, 160)
    return request, proposal


def displaced(world: World) -> tuple[Request, Proposal]:
    """What is held for class 5 would go to class 1."""
    policies.set_policy(DISPLACE, by=world.actor(*MINISTER), reason="Lives first")
    low = world.asked(priority=5, lines=[{"capability": "sandbags", "quantity": 160}])
    for code, quantity in (("alpha", 100), ("bravo", 60)):
        world.commit(low, code, quantity, hold_until=world.now + timedelta(hours=9))
    wants(world, 120, priority=1)
    return low, made(world)


def grant(world: World, request: Request) -> None:
    """Everybody whose act is needed agrees; what was held is promised."""
    while (
        gate := request.gates.filter(phase="before-grant", state="open", ready_at__isnull=False)
        .exclude(kind="inform")
        .first()
    ):
        extent = "full" if gate.kind in {"decide", "agree"} else ""
        gates.act(gate.pk, "pass", by=world.holder(gate), extent=extent)


def page(browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def cells(text: str, heading: str) -> list[str]:
    """The figures of the row that starts with this heading."""
    row = text.split(f">{heading}</th>")[1].split("</tr>")[0]
    return re.findall(r">\s*([\d–]+(?: / \d+)?)\s*<", row)


def test_a_machine_counts_what_is_held_only_for_who_may_know_of_it(world: World, api) -> None:
    request, proposal = held(world)
    figures = {}
    for seat in (LOCC, MINISTER):
        parsed = api(*seat)("get", f"/proposals/{proposal.pk}").json()
        line = next(row for row in parsed["lines"] if row["number"] == request.number)
        figures[seat] = [
            tuple(row[name] for name in ("stands", "given", "first_come"))
            for row in (line, parsed["summary"]["classes"][2])
        ]
        assert "held" not in line["answer"]
        assert line["reason"] == ("met" if seat == LOCC else "partly-met")
    assert figures == {LOCC: [(100, 160, 160)] * 2, MINISTER: [(0, 60, 60)] * 2}


def test_in_a_list_the_figures_per_class_are_left_out_for_who_may_not_know_of_holds(world: World, api) -> None:
    held(world)
    assert "classes" in api(*LOCC)("get", "/proposals").json()["items"][0]["summary"]
    assert "classes" not in api(*MINISTER)("get", "/proposals").json()["items"][0]["summary"]


def test_what_the_planner_strives_for_stands_nowhere_for_who_may_not_know_of_holds_and_homes(world: World, api) -> None:
    """Its minutes of travel begin at homes, and every hold counts in its worth."""
    _, proposal = held(world)
    proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"))
    paths = (f"/proposals/{proposal.pk}", "/proposals", "/journal?limit=200")
    texts = {seat: [api(*seat)("get", path).content.decode() for path in paths] for seat in (LOCC, MINISTER)}

    assert "objective" in texts[LOCC][0] and "proposal.adopt" in texts[MINISTER][2]
    assert [text for text in texts[MINISTER] if '"objective"' in text or '"L7"' in text] == []


def test_what_is_held_and_would_give_way_is_lost_in_nobody_elses_figures(world: World, api, login) -> None:
    _, proposal = displaced(world)
    lost = {
        seat: api(*seat)("get", f"/proposals/{proposal.pk}").json()["summary"]["classes"][4]["lost"]
        for seat in (LOCC, MINISTER)
    }
    assert lost == {LOCC: 120, MINISTER: 0}
    for seat, figures in ((LOCC, ["–", "–", "–", "–", "–", "120"]), (MINISTER, None)):
        text = page(login(*seat, "en"), f"/proposals/{proposal.pk}")
        assert (cells(text, "5 · other") == figures) if figures else "5 · other" not in text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_page_counts_what_is_held_only_for_who_may_know_and_says_so_to_the_others(
    world: World, login, language
) -> None:
    _, proposal = held(world)
    heading = {"en": "3 · public order", "nl": "3 · openbare orde"}[language]
    knows = page(login(*LOCC, language), f"/proposals/{proposal.pk}")
    assert cells(knows, heading) == ["1 / 1", "160", "100", "160", "160", "–"] and NOTE[language] not in knows
    other = page(login(*MINISTER, language), f"/proposals/{proposal.pk}")
    assert cells(other, heading) == ["0 / 1", "160", "0", "60", "60", "–"] and NOTE[language] in other
    assert ">100<" not in other


def test_the_note_tells_of_no_hold_because_it_is_always_there(world: World, login) -> None:
    wants(world, 10)
    assert NOTE["en"] in page(login(*MINISTER, "en"), f"/proposals/{made(world).pk}")


def test_the_board_leaves_what_is_held_open_for_who_may_not_know_of_it(world: World, api, login) -> None:
    request, _ = held(world)
    stands = {seat: api(*seat)("get", "/allocation").json()["lines"][0]["stands"] for seat in (LOCC, MINISTER)}
    assert stands == {LOCC: 100, MINISTER: 0}
    for seat, asked in ((LOCC, "60"), (MINISTER, "160")):
        text = page(login(*seat, "en"), "/allocation")
        assert f'data-label="Still open"> <span>{asked} <' in text.split(request.number)[1]
        assert (NOTE["en"] in text) == (seat == MINISTER)


def test_side_by_side_nobody_else_sees_what_is_held_give_way(world: World, login) -> None:
    low, proposal = displaced(world)
    trial = made(world, trial=START)
    both = f"/proposals/{trial.pk}/with/{proposal.pk}"
    assert f"{low.number} (other) loses 120" in page(login(*LOCC, "en"), both)
    other = page(login(*MINISTER, "en"), both)
    assert low.number not in other and NOTE["en"] in other and "5 · other" not in other


def test_a_list_counts_no_line_that_is_not_for_the_reader(world: World, login) -> None:
    _, proposal = displaced(world)
    proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"))
    adopted = proposal.lines.filter(outcome="adopted").count()
    assert f"{adopted} adopted" in page(login(*LOCC, "en"), "/proposals")
    other = page(login(*MINISTER, "en"), "/proposals")
    assert "1 adopted" in other and f"{adopted} adopted" not in other


def test_an_older_proposal_that_did_not_keep_what_was_held_counts_nothing_that_stood(world: World, api) -> None:
    request, proposal = held(world)
    line = line_of(proposal, request)
    del line.answer["held"]
    line.save()
    parsed = api(*MINISTER)("get", f"/proposals/{proposal.pk}").json()
    assert (parsed["lines"][0]["stands"], parsed["lines"][0]["given"]) == (0, 60)


def test_once_it_is_granted_everybody_who_divides_counts_it(world: World, api) -> None:
    request, proposal = held(world)
    grant(world, request)
    assert api(*MINISTER)("get", f"/proposals/{proposal.pk}").json()["lines"][0]["stands"] == 100


def test_the_record_of_adopting_counts_no_hold_and_names_none(world: World) -> None:
    low, proposal = displaced(world)
    proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"))
    entry = Entry.objects.get(action="proposal.adopt")
    assert low.number not in str(entry.data)
    assert not Notice.objects.filter(kind="promise-displaced").exists()


def test_the_record_of_a_wish_counts_only_what_all_who_divide_may_know(world: World) -> None:
    request, proposal = held(world)
    proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"))
    [line] = Entry.objects.get(action="proposal.adopt").data["lines"]
    assert (line["request"], line["stands"], line["given"]) == (request.number, 0, 60)
    assert line_of(proposal, request).given == 160


def test_a_hold_that_was_given_back_stays_with_who_knew_of_it(world: World, api) -> None:
    request = world.asked(lines=[{"capability": "sandbags", "quantity": 10}])
    kept = world.commit(request, "alpha", 10, hold_until=world.now + timedelta(hours=9))
    commitments.release(kept.pk, by=world.actor("toc", "TOC"), reason="Not needed")
    assert not Commitment.objects.visible_to(world.desk).filter(pk=kept.pk).exists()
    assert Commitment.objects.visible_to(world.actor(*LOCC)).filter(pk=kept.pk).exists()


def test_what_was_granted_while_an_officer_waited_gives_way_only_when_somebody_agreed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hold was read before the lock; by the time the lock came it was a promise."""
    low, proposal = displaced(world)
    choose = adoption.choose

    def slow(*words):
        found = choose(*words)
        grant(world, low)
        return found

    monkeypatch.setattr(adoption, "choose", slow)
    with pytest.raises(Refused) as refused:
        proposals.adopt(proposal.pk, by=world.actor("dops", "DOPS"))
    assert "displaced-agreed" in [v.code for v in refused.value.verdicts]
