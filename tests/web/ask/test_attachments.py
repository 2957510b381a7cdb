"""Attachments: content says what a file is; its hash is on record; who may not see the case may not see the file."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from steun.core.ask.attachment import MOST
from steun.core.kernel.errors import NotYours, Refused, Tampered, Unknown
from steun.web.ask.attachment import acts as attachments
from steun.web.ask.attachment import store
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.request.model import Request
from steun.web.decide.request.acts import withdraw
from steun.web.kernel.journal.models import Entry
from tests.builders import key

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%fake but signed\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def upload(name: str, content: bytes) -> attachments.Upload:
    return attachments.received(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"), ("C:\\Users\\x\\kaart.pdf", "kaart.pdf"),
        ("plan\u202efdp.exe.pdf", "planfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"), ("x" * 400 + ".pdf", "x" * 155 + "….pdf"),
    ],
)  # fmt: skip
def test_a_name_carries_no_path_and_nothing_unseen(given, kept):
    assert attachments.clean_name(given) == kept


def test_the_hash_of_a_file_stands_in_the_journal_and_sent_twice_it_is_there_once(world):
    request = world.draft()
    for _ in range(2):
        found = attachments.attach(request.pk, upload("plan.pdf", PDF), by=world.desk, id=key("one file"))
    attachments.attach(request.pk, upload("plan.pdf", PDF), by=world.desk)
    entry = Entry.objects.get(action="attachment.attach")
    assert entry.case == request.pk and entry.data["sha256"] == found.sha256 == hashlib.sha256(PDF).hexdigest()
    assert Attachment.objects.count() == 1
    assert attachments.open_attachment(found.pk, world.desk)[1] == PDF
    assert "plan" not in json.dumps(entry.data), "a name may be personal: the journal cannot forget it"


def test_another_file_under_the_id_of_one_that_was_sent_is_a_conflict(world):
    request = world.draft()
    attachments.attach(request.pk, upload("plan.pdf", PDF), by=world.desk, id=key("one file"))
    with pytest.raises(Refused) as refused:
        attachments.attach(request.pk, upload("photo.png", PNG), by=world.desk, id=key("one file"))
    assert [v.code for v in refused.value.verdicts] == ["id-is-used"]
    assert Attachment.objects.count() == 1


def test_only_the_requester_and_its_adviser_attach_and_only_while_it_runs(world):
    request = world.asked()
    attachments.attach(request.pk, upload("a.pdf", PDF), by=world.actor("rmoa", "VR24"))
    with pytest.raises(NotYours):
        attachments.attach(request.pk, upload("b.pdf", PDF), by=world.actor("locc", "LOCC"))
    with pytest.raises(Unknown):
        attachments.attach(request.pk, upload("b.pdf", PDF), by=world.actor("duty-officer", "VR01"))
    withdraw(request.pk, by=world.desk, reason="No longer needed")
    with pytest.raises(Refused):
        attachments.attach(request.pk, upload("c.pdf", PDF), by=world.desk)


def test_a_file_is_for_those_who_see_the_case(world):
    kept = attachments.attach(world.draft().pk, upload("plan.pdf", PDF), by=world.desk)
    with pytest.raises(Unknown):
        attachments.open_attachment(kept.pk, world.actor("duty-officer", "VR01"))


def test_a_file_that_was_changed_on_disk_raises_the_alarm(world):
    kept = attachments.attach(world.draft().pk, upload("note.txt", b"as it was"), by=world.desk)
    store.place(kept.sha256).write_bytes(b"as it never was")
    try:
        with pytest.raises(Tampered):
            attachments.open_attachment(kept.pk, world.desk)
    finally:
        store.place(kept.sha256).unlink()


def test_a_download_is_saved_and_never_run(login, world):
    kept = attachments.attach(world.draft().pk, upload("kaart van ’t dorp.pdf", PDF), by=world.desk)
    answer = login("duty-officer", "VR24").get(f"/attachments/{kept.pk}")
    assert answer.content == PDF and answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert login("duty-officer", "VR01").get(f"/attachments/{kept.pk}").status_code == 404


def test_a_file_can_be_added_before_the_form_was_saved(login):
    client = login("duty-officer", "VR24")
    pk = key("not yet saved")
    answer = client.post(
        f"/requests/{pk}/attachments", {"file": SimpleUploadedFile("plan.pdf", PDF), "id": str(key("x"))}
    )
    assert answer.status_code == 302 and Request.objects.get(pk=pk).attachments.count() == 1
    assert client.post(f"/requests/{pk}/autosave", {"title": "Water", "version": "0"}).status_code == 200


def test_what_is_wrong_with_a_file_stands_at_its_field(login, world, settings):
    settings.ATTACHMENT_MAX_BYTES = 1_000_000
    request = world.draft()
    client = login("duty-officer", "VR24", "en")
    files = {"large.pdf": PDF + bytes(1_000_001), "page.html": b"<html>", "": b""}
    for name, content in files.items():
        sent = {"file": SimpleUploadedFile(name, content)} if name else {}
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.post(f"/requests/{request.pk}/attachments", sent, headers=headers)
            assert answer.status_code == 422 and 'id="file-error"' in answer.content.decode()
            for file in sent.values():
                file.seek(0)
    assert not Attachment.objects.exists()


def test_a_file_that_may_not_come_in_bears_no_draft(login):
    client = login("duty-officer", "VR24")
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.post(
            f"/requests/{key('not yet saved')}/attachments",
            {"file": SimpleUploadedFile("page.html", b"<html>")}, headers=headers,
        )  # fmt: skip
        assert answer.status_code == 422 and 'id="file-error"' in answer.content.decode()
    assert not Request.objects.filter(pk=key("not yet saved")).exists()


REFUSED = [
    ("large.pdf", PDF + bytes(1_000_000), "file-too-large"), ("page.html", b"<html>", "file-type-not-allowed"),
    ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "file-has-macros"),
    ("run.pdf", b"MZ\x90\x00" + bytes(60), "file-has-a-program"), ("photo.png", PDF, "content-is-another-type"),
    ("empty.txt", b"", "file-is-empty"),
]  # fmt: skip
TAKEN = [
    ("draaiboek.kml", b"<kml xmlns='http://www.opengis.net/kml/2.2'/>", "application/vnd.google-earth.kml+xml"),
    ("foto.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
    ("excel.csv", "naam;café".encode("utf-16"), "text/csv"), ("exact.pdf", PDF + bytes(1_000_000 - len(PDF)), None),
]  # fmt: skip


def sent(where: str, name: str, content: bytes, login: Any, world: Any) -> Any:
    """The same file, by the page or by the API."""
    path = f"/requests/{world.draft().pk}/attachments"
    client = login("duty-officer", "VR24", "en")
    return client.post(("/api/v1" if where == "api" else "") + path, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("where", ["page", "api"])
@pytest.mark.parametrize(("name", "content", "code"), REFUSED, ids=[code for *_, code in REFUSED])
def test_page_and_api_refuse_the_same_files_with_the_same_words(
    where, name, content, code, login, world, settings, tmp_path
):
    settings.ATTACHMENT_MAX_BYTES, settings.MEDIA_ROOT = 1_000_000, str(tmp_path)
    answer = sent(where, name, content, login, world)
    assert answer.status_code == 422 and not Attachment.objects.exists()
    if where == "api":
        assert [f["code"] for f in answer.json()["faults"]] == [code]
    else:
        assert 'id="file-error"' in answer.content.decode()
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


@pytest.mark.parametrize("where", ["page", "api"])
@pytest.mark.parametrize(("name", "content", "media_type"), TAKEN, ids=[name for name, *_ in TAKEN])
def test_page_and_api_take_the_same_files(where, name, content, media_type, login, world, settings):
    settings.ATTACHMENT_MAX_BYTES = 1_000_000
    assert sent(where, name, content, login, world).status_code in {201, 302}
    kept = Attachment.objects.get()
    assert kept.size == len(content) and media_type in {None, kept.media_type}
    assert kept.kind == name.rpartition(".")[2]


def test_a_request_is_no_archive(world):
    request = world.draft()
    for number in range(MOST):
        attachments.attach(request.pk, upload("a.txt", str(number).encode()), by=world.desk)
    with pytest.raises(Refused) as refused:
        attachments.attach(request.pk, upload("a.txt", b"one more"), by=world.desk)
    assert [v.code for v in refused.value.verdicts] == ["few-files"]
