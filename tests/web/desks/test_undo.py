"""A slip of the hand is undone within minutes, by who did it, as an act that everybody sees; decisions never are."""

from datetime import timedelta

import pytest

from steun.core.kernel.errors import Refused, Unknown
from steun.rules.policy.slips import load_slips, slips
from steun.web.ask.incident import acts as incidents
from steun.web.deliver.deployment import acts as deliver
from steun.web.desks.audit.check import replay
from steun.web.kernel import clock
from steun.web.kernel.journal.models import Entry
from steun.web.lives import LIVES

COMMANDER = ("unit-commander", "DEF-13LB")


@pytest.fixture
def deployment(world):
    return world.ordered().deployments.get()


def reported(deployment, world, *names, **words):
    for name in names:
        deliver.report(deployment.pk, name, by=world.actor(*COMMANDER), **words)
    deployment.refresh_from_db()
    return deployment


def undo(deployment, world, by=COMMANDER, entry=None):
    return deliver.undo(deployment.pk, entry or deployment.entry_id, by=world.actor(*by))


@pytest.mark.parametrize(
    ("steps", "state", "empty"),
    [(["depart"], "ordered", "departed_at"), (["depart", "arrive", "release"], "on-scene", "released_at")],
)
def test_a_report_that_was_a_slip_is_as_if_it_was_not_told(world, deployment, steps, state, empty):
    row = undo(reported(deployment, world, *steps, quantity=60), world)
    assert (row.state, getattr(row, empty)) == (state, None)
    assert row.quantity == (68 if len(steps) == 1 else 60)
    assert [e.action for e in Entry.objects.filter(subject=row.key).order_by("position")][-2:] == [
        f"deployment.{steps[-1]}", "deployment.undo",
    ]  # fmt: skip
    assert not list(replay())


def test_a_number_that_was_a_slip_is_the_number_before(world, deployment):
    reported(deployment, world, "depart", "arrive")
    reported(deployment, world, "report", quantity=6, knowingly=True)
    assert undo(deployment, world).quantity == 68
    with pytest.raises(Refused):
        undo(deployment, world)  # the undoing itself stays


def test_only_who_did_it_undoes_it(world, deployment):
    reported(deployment, world, "depart")
    with pytest.raises(Refused) as refused:
        undo(deployment, world, by=("toc", "TOC"))
    assert [v.code for v in refused.value.verdicts] == ["undone-by-who-did-it"]


def test_after_the_last_minute_it_stays(world, deployment, monkeypatch):
    reported(deployment, world, "depart")
    at = Entry.objects.get(pk=deployment.entry_id).recorded_at
    monkeypatch.setattr(clock, "now", lambda: at + timedelta(minutes=10, seconds=1))
    with pytest.raises(Refused) as refused:
        undo(deployment, world)
    assert [v.code for v in refused.value.verdicts] == ["undone-in-time"]


def test_what_something_followed_on_stays(world, deployment):
    first = reported(deployment, world, "depart").entry_id
    reported(deployment, world, "arrive")
    with pytest.raises(Refused) as refused:
        undo(deployment, world, entry=first)
    assert [v.code for v in refused.value.verdicts] == ["nothing-followed"]
    with pytest.raises(Refused) as refused:
        undo(deployment, world)
    assert [v.code for v in refused.value.verdicts] == ["act-can-be-undone"]  # an arrival


def test_an_act_on_something_else_is_not_there_to_undo(world, deployment):
    other = world.incident()
    with pytest.raises(Unknown):
        undo(reported(deployment, world, "depart"), world, entry=other.entry_id)


def test_the_story_has_the_button_with_its_last_moment_for_who_did_it_alone(world, login, deployment):
    reported(deployment, world, "depart")
    address, path = f"/deployments/{deployment.pk}/undo", f"/requests/{deployment.request_id}"
    assert address not in login("toc", "TOC").get(path).content.decode()
    client = login(*COMMANDER, "en")
    page = client.get(path).content.decode()
    assert address in page and "a slip of the hand: until" in page
    assert client.post(address, {"entry": deployment.entry_id}).status_code == 303
    page = client.get(path).content.decode()
    assert address not in page and "undone" in page and "Report undone" in page


def test_a_note_is_undone_on_the_page_and_stays_readable_as_such(world, login, api):
    incident = world.incident()
    incidents.note(incident.pk, "The dike broke at Itteren", by=world.desk)
    client = login("duty-officer", "VR24", "en")
    entry = Entry.objects.filter(action="incident.note").get()
    answer = client.post(f"/incidents/{incident.pk}/undo", {"entry": entry.position})
    assert answer.status_code == 303
    assert "<s>The dike broke at Itteren</s>" in client.get(f"/incidents/{incident.pk}").content.decode()
    again = api("duty-officer", "VR24")("post", f"/incidents/{incident.pk}/moves/undo", {"entry": entry.position})
    assert again.status_code == 409 and again.json()["reasons"][0]["code"] == "nothing-followed"


def test_every_act_that_the_policy_names_is_there_and_each_has_an_answer():
    acts = {f"{life.name}.{act.name}" for life in LIVES.values() for act in life.acts}
    assert slips().minutes.keys() | slips().why.keys() <= acts
    assert all(slips().otherwise.values())
    with_undo = {life.name for life in LIVES.values() if any(act.name == "undo" for act in life.acts)}
    assert {act.partition(".")[0] for act in slips().minutes} == with_undo


def test_a_policy_that_names_an_act_twice_or_for_hours_is_refused(tmp_path):
    file = tmp_path / "slips.toml"
    file.write_text(
        '[otherwise]\nwhy = { nl = "a", en = "b" }\n[[undone]]\nacts = ["a.b"]\nminutes = 600\n'
        '[[stays]]\nacts = ["a.b"]\nwhy = { nl = "a", en = "b" }\n'
    )
    with pytest.raises(ValueError, match="2 fault"):
        load_slips(file)
