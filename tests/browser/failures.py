"""What the pages of a failed test said: their address, their language and all the text that could be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

MOST = 8_000
"""Characters of one page: a long list tells no more at its end."""
SHORT = 3_000
"""Milliseconds that a page gets to say it: one that hangs says nothing."""
HEARD = pytest.StashKey[list[tuple[str, str]]]()


def add_pages(item: Any, report: Any) -> None:
    """Adds them to the report of a failure. A complaint of the browser is told when its test ended, and its pages are
    gone by then: they are asked when it is known."""
    if report.when == "call" and (report.failed or complained(item)):
        item.stash[HEARD] = list(sections(item))
    if report.failed:
        report.sections.extend(item.stash.get(HEARD, []))


def complained(item: Any) -> bool:
    watch = item.funcargs.get("watch")
    return watch is not None and bool(watch.elsewhere or watch.complaints)


def sections(item: Any) -> Iterator[tuple[str, str]]:
    """Of each page that is open: a title for the report, and its text."""
    for page in open_pages(item):
        language, text = said(page, "html", "lang"), said(page, "body")
        more = f"\n... and {len(text) - MOST} characters more" if len(text) > MOST else ""
        yield f"page {page.url} ({language})", text[:MOST] + more


def open_pages(item: Any) -> list[Any]:
    """Those of every context of the browser, and those of a browser of the test's own."""
    browser, watch = item.funcargs.get("browser"), item.funcargs.get("watch")
    pages = [page for room in browser.contexts for page in room.pages] if browser else []
    return [page for page in dict.fromkeys([*pages, *(watch.pages if watch else ())]) if not page.is_closed()]


def said(page: Any, element: str, attribute: str = "") -> str:
    """The text of an element as a person sees it, or one of its attributes; or why it cannot be told."""
    try:
        it = page.locator(element).first
        return str(it.get_attribute(attribute, timeout=SHORT) if attribute else it.inner_text(timeout=SHORT))
    except Exception as error:
        return f"cannot be asked: {error}"
