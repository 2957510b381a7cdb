"""What was said on the phone is said, not yet confirmed: nobody is ordered on the word of one person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from steun.core.kernel.errors import NotYours, Refused
from steun.web.ask.gate.model import Gate
from steun.web.ask.request import acts as ask
from steun.web.ask.request.model import Request
from steun.web.decide.gate import acts as gates
from steun.web.deliver.deployment import acts as deliver
from steun.web.desks.work.tasks import tasks
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from steun.web.processes import tick

DECIDING = ("jenv-decides", "defence-provides")


@pytest.fixture
def desk(world):
    return world.desk


@pytest.fixture
def toc(world):
    return world.actor("toc", "TOC")


def said_by_phone(world, by, **words) -> Request:
    """Sent, and every act of everybody else written down by one desk as heard on the phone."""
    request = world.asked(**words)
    while gate := waiting(request):
        extent = "full" if gate.kind in {"decide", "agree"} else ""
        gates.act(gate.pk, "phone", by=by, phoned_person="Somebody", extent=extent)
    world.commit(Request.objects.get(pk=request.pk))
    return Request.objects.get(pk=request.pk)


def waiting(request: Request) -> Gate | None:
    rows = request.gates.filter(phase="before-grant", state="open", ready_at__isnull=False)
    return rows.exclude(kind="inform").first()


def attest_all(world, request: Request, role: str, organisation: str) -> None:
    for code in DECIDING:
        gates.act(world.gate(request, code).pk, "attest", by=world.actor(role, organisation), reason="I called back")


def why_not(refused) -> list[str]:
    return [v.code for v in refused.value.verdicts]


def test_what_one_duty_officer_wrote_down_orders_nobody(world, desk, toc):
    request = said_by_phone(world, desk)

    with pytest.raises(Refused) as refused:
        deliver.order(request.pk, by=toc)

    assert request.state == "granted" and why_not(refused) == ["decisions-are-confirmed"]
    assert refused.value.verdicts[0].facts["gates"] == "jenv-decides, defence-provides"


def test_a_second_person_who_heard_it_too_makes_the_order_possible(world, desk, toc):
    request = said_by_phone(world, desk)

    attest_all(world, request, "locc", "LOCC")
    deliver.order(request.pk, by=toc)

    assert Request.objects.get(pk=request.pk).state == "ordered"
    assert world.gate(request, "jenv-decides").state == "attested"


def test_each_confirmation_is_an_entry_of_who_gave_it(world, desk):
    request = said_by_phone(world, desk)

    attest_all(world, request, "locc", "LOCC")

    entries = Entry.objects.filter(action="gate.attest", case=request.pk)
    assert {(e.role, e.actor, e.reason) for e in entries} == {
        ("locc", str(world.person("locc", "LOCC").pk), "I called back")
    }
    assert entries.count() == 2


def test_the_authority_itself_confirms_as_well(world, desk, toc):
    request = said_by_phone(world, desk)

    for code in DECIDING:
        gate = world.gate(request, code)
        gates.act(gate.pk, "confirm", by=world.holder(gate))
    deliver.order(request.pk, by=toc)

    assert Request.objects.get(pk=request.pk).state == "ordered"


def test_who_wrote_it_down_is_not_the_second_person(world):
    locc = world.actor("locc", "LOCC")
    request = said_by_phone(world, locc)

    with pytest.raises(Refused) as refused:
        gates.act(world.gate(request, "jenv-decides").pk, "attest", by=locc)

    assert why_not(refused) == ["second-is-somebody-else"]


def test_the_second_person_is_of_the_desks_that_policy_names_and_not_of_who_asks(world, desk):
    request = said_by_phone(world, world.actor("locc", "LOCC"))

    with pytest.raises(NotYours):
        gates.act(world.gate(request, "jenv-decides").pk, "attest", by=desk)


def test_the_toc_does_not_confirm_what_was_said_about_its_own_request(world, toc):
    request = ask.draft(
        world.shape(
            task_kind="allied-transit", bases=["hns-contract"], addressee="RWS", effect="parking-ground",
            lines=[{"capability": "hard-standing", "quantity": 5}],
        ),
        by=toc,
    )  # fmt: skip
    world.sign(request)
    ask.submit(request.pk, by=toc)
    gates.act(world.gate(request, "provider-decides").pk, "phone", by=world.actor("locc", "LOCC"), phoned_person="RWS")

    with pytest.raises(Refused) as refused:
        gates.act(world.gate(request, "provider-decides").pk, "attest", by=toc)

    assert why_not(refused) == ["second-is-not-of-requester"]


def test_who_sent_it_does_not_decide_on_it_under_another_mandate(world, desk):
    request = world.asked()
    minister = world.mandate("minister-jenv", "MIN-JENV")
    minister.pk, minister.person = None, world.person("duty-officer", "VR24")
    minister.save(force_insert=True)
    gates.act(world.gate(request, "locc-judges").pk, "pass", by=world.actor("locc", "LOCC"))

    with pytest.raises(Refused) as refused:
        gates.act(world.gate(request, "jenv-decides").pk, "pass", by=Actor.of_mandate(minister), extent="full")

    assert why_not(refused) == ["not-ones-own-request"]


def test_lives_go_first_by_an_act_of_locc_or_defence_that_says_so(world, desk, toc):
    request = said_by_phone(world, desk, priority=1)

    gates.put_lives_first(request.pk, by=toc, reason="Forty people on a roof")
    deliver.order(request.pk, by=toc)

    request = Request.objects.get(pk=request.pk)
    assert (request.state, request.lives_first.reason) == ("ordered", "Forty people on a roof")
    assert world.gate(request, "jenv-decides").state == "phoned", "it stays to be confirmed"


def test_the_requester_does_not_put_its_own_lives_first(world, desk):
    request = said_by_phone(world, desk, priority=1)

    with pytest.raises(NotYours):
        gates.put_lives_first(request.pk, by=desk, reason="Forty people on a roof")


def test_lives_go_first_with_a_reason_once_and_only_before_something(world, desk, toc):
    request = said_by_phone(world, desk, priority=3)
    with pytest.raises(Refused) as silent:
        gates.put_lives_first(request.pk, by=toc, reason=" ")
    gates.put_lives_first(request.pk, by=toc, reason="Forty people on a roof")
    with pytest.raises(Refused) as twice:
        gates.put_lives_first(request.pk, by=toc, reason="Forty people on a roof")
    with pytest.raises(Refused) as needless:
        gates.put_lives_first(world.granted().pk, by=toc, reason="Forty people on a roof")

    assert why_not(silent) == ["reason-is-given"]
    assert (why_not(twice), why_not(needless)) == (["lives-go-first-already"], ["something-is-unconfirmed"])


def test_a_minister_who_denies_it_takes_the_grant_back_and_the_means_are_free(world, desk):
    request = said_by_phone(world, desk)

    gate = world.gate(request, "jenv-decides")
    gates.act(gate.pk, "refuse", by=world.holder(gate), reason="I never said so", signatory="A. Minister")

    request = Request.objects.get(pk=request.pk)
    assert request.state == "refused" and request.commitments.get().state == "released"


def test_a_denial_after_the_order_reaches_everybody_who_can_stop_it(world, desk, toc):
    request = said_by_phone(world, desk, priority=1)
    gates.put_lives_first(request.pk, by=toc, reason="Forty people on a roof")
    deliver.order(request.pk, by=toc)

    gate = world.gate(request, "jenv-decides")
    gates.act(gate.pk, "refuse", by=world.holder(gate), reason="I never said so", signatory="A. Minister")

    notified = set(Notice.objects.filter(kind="phone-denied").values_list("role", flat=True))
    assert {"toc", "dops", "locc", "duty-officer"} <= notified
    assert Request.objects.get(pk=request.pk).state == "ordered"


def test_a_signature_that_is_denied_after_sending_orders_nobody(world, desk, toc):
    request = world.draft()
    gates.act(world.gate(request, "signature").pk, "phone", by=desk, phoned_person="A. Penders")
    ask.submit(request.pk, by=desk)
    while gate := waiting(request):
        gates.act(gate.pk, "pass", by=world.holder(gate), extent="full" if gate.kind == "decide" else "")
    world.commit(Request.objects.get(pk=request.pk))
    signature = world.gate(request, "signature")
    gates.act(signature.pk, "refuse", by=world.holder(signature), reason="I never said so")

    with pytest.raises(Refused) as refused:
        deliver.order(request.pk, by=toc)

    assert why_not(refused) == ["signatures-are-given"]


def test_what_waits_for_a_second_person_is_on_the_list_of_those_who_may(world, desk, toc):
    locc = world.actor("locc", "LOCC")
    request = said_by_phone(world, locc)

    def waits(actor) -> int:
        return sum(t.what == "attest" and t.request.pk == request.pk for t in tasks(actor))

    assert [waits(a) for a in (toc, world.actor("dops", "DOPS"), locc, desk)] == [2, 2, 0, 0]


def test_the_desks_hear_at_the_grant_what_the_order_waits_for(world, desk):
    said_by_phone(world, desk)

    notified = Notice.objects.filter(kind="to-attest").values_list("role", flat=True)
    assert {"locc", "toc", "dops"} <= set(notified)


def test_the_clock_reminds_the_authority_and_the_desks(world, desk):
    request = said_by_phone(world, desk)
    late = world.now - timedelta(minutes=1)
    request.gates.filter(code="jenv-decides").update(confirm_by=late)
    Notice.objects.all().delete()

    tick.once()

    notified = {(n.kind, n.role) for n in Notice.objects.all()}
    assert ("reminder", "minister-jenv") in notified and ("to-attest", "toc") in notified


@pytest.mark.parametrize(("language", "words"), [("nl", "ezegd, nog niet bevestigd"), ("en", "aid, not yet confirmed")])
@pytest.mark.parametrize("page", ["/requests/{pk}", "/requests/{pk}/decide", "/requests?state=granted", "/handover"])
def test_it_is_said_in_these_words_wherever_it_shows(world, desk, login, page, language, words):
    request = said_by_phone(world, desk)

    text = login("toc", "TOC", language).get(page.format(pk=request.pk)).content.decode()

    assert words in text


def test_the_paper_says_of_a_signature_that_it_was_only_said(world, desk, login):
    request = world.draft()
    gates.act(world.gate(request, "signature").pk, "phone", by=desk, phoned_person="A. Penders")

    text = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}/form/wvr-51").content.decode()

    assert "Said, not yet confirmed" in text and "A. Penders" in text


def test_the_api_tells_what_is_unconfirmed_and_takes_the_confirmation(world, desk, api):
    request = said_by_phone(world, desk)
    call = api("locc", "LOCC")
    before = call("get", f"/requests/{request.pk}").json()

    for code in DECIDING:
        call("post", f"/gates/{world.gate(request, code).pk}/acts/attest", {"reason": "I called back"})

    after = call("get", f"/requests/{request.pk}").json()
    said = next(g for g in before["gates"] if g["code"] == "jenv-decides")
    assert (before["unconfirmed"], after["unconfirmed"]) == (list(DECIDING), [])
    assert said["state_text"] == "Said, not yet confirmed"


def test_lives_first_shows_on_the_page_and_in_the_api_with_who_and_why(world, desk, login, api):
    request = said_by_phone(world, desk, priority=1)
    client = login("locc", "LOCC", "en")
    client.post(f"/requests/{request.pk}/lives-first", {"reason": "Forty people on a roof"})

    page = login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}").content.decode()
    parsed = api("toc", "TOC")("get", f"/requests/{request.pk}").json()["lives_first"]

    assert "Lives first" in page and "Forty people on a roof" in page
    assert (parsed["role"], parsed["reason"]) == ("locc", "Forty people on a roof")


def test_a_second_person_confirms_on_the_page(world, desk, login):
    request = said_by_phone(world, desk)
    gate = world.gate(request, "jenv-decides")
    client = login("toc", "TOC", "en")
    shown = client.get(f"/requests/{request.pk}").content.decode()

    client.post(f"/gates/{gate.pk}/attest", {"reason": "I called back"})

    assert f"/gates/{gate.pk}/attest" in shown
    assert world.gate(request, "jenv-decides").attested_by == world.person("toc", "TOC")


def test_what_was_decided_is_about_what_was_sent_so_a_changed_request_is_decided_anew(world, desk):
    request = world.asked()
    locc, minister = world.actor("locc", "LOCC"), world.actor("minister-jenv", "MIN-JENV")
    gates.act(world.gate(request, "locc-judges").pk, "pass", by=locc)
    gates.act(world.gate(request, "jenv-decides").pk, "pass", by=minister, extent="full")
    ask.send_back(request.pk, by=locc, reason="How many?")
    ask.save(request.pk, world.shape(lines=[{"capability": "sandbags", "quantity": 600}]), by=desk)
    world.sign(request)

    ask.submit(request.pk, by=desk)

    states = {code: world.gate(request, code).state for code in ("locc-judges", "jenv-decides")}
    assert states == {"locc-judges": "open", "jenv-decides": "open"}
