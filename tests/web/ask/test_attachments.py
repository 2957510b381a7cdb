"""Attachments: content says what a file is; its hash is on record; who may not see the case may not see the file."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from steun.core.kernel.errors import Malformed, NotYours, Refused, Tampered, Unknown
from steun.web.ask.attachment import acts as attachments
from steun.web.ask.attachment.model import Attachment
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.acts import withdraw
from steun.web.kernel.journal.models import Entry
from tests.builders import key

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%fake but signed\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def office(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return file.getvalue()


GOOD = [
    ("plan.pdf", PDF, "application/pdf"), ("photo.PNG", PNG, "image/png"),
    ("photo.jpg", b"\xff\xd8\xff\xe0rest", "image/jpeg"),
    ("list.csv", "naam;café\n".encode(), "text/csv"), ("old.txt", "café".encode("cp1252"), "text/plain"),
    ("area.geojson", b'{"type": "Feature", "geometry": null}', "application/geo+json"),
    ("letter.docx", office("word/document.xml"), None), ("sheet.xlsx", office("xl/workbook.xml"), None),
]  # fmt: skip
BAD = [
    ("page.html", b"<html>", "file-type-not-allowed"), ("run.exe", b"MZ", "file-type-not-allowed"),
    ("drawing.svg", b"<svg/>", "file-type-not-allowed"), ("noending", PDF, "file-type-not-allowed"),
    ("plan.pdf", b"", "file-is-empty"),
    ("plan.pdf", b"<html><script>", "content-is-not-its-type"), ("photo.png", PDF, "content-is-not-its-type"),
    ("note.txt", b"MZ\x00\x01", "content-is-not-its-type"),
    ("area.geojson", b'{"type": "Virus"}', "content-is-not-its-type"),
    ("letter.docx", office("xl/workbook.xml"), "content-is-not-its-type"),
    ("letter.docx", office("word/document.xml", "word/vbaProject.bin"), "content-is-not-its-type"),
    ("letter.docx", b"PK\x03\x04broken", "content-is-not-its-type"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "media_type"), GOOD)
def test_known_kinds_of_files_come_in(name, content, media_type):
    assert attachments.recognised(name, content) == (media_type or attachments.TYPES[name[-5:]][0])


@pytest.mark.parametrize(("name", "content", "code"), BAD)
def test_other_kinds_and_files_that_pretend_do_not(name, content, code):
    with pytest.raises(Malformed) as refused:
        attachments.recognised(name, content)
    assert [f.code for f in refused.value.faults] == [code]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"), ("C:\\Users\\x\\kaart.pdf", "kaart.pdf"),
        ("plan\u202efdp.exe.pdf", "planfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"), ("x" * 400 + ".pdf", "x" * 156 + ".pdf"),
    ],
)  # fmt: skip
def test_a_name_carries_no_path_and_nothing_unseen(given, kept):
    assert attachments.clean_name(given) == kept


def test_the_hash_of_a_file_stands_in_the_journal_and_sent_twice_it_is_there_once(world):
    request = world.draft()
    for _ in range(2):
        found = attachments.attach(request.pk, "plan.pdf", PDF, by=world.desk, id=key("one file"))
    attachments.attach(request.pk, "plan.pdf", PDF, by=world.desk)
    entry = Entry.objects.get(action="request.attach")
    assert entry.case == request.pk and entry.data["sha256"] == found.sha256 == hashlib.sha256(PDF).hexdigest()
    assert Attachment.objects.count() == 1
    assert attachments.open_attachment(found.pk, world.desk)[1] == PDF


def test_only_the_requester_and_its_adviser_attach_and_only_while_it_runs(world):
    request = world.asked()
    attachments.attach(request.pk, "a.pdf", PDF, by=world.actor("rmoa", "VR24"))
    with pytest.raises(NotYours):
        attachments.attach(request.pk, "b.pdf", PDF, by=world.actor("locc", "LOCC"))
    with pytest.raises(Unknown):
        attachments.attach(request.pk, "b.pdf", PDF, by=world.actor("duty-officer", "VR01"))
    withdraw(request.pk, by=world.desk, reason="No longer needed")
    with pytest.raises(Refused):
        attachments.attach(request.pk, "c.pdf", PDF, by=world.desk)


def test_a_file_is_for_those_who_see_the_case(world):
    kept = attachments.attach(world.draft().pk, "plan.pdf", PDF, by=world.desk)
    with pytest.raises(Unknown):
        attachments.open_attachment(kept.pk, world.actor("duty-officer", "VR01"))


def test_a_file_that_was_changed_on_disk_raises_the_alarm(world):
    kept = attachments.attach(world.draft().pk, "note.txt", b"as it was", by=world.desk)
    attachments.place(kept.sha256).write_bytes(b"as it never was")
    try:
        with pytest.raises(Tampered):
            attachments.open_attachment(kept.pk, world.desk)
    finally:
        attachments.place(kept.sha256).unlink()


def test_a_download_is_saved_and_never_run(login, world):
    kept = attachments.attach(world.draft().pk, "kaart van ’t dorp.pdf", PDF, by=world.desk)
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
