"""Sent twice it is done once; sent with other content it is refused, never dropped in silence; for every act."""

from datetime import timedelta

import pytest

from steun.core.kernel.errors import Refused
from steun.web.ask.incident import acts as incidents
from steun.web.decide.commitment import acts as commitments
from steun.web.decide.commitment.model import Commitment
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from tests.builders import World

pytestmark = pytest.mark.django_db


def refusal(error: Refused) -> str:
    return error.verdicts[0].code


def test_a_note_with_the_same_id_and_the_same_words_is_one_note(world: World):
    incident, key = world.incident(), new_key()

    for _ in range(3):
        incidents.note(incident.pk, "Water rises", by=world.desk, id=key)

    assert Entry.objects.filter(action="incident.note").count() == 1


@pytest.mark.parametrize("changed", ["other words", "another act", "another person"])
def test_an_id_of_something_else_is_refused_and_nothing_is_dropped(world: World, changed: str):
    incident, key = world.incident(), new_key()
    incidents.note(incident.pk, "Water rises", by=world.desk, id=key)
    again = {
        "other words": lambda: incidents.note(incident.pk, "Water falls", by=world.desk, id=key),
        "another act": lambda: incidents.close(incident.pk, by=world.desk, id=key),
        "another person": lambda: incidents.note(incident.pk, "Water rises", by=world.actor("locc", "LOCC"), id=key),
    }

    with pytest.raises(Refused) as said:
        again[changed]()

    assert refusal(said.value) == "id-is-used"
    assert Entry.objects.filter(action="incident.note").count() == 1


def test_another_quantity_under_the_same_id_is_a_conflict_in_the_api(world: World, api):
    request, key = world.granted(), str(new_key())
    call = api("toc", "TOC")
    means = {"id": key, "unit": "alpha", "capability": "sandbags", "quantity": 10}

    first = call("post", f"/requests/{request.pk}/commitments", means)
    repeated = call("post", f"/requests/{request.pk}/commitments", means)
    other = call("post", f"/requests/{request.pk}/commitments", {**means, "quantity": 99})

    assert (first.status_code, repeated.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == repeated.json()
    assert Commitment.objects.get(request=request).quantity == 10


def test_an_act_that_was_refused_leaves_its_id_free(world: World):
    request, key = world.granted(), new_key()
    toc, until = world.actor("toc", "TOC"), world.now + timedelta(hours=30)
    means = {"unit": "alpha", "capability": "sandbags"}
    with pytest.raises(Refused):
        commitments.reserve(request.pk, **means, quantity=100_000, by=toc, until=until, id=key)

    made = commitments.reserve(request.pk, **means, quantity=1, by=toc, until=until, id=key)

    assert made.quantity == 1


def test_an_id_that_stands_in_the_journal_already_is_not_used_again(world: World):
    """Steun gives ids itself to acts that nobody sent: who reads one in the journal cannot act under it."""
    incident = world.incident()
    entry = Entry.objects.filter(case=incident.pk).latest("position")
    with pytest.raises(Refused) as said:
        incidents.note(incident.pk, "Water rises", by=world.desk, id=entry.id)
    assert refusal(said.value) == "id-is-used"
