"""Proposals for machines: asked for, read, adopted or overruled by a call, with the same rules as the pages."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from steun.core.decide.policy import AllocationPolicy
from steun.web.decide.commitment.model import Commitment
from steun.web.decide.planning import job
from steun.web.decide.policy import acts as policies
from steun.web.decide.proposal.model import Proposal
from steun.web.kernel.keys import new_key
from tests.builders import World

NOBODY = "01900000-0000-7000-8000-000000000000"
"""The same in every process that collects the tests."""
SETTINGS = {"displace": [4, 5], "hold": [], "fairness": False, "reserve": True, "lead": 15}


def wants(world: World, quantity: int, priority: int = 3, **words: object):
    return world.granted(priority=priority, lines=[{"capability": "sandbags", "quantity": quantity}], **words)


def made(call, **words: object) -> dict:
    """A proposal asked for by a call, and made."""
    answer = call("post", "/proposals", {"seconds": 1, **words})
    assert answer.status_code == 201, answer.content
    job.make(answer.json()["id"])
    return call("get", f"/proposals/{answer.json()['id']}").json()


def displacing(world: World, call) -> tuple:
    """All crews are promised to class 5; class 1 comes, and class 5 may give way."""
    low = wants(world, 160, priority=5)
    world.commit(low, "alpha", 100)
    world.commit(low, "bravo", 60)
    policies.set_policy(
        AllocationPolicy(displace=(4, 5)), by=world.actor("minister-jenv", "MIN-JENV"), reason="Lives first"
    )
    high = wants(world, 120, priority=1)
    return low, high, made(call)


# --- What is open


def test_what_is_open_is_listed_the_most_pressing_first_with_what_stands(world, api):
    low, high = wants(world, 68), wants(world, 30, priority=1)
    world.commit(low, "alpha", 20)
    nothing = world.granted(lines=[])

    open_ = api("locc", "LOCC")("get", "/allocation").json()

    assert [(x["number"], x["asked"], x["stands"]) for x in open_["lines"]] == [
        (high.number, 30, 0),
        (low.number, 68, 20),
    ]
    assert open_["lines"][0]["assumed"] == ["latest"]
    assert [(u["request"], u["why"]) for u in open_["unplanned"]] == [(str(nothing.pk), "no-requirement")]
    assert open_["policy"]["number"] == 0 and open_["policy"]["displace"] == []


def test_the_needs_of_all_regions_side_by_side_are_not_for_one_region(world, api):
    wants(world, 10)
    proposal = made(api("locc", "LOCC"))
    region = api("duty-officer", "VR24")

    assert region("get", "/allocation").status_code == 403
    assert region("get", "/proposals").json()["items"] == []
    assert region("get", f"/proposals/{proposal['id']}").status_code == 404
    assert region("post", "/proposals", {}).status_code == 403
    assert region("post", f"/proposals/{proposal['id']}/moves/adopt", {}).status_code == 404
    assert region("get", f"/proposals/{proposal['id']}/files/plan").status_code == 404


# --- A proposal


def test_a_proposal_tells_each_line_its_pieces_and_why_not_more(world, api):
    low, high = wants(world, 68), wants(world, 120, priority=1)
    proposal = made(api("locc", "LOCC"))

    assert (proposal["state"], proposal["progress"], proposal["summary"]["violations"]) == ("ready", 100, 0)
    first, second = proposal["lines"]
    assert (first["number"], first["given"], first["reason"]) == (high.number, 120, "met")
    assert (second["number"], second["given"], second["reason"]) == (low.number, 40, "partly-met")
    assert {p["unit"] for p in first["pieces"]} <= {"alpha", "bravo"} and second["answer"]["remedies"]
    assert api("locc", "LOCC")("get", "/proposals").json()["items"][0]["number"] == proposal["number"]
    assert api("locc", "LOCC")("get", f"/proposals?after={proposal['id']}").json()["items"] == []


def test_units_of_defence_are_not_named_to_who_may_not_see_them(world, api):
    wants(world, 120, priority=1, latest_at=world.now + timedelta(hours=5))
    wants(world, 120, priority=2, latest_at=world.now + timedelta(hours=5))
    parsed = made(api("locc", "LOCC"))
    path = f"/proposals/{parsed['id']}"

    minister = api("minister-jenv", "MIN-JENV")
    seen = minister("get", path)

    assert any(p["unit"] for line in parsed["lines"] for p in line["pieces"])
    assert "alpha" not in seen.content.decode() and "bravo" not in seen.content.decode()
    pieces = [p for line in seen.json()["lines"] for p in line["pieces"]]
    assert pieces and {(p["unit"], p["side"]) for p in pieces} == {(None, "defence")}
    refused = minister("get", f"{path}/files/plan")
    assert refused.status_code == 403 and refused["Content-Type"] == "application/problem+json"
    assert "alpha" in api("toc", "TOC")("get", f"{path}/files/plan").content.decode()


def test_what_would_help_is_told_to_who_may_know_exact_numbers(world, api):
    wants(world, 10)
    parsed = made(api("locc", "LOCC"))
    line = Proposal.objects.get(pk=parsed["id"]).lines.get()
    remedy = {"code": "shorter-notice", "met": 10, "facts": {"unit": "alpha", "like": "bravo", "minutes": 20}}
    line.answer |= {"remedies": [remedy]}
    line.save()

    def helps(call):
        return call("get", f"/proposals/{parsed['id']}").json()["lines"][0]["answer"].get("remedies")

    assert helps(api("minister-jenv", "MIN-JENV")) is None
    assert helps(api("toc", "TOC")) == [remedy]


def test_who_divides_reads_what_there_is_in_classes_and_when_it_arrives_by_block(world, api, login):
    """What a line would get is what one divides; how many are left, and the minutes of the road, are Defence's own."""
    wants(world, 200)
    parsed = made(api("locc", "LOCC"))
    seen = api("minister-jenv", "MIN-JENV")("get", f"/proposals/{parsed['id']}").json()
    [exact], [line] = parsed["lines"], seen["lines"]

    assert exact["answer"]["waterfall"]["in-time"] == 160 and line["answer"]["waterfall"]["in-time"] == 100
    assert line["given"] == exact["given"]
    for piece, known in zip(line["pieces"], exact["pieces"], strict=True):
        assert (piece["starts_at"], piece["ends_at"]) == (None, None) and known["starts_at"]
        assert piece["arrives_at"] >= known["arrives_at"]
        assert piece["arrives_at"] == piece["leaves_at"] or piece["arrives_at"].endswith(":00:00Z")
    page = login("minister-jenv", "MIN-JENV", "en").get(f"/proposals/{parsed['id']}").content.decode()
    assert "≥ 100" in page and "each change was tried" not in page


