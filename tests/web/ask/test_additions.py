"""A draft that joins a running request: its need is told there, judged by who judges that request, and never lost."""

from __future__ import annotations

import pytest

from steun.core.kernel.errors import NotYours, Refused
from steun.web.ask.addition import acts
from steun.web.ask.addition.model import Addition
from steun.web.ask.request import acts as ask
from steun.web.ask.request.model import Line, Request
from steun.web.ask.request.shape import RequestIn
from steun.web.decide.gate import acts as gates
from steun.web.decide.promise import answers
from steun.web.decide.request import acts as on_requests
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from steun.web.learn.evaluation import endings

DESK, LOCC, THEIRS = ("duty-officer", "VR24"), ("locc", "LOCC"), ("duty-officer", "GM0938")
JUDGES = ["dops", "legal-duty-officer", "locc", "toc"]
"""Who judges a request under Wvr 51 before the ministers decide."""
MEERSSEN = {"place": "Meerssen", "municipalities": ["GM0938"], "reason": "Bunde is cut off"}


@pytest.fixture
def meerssen(world):
    """The duty officer of Meerssen, who is somebody else than those of the region."""
    from steun.web.kernel.people.models import Mandate, Person

    person = Person.objects.create_user(email="meerssen@example.org", name="duty-officer GM0938")
    like = world.mandate("duty-officer", "GM0994")
    return Mandate.objects.create(
        person=person, role="duty-officer", organisation_id="GM0938", rank=0, valid_from=like.valid_from
    )


@pytest.fixture
def by(meerssen):
    from steun.web.kernel.actor import Actor

    return Actor.of_mandate(meerssen)


def lines(quantity: int) -> list[dict[str, object]]:
    return [{"capability": "sandbags", "quantity": quantity}]


def joined(world, by, target=None) -> Addition:
    """A running request for 30 at Valkenburg, which a draft of Meerssen for 25 joins. See J1 of the cases."""
    target = target or world.asked(lines=lines(30))
    draft = ask.draft(world.shape(lines=lines(25), title="Sandbags for Bunde", **MEERSSEN), by=by)
    let_see(target, by)
    acts.join(draft.pk, target.pk, by=by)
    return Addition.objects.get()


def let_see(target, by) -> None:
    from steun.web.ask.gate.gates import parties
    from steun.web.kernel.people.models import Organisation

    parties({Organisation.objects.get(pk=by.organisation)}, target, "gate")


def text(login, seat, address: str) -> str:
    return " ".join(login(*seat, "en").get(address).content.decode().split())


@pytest.mark.parametrize("page", ["/requests/{}", "/requests/{}/decide"])
@pytest.mark.parametrize("seat", [DESK, LOCC, ("toc", "TOC")], ids="@".join)
def test_the_running_request_tells_what_was_added_by_whom_and_whose_judgement_it_needs(world, login, by, page, seat):
    it = joined(world, by)
    shown = text(login, seat, page.format(it.request_id))
    for words in (
        "<strong>25</strong>",
        "Meerssen",
        "Bunde is cut off",
        "Asked in addition",
        "not part of what was signed",
    ):
        assert words in shown, words
    assert "it waits for the judgement of" in shown and "LOCC" in shown


def test_the_board_tells_it_too(world, login, by):
    joined(world, by)
    shown = text(login, LOCC, "/requests")
    assert "+ Municipality of Meerssen" in shown and "25 ×" in shown and "waits to be judged" in shown


def test_the_api_tells_it_apart_from_what_was_signed(world, api, by):
    it = joined(world, by)
    call = api(*LOCC)
    assert [x["quantity"] for x in call("get", f"/requests/{it.request_id}").json()["lines"]] == [30]
    [added] = call("get", f"/requests/{it.request_id}/additions").json()["items"]
    assert (added["organisation"], added["municipalities"], added["lines"][0]["quantity"]) == ("GM0938", ["GM0938"], 25)
    assert (added["state"], added["waits_for"]) == ("asked", JUDGES)


