"""A task of *my work* leads to the button that does it: in view, on a desk and on a telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from steun.web.ask.request import acts
from steun.web.decide.gate import acts as gates
from tests.builders import World

SIZES = {"desk": {"width": 1440, "height": 900}, "telephone": {"width": 390, "height": 844}}
IN_VIEW = """(name) => {
    const place = document.getElementById(name);
    const button = place && Array.from(place.querySelectorAll("button[type=submit]")).find((b) => b.offsetParent);
    if (!button) return `no button at #${name}`;
    const box = button.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const seen = box.top >= 0 && box.bottom <= innerHeight && (top === button || button.contains(top));
    return seen ? "" : `${button.textContent.trim()}: ${box.top | 0} to ${box.bottom | 0} of ${innerHeight}`;
}"""
TITLES = ("Wait for a signature", "Wait for a judgement", "Wait for a decision", "Wait for a confirmation",
          "Wait for reception", "Wait for longer", "Wait for the last decision")  # fmt: skip
SEATS = [("safety-region-chair", "VR24"), ("locc", "LOCC"), ("minister-jenv", "MIN-JENV"),
         ("minister-defence", "MIN-DEF"), ("dops", "DOPS"), ("duty-officer", "VR24"), ("toc", "TOC")]  # fmt: skip


@pytest.fixture(scope="module")
def cases(town) -> None:
    """One request for each kind of task that leads into a page."""
    town.do(make)


def make() -> None:
    world = World()
    world.draft(title=TITLES[0])
    world.asked(title=TITLES[1])
    for title, last in ((TITLES[2], "minister-jenv"), (TITLES[6], "minister-defence")):
        pass_until(world, world.asked(title=title), last)
    phoned = world.draft(title=TITLES[3])
    gates.act(phoned.gates.get().pk, "phone", by=world.desk, phoned_person="The chair")
    world.granted(title=TITLES[4], lodging="", meals="")
    longer = world.granted(title=TITLES[5])
    acts.ask_longer(longer.pk, longer.ends_at + timedelta(hours=6), by=world.desk)


def pass_until(world: Any, request: Any, last: str) -> None:
    """Every act before the grant, but for that of this role and what comes after it."""
    waiting = request.gates.filter(phase="before-grant", state="open", ready_at__isnull=False).exclude(kind="inform")
    while gate := waiting.exclude(roles__contains=last).first():
        gates.act(gate.pk, "pass", by=world.holder(gate))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seat", SEATS, ids="@".join)
def test_a_task_leads_to_its_button(desk, cases, seat, size) -> None:
    page: Any = desk(*seat, "nl", viewport=SIZES[size])
    page.goto("/")
    links = page.locator("main table a[href*='#']").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    wrong = {}
    for link in dict.fromkeys(links):
        page.goto(link)
        page.wait_for_load_state()
        if missed := page.evaluate(IN_VIEW, link.partition("#")[2]):
            wrong[link] = missed
    assert links and not wrong
