"""What people see when something cannot be done: every reason at once, in words, and nothing typed is lost."""

import pytest
from django.test import RequestFactory

from steun.core.kernel.errors import Changed, Fault, Malformed, NotYours, Refused, Unknown
from steun.core.kernel.verdict import Verdict
from steun.web.kernel.failure import responses


@pytest.fixture
def show(world):
    def page(error, method="post", data=None, language="nl", **headers):
        from django.contrib.auth.models import AnonymousUser
        from django.contrib.messages.storage.fallback import FallbackStorage
        from django.utils import translation

        http = getattr(RequestFactory(), method)("/somewhere", data or {}, headers=headers)
        http.user, http.session = AnonymousUser(), {}
        http._messages = FallbackStorage(http)
        with translation.override(language):
            return responses.as_page(http, error).content.decode()

    return page


REFUSAL = Refused(
    [Verdict(False, "mandate-not-over", "Steun"), Verdict(False, "mandate-is-delegable", "Awb, art. 10:9")]
)


def test_every_reason_is_told_with_its_source(show):
    page = show(REFUSAL)
    assert page.count("<li>") >= 2 and "Awb, art. 10:9" in page
    assert "mandate-not-over" not in page and "mandate-is-delegable" not in page


def test_the_problem_page_keeps_what_was_typed_and_leads_back(show):
    page = show(
        REFUSAL, referer="http://testserver/requests/1?x=1",
        data={"reason": "Because the dyke <breaks>", "id": "1", "csrfmiddlewaretoken": "s", "password": "hush"},
    )  # fmt: skip
    assert "Because the dyke &lt;breaks&gt;" in page
    assert "hush" not in page and "csrfmiddlewaretoken" not in page.split("<main")[1]
    assert 'href="/requests/1?x=1"' in page


def test_the_way_back_stays_on_this_site(show):
    assert "evil.example" not in show(REFUSAL, referer="https://evil.example/x")


def test_a_fragment_for_htmx_tells_the_same(show):
    page = show(REFUSAL, data={"reason": "Typed"}, **{"HX-Request": "true"})
    assert "<html" not in page and 'role="alert"' in page and "Typed" in page and "Awb, art. 10:9" in page


def test_moments_of_two_versions_are_told_in_dutch_time(show):
    page = show(Changed({"until": "2027-10-31T01:30:00+00:00"}, {"until": "2027-10-31T00:30:00Z"}, 3))
    assert "31 okt 2027 02:30 (wintertijd)" in page and "31 okt 2027 02:30 (zomertijd)" in page


def test_both_versions_stand_side_by_side(show):
    page = show(Changed({"title": "Theirs", "urgent": True}, {"title": "Mine", "urgent": True}, 3))
    assert "Theirs" in page and "Mine" in page


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "error",
    [
        REFUSAL, Unknown("request", "x"), NotYours({"locc", "mayor@GM0994"}), NotYours(limit="no-mandate"),
        NotYours(limit="second-step"), NotYours(limit="forbidden"), NotYours(limit="mandate"),
        NotYours(limit="quantity"),
        Malformed([Fault("email", "unknown-person"), Fault("body", "too-large"), Fault("lines.0.note", "required")]),
        Changed({"title": "a"}, {"title": "b"}, 1),
    ],
    ids=lambda e: f"{e.code}-{getattr(e, 'limit', '')}",
)  # fmt: skip
def test_no_code_is_left_on_a_problem_page(show, error, language):
    page = show(error, language=language).split("<main")[1].split("</main")[0]
    text = page.replace(f'data-code="{error.code}"', "")
    left = [c for c in CODES if f">{c}<" in text or f" {c} " in text or f">{c} " in text or f"{c}:" in text]
    assert left == []


CODES = (
    "refused", "unknown", "not-yours", "malformed", "no-mandate", "second-step", "forbidden",
    "quantity", "unknown-person", "too-large", "required", "email", "lines", "title", "locc", "mayor",
)  # fmt: skip
