"""A field of a form as HTML: what it says of itself, and nothing that somebody typed is taken for HTML."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils.translation import override

CASES = {
    "a text": ({"name": "title", "label": "Title", "value": "A & B"}, [
        '<label for="title">Title</label>', '<input type="text" id="title" name="title" value="A &amp; B">',
    ]),
    "a number": ({"name": "n", "label": "N", "type": "number", "value": None}, [
        'inputmode="numeric"', 'id="n" name="n" value="">',
    ]),
    "lines": ({"name": "why", "label": "Why", "rows": 3, "value": "</textarea><b>"}, [
        '<textarea id="why" name="why" rows="3">\n&lt;/textarea&gt;&lt;b&gt;</textarea>',
    ]),
    "a choice": ({"name": "kind", "label": "Kind", "options": [(1, "one"), (2, "<two>")], "value": "2", "empty": ""}, [
        '<option value=""></option>', '<option value="1">one</option>',
        '<option value="2" selected>&lt;two&gt;</option>',
    ]),
    "a choice that must be made": ({"name": "kind", "label": "Kind", "options": [("a", "A")], "empty": None}, [
        '<select id="kind" name="kind">\n<option value="a">A</option>',
    ]),
    "a fault": ({"name": "n", "id": "f-n", "label": "N", "hint": "whole", "error": "no <number>", "required": True}, [
        '<p class="hint" id="f-n-hint">whole</p>', '<p class="error" id="f-n-error">no &lt;number&gt;</p>',
        ' required aria-describedby="f-n-error f-n-hint" aria-invalid="true">',
    ]),
    "a unit": ({"name": "r", "label": "R", "unit": "km", "optional": True, "extra": 'x="'}, [
        'R <span class="soft">(optional)</span>', '<div class="with-unit">', "<span>km</span></div>", 'x=&quot;>',
    ]),
    "a moment": ({"name": "at", "label": "At", "type": "moment", "value": datetime(2027, 1, 5, 11, 15, tzinfo=UTC)}, [
        'data-moment id="at" name="at" value="05-01-2027 12:15"', 'name="at.was"',
    ]),
    "a day": ({"name": "on", "label": "On", "type": "day", "value": "2027-01-05", "error": "why"}, [
        'data-day id="on" name="on" value="05-01-2027"', 'aria-describedby="on-error',
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_field_says_what_it_is_given(name):
    given, expected = CASES[name]

    html = shown(given)

    for text in expected:
        assert text in html
    assert html.count("<div") == html.count("</div>")


def shown(given) -> str:
    page = engines["django"].from_string('{% include "parts/form/input.html" %}')
    with override("en"):
        return page.render(given)
