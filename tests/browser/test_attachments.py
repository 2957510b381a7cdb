"""Attachments in Chromium: what is too large is said before it is sent; a wrong one is taken away by its own page."""

from __future__ import annotations

import pytest

from tests.browser.steps import send, start_request

PDF = b"%PDF-1.7\n%a map\n"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_file_goes_in_and_out_by_its_form_and_a_large_one_stays_out(desk, words, tmp_path, language: str) -> None:
    say = words(language)
    page = desk("duty-officer", "VR24", language)
    start_request(page, say)
    file = page.locator("#file")
    large = tmp_path / "large.pdf"  # from the disk, as people choose one: ten million bytes by playwright take a while
    large.write_bytes(PDF + bytes(10_000_001))
    file.set_input_files(large)
    assert file.evaluate("(it) => it.validationMessage") == say("This file is larger than 10 MB.")

    file.set_input_files({"name": "kaart.pdf", "mimeType": "application/pdf", "buffer": PDF})
    assert file.evaluate("(it) => it.validationMessage") == ""
    page.get_by_role("button", name=say("Attach"), exact=True).click()
    page.get_by_role("link", name="kaart.pdf", exact=True).wait_for()

    send(page, page.get_by_role("link", name=say("Remove %(name)s") % {"name": "kaart.pdf"}))
    page.get_by_label(say("Why (everybody with this case reads this: no personal data)")).fill("Not for here")
    send(page, page.get_by_role("button", name=say("Remove for good")))
    assert page.get_by_text("Not for here").count()
    assert not page.get_by_role("link", name="kaart.pdf", exact=True).count()
