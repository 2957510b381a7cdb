"""An act from a page is done in the seat for which that page was shown, whatever was chosen in another tab since."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate

pytestmark = pytest.mark.django_db
CHOOSES_A_SEAT = {"parts/frame/role_menu.html", "people/account/_take.html", "problems/_choose.html"}
SENDS_AGAIN = {"problems/_later.html"}  # all that came in, the seat too
ALLAUTH = ("account/", "mfa/", "allauth/")


def hidden(page: object) -> str:
    """The seat that the forms of a page name."""
    seats = set(re.findall(r'name="seat" value="([^"]+)"', page.content.decode()))
    assert len(seats) == 1
    return seats.pop()


@pytest.fixture
def two_seats(login, world):
    """The duty officer of Zuid-Limburg, who is its chair too: a client, and both mandates."""
    desk, chair = world.mandate("duty-officer", "VR24"), world.mandate("safety-region-chair", "VR24")
    Mandate.objects.filter(pk=chair.pk).update(person=desk.person)
    return login("duty-officer", "VR24"), desk, chair


def test_a_note_from_a_stale_tab_is_recorded_in_the_seat_that_the_tab_shows(two_seats, world):
    client, desk, chair = two_seats
    incident = world.incident()
    shown = hidden(client.get(f"/incidents/{incident.pk}"))
    client.post("/switch", {"mandate": str(chair.pk)})

    answer = client.post(f"/incidents/{incident.pk}/note", {"text": "Water rises", "seat": shown}, follow=True)

    entry = Entry.objects.get(action="incident.note")
    assert (shown, entry.role) == (str(desk.pk), "duty-officer")
    assert "voor die functie was de pagina getoond" in answer.content.decode()


def test_an_act_for_a_seat_that_no_longer_holds_is_refused_and_not_done_in_another(two_seats, world):
    client, desk, chair = two_seats
    incident = world.incident()
    shown = hidden(client.get(f"/incidents/{incident.pk}"))
    client.post("/switch", {"mandate": str(chair.pk)})
    Mandate.objects.filter(pk=desk.pk).update(revoked_at=world.now)

    answer = client.post(f"/incidents/{incident.pk}/note", {"text": "Water rises", "seat": shown})

    assert answer.status_code == 403
    assert "Water rises" in answer.content.decode()
    assert not Entry.objects.filter(action="incident.note").exists()


def test_nobody_acts_in_a_seat_of_somebody_else(two_seats, world):
    client, *_ = two_seats
    incident, other = world.incident(), world.mandate("locc", "LOCC")

    answer = client.post(f"/incidents/{incident.pk}/note", {"text": "Water rises", "seat": str(other.pk)})

    assert answer.status_code == 403


def test_every_form_that_acts_names_its_seat():
    folder = Path(settings.TEMPLATES[0]["DIRS"][0])
    silent = []
    for path in folder.rglob("*.html"):
        name = str(path.relative_to(folder))
        if name.startswith(ALLAUTH) or name in CHOOSES_A_SEAT | SENDS_AGAIN:
            continue
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.S):
            sends_again_what_named_it = "in again %}" in form
            if "seat_shown" not in form and "form/start.html" not in form and not sends_again_what_named_it:
                silent.append((name, form[:100]))

    assert not silent


@pytest.mark.parametrize("named", ["another", "of somebody else", "rubbish"])
def test_a_key_does_nothing_in_its_own_seat_for_who_names_another(two_seats, world, api, named):
    """A machine that means the chair is not recorded as the desk whose key it holds."""
    _, desk, chair = two_seats
    incident, call = world.incident(), api("duty-officer", "VR24")
    seat = {"another": chair.pk, "of somebody else": world.mandate("locc", "LOCC").pk, "rubbish": "x"}[named]
    path, note = f"/incidents/{incident.pk}/moves/note", {"text": "Water rises"}
    assert call("post", path, note, **{"Steun-Mandate": str(seat)}).status_code == 403
    assert not Entry.objects.filter(action="incident.note").exists()
    assert call("post", path, note, **{"Steun-Mandate": str(desk.pk)}).status_code == 200