def test_a_promise_that_is_only_held_is_not_shown_to_who_may_not_know_of_it(world, api):
    low = world.asked(priority=5, lines=[{"capability": "sandbags", "quantity": 160}])
    held = world.commit(low, "alpha", 100, hold_until=world.now + timedelta(hours=9))
    policies.set_policy(
        AllocationPolicy(displace=(4, 5)), by=world.actor("minister-jenv", "MIN-JENV"), reason="Lives first"
    )
    wants(world, 120, priority=1)
    parsed = made(api("locc", "LOCC"))

    seen = api("minister-jenv", "MIN-JENV")("get", f"/proposals/{parsed['id']}").content.decode()

    assert str(held.pk) in {line["commitment"] for line in parsed["lines"]}
    assert str(held.pk) not in seen


def test_who_may_not_know_of_holds_is_not_told_whose_holds_stand_in_the_way(world, api):
    low = world.asked(lines=[{"capability": "sandbags", "quantity": 160}])
    for code, quantity in (("alpha", 100), ("bravo", 60)):
        world.commit(low, code, quantity, hold_until=world.now + timedelta(hours=9))
    wants(world, 120)
    parsed = made(api("locc", "LOCC"))
    seen = api("minister-jenv", "MIN-JENV")("get", f"/proposals/{parsed['id']}").json()

    assert [line["answer"]["promised_to"] for line in parsed["lines"]] == [[low.number]]
    assert [line["answer"]["promised_to"] for line in seen["lines"]] == [[]]