def test_locc_the_planners_and_who_asked_hear_it(world, by):
    it = joined(world, by)
    notices = {(n.role, n.kind): n for n in Notice.objects.filter(kind__startswith="addition-")}
    assert {("locc", "addition-waits"), ("toc", "addition-waits"), ("dops", "addition-waits")} <= notices.keys()
    assert ("duty-officer", "addition-asked") in notices
    assert notices["locc", "addition-waits"].path == f"/requests/{it.request_id}#addition-{it.pk}"


def test_it_waits_in_the_work_of_who_judges_it_and_of_nobody_else(world, login, by):
    it = joined(world, by)
    link = f'href="/requests/{it.request_id}#addition-{it.pk}"'
    assert link in text(login, LOCC, "/") and link not in text(login, DESK, "/")


def test_it_counts_in_what_is_asked_and_short_once_it_is_taken_up_and_not_before(world, by):
    it = joined(world, by)
    seen = Request.objects.get(pk=it.request_id)
    assert answers.of(seen, world.actor(*LOCC))[0].required == 30
    acts.take_up(it.pk, by=world.actor(*LOCC))
    seen = Request.objects.get(pk=it.request_id)
    assert answers.of(seen, world.actor(*LOCC))[0].required == 55
    assert sorted(Line.objects.filter(request=seen).values_list("quantity", flat=True)) == [25, 30]
    assert [line.quantity for line in seen.own_lines] == [30]


def test_before_the_grant_who_judges_decides_and_after_it_who_granted(world, by):
    it = joined(world, by)
    with pytest.raises(NotYours):
        acts.take_up(it.pk, by=world.actor("minister-jenv", "MIN-JENV"))
    later = joined_later(world, by)
    for seat in (LOCC, ("toc", "TOC"), ("dops", "DOPS"), DESK):
        with pytest.raises(NotYours):
            acts.take_up(later.pk, by=world.actor(*seat))
    assert acts.take_up(later.pk, by=world.actor("minister-defence", "MIN-DEF")).state == "taken-up"


def joined_later(world, by) -> Addition:
    target = world.granted(title="Granted before", lines=lines(30))
    draft = ask.draft(world.shape(lines=lines(25), **MEERSSEN), by=by)
    let_see(target, by)
    acts.join(draft.pk, target.pk, by=by)
    return Addition.objects.get(request=target)


def test_who_asked_for_it_does_not_judge_it(world, by):
    it = joined(world, by)
    Addition.objects.filter(pk=it.pk).update(added_by=world.person(*LOCC))
    with pytest.raises(Refused):
        acts.take_up(it.pk, by=world.actor(*LOCC))


def test_a_mandate_that_is_limited_takes_up_no_more_than_its_limit(world, by):
    from dataclasses import replace

    it = joined(world, by)
    with pytest.raises(NotYours):
        acts.take_up(it.pk, by=replace(world.actor(*LOCC), limits={"quantity": 24}))
    assert acts.take_up(it.pk, by=replace(world.actor(*LOCC), limits={"quantity": 25})).state == "taken-up"


def test_on_the_page_it_is_taken_up_or_declined_with_a_reason(world, login, by):
    it = joined(world, by)
    client = login(*LOCC, "en")
    empty = client.post(f"/additions/{it.pk}/decline", {"reason": ""})
    assert empty.status_code == 409 and "Say why it does not go" in empty.content.decode()
    client.post(f"/additions/{it.pk}/take-up", {})
    it.refresh_from_db()
    assert it.state == "taken-up" and it.judged_role == "locc"
    assert "counted" in client.get(f"/requests/{it.request_id}").content.decode()


def test_what_is_declined_is_a_draft_of_its_own_again_and_its_writer_hears_why(world, by):
    it = joined(world, by)
    acts.decline(it.pk, by=world.actor(*LOCC), reason="Too far from Valkenburg")
    source = Request.objects.get(pk=it.source_id)
    assert (source.state, source.joined_to_id, source.title) == ("draft", None, "Sandbags for Bunde")
    [notice] = Notice.objects.filter(kind="addition-declined")
    assert notice.person_id and notice.path == f"/requests/{source.pk}"
    assert ask.save(source.pk, RequestIn(title="On our own"), by=by).title == "On our own"


def test_taken_back_it_is_a_draft_again(world, by):
    it = joined(world, by)
    with pytest.raises(NotYours):
        acts.withdraw(it.pk, by=world.desk)
    acts.withdraw(it.pk, by=by)
    assert Request.objects.get(pk=it.source_id).state == "draft"


