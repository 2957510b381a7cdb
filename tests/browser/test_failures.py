"""A failure of these tests tells what the pages said, since nobody can look at them afterwards."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser.failures import add_pages


@pytest.fixture
def opened(desk, town) -> dict[str, str]:
    """Two pages of one seat: what each report must call them, and words that stand on them."""
    page = desk("locc", "LOCC", "en")
    page.goto("/law")
    page.context.new_page().goto("/catalogue")
    return {f"page {town.address}/law (en)": "The law", f"page {town.address}/catalogue (en)": "Catalogue"}


def report(when: str, failed: bool) -> Any:
    return SimpleNamespace(when=when, failed=failed, sections=[])


def test_it_tells_the_address_the_language_and_the_text_of_every_open_page(request, opened) -> None:
    failure = report("call", failed=True)

    add_pages(request.node, failure)

    assert [title for title, _ in failure.sections] == list(opened)
    for title, text in failure.sections:
        assert opened[title] in text and "<main" not in text


def test_a_complaint_of_the_browser_is_told_with_the_pages_as_they_were_when_it_was_known(
    request, opened, watch, browser
) -> None:
    passed, teardown = report("call", failed=False), report("teardown", failed=True)
    watch.complaints.append("Something broke")

    add_pages(request.node, passed)
    watch.complaints.clear()
    for room in browser.contexts:
        room.close()
    add_pages(request.node, teardown)

    assert not passed.sections and [title for title, _ in teardown.sections] == list(opened)


def test_of_a_test_that_passes_nothing_is_asked(request, opened) -> None:
    passed = report("call", failed=False)

    add_pages(request.node, passed)
    add_pages(request.node, failure := report("teardown", failed=True))

    assert not passed.sections and not failure.sections
