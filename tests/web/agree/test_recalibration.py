"""A recalibration: what can we count on, kept part by part, for who may know the means of everybody."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from steun.core.kernel.errors import NotYours, Refused, Unknown
from steun.web.agree.recalibration.model import Recalibration
from steun.web.decide.recalibration import acts, job
from steun.web.decide.recalibration.shape import StudyIn
from steun.web.desks.audit.check import replay
from steun.web.kernel import clock
from steun.web.kernel.failure.jobs import SILENT
from steun.web.know.need import acts as needs
from steun.web.know.need.shape import NeedIn
from steun.web.know.unit.model import Unit
from tests.web.samples import agreement as deals
from tests.web.samples import need as sample
from tests.web.samples import recalibration as recal

pytestmark = pytest.mark.django_db
DESK, DOPS, LOCC, CHAIR = ("duty-officer", "VR24"), ("dops", "DOPS"), ("locc", "LOCC"), ("safety-region-chair", "VR24")


def answered(world, **more):
    """The result of the question with these terms."""
    return recal.ready(world, **more).result


def question(it) -> dict:
    return json.loads(it.problem)


def test_it_says_what_is_met_what_is_not_and_why(world, login):
    sample.stated(world, quantity=5_000, scenario="Everything at once")
    it = recal.ready(world)
    assert (it.state, it.progress) == ("ready", 100)
    [large] = [row for row in it.result["rows"] if row["scenario"] == "Everything at once"]
    assert large["met"] < 100 and large["worst"] <= large["met"]
    assert max(large["why"], key=large["why"].get) == "nobody-has"
    page = login(*LOCC).get(f"/recalibrations/{it.pk}")
    assert page.context["coverage"][0]["scenario"] == "Everything at once", "what is met least comes first"
    assert page.context["coverage"][0]["why"][0][0] == "Niemand heeft er zoveel"
    assert [str(difference) for difference in replay()] == []


def test_the_same_question_and_seed_give_the_same_answer_and_another_seed_other_worlds(world):
    one, again, other = (acts.start(StudyIn(**recal.given(seed=s)), by=world.actor(*LOCC)) for s in seeds(world))
    for it in (one, again, other):
        recal.made(world, it)
    assert one.problem == again.problem and one.result == again.result
    assert one.result["rows"] != other.result["rows"]


def seeds(world) -> tuple[int, int, int]:
    sample.stated(world)
    return 3, 3, 4


def test_what_was_stopped_goes_on_where_it_was_and_gives_the_same_answer(world, monkeypatch):
    whole = recal.ready(world)
    it = acts.start(StudyIn(**recal.given()), by=world.actor(*LOCC))
    done = []

    def stopped_after_two(row):
        def stopped():
            if len(done) == 2:
                acts.stop(it.pk, by=world.actor(*LOCC))
                done.append("stopped")
            return "stopped" in done

        return stopped, lambda share, **kept: done.append(share)

    with monkeypatch.context() as slow:
        slow.setattr(job, "beats", stopped_after_two)
        recal.made(world, it)
    assert it.state == "stopped" and len(it.parts) == 2 and not it.result
    acts.resume(it.pk, by=world.actor(*DOPS))
    monkeypatch.setattr("steun.optimise.readiness.recalibration.study.made", refusing(it.parts))
    recal.made(world, it)
    assert it.state == "ready" and it.result == whole.result
    assert [str(difference) for difference in replay()] == []


def refusing(kept):
    """As `study.made`, which must not be asked for what is kept."""
    from steun.optimise.readiness.recalibration import study

    real = study.made

    def made(text, name, *rest):
        assert name not in kept
        return real(text, name, *rest)

    return made


def test_what_waits_is_cancelled_at_once_and_no_worker_takes_it(world):
    it = recal.asked(world)
    acts.stop(it.pk, by=world.actor(*LOCC))
    recal.made(world, it)
    assert (it.state, it.parts) == ("stopped", {})


def test_what_fails_says_why_and_may_be_resumed(world, monkeypatch, login):
    it = recal.asked(world)
    with monkeypatch.context() as broken:
        broken.setattr("steun.optimise.readiness.recalibration.study.made", lambda *a: 1 / 0)
        recal.made(world, it)
    assert it.state == "failed" and "ZeroDivisionError" in it.failure
    assert "ZeroDivisionError" in login(*LOCC).get(f"/recalibrations/{it.pk}").content.decode()
    acts.resume(it.pk, by=world.actor(*LOCC))
    recal.made(world, it)
    assert (it.state, it.failure) == ("ready", "")
    assert [str(difference) for difference in replay()] == []


def test_one_whose_maker_is_gone_has_failed_and_one_that_waits_only_waits(world):
    gone, waits = recal.asked(world), acts.start(StudyIn(**recal.given()), by=world.actor(*LOCC))
    job.MADE.move(gone.pk, "begin")
    long_ago = timezone.now() - SILENT - timedelta(seconds=1)
    Recalibration.objects.update(beat_at=long_ago)
    assert job.MADE.give_up_silent(clock.now()) == 1
    gone.refresh_from_db()
    waits.refresh_from_db()
    assert (gone.state, waits.state) == ("failed", "queued")


def test_without_needs_there_is_no_question_and_without_means_an_answer_that_says_so(world, login):
    with pytest.raises(Refused) as refused:
        acts.start(StudyIn(**recal.given()), by=world.actor(*LOCC))
    assert [verdict.code for verdict in refused.value.verdicts] == ["something-is-needed"]
    page = login(*LOCC).post("/recalibrations/new", {**recal.given(history="")})
    assert page.status_code == 409 and "eerder gevraagd" in page.content.decode()
    Unit.objects.update(capacity=0)
    result = answered(world)
    assert all(row["met"] == 0 and row["why"] == {"nobody-has": 100} for row in result["rows"])
    assert result["budgets"][-1]["spent"] == 0, "no budget buys what nobody has"


def test_a_budget_of_nothing_advises_nothing(world):
    result = answered(world, budget=0)
    assert [point["spent"] for point in result["budgets"]] == [0] * 5
    assert not any(point["pieces"] for point in result["budgets"])


def test_only_who_may_know_the_means_of_everybody_sees_it_or_starts_one(world, login, api):
    it = recal.ready(world)
    for seat in (DESK, CHAIR, ("minister-jenv", "MIN-JENV")):
        assert login(*seat).get(f"/recalibrations/{it.pk}").status_code == 404
        assert login(*seat).get("/recalibrations/new").status_code == 403
        with pytest.raises(NotYours):
            acts.start(StudyIn(**recal.given()), by=world.actor(*seat))
        with pytest.raises(Unknown):
            acts.stop(it.pk, by=world.actor(*seat))
        assert api(*seat)("get", "/recalibrations").json()["items"] == []
    assert login("auditor", "REKENKAMER").get(f"/recalibrations/{it.pk}").status_code == 200
    with pytest.raises(NotYours):
        acts.resume(recal.stopped(world).pk, by=world.actor("auditor", "REKENKAMER"))


def test_what_an_agreement_holds_ready_is_counted_and_helps(world):
    before = recal.ready(world, free_defence=1)
    assert question(before)["held"] == []
    deals.deal(world, "VR24", "DOPS", quantity=60, starts_on=clock.today(), reaction_minutes=60)
    after = acts.start(StudyIn(**recal.given(free_defence=1)), by=world.actor(*LOCC))
    recal.made(world, after)
    held = question(after)["held"]
    assert sum(it["pieces"] for it in held) == 60 and {it["capability"] for it in held} == {"sandbags"}
    assert after.result["unmet"] < before.result["unmet"]


def test_with_defence_at_its_first_main_task_each_region_is_told_what_that_costs(world, login):
    sample.stated(world)
    needs.state(
        needs.draft(
            NeedIn(**sample.given(capability="generator", addressee="", quantity=5, scenario="Transit")),
            by=world.actor(*DOPS),
        ).pk,
        by=world.actor(*DOPS),
    )
    it = recal.ready(world, task_one=100, called_up=50)
    asks = {ask["organisation"]: ask for ask in question(it)["asks"]}
    assert asks["DOPS"]["defence"] and not asks["VR24"]["defence"]
    pools = question(it)["pools"]
    assert {pool["called"] for pool in pools if pool["defence"]} == {100}
    assert {pool["called"] for pool in pools if not pool["defence"]} == {50}
    assert it.result["unmet_war"] > it.result["unmet"]
    rows = {row["region"]: row for row in login(*LOCC).get(f"/recalibrations/{it.pk}").context["regions"]}
    [costs] = [row["cost"] for name, row in rows.items() if "Zuid-Limburg" in name]
    assert costs > 0


def test_requests_of_the_past_are_a_scenario_too_when_one_says_so(world):
    world.asked()
    said = {name: {ask["scenario"] for ask in question(recal.asked(world, history=name == "with"))["asks"]}
            for name in ("with", "without")}  # fmt: skip
    assert said["with"] - said["without"] == {"history"}


def test_an_agreement_that_is_advised_is_proposed_with_its_figures_filled_in(world, login):
    need = sample.stated(world, reaction_minutes=210)
    it = acts.start(StudyIn(**recal.given(free_defence=1, budget=10_000)), by=world.actor(*LOCC))
    recal.made(world, it)
    page = login(*DOPS).get(f"/recalibrations/{it.pk}")
    [advised] = [one for one in page.context["advised"] if "capability=sandbags" in one.query]
    said = parse_qs(advised.query)
    assert said["provider"] == ["DOPS"] and said["answers"] == [str(need.pk)]
    assert int(said["quantity"][0]) == advised.pieces > 0 and said["reaction_minutes"] == ["210"]
    assert f"/agreements/new?{advised.query}".replace("&", "&amp;") in page.content.decode()
    form = login(*DOPS).get(f"/agreements/new?{advised.query}")
    typed = form.context["typed"]
    assert (typed["capability"], typed["quantity"], typed["provider"]) == ("sandbags", str(advised.pieces), "DOPS")
    assert typed["answers"] == [str(need.pk)] and "VR24" in typed["beneficiaries"]
    assert not login(*LOCC).get(f"/recalibrations/{it.pk}").context["may_propose"], "LOCC binds nobody"


def test_the_page_follows_the_work_and_what_came_out_goes_along_as_a_sheet(world, login, api):
    it = recal.asked(world)
    waiting = login(*LOCC).get(f"/recalibrations/{it.pk}").content.decode()
    assert 'hx-trigger="every 2s"' in waiting and f"/recalibrations/{it.pk}/stop" in waiting
    recal.made(world, it)
    page = login(*LOCC).get(f"/recalibrations/{it.pk}").content.decode()
    assert 'hx-trigger="every 2s"' not in page
    sheet = login(*LOCC).get(f"/recalibrations/{it.pk}/sheet.csv")
    assert sheet.status_code == 200 and "High water as in 2021" in sheet.content.decode("utf-8-sig")
    found = api(*LOCC)("get", f"/recalibrations/{it.pk}").json()
    assert found["result"] == it.result and found["moves"] == []
    [row] = api(*LOCC)("get", "/recalibrations?q=winter").json()["items"]
    assert "result" not in row and row["progress"] == 100


def test_the_address_of_an_advised_agreement_carries_figures_only(world, login):
    """Whatever else an address says is not typed into the form."""
    query = "capability=sandbags&quantity=7&place=Elsewhere&reaction_minutes=x"
    typed = login(*DOPS).get(f"/agreements/new?{query}").context["typed"]
    assert typed["quantity"] == "7" and "place" not in typed