@pytest.mark.parametrize("taken", [False, True], ids=["asked", "taken-up"])
@pytest.mark.parametrize("end", ["withdrawn", "refused"])
def test_a_need_is_not_lost_with_the_request_that_it_joined(world, by, end, taken):
    it = joined(world, by)
    if taken:
        acts.take_up(it.pk, by=world.actor(*LOCC))
    if end == "withdrawn":
        on_requests.withdraw(it.request_id, by=world.desk)
    else:
        refuse(world, it.request)
    it.refresh_from_db()
    assert (it.state, Request.objects.get(pk=it.source_id).state) == ("fallen", "draft")
    assert Notice.objects.filter(kind="addition-fallen").count() == 1


def refuse(world, request) -> None:
    """Every act before the grant, until a minister says no."""
    waiting = request.gates.filter(phase="before-grant", state="open", ready_at__isnull=False).exclude(kind="inform")
    while gate := waiting.first():
        said = {"reason": "Every boat is elsewhere", "signatory": "The minister"}
        name = "refuse" if gate.kind in {"decide", "agree"} else "pass"
        gates.act(gate.pk, name, by=world.holder(gate), **(said if name == "refuse" else {}))
        request.refresh_from_db()
    assert request.state == "refused"


def test_what_nobody_judged_before_the_end_is_a_draft_again_and_what_counted_ended_with_it(world, by):
    target = world.granted(lines=lines(30))
    first = joined(world, by, target)
    acts.take_up(first.pk, by=world.actor("minister-defence", "MIN-DEF"))
    draft = ask.draft(world.shape(lines=lines(5), **MEERSSEN), by=by)
    acts.join(draft.pk, target.pk, by=by)
    endings.end(target.pk, by=world.desk)
    assert list(Addition.objects.order_by("added_at").values_list("state", flat=True)) == ["taken-up", "fallen"]


def test_a_returned_request_keeps_what_was_taken_up_when_its_writer_changes_the_rest(world, by):
    it = joined(world, by)
    acts.take_up(it.pk, by=world.actor(*LOCC))
    ask.send_back(it.request_id, by=world.actor(*LOCC), reason="Where exactly?")
    ask.save(it.request_id, RequestIn(lines=lines(40)), by=world.desk)
    target = Request.objects.get(pk=it.request_id)
    assert [line.quantity for line in target.own_lines] == [40] and target.lines.count() == 2


def test_taking_up_makes_no_signature_lapse(world, by):
    it = joined(world, by)
    acts.take_up(it.pk, by=world.actor(*LOCC))
    assert not Entry.objects.filter(action="gate.lapse").exists()


def test_on_paper_it_stands_below_the_signatures_with_its_hour(world, login, by):
    it = joined(world, by)
    acts.take_up(it.pk, by=world.actor(*LOCC), reason="Same boats")
    above, _, below = text(login, DESK, f"/requests/{it.request_id}/form/wvr-51").partition(
        '<section class="afterwards">'
    )
    assert "Bunde is cut off" not in above and "25 ×" not in above and "Meerssen" not in above
    assert "Asked in addition to this request" in below and "Municipality of Meerssen" in below
    assert "25 ×" in below and "Addition counts" in below


def test_the_journal_tells_what_was_added_and_agrees_with_the_tables(world, by):
    it = joined(world, by)
    acts.take_up(it.pk, by=world.actor(*LOCC))
    [born] = Entry.objects.filter(action="addition.add")
    assert born.case == it.request_id and born.data["organisation"] == "GM0938"
    assert born.data["changes"]["lines"][1][0]["quantity"] == 25
    assert [str(d) for d in replay()] == []


def test_an_addition_is_for_who_sees_the_request_that_it_joined(world, api, by):
    it = joined(world, by)
    stranger = world.actor("duty-officer", "VR01")
    assert not Addition.objects.visible_to(stranger).exists()
    assert api("duty-officer", "VR01")("get", f"/additions/{it.pk}").status_code == 404
    assert api("duty-officer", "VR01")("post", f"/additions/{it.pk}/acts/take-up", {}).status_code == 404
