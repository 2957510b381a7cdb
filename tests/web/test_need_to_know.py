"""What the rest of a region reads of a case, and who reads the entries that belong to no case."""

from __future__ import annotations

import pytest

from steun.core.kernel.errors import Unknown
from steun.rules.policy.outline import load_outline
from steun.web.ask.addition import acts as additions
from steun.web.ask.request import acts as actions
from steun.web.ask.request.model import Request
from steun.web.ask.request.search.similar import similar
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.audience import WITHOUT_CASE
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Organisation, Person
from steun.web.lives import LIVES
from steun.web.people.person import acts as person_acts
from steun.web.people.person.shape import PersonIn

UNINVOLVED = ("mayor", "GM0935")
"""Maastricht lies in the region and has no part in a flood of Valkenburg."""
SECRETS = ("The Geul rises", "Fill and lay", "Duty officer VRZL", "Sittard", "Water board")
"""Why, what, who on the spot, where to, lodging: of the case of `World.shape`."""


@pytest.fixture
def hospital(world) -> Actor:
    region = Organisation.objects.get(pk="VR24")
    place = Organisation.objects.create(
        code="HOSPITAL", kind="civil-provider", name_nl="Ziekenhuis", name_en="Hospital", region=region
    )
    person = Person.objects.create_user("hospital@example.org", name="Hospital")
    Mandate.objects.create(person=person, role="provider", organisation=place, valid_from=world.now)
    return world.actor("provider", "HOSPITAL")


def test_the_rest_of_a_region_reads_the_outline_of_a_sent_case(world, login, api):
    request = world.asked()
    call, client = api(*UNINVOLVED), login(*UNINVOLVED, "en")

    page = client.get(f"/requests/{request.pk}").content.decode()
    listed = client.get("/requests").content.decode()
    (row,) = call("get", "/requests").json()["items"]

    for shown in (page, listed, str(row)):
        assert request.number in shown and "Keep the water out" in shown
        assert not [secret for secret in SECRETS if secret in shown]
    assert "You read the outline" in page
    assert call("get", f"/requests/{request.pk}/outline").json()["number"] == request.number


def test_more_than_the_outline_is_not_there(world, login, api, hospital):
    request = world.ordered()
    call, client = api(*UNINVOLVED), login(*UNINVOLVED)

    for path in ("", "/routes", "/draft", "/attachments", "/evaluation", "/similar"):
        assert call("get", f"/requests/{request.pk}{path}").status_code == 404, path
    for path in ("/decide", "/evaluation", "/form/wvr-51"):
        assert client.get(f"/requests/{request.pk}{path}").status_code == 404, path
    assert client.get(f"/journal/{request.pk}").status_code == 404
    assert call("get", f"/journal?case={request.pk}").json()["items"] == []
    assert call("get", "/deployments").json()["items"] == []
    assert call("get", f"/requests/{request.pk}/commitments").json()["items"] == []
    for seat in (world.actor(*UNINVOLVED), hospital):
        assert not Request.objects.visible_to(seat).exists()
        assert Request.objects.outlined_for(seat).exists()


def test_words_beside_the_outline_do_not_find_it(world):
    """A search that finds by a hidden word tells that word."""
    request = world.asked(reason="Chloride in the cellar")
    seat = world.actor(*UNINVOLVED)
    shown = Request.objects.outlined_for(seat)

    assert shown.search("valkenburg", seat).get() == request
    assert not shown.search("chloride", seat).exists()
    assert Request.objects.outlined_for(world.desk).search("chloride", world.desk).exists()


def test_drafts_and_what_concerns_the_police_are_not_outlined(world, hospital):
    world.draft()
    order = world.asked()
    Request.objects.filter(pk=order.pk).update(task_kind="public-order")

    assert not Request.objects.outlined_for(hospital).exists()
    assert not Request.objects.outlined_for(world.actor("duty-officer", "VR01")).exists()
    assert Request.objects.outlined_for(world.desk).count() == 2


