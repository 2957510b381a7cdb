"""After a form that was taken the browser is told to look elsewhere, with 303: one helper says it for all pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import steun.web
from steun.web.kernel.input.forms import see_other

SOURCES = Path(steun.web.__file__).parent


def test_only_one_module_says_see_other() -> None:
    saying = {p.relative_to(SOURCES).as_posix() for p in SOURCES.rglob("*.py") if re.search(r"\b303\b", p.read_text())}
    assert saying == {"kernel/input/forms.py"}


def test_it_is_a_303_to_the_address() -> None:
    answer = see_other("/proposals?page=2#lines")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/proposals?page=2#lines")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "form", "there"),
    [
        ("/proposals", {"seconds": "1"}, "/proposals/"),
        ("/policy", {"lead": "10", "reserve": "1", "reason": "High water"}, "/policy"),
        ("/logout", {}, "/login"),
    ],
)
def test_a_form_that_was_taken_is_not_sent_again_by_loading_the_page_again(login, path, form, there) -> None:
    answer = login("minister-jenv", "MIN-JENV").post(path, form)
    assert answer.status_code == 303 and answer.headers["Location"].startswith(there)
