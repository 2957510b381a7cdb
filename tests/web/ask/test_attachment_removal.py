"""A wrong attachment is taken away: by whom, when and why stay; its content and its name are gone everywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from steun.core.kernel.errors import NotYours, Refused, Unknown
from steun.web.ask.attachment import acts, store
from steun.web.ask.attachment.model import Attachment
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.processes import tick
from tests.builders import key
from tests.web.ask.test_attachments import PDF, upload

pytestmark = pytest.mark.django_db
SECRET = PDF + b"BSN 123456782"
WHY = "Hier stond een BSN in"


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    return Path(settings.MEDIA_ROOT)


def on_disk(files: Path) -> list[bytes]:
    return [file.read_bytes() for file in files.rglob("*") if file.is_file()]


def attached(world: Any, request: Any = None, by: Any = None) -> Attachment:
    request = request or world.asked()
    return acts.attach(request.pk, upload("BSN van Jan Jansen.pdf", SECRET), by=by or world.desk)


def test_the_content_and_the_name_go_and_the_digest_stays(world, files, django_capture_on_commit_callbacks):
    kept = attached(world)
    assert on_disk(files) == [SECRET]
    with django_capture_on_commit_callbacks(execute=True):
        acts.remove(kept.pk, by=world.desk, reason=WHY)
    assert on_disk(files) == []
    gone = Attachment.objects.get(pk=kept.pk)
    assert (gone.state, gone.name, gone.sha256) == ("removed", "", kept.sha256)
    entry = Entry.objects.get(action="attachment.remove")
    assert (entry.reason, entry.data["sha256"], entry.organisation) == (WHY, kept.sha256, "VR24")
    assert "Jansen" not in json.dumps(list(feed.lines()), default=str)
    with pytest.raises(Refused) as refused:
        acts.open_attachment(kept.pk, world.desk)
    assert [v.code for v in refused.value.verdicts] == ["attachment-is-there"]


def test_nothing_goes_when_the_act_does_not_come_about(world, files):
    kept = attached(world)
    with transaction.atomic():
        acts.remove(kept.pk, by=world.desk, reason=WHY)
        transaction.set_rollback(True)
    assert on_disk(files) == [SECRET] and acts.open_attachment(kept.pk, world.desk)[1] == SECRET


def test_a_content_that_another_request_has_too_stays_there(world, files, django_capture_on_commit_callbacks):
    one, two = attached(world), attached(world)
    with django_capture_on_commit_callbacks(execute=True):
        acts.remove(one.pk, by=world.desk, reason=WHY)
    assert acts.open_attachment(two.pk, world.desk)[1] == SECRET
    with django_capture_on_commit_callbacks(execute=True):
        acts.remove(two.pk, by=world.desk, reason=WHY)
    assert on_disk(files) == []


def test_it_can_come_back_as_a_new_attachment(world, files, django_capture_on_commit_callbacks):
    request = world.asked()
    with django_capture_on_commit_callbacks(execute=True):
        acts.remove(attached(world, request).pk, by=world.desk, reason="By mistake")
    again = attached(world, request)
    assert acts.open_attachment(again.pk, world.desk)[1] == SECRET
    assert [it.state for it in request.attachments.all()] == ["removed", "attached"]


def test_what_a_crash_left_on_disk_goes_with_the_next_round_of_the_clock(world, files):
    kept = attached(world)
    acts.remove(kept.pk, by=world.desk, reason=WHY)  # and nothing after the transaction
    assert on_disk(files) == [SECRET]
    assert tick.once()["files"] == 1 and on_disk(files) == []
    assert tick.once()["files"] == 0


@pytest.mark.parametrize("reason", ["", "   "])
def test_it_needs_a_reason(world, reason):
    with pytest.raises(Refused) as refused:
        acts.remove(attached(world).pk, by=world.desk, reason=reason)
    assert [v.code for v in refused.value.verdicts] == ["removal-is-argued"]


def test_whoever_attached_it_takes_it_away_and_their_administrators(world):
    house = world.actor("administrator", "STEUN")
    for by in (world.desk, world.actor("rmoa", "VR24"), house):
        acts.remove(attached(world).pk, by=by, reason=WHY)
    kept = attached(world)
    for seat in (("locc", "LOCC"), ("auditor", "REKENKAMER"), ("toc", "TOC")):
        with pytest.raises(NotYours):
            acts.remove(kept.pk, by=world.actor(*seat), reason=WHY)
    for seat in (("duty-officer", "VR01"), ("duty-officer", "VR23")):
        with pytest.raises(Unknown):
            acts.remove(kept.pk, by=world.actor(*seat), reason=WHY)


def test_also_after_the_end_of_the_request_and_once(world):
    kept = attached(world)
    from steun.web.decide.request.acts import withdraw

    withdraw(kept.request_id, by=world.desk, reason="No longer needed")
    for _ in range(2):
        acts.remove(kept.pk, by=world.desk, reason=WHY, id=key("take away"))
    assert Entry.objects.filter(action="attachment.remove").count() == 1
    with pytest.raises(Refused):
        acts.remove(kept.pk, by=world.desk, reason=WHY)


def test_the_page_says_who_took_it_away_and_why(login, world):
    kept = attached(world)
    client = login("duty-officer", "VR24")
    assert f"/attachments/{kept.pk}/remove" in client.get(f"/requests/{kept.request_id}").content.decode()
    asked = client.get(f"/attachments/{kept.pk}/remove").content.decode()
    assert "Definitief verwijderen" in asked and "BSN van Jan Jansen.pdf" in asked

    answer = client.post(f"/attachments/{kept.pk}/remove", {"reason": ""})
    assert answer.status_code == 422 and "remove-reason-error" in answer.content.decode()
    answer = client.post(f"/attachments/{kept.pk}/remove", {"reason": WHY}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200 and WHY in page and "Jansen" not in page and "Verwijderd door" in page
    assert WHY in login("locc", "LOCC").get(f"/requests/{kept.request_id}").content.decode()
    answer = client.get(f"/attachments/{kept.pk}")
    assert answer.status_code == 409 and WHY in answer.content.decode()
    assert "Deze bijlage is verwijderd" in client.get(f"/attachments/{kept.pk}/remove").content.decode()


def test_somebody_else_sees_no_way_to_take_it_away(login, world):
    kept = attached(world)
    client = login("locc", "LOCC")
    assert f"/attachments/{kept.pk}/remove" not in client.get(f"/requests/{kept.request_id}").content.decode()
    assert "<form" not in client.get(f"/attachments/{kept.pk}/remove").content.decode().partition("<main")[2]
    assert client.post(f"/attachments/{kept.pk}/remove", {"reason": WHY}).status_code == 403
    assert login("duty-officer", "VR01").get(f"/attachments/{kept.pk}/remove").status_code == 404


def test_an_administrator_of_the_house_takes_it_away_without_seeing_the_case(login, world):
    kept = attached(world)
    client = login("administrator", "STEUN")
    page = client.get(f"/attachments/{kept.pk}/remove").content.decode()
    assert "Definitief verwijderen" in page and "Jansen" not in page and kept.request.title not in page
    assert client.post(f"/attachments/{kept.pk}/remove", {"reason": WHY}).status_code == 303
    assert Attachment.objects.get().state == "removed"


def test_the_api_does_the_same(api, world):
    kept = attached(world)
    desk, other = api("duty-officer", "VR24"), api("locc", "LOCC")
    assert other("post", f"/attachments/{kept.pk}/remove", {"reason": WHY}).status_code == 403
    assert desk("post", f"/attachments/{kept.pk}/remove", {"reason": ""}).status_code in {409, 422}
    answer = desk("post", f"/attachments/{kept.pk}/remove", {"reason": WHY})
    assert answer.status_code == 200 and answer.json()["removal"]["reason"] == WHY
    (item,) = other("get", f"/requests/{kept.request_id}/attachments").json()["items"]
    assert (item["state"], item["name"], item["sha256"]) == ("removed", "", kept.sha256)
    assert (item["removal"]["role"], item["removal"]["organisation"]) == ("duty-officer", "VR24")
    gone = desk("get", f"/attachments/{kept.pk}")
    assert gone.status_code == 409 and WHY in gone.json()["detail"]


def test_the_database_keeps_the_row_of_what_was_taken_away(world):
    kept = attached(world)
    acts.remove(kept.pk, by=world.desk, reason=WHY)
    with pytest.raises(DatabaseError, match="moves only"), transaction.atomic():
        Attachment.objects.filter(pk=kept.pk).update(state="attached")
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        Attachment.objects.filter(pk=kept.pk).delete()


def test_a_content_that_is_wanted_again_is_not_swept_away(world, files):
    attached(world)
    (digest,) = Attachment.objects.values_list("sha256", flat=True)
    assert store.forget(digest) is False and on_disk(files) == [SECRET]
    assert store.forget("0" * 64) is False
