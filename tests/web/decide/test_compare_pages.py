"""Two proposals side by side, and the files of one."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steun.core.decide.policy import AllocationPolicy
from steun.web.ask.request.model import Request
from steun.web.decide.proposal import acts as proposals
from steun.web.decide.proposal.model import Proposal, ProposalLine
from steun.web.kernel.keys import new_key
from tests.web.decide.test_proposals import DISPLACE, made, wants

LOCC, TOC, DUTY = ("locc", "LOCC"), ("toc", "TOC"), ("duty-officer", "VR24")


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def beside(a: Proposal, b: Proposal) -> str:
    return f"/proposals/{a.pk}/with/{b.pk}"


def queued(world) -> Proposal:
    """Asked for, and nobody has made it yet."""
    return proposals.make(by=world.actor(*LOCC))


def line(it: Proposal, request: Request, key: UUID, given: int, **words: Any) -> ProposalLine:
    words = {
        "capability_id": "sandbags",
        "mark": "same",
        "priority": 3,
        "asked": 100,
        "minimum": 1,
        "stands": 0,
        **words,
    }
    return it.lines.create(key=f"line:{key}", request=request, given=given, first_come=0, reason="met", **words)


def test_another_policy_shows_in_one_sentence_who_gets_more_and_who_loses(world, login) -> None:
    low = wants(world, 160, priority=5)
    world.commit(low, "alpha", 100)
    world.commit(low, "bravo", 60)
    high = wants(world, 120, priority=1)
    kept, trial = made(world), made(world, trial=DISPLACE)
    page = text(login(*LOCC, "en").get(beside(kept, trial)))
    assert (
        f"With the policy of {trial.number}: {high.number} (saving lives) gets 120 more"
        f" (Sandbag filling, dyke raising); {low.number} (other) loses 120 (Sandbag filling, dyke raising)."
    ) in page
    assert "nobody: every promise stands" in page and "continuity, other" in page and "Minutes to decide" not in page
    assert "−120" in page and "−100" not in page  # two units, one promise
    assert "+120" in page and "made at different moments" not in page
    back = text(login(*LOCC, "en").get(beside(trial, kept)))
    assert f"{low.number} (other) gets 120 more" in back and f"{high.number} (saving lives) gets 120 less" in back


def test_the_same_twice_says_so(world, login) -> None:
    wants(world, 10)
    a, b = made(world), made(world)
    page = text(login(*LOCC, "en").get(beside(a, b)))
    assert f"{a.number} and {b.number} give every request the same." in page
    assert "both were made with the same policy" in page and "Nobody gets more or less" in page


def test_what_was_asked_in_between_is_no_effect_of_the_policy(world, login) -> None:
    wants(world, 10)
    a = made(world)
    late = wants(world, 20)
    page = text(login(*LOCC, "en").get(beside(a, made(world))))
    assert "made at different moments" in page and "only in one" in page and late.number in page
    assert "give every request the same" in page


def test_first_come_first_served_stands_beside_both_even_when_one_leaves_somebody_out(world, login) -> None:
    requirement = wants(world, 37).lines.get()
    whole, part = made(world), made(world, left_out=[f"line:{requirement.pk}"])
    for a, b in ((whole, part), (part, whole)):
        page = text(login(*LOCC, "en").get(beside(a, b)))
        given = page.split("Pieces given")[1].split("</tr>")[0]
        assert sorted(re.findall(r">(\d+)<", given)) == ["0", "37", "37"] and ">37</td>" in given[-20:]
        assert "3 · public order" in page and "2 · vital services" not in page


def test_one_that_is_not_ready_is_said_calmly(world, login) -> None:
    waiting = queued(world)
    page = login(*LOCC, "en").get(beside(made(world), waiting))
    assert page.status_code == 200 and "nothing to compare yet" in text(page) and waiting.number in text(page)


def test_who_does_not_divide_finds_nothing(world, login) -> None:
    a = made(world)
    client = login(*DUTY)
    assert client.get(beside(a, a)).status_code == 404
    assert client.get(f"/proposals/{a.pk}/files/problem").status_code == 404
    assert login(*LOCC).get(f"/proposals/{a.pk}/with/{new_key()}").status_code == 404


def test_a_hundred_lines_cost_as_many_queries_as_two(world, login) -> None:
    client, asked = login(*LOCC), []
    request = wants(world, 10)
    for many in (2, 100):
        a, b = made(world), made(world, trial=AllocationPolicy(lead=0))
        for n in range(many):
            key = new_key()
            line(a, request, key, 1)
            line(b, request, key, 2 + n)
        client.get(beside(a, b))
        with CaptureQueriesContext(connection) as queries:
            page = text(client.get(beside(a, b)))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert page.count('data-label="Verschil"') == 25 and "?page=4" in page


def test_of_many_requests_three_are_named_and_the_rest_counted(world, login) -> None:
    a, b = made(world), made(world, trial=AllocationPolicy(lead=0))
    for _ in range(5):
        request, key = wants(world, 10), new_key()
        line(a, request, key, 1)
        line(b, request, key, 2)
    page = text(login(*LOCC, "en").get(beside(a, b)))
    assert "2 others likewise" in page and "5 requests get more, 0 get less." in page


# --- Files


@pytest.mark.parametrize("which", ["problem", "plan"])
def test_who_may_see_units_saves_the_problem_and_the_plan(world, login, which) -> None:
    wants(world, 10)
    it = made(world)
    answer = login(*TOC).get(f"/proposals/{it.pk}/files/{which}")
    assert json.loads(answer.content) == json.loads(getattr(it, which)) and answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == f'attachment; filename="{it.number}-{which}.json"'
    assert login("auditor", "REKENKAMER").get(f"/proposals/{it.pk}/files/{which}").status_code == 200


def test_who_may_not_see_units_gets_no_file(world, login) -> None:
    it = made(world)
    client = login("minister-jenv", "MIN-JENV")
    assert client.get(beside(it, it)).status_code == 200
    assert client.get(f"/proposals/{it.pk}/files/plan").status_code == 404


def test_there_is_no_file_before_it_is_made_and_no_other_file(world, login) -> None:
    it = queued(world)
    client = login(*TOC)
    assert client.get(f"/proposals/{it.pk}/files/plan").status_code == 404
    assert client.get(f"/proposals/{made(world).pk}/files/summary").status_code == 404