def test_a_municipality_in_which_help_is_asked_takes_part_once_it_is_sent(world):
    mayor = world.actor("mayor", "GM0935")
    draft = world.draft(municipalities=["GM0994", "GM0935"])
    assert not Request.objects.outlined_for(mayor).exists()

    world.sign(draft)
    sent = actions.submit(draft.pk, by=world.desk)

    assert Request.objects.visible_to(mayor).get() == sent


def test_whoever_is_told_of_a_case_may_join_it_and_then_sees_it_whole(world):
    running = world.asked()
    desk = world.actor("mayor", "GM0935")
    mine = actions.draft(world.shape(municipalities=["GM0935"], bases=[]), by=desk)

    assert [found.request.pk for found in similar(mine, desk)] == [running.pk]
    additions.join(mine.pk, running.pk, by=desk)

    assert Request.objects.visible_to(desk).filter(pk=running.pk).exists()


def test_what_one_is_not_told_of_cannot_be_joined(world):
    running = world.asked()
    stranger = world.actor("duty-officer", "VR23")
    mine = actions.draft(world.shape(municipalities=[], bases=[]), by=stranger)

    with pytest.raises(Unknown):
        additions.join(mine.pk, running.pk, by=stranger)


# --- Entries of no case


def test_why_somebody_was_let_go_is_for_the_person_and_who_administers(world, api, login):
    admin = world.actor("administrator", "STEUN")
    person = person_acts.invite(PersonIn(email="new@example.org", name="New", language="en"), "GM0994", by=admin)
    person_acts.deactivate(person.pk, by=admin, reason="Stole sandbags")

    for seat in (("mayor", "GM0994"), ("locc", "LOCC"), ("toc", "TOC"), ("duty-officer", "VR24")):
        assert "Stole sandbags" not in api(*seat)("get", "/journal?limit=500").content.decode(), seat
        assert "Stole sandbags" not in login(*seat).get("/journal?kind=people").content.decode(), seat
    for seat in (("administrator", "STEUN"), ("auditor", "REKENKAMER")):
        assert "Stole sandbags" in api(*seat)("get", "/journal?limit=500").content.decode(), seat
    own = Entry.objects.filter(action="people.deactivated")
    assert own.visible_to(Actor(person=str(person.pk), role="mayor", organisation="GM0994")).exists()


def test_a_draft_is_not_read_through_the_journal_by_who_audits(world):
    draft, sent = world.draft(), world.asked()
    auditor = world.actor("auditor", "REKENKAMER")
    seen = set(Entry.objects.visible_to(auditor).values_list("case", flat=True))

    assert sent.pk in seen and draft.pk not in seen


def test_every_act_of_no_case_has_readers():
    """A new kind of act without a case is told to nobody but who audits, until somebody says for whom it is."""
    import ast
    from pathlib import Path

    import steun

    acts = set()
    for path in (Path(steun.__file__).parent / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (
                isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "record"
            ):
                continue
            if not node.args or any(k.arg == "case" for k in node.keywords):
                continue
            first = node.args[0]
            texts = [c.value for c in ast.walk(first) if isinstance(c, ast.Constant) and isinstance(c.value, str)]
            acts |= {text.partition(".")[0] for text in texts if "." in text}

    lives = {life.name for life in LIVES.values() if not life.case}
    assert (acts | lives) - set(WITHOUT_CASE) == set()


def test_who_commands_a_unit_of_defence_is_told_alike_by_page_and_api(world, api, login):
    commander = world.person("unit-commander", "DEF-13LB").name

    for seat, known in (
        (("toc", "TOC"), True),
        (("duty-officer", "VR24"), False),
        (("minister-jenv", "MIN-JENV"), False),
    ):
        assert (commander in api(*seat)("get", "/organisations/DEF-13LB/mandates").content.decode()) == known, seat
        assert (commander in login(*seat).get("/organisations/DEF-13LB").content.decode()) == known, seat


def test_a_wrong_policy_of_outlines_is_told(tmp_path):
    file = tmp_path / "outline.toml"
    file.write_text('tasks = ["gossip"]\n')

    with pytest.raises(ValueError, match="gossip"):
        load_outline(file)
