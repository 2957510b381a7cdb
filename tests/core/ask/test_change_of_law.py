"""Which rules hold for a request that was sent under one wording and is decided under another."""

from datetime import date

from steun.core.ask.change_of_law import changes_of_law
from steun.rules.load import law

SENT, DECIDED = date(2022, 12, 30), date(2023, 1, 2)


def test_a_request_that_straddles_a_change_says_which_wording_it_follows_and_what_changed() -> None:
    (change,) = changes_of_law(["polw-57"], SENT, DECIDED, law())

    assert change.sent.source.valid_to == date(2022, 12, 31)
    assert change.now is not None and change.now.source.valid_from == date(2023, 1, 1)
    assert "agreement" in change.now.changed["en"]


def test_whether_the_new_text_governs_a_running_request_was_not_read() -> None:
    (change,) = changes_of_law(["polw-56"], SENT, DECIDED, law())

    assert change.evidence == "?"


def test_a_basis_that_ended_meanwhile_is_told_too() -> None:
    (change,) = changes_of_law(["polw-63"], SENT, DECIDED, law())

    assert change.now is None


def test_a_wording_that_stayed_changes_nothing() -> None:
    assert changes_of_law(["wvr-51", "polw-60"], SENT, DECIDED, law()) == ()
    assert changes_of_law(["polw-57"], SENT, date(2022, 12, 31), law()) == ()


def test_a_basis_that_did_not_hold_when_it_was_sent_cannot_have_changed() -> None:
    assert changes_of_law(["polw-62", "polw-62"], SENT, DECIDED, law()) == ()