def test_the_files_can_be_checked_again(world, api):
    from steun.optimise import check, plan_from, problem_from

    wants(world, 10)
    call = api("dops", "DOPS")
    path = f"/proposals/{made(call)['id']}/files"
    problem = problem_from(call("get", f"{path}/problem").json())
    assert check(problem, plan_from(call("get", f"{path}/plan").json(), problem)) == []


def test_files_that_are_not_there_yet_are_a_404(world, api):
    call = api("locc", "LOCC")
    id = call("post", "/proposals", {}).json()["id"]
    assert call("get", f"/proposals/{id}/files/plan").status_code == 404


def test_asking_twice_under_one_id_makes_one_proposal(world, api):
    body = {"id": str(new_key()), "seconds": 1}
    call = api("locc", "LOCC")
    assert call("post", "/proposals", body).json()["number"] == call("post", "/proposals", body).json()["number"]
    assert Proposal.objects.count() == 1


def test_what_waits_is_stopped(world, api):
    call = api("locc", "LOCC")
    id = call("post", "/proposals", {}).json()["id"]
    assert call("post", f"/proposals/{id}/moves/stop", {}).json()["state"] == "cancelled"
    assert call("post", f"/proposals/{id}/moves/stop", {}).status_code == 409


def test_a_line_is_locked_and_the_rest_is_planned_around_it(world, api):
    wants(world, 100, priority=4)
    call = api("locc", "LOCC")
    first = made(call)
    key = first["lines"][0]["key"]
    wants(world, 120, priority=1)
    again = made(call, based_on=first["id"], locked=[key])
    assert {line["key"]: line["given"] for line in again["lines"]}[key] == 100
    assert again["based_on"] == first["id"] and again["locked"] == [key]


# --- Deciding


def test_adopting_makes_commitments(world, api):
    request = wants(world, 10)
    proposal = made(api("locc", "LOCC"))

    done = api("dops", "DOPS")("post", f"/proposals/{proposal['id']}/moves/adopt", {"id": str(new_key())})

    assert done.status_code == 200, done.content
    [line] = done.json()["lines"]
    assert line["outcome"] == "adopted"
    assert [p["commitment"] for p in line["pieces"]] == [str(c.pk) for c in request.commitments.all()]


def test_a_no_is_a_409_with_every_reason_and_nothing_is_done(world, api):
    low, high, proposal = displacing(world, api("locc", "LOCC"))
    Proposal.objects.update(policy_number=99)

    no = api("dops", "DOPS")("post", f"/proposals/{proposal['id']}/moves/adopt", {})

    assert no.status_code == 409 and no["Content-Type"] == "application/problem+json"
    reasons = {r["code"]: r for r in no.json()["reasons"]}
    assert set(reasons) == {"policy-is-in-force", "displaced-agreed"}
    assert reasons["displaced-agreed"]["facts"] == {"requests": low.number}
    assert all(r["text"] and r["text"] != r["code"] for r in reasons.values())
    assert not high.commitments.exists() and low.commitments.filter(state="committed").count() == 2


def test_a_promise_gives_way_when_somebody_agreed(world, api):
    _, high, proposal = displacing(world, api("locc", "LOCC"))
    lost = [line["key"] for line in proposal["lines"] if line["reason"] == "displaced"]
    body = {"agreed": dict.fromkeys(lost, "Minister JenV, by phone")}

    assert api("dops", "DOPS")("post", f"/proposals/{proposal['id']}/moves/adopt", body).status_code == 200
    assert sum(c.quantity for c in high.commitments.filter(state="committed")) == 120


def test_who_keeps_no_means_cannot_adopt_and_who_departs_says_why(world, api):
    wants(world, 10)
    call = api("locc", "LOCC")
    proposal = made(call)
    path, keys = f"/proposals/{proposal['id']}/moves", [proposal["lines"][0]["key"]]

    assert call("post", f"{path}/adopt", {}).status_code == 403
    assert [r["code"] for r in call("post", f"{path}/overrule", {"keys": keys}).json()["reasons"]] == [
        "reason-is-given"
    ]
    done = call("post", f"{path}/overrule", {"keys": keys, "reason": "They can wait a day"})
    assert done.json()["lines"][0]["outcome"] == "overruled"


