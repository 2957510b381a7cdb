"""The form of a case that one may not see is not there: neither empty, nor with what hangs on that case."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from steun.web.ask.attachment import acts as attachments
from steun.web.ask.request import acts
from steun.web.kernel.keys import new_key
from tests.web.ask.test_attachments import PDF, upload

OUTLINE, STRANGER = ("mayor", "GM0935"), ("duty-officer", "VR01")
"""Who reads of a sent case in the region only its outline, and so knows its id; who reads nothing of it."""
TYPED = {"effect": "water-kept-out"}


@pytest.fixture(params=["draft", "sent"])
def case(request: Any, world: Any, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = str(tmp_path)
    words = {"lines": [{"capability": "sandbags", "quantity": 37, "note": "Secret note"}]}
    it = world.draft(**words)
    attachments.attach(it.pk, upload("secret.pdf", PDF), by=world.desk)
    if request.param == "sent":
        world.sign(it)
        it = acts.submit(it.pk, by=world.desk)
    return it


def answers(client: Any, pk: object) -> dict[str, Any]:
    """Every address at which a form is shown that nobody saved yet."""
    return {
        "new": client.get(f"/requests/new?id={pk}"),
        "route": client.post(f"/requests/{pk}/route", TYPED),
        "side": client.post(f"/requests/{pk}/route", TYPED, headers={"HX-Target": "side"}),
        "soonest": client.post(f"/requests/{pk}/soonest", TYPED),
        "autosave": client.post(f"/requests/{pk}/autosave", {**TYPED, "title": "Mine"}),
        "edit": client.post(f"/requests/{pk}/edit", {**TYPED, "title": "Mine", "starts_at": "rubbish"}),
        "attach": client.post(f"/requests/{pk}/attachments", {"file": SimpleUploadedFile("mine.exe", b"MZ")}),
    }


@pytest.mark.parametrize("seat", [OUTLINE, STRANGER])
def test_a_form_at_the_id_of_somebody_elses_case_shows_nothing_of_it(case, login, seat):
    leaks = {
        name: answer.status_code
        for name, answer in answers(login(*seat, "en"), case.pk).items()
        if answer.status_code not in (403, 404, 409)
        or any(word in answer.content.decode() for word in ("Secret note", "secret.pdf"))
    }

    assert leaks == {}


def test_at_an_id_that_nobody_has_there_is_a_form(login, world):
    found = {name: it.status_code for name, it in answers(login(*STRANGER, "en"), new_key()).items()}

    assert set(found.values()) <= {200, 302, 422}
