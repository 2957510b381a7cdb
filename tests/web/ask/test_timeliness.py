"""In time, or not: said in the same words at every place, on pages and through the API."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from steun.web.ask.request.model import Request
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.gate import acts as gates
from steun.web.decide.request import acts as on_requests
from steun.web.deliver.deployment import acts as deliver
from steun.web.kernel.keys import new_key
from steun.web.kernel.people.models import Notice
from tests.builders import World

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATE = 3 * HOUR + timedelta(minutes=53)
TOC = ("toc", "TOC")
DESK = ("duty-officer", "VR24")


def six(world: World, **words: object) -> Request:
    """Granted: six, from ten o'clock."""
    given = {"lines": [{"capability": "sandbags", "quantity": 6, "minimum": 1}], "ends_at": world.now + 40 * HOUR}
    return world.granted(**{**given, **words})


def promised(world: World, quantity: int = 6, late: timedelta = LATE, **words: object) -> Request:
    """Promised: so many, so long after they are needed."""
    request = six(world, **words)
    world.commit(request, quantity=quantity, arrives=request.starts_at + late)
    return Request.objects.get(pk=request.pk)


def text_of(page: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_it_says_so_in_dutch(world, login):
    """In English at every place: tests/journeys/test_rescue_fleet.py."""
    request = promised(world)
    assert "3 u 53 min te laat" in text_of(login(*DESK).get(f"/requests/{request.pk}"))


@pytest.mark.parametrize(
    ("quantity", "late", "code", "text", "standing"),
    [
        (6, timedelta(0), "in-time", "in time", "granted"),
        (4, timedelta(0), "partly", "4 of 6, in time", "partly-granted"),
        (4, HOUR, "partly", "4 of 6, late by 1 h", "partly-granted"),
        (6, 2 * HOUR, "late", "late by 2 h", "partly-granted"),
    ],
)
def test_less_or_later_than_asked_never_looks_full(world, api, login, quantity, late, code, text, standing):
    request = promised(world, quantity, late)
    found = api(*DESK)("get", f"/requests/{request.pk}").json()
    assert (found["timeliness"]["code"], found["timeliness"]["text"], found["standing"]) == (code, text, standing)
    page = text_of(login(*DESK, language="en").get(f"/requests/{request.pk}"))
    assert text in page and {"granted": "Granted", "partly-granted": "Partly granted"}[standing] in page


def test_what_comes_after_it_is_too_late_does_not_help(world, api):
    request = promised(world, latest_at=world.now + 5 * HOUR)
    assert api(*DESK)("get", f"/requests/{request.pk}").json()["timeliness"]["code"] == "too-late"


def test_a_decision_that_grants_a_part_is_partly_granted(world, api):
    request = world.asked(lines=[])
    while gate := request.gates.filter(phase="before-grant", state="open", ready_at__isnull=False).first():
        words = {"extent": "partial", "note": "Half"} if gate.kind in {"decide", "agree"} else {}
        gates.act(gate.pk, "pass", by=world.holder(gate), **words)
    assert Notice.objects.filter(kind="request-decided").latest("pk").facts["outcome"] == "grant-partly"
    world.commit(request, arrives=request.starts_at)
    found = api(*DESK)("get", f"/requests/{request.pk}").json()
    assert (found["standing"], found["timeliness"]["text"]) == ("partly-granted", "partly granted")


def test_who_lost_a_promise_no_longer_reads_granted(world, api, login):
    request = promised(world, late=timedelta(0))
    commitments.release(request.commitments.get().pk, by=world.actor(*TOC), reason="Needed elsewhere")
    found = api(*DESK)("get", f"/requests/{request.pk}").json()
    assert (found["state"], found["standing"]) == ("granted", "promise-lost")
    assert "Promise lost" in text_of(login(*DESK, language="en").get("/requests"))

    world.commit(request, "bravo", 6, arrives=request.starts_at)  # made good
    assert api(*DESK)("get", f"/requests/{request.pk}").json()["standing"] == "granted"


def test_paper_journal_evaluation_and_allocation_board_say_what_the_page_says(world, login):
    request = promised(world, quantity=4)
    before = {"allocation": "/allocation", "paper": f"/requests/{request.pk}/form/wvr-51"}
    everywhere = {**before, "journal": f"/journal/{request.pk}", "evaluation": f"/requests/{request.pk}/evaluation"}
    for name, address in everywhere.items():
        page = login(*("locc", "LOCC"), language="en").get(address)
        text = text_of(page)
        assert page.status_code == 200 and "Partly granted" in text and "4 of 6, late by 3 h 53 min" in text, (
            name,
            text,
        )
    commitments.release(request.commitments.get().pk, by=world.actor(*TOC), reason="Needed elsewhere")
    for name, address in everywhere.items():
        assert "Promise lost" in text_of(login(*("locc", "LOCC"), language="en").get(address)), name


def test_a_hold_is_no_promise_to_anybody(world, api):
    request = world.asked(lines=[{"capability": "sandbags", "quantity": 6}])
    world.commit(request, quantity=6, hold_until=world.now + HOUR)
    for who in (DESK, TOC):
        assert api(*who)("get", f"/requests/{request.pk}").json()["timeliness"]["why"] == "nothing-promised"


def test_what_nobody_promised_is_late_from_the_hour_at_which_it_is_needed(world, api):
    request = six(world)
    Request.objects.filter(pk=request.pk).update(starts_at=world.now - timedelta(minutes=30))
    found = api(*DESK)("get", f"/requests/{request.pk}").json()["timeliness"]
    assert found["code"] == "late" and found["minutes"] in (30, 31)
    assert found["text"].endswith("already, nothing promised")


def test_what_came_counts_as_it_came_and_not_as_it_was_promised(world, api):
    request = promised(world, late=timedelta(0))
    deliver.order(request.pk, by=world.actor(*TOC))
    Request.objects.filter(pk=request.pk).update(starts_at=world.now - 2 * HOUR)
    world.reported(request, "depart", "arrive")
    found = api(*DESK)("get", f"/requests/{request.pk}").json()["timeliness"]
    assert found["code"] == "late" and found["minutes"] in (120, 121)


def test_a_draft_and_what_is_withdrawn_are_not_said_to_be_in_time_or_late(world, api):
    request = world.draft()
    assert api(*DESK)("get", f"/requests/{request.pk}").json()["timeliness"] is None


def test_who_reads_the_outline_does_not_hear_what_is_promised(world, api):
    request = promised(world)
    outline = api("mayor", "GM0935")("get", f"/requests/{request.pk}/outline").json()
    assert (outline["standing"], outline["timeliness"]) == ("granted", None)
    listed = [it for it in api("mayor", "GM0935")("get", "/requests").json()["items"] if it["id"] == str(request.pk)]
    assert [it["timeliness"] for it in listed] == [None]


# --- Of several requirements


def test_a_request_is_as_late_as_the_worst_served_of_what_it_requires(world, api, login):
    lines = [{"capability": "sandbags", "quantity": 6}, {"capability": "girder-bridge", "quantity": 1}]
    request = promised(world, late=timedelta(0), lines=lines)
    found = api(*DESK)("get", f"/requests/{request.pk}").json()
    assert (found["timeliness"]["text"], found["standing"]) == ("0 of 1 promised", "partly-granted")
    page = text_of(login(*DESK, language="en").get(f"/requests/{request.pk}"))
    assert re.search(r"Medium Girder Bridge: nothing promised yet", page)


# --- What could be there sooner


def test_what_could_be_there_soonest_stands_first_whether_or_not_it_was_required(world, login):
    for lines in ([], [{"capability": "girder-bridge", "quantity": 1}]):
        request = world.asked(lines=lines, title=f"Water {len(lines)}")
        page = login(*TOC, language="en").get(f"/requests/{request.pk}")
        options = page.context["options"]
        assert [it.at for it in options] == sorted(it.at for it in options)
        assert "sandbags" in {it.capability.pk for it in options}
        assert "What could be there soonest" in text_of(page)


def test_a_smaller_number_that_is_there_sooner_is_told_beside_all_of_it(world, login):
    other = world.granted(lines=[{"capability": "sandbags", "quantity": 100}], ends_at=world.now + 8 * HOUR)
    world.commit(other, "alpha", 100)
    request = world.asked(lines=[{"capability": "sandbags", "quantity": 120}], title="More water")
    some, every = login(*TOC, language="en").get(f"/requests/{request.pk}").context["options"][:2]
    assert (some.quantity, "fewer" in some.kinds, some.timeliness.code) == (60, True, "partly")
    assert (every.quantity, "fewer" in every.kinds, every.timeliness.code) == (160, False, "late")


def test_outside_defence_and_locc_they_are_told_in_classes(world, login):
    request = world.asked(lines=[{"capability": "sandbags", "quantity": 68}])
    mine = login(*DESK, language="en").get(f"/requests/{request.pk}").context["options"]
    assert mine and not any(it.exact for it in mine)
    assert {it.quantity for it in mine} <= {1, 5, 10, 25, 50, 100, 250, 500}
    assert all(it.exact for it in login(*TOC).get(f"/requests/{request.pk}").context["options"])


# --- Answers are asked before help is needed


def test_an_answer_is_asked_before_the_help_is_needed(world):
    request = world.asked(starts_at=world.now + timedelta(minutes=5))
    due = request.gates.filter(due_at__isnull=False).values_list("due_at", flat=True)
    assert list(due) and all(at <= request.starts_at for at in due)


# --- The order, the report, the evaluation


def test_the_order_says_why_how_pressing_until_when_and_how_late(world, login, api):
    request = promised(world, priority=2, urgent=True, reason="The Geul rises")
    deliver.order(request.pk, by=world.actor(*TOC))
    page = text_of(login("unit-commander", "DEF-13LB", language="en").get("/deployments"))
    for said in ("The Geul rises", "vital services", "urgent", "late by 3 h 53 min", "The requester needs it"):
        assert said in page
    found = api("unit-commander", "DEF-13LB")("get", "/deployments").json()["items"][0]
    assert (found["reason"], found["priority"], found["urgent"]) == ("The Geul rises", 2, True)
    assert found["timeliness"]["text"] == "late by 3 h 53 min"


def test_an_end_that_moves_reaches_the_commander(world):
    request = promised(world, late=timedelta(0))
    deliver.order(request.pk, by=world.actor(*TOC))
    until = request.ends_at - 10 * HOUR
    on_requests.shorten(request.pk, until, by=world.desk)
    assert Notice.objects.filter(kind="end-moved", organisation="DEF-13LB").exists()
    assert request.deployments.select_related("request", "commitment").get().until == until


def test_the_evaluation_counts_beside_the_hour_that_was_asked_as_well_as_the_promise(world, login, api):
    request = promised(world)
    deliver.order(request.pk, by=world.actor(*TOC))
    Request.objects.filter(pk=request.pk).update(starts_at=world.now - 2 * HOUR)
    world.reported(request, "depart", "arrive", "release", "return")
    page = login(*DESK, language="en").get(f"/requests/{request.pk}/evaluation")
    assert (page.context["computed"]["in_time"], page.context["computed"]["as_asked"]) == (1, 0)
    found = api(*DESK)("get", f"/requests/{request.pk}/evaluation").json()["timeliness"]
    assert found["code"] == "late" and found["text"] in text_of(page)


# --- The form, and machines


def test_the_form_says_what_could_be_there_for_what_is_typed_and_not_yet_saved(world, login):
    pk = new_key()
    typed = {"effect": "water-kept-out", "line_capability": "sandbags", "line_quantity": "68", "line_minimum": "1"}
    side = login(*DESK, language="en").post(f"/requests/{pk}/soonest", typed)
    assert "Sandbag filling" in text_of(side) and "in time unknown: no start given" in text_of(side)
    assert not Request.objects.filter(pk=pk).exists()


def test_machines_get_the_options_in_the_same_order_and_words_as_the_page(world, login, api):
    request = world.asked(lines=[{"capability": "girder-bridge", "quantity": 1}])
    for who in (DESK, TOC):
        found = api(*who)("get", f"/requests/{request.pk}/options").json()
        page = login(*who, language="en").get(f"/requests/{request.pk}")
        rows = [(it.capability.pk, it.quantity, it.exact) for it in page.context["options"]]
        assert [(it["capability"], it["quantity"], it["exact"]) for it in found["options"]] == rows
        assert all(it["timeliness"]["text"] in text_of(page) for it in found["options"])
        assert [it["capability"] for it in found["requirements"]] == ["girder-bridge"]


# --- What presses most comes first


def test_lives_at_stake_come_before_any_deadline(world, login):
    world.granted(title="Overdue", priority=3, starts_at=world.now + timedelta(minutes=1))
    world.granted(title="Lives", priority=1, starts_at=world.now + 30 * HOUR, ends_at=world.now + 60 * HOUR)
    Request.objects.filter(title="Overdue").update(starts_at=world.now - HOUR)
    page = login(*TOC, language="en").get("/")
    assert [task.request.title for task, _ in page.context["tasks"]] == ["Lives", "Overdue"]
    assert "lives at stake" in text_of(page) and 'data-urgency="lives"' in page.content.decode()
    board = login(*TOC, language="en").get("/requests")
    assert [row["it"].title for row in board.context["rows"]] == ["Lives", "Overdue"]
    assert [row["urgency"] for row in board.context["rows"]] == ["lives", "overdue"]