def test_a_proposal_that_is_not_ready_cannot_be_adopted(world, api):
    wants(world, 10)
    id = api("locc", "LOCC")("post", "/proposals", {}).json()["id"]
    assert api("dops", "DOPS")("post", f"/proposals/{id}/moves/adopt", {}).status_code == 409
    assert not Commitment.objects.exists()


# --- The allocation policy


def test_everybody_reads_the_policy_and_a_minister_sets_it(world, api):
    minister = api("minister-jenv", "MIN-JENV")
    assert minister("post", "/policy", {**SETTINGS, "reason": "High water"}).json()["number"] == 1

    parsed = api("duty-officer", "VR01")("get", "/policy").json()

    assert (parsed["displace"], parsed["reason"], parsed["number"]) == ([4, 5], "High water", 1)
    assert api("locc", "LOCC")("post", "/policy", {**SETTINGS, "reason": "No"}).status_code == 403


def test_a_trial_with_another_policy_says_that_it_is_one(world, api):
    wants(world, 10)
    trial = made(api("locc", "LOCC"), trial=SETTINGS)
    assert trial["policy"]["number"] is None and trial["policy"]["displace"] == [4, 5]
    refused = api("dops", "DOPS")("post", f"/proposals/{trial['id']}/moves/adopt", {})
    assert [r["code"] for r in refused.json()["reasons"]] == ["policy-is-in-force"]


def test_the_prices_of_a_herijking_are_loaded_by_a_minister(world, api):
    body = {"name": "2026", "prices": {"alpha": 12}, "reason": "Herijking of 2026"}
    minister = api("minister-defence", "MIN-DEF")
    assert minister("post", "/policy/prices", body).json()["units"] == 1
    assert minister("get", "/policy").json()["prices"] == "2026"
    wrong = minister("post", "/policy/prices", {**body, "prices": {"nothing": -1, "alpha": -1}, "reason": ""})
    assert {f["field"] for f in wrong.json()["faults"]} == {"prices.nothing", "prices.alpha", "reason"}


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("/proposals", {"seconds": 0}, {"seconds"}),
        ("/proposals", {"seconds": 1e9, "surprise": 1}, {"seconds", "surprise"}),
        ("/proposals", {"based_on": NOBODY}, {"based_on"}),
        ("/proposals", {"locked": [f"line:{NOBODY}"]}, {"locked"}),
        ("/proposals", {"left_out": ["\x00"]}, {"left_out.0"}),
        ("/proposals", {"trial": {**SETTINGS, "displace": [1]}}, {"displace"}),
        ("/proposals", {"trial": {**SETTINGS, "displace": [9], "lead": -1}}, {"trial.displace.0", "trial.lead"}),
        ("/proposals", {"trial": {}}, {f"trial.{name}" for name in SETTINGS}),
        ("/policy", {**SETTINGS, "hold": [2], "reserve": False, "reason": " "}, {"hold", "reason"}),
        ("/policy", {**SETTINGS, "lead": 99_999, "reason": "x"}, {"lead"}),
        ("/policy/prices", {"name": "", "prices": {}, "reason": ""}, {"name", "prices", "reason"}),
        ("/policy/prices", {"name": "2026", "prices": {"alpha": True}, "reason": "x"}, {"prices.alpha"}),
        ("/policy/prices", {"name": "2026", "prices": {"alpha": 1.5}, "reason": "x"}, {"prices.alpha"}),
        ("/policy/prices", {"name": "2026", "prices": {"\x00": 1}, "reason": "x"}, {"prices"}),
    ],
    ids=lambda v: json.dumps(v)[:40] if isinstance(v, dict) else None,
)  # fmt: skip
def test_every_fault_is_named_at_its_field(world, api, path, body, fields):
    answer = api("minister-jenv", "MIN-JENV")("post", path, body)

    assert answer.status_code == 422, answer.content
    named = {f["field"] for f in answer.json()["faults"]}
    assert all(any(n == f or n.endswith(f".{f}") or f".{f}." in f".{n}." for n in named) for f in fields), named
    assert all(f["text"] and f["text"] != f["code"] for f in answer.json()["faults"])
    assert not Proposal.objects.exists()
