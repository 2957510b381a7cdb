"""A request from draft to closed: what is asked, refused, told, repeated."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from steun.core.kernel.errors import Changed, Malformed, NotYours, Refused, Unknown
from steun.web.ask.addition import acts as additions
from steun.web.ask.gate.model import Gate
from steun.web.ask.request import acts as ask
from steun.web.ask.request.model import Request
from steun.web.ask.request.shape import RequestIn
from steun.web.decide.gate import acts as gates
from steun.web.decide.request import acts as on_requests
from steun.web.deliver.deployment import acts as deliver
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.learn.evaluation import acts as learn
from steun.web.learn.evaluation.shape import LessonIn


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {v.code for v in refused.value.verdicts}


def actions_about(request: Request) -> list[str]:
    return list(Entry.objects.filter(subject=request.key).values_list("action", flat=True))


def test_sending_names_everything_that_is_missing_at_once(world):
    request = ask.draft(RequestIn(task_kind="disaster", bases=["wvr-51"]), by=world.desk)

    with pytest.raises(Refused) as refused:
        ask.submit(request.pk, by=world.desk)

    assert codes(refused) >= {
        "effect-is-named", "place-is-named", "start-is-set", "request-is-motivated", "signatures-are-given"
    }  # fmt: skip


def test_policy_fields_may_be_empty_when_it_is_sent_and_block_the_order(world):
    request = world.granted(assembly_point="", lodging="", meals="", contact="", ends_at=None)
    world.commit(request)

    with pytest.raises(Refused) as refused:
        deliver.order(request.pk, by=world.actor("toc", "TOC"))

    assert codes(refused) == {"end-is-set", "reception-is-arranged"}
    late = RequestIn(
        assembly_point="Sittard", lodging="WL", meals="WL", contact="VRZL", ends_at=world.now + timedelta(hours=28)
    )
    ask.complete(request.pk, late, by=world.desk)
    with pytest.raises(Malformed):  # an end that stands is moved by asking for more time
        ask.complete(request.pk, RequestIn(ends_at=world.now + timedelta(hours=48)), by=world.desk)
    assert deliver.order(request.pk, by=world.actor("toc", "TOC")).state == "ordered"


def test_only_the_chair_signs_a_request_under_wvr_51(world):
    request = world.draft()
    gate = world.gate(request, "signature")

    assert gate.organisation_id == "VR24" and gate.roles == "|safety-region-chair|"
    with pytest.raises(NotYours) as no:
        gates.act(gate.pk, "pass", by=world.desk)
    assert no.value.needed == ("safety-region-chair@VR24",)


def test_changed_words_make_a_signature_lapse_on_record(world):
    request = world.draft()
    world.sign(request)

    ask.save(request.pk, RequestIn(reason="Another reason"), by=world.desk)

    gate = world.gate(request, "signature")
    assert gate.state == "open" and gate.done_by is None
    assert Entry.objects.filter(subject=gate.key, action="gate.lapse").count() == 1


def test_saving_the_same_words_keeps_the_signature(world):
    request = world.draft()
    world.sign(request)

    ask.save(request.pk, RequestIn(reason=request.reason), by=world.desk)

    assert world.gate(request, "signature").state == "passed"


def test_the_second_of_two_editors_gets_both_versions(world):
    request = world.draft()
    ask.save(request.pk, RequestIn(title="First"), by=world.desk, version=0)

    with pytest.raises(Changed) as changed:
        ask.save(request.pk, RequestIn(title="Second"), by=world.desk, version=0)

    assert changed.value.theirs["title"] == "First"
    assert changed.value.yours["title"] == "Second"
    assert changed.value.version == 1


def test_a_repeated_creation_gives_the_same_request_once(world):
    id = new_key()
    first = ask.draft(world.shape(), by=world.desk, id=id)

    again = ask.draft(world.shape(), by=world.desk, id=id)

    assert again.pk == first.pk
    assert Entry.objects.filter(action="request.draft").count() == 1
    with pytest.raises(Changed):
        ask.draft(world.shape(title="Other"), by=world.desk, id=id)


def test_a_repeated_act_gives_the_same_answer_and_one_entry(world):
    request = world.draft()
    world.sign(request)
    id = new_key()
    first = ask.submit(request.pk, by=world.desk, id=id)

    again = ask.submit(request.pk, by=world.desk, id=id)

    assert (again.number, again.state) == (first.number, "asked")
    assert actions_about(request).count("request.submit") == 1


def test_the_commissaris_is_informed_by_the_sending_itself(world):
    request = world.asked()

    gate = world.gate(request, "commissaris-informed")
    assert gate.state == "passed" and gate.organisation_id == "PV-LI"
    assert world.person("commissaris", "PV-LI").notices.filter(kind="informed").exists()


def test_gates_that_do_not_depend_on_each_other_run_side_by_side(world):
    request = world.asked()
    ready = set(request.gates.filter(state="open", ready_at__isnull=False).values_list("code", flat=True))

    assert ready == {"locc-judges", "dops-may", "dops-can"}


def test_the_minister_cannot_refuse_under_wvr_51_without_an_urgent_reason_and_a_signatory(world):
    request = world.asked()
    gates.act(world.gate(request, "locc-judges").pk, "pass", by=world.actor("locc", "LOCC"))
    gate, minister = world.gate(request, "jenv-decides"), world.actor("minister-jenv", "MIN-JENV")

    with pytest.raises(Refused) as refused:
        gates.act(gate.pk, "refuse", by=minister, reason="No")
    assert codes(refused) == {"urgent-reason-is-signed"}

    gates.act(gate.pk, "refuse", by=minister, reason="All means are needed at the dam break", signatory="The Minister")
    assert Request.objects.get(pk=request.pk).state == "refused"


def test_return_for_completion_gives_the_draft_back_with_the_reason_and_keeps_the_number(world):
    request = world.asked()
    number = request.number

    ask.send_back(request.pk, by=world.actor("locc", "LOCC"), reason="Which street?")
    ask.save(request.pk, RequestIn(place="Valkenburg, Emmalaan"), by=world.desk)
    world.sign(request)
    again = ask.submit(request.pk, by=world.desk)

    assert (again.number, again.state) == (number, "asked")
    with pytest.raises(Malformed):
        ask.send_back(request.pk, by=world.actor("locc", "LOCC"), reason=" ")


def test_a_withdrawn_request_frees_what_was_kept_for_it(world):
    request = world.asked()
    held = world.commit(request, hold_until=world.now + timedelta(hours=6))

    on_requests.withdraw(request.pk, by=world.desk, reason="The water falls")

    held.refresh_from_db()
    assert held.state == "released"


def test_the_grant_commits_what_was_held(world):
    request = world.asked()
    held = world.commit(request, hold_until=world.now + timedelta(hours=6))
    for code in ("locc-judges", "dops-may", "dops-can", "dops-will", "jenv-decides"):
        gate = world.gate(request, code)
        gates.act(gate.pk, "pass", by=world.holder(gate))
    gate = world.gate(request, "defence-provides")

    gates.act(gate.pk, "pass", by=world.holder(gate), extent="other-means", note="8 with a drone instead of 200")

    held.refresh_from_db()
    request.refresh_from_db()
    assert (held.state, request.state, request.extent) == ("committed", "granted", "other-means")


def test_soldiers_for_the_police_wait_for_the_consent_of_the_mayor_on_the_spot(world):
    request = world.granted(
        task_kind="public-order", bases=["polw-58"], special_case="Riot of thousands", effect=None,
        title="Keep the crowd away", lines=[],
    )  # fmt: skip
    world.commit(request)
    deliver.order(request.pk, by=world.actor("toc", "TOC"))
    deployment, commander = request.deployments.get(), world.actor("unit-commander", "DEF-13LB")
    deliver.report(deployment.pk, "depart", by=commander)

    with pytest.raises(Refused) as refused:
        deliver.report(deployment.pk, "arrive", by=commander)
    assert codes(refused) == {"gezag-consents"}

    gates.act(world.gate(request, "gezag-consents").pk, "pass", by=world.actor("mayor", "GM0994"))
    assert deliver.report(deployment.pk, "arrive", by=commander).state == "on-scene"


@pytest.mark.parametrize("by", ["page", "api"])
def test_in_a_mixed_task_mayor_and_prosecutor_each_consent_before_soldiers_act(world, login, api, by):
    """Order and an investigation together: article 6(2) asks the consent of the authority over each."""
    request = world.granted(
        task_kind="public-order", bases=["polw-58"], special_case="Riot with firearms", effect=None,
        title="Keep the crowd away and find the weapons", lines=[], situation={"also_criminal": True},
    )  # fmt: skip
    world.commit(request)
    deliver.order(request.pk, by=world.actor("toc", "TOC"))
    deployment, commander = request.deployments.get(), world.actor("unit-commander", "DEF-13LB")
    deliver.report(deployment.pk, "depart", by=commander)
    consents = {gate.roles: gate for gate in request.gates.filter(code="gezag-consents")}
    assert set(consents) == {"|mayor|", "|public-prosecutor|"}

    for roles, seat in (("|mayor|", ("mayor", "GM0994")), ("|public-prosecutor|", ("public-prosecutor", "OM"))):
        with pytest.raises(Refused) as refused:
            deliver.report(deployment.pk, "arrive", by=commander)
        assert codes(refused) == {"gezag-consents"}
        pk = consents[roles].pk
        if by == "page":
            assert login(*seat).post(f"/gates/{pk}/pass").status_code == 303
        else:
            assert api(*seat)("post", f"/gates/{pk}/acts/pass", {}).status_code == 200
    assert deliver.report(deployment.pk, "arrive", by=commander).state == "on-scene"


def test_in_an_unmixed_task_nobody_else_consents(world):
    request = world.granted(
        task_kind="public-order", bases=["polw-58"], special_case="Riot", effect=None, title="Cordon", lines=[]
    )
    assert [gate.roles for gate in request.gates.filter(code="gezag-consents")] == ["|mayor|"]


def test_under_msob_the_region_is_no_requester_and_enforcement_is_no_support(world):
    """T7 of the law file: refused by the rules before it is sent."""
    request = world.draft(
        task_kind="public-order", bases=["msob"], title="A drone for an enforcement week", effect=None
    )

    with pytest.raises(Refused) as refused:
        ask.submit(request.pk, by=world.desk)

    [verdict] = [v for v in refused.value.verdicts if v.code == "basis-fits-task"]
    assert {"requester-is-named-by-the-basis", "task-is-not-assistance"} <= {v.code for v in verdict.because}


def test_two_bases_side_by_side_each_have_their_own_signature_and_decision(world):
    request = world.draft(
        bases=["wvr-51", "polw-58"], situation={"needs_powers": True}, special_case="Sightseers block the dyke"
    )

    signatures = {(g.part.basis, g.organisation_id) for g in request.gates.filter(kind="sign").select_related("part")}

    assert signatures == {("wvr-51", "VR24"), ("polw-58", "GM0994")}


def test_each_municipality_signs_its_own_part_below_chair_level_and_the_chair_alone_above_it(world):
    riot = {"task_kind": "public-order", "bases": ["polw-58"], "special_case": "Riot", "effect": None, "lines": []}
    local = world.draft(**riot, municipalities=["GM0994", "GM0935"])
    large = world.draft(
        **riot, municipalities=["GM0994", "GM0935"], situation={"more_than_local": True, "vital_interest": True}
    )

    assert set(local.gates.filter(kind="sign").values_list("organisation", flat=True)) == {"GM0994", "GM0935"}
    assert set(large.gates.filter(kind="sign").values_list("organisation", flat=True)) == {"VR24"}


def test_an_ended_request_closes_only_with_an_evaluation(world):
    request = world.ended()
    assert request.evaluation.state == "due"

    with pytest.raises(Refused) as refused:
        learn.close(request.pk, by=world.desk)
    assert codes(refused) == {"evaluation-is-given"}

    with pytest.raises(Refused) as refused:
        learn.evaluate(request.pk, by=world.desk, effect_reached="no", in_time="yes", promise_kept="yes")
    assert codes(refused) == {"shortfall-is-explained"}

    learn.evaluate(request.pk, by=world.desk, effect_reached="yes", in_time="partly", promise_kept="yes",
                   explanation="Two hours late",
                   lessons=[LessonIn(text="Call earlier", points_at="crisis plan")])  # fmt: skip
    assert learn.close(request.pk, by=world.desk).state == "closed"


def test_a_similar_request_is_joined_and_seen_by_who_joined(world):
    running = world.asked()
    other = ask.draft(world.shape(municipalities=["GM0935"]), by=world.desk)

    additions.join(other.pk, running.pk, by=world.desk)

    assert Request.objects.get(pk=other.pk).state == "joined"


def test_longer_is_asked_by_the_requester_and_granted_by_the_planners(world):
    request = world.ordered()
    until = request.ends_at + timedelta(hours=24)
    ask.ask_longer(request.pk, until, by=world.desk, reason="The Maas still rises")

    on_requests.extend(request.pk, by=world.actor("dops", "DOPS"))

    request.refresh_from_db()
    assert request.ends_at == until and request.commitments.get().leaves_at == until


def test_an_unknown_and_a_hidden_request_look_the_same(world):
    request = world.draft()

    for key in (request.pk, new_key()):
        with pytest.raises(Unknown):
            ask.submit(key, by=world.actor("duty-officer", "VR01"))


@pytest.mark.parametrize("state", ["granted", "closed"])
def test_the_database_refuses_a_state_that_nobody_decided(world, state):
    request = world.draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(state=state)
    with pytest.raises(IntegrityError), transaction.atomic():
        Gate.objects.filter(request=request).update(state="passed")


def test_the_database_refuses_to_forget_a_request(world):
    request = world.draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        Gate.objects.filter(request=request).delete()
