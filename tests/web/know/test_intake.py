"""A table of capabilities: what it would change is shown with every fault at its cell, and all of it is taken over or
nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from steun.exchange.tables import sheet, workbook
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice
from steun.web.know.catalogue.model import Capability
from steun.web.know.intake import acts, capabilities, preview
from steun.web.know.listing.model import Listing
from steun.web.people.person import key as tokens
from tests.builders import World
from tests.web.samples.listing import DESK, day

HEAD = ["code", "name_nl", "owner", "effects", "source", "valid_until"]


def row(**more: Any) -> list[object]:
    said = {
        "name_nl": "Pompen",
        "owner": "VR24",
        "effects": "water-kept-out",
        "source": "Region",
        "valid_until": day(90),
    }
    return [{**said, **more}.get(name, "") for name in HEAD]


def file(rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD, form: str = "csv") -> SimpleUploadedFile:
    writer: Any = sheet if form == "csv" else workbook
    return SimpleUploadedFile(f"table.{form}", writer.write(head, rows))


def of(
    world: World, rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD, form: str = "csv"
) -> preview.Preview:
    writer: Any = sheet if form == "csv" else workbook
    return capabilities.of_file(f"table.{form}", writer.write(head, rows), world.desk)


def codes(found: preview.Preview) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in found.faults]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_catalogue_taken_along_changes_nothing_when_it_comes_back(world: World, login: Any, form: str):
    client = login(*DESK)
    taken = client.get(f"/listings/import/table.{form}").content
    found = capabilities.of_file(f"a.{form}", taken, world.desk)
    assert found.faults == [] and found.counts["new"] == 0
    assert found.to_take_over == [] and len(found.rows) == Capability.objects.count()


def test_new_and_changed_rows_are_shown_field_by_field(world: World):
    found = of(world, [row(), row(code="sandbags", name_nl="Zandzakken vullen")])
    assert found.faults == [] and [it.kind for it in found.rows] == ["new", "change"]
    assert ("Naam", "Zandzakken vullen") in [(it.label, it.now) for it in found.rows[1].changes]


def test_a_row_without_a_code_is_known_by_its_name(world: World):
    known = Capability.objects.get(pk="sandbags")
    assert of(world, [row(name_nl=known.name_nl.upper())]).rows[0].shape.code == "sandbags"


def test_a_column_that_is_left_out_stays_and_an_empty_cell_empties(world: World):
    Capability.objects.filter(pk="sandbags").update(reaction_formal=60)
    assert of(world, [row(code="sandbags")]).rows[0].shape.reaction_formal == 60
    found = of(world, [[*row(code="sandbags"), ""]], [*HEAD, "reaction_formal"])
    assert found.rows[0].shape.reaction_formal is None


def test_every_problem_is_told_at_its_cell(world: World):
    rows = [
        row(effects="dragons"), row(name_nl="B", owner="NOBODY"), row(name_nl="C", valid_until="tomorrow"),
        row(name_nl=""), row(name_nl="D", code="Not a code!"), row(name_nl="E", effects=""),
        row(name_nl="F", valid_until=day(-3)),
    ]  # fmt: skip
    assert codes(of(world, rows)) == [
        ("D2", "unknown-code"), ("C3", "unknown-code"), ("F4", "date-parsing"), ("B5", "required"),
        ("A6", "string-pattern-mismatch"), ("D7", "required"), ("F8", "listing-is-valid-ahead"),
    ]  # fmt: skip


def test_all_that_is_wrong_with_a_row_is_told_at_once_and_once(world: World):
    found = of(world, [row(effects="dragons", valid_until="tomorrow", name_nl="", source=" ")])
    assert sorted(codes(found)) == [
        ("B2", "required"),
        ("D2", "unknown-code"),
        ("E2", "required"),
        ("F2", "date-parsing"),
    ]
    assert found.rows == []


@pytest.mark.parametrize(
    ("said", "found"), [("90", 90), ("1.440", 1440), ("1 440", 1440), ("2,5", None), ("much", None)]
)
def test_a_number_is_read_as_its_reader_writes_it_and_never_guessed(world: World, said: str, found: int | None):
    made = of(world, [[*row(), said]], [*HEAD, "reaction_formal"])
    if found is None:
        assert made.rows == [] and made.faults[0].field == "G2"
    else:
        assert made.faults == [] and made.rows[0].shape.reaction_formal == found


def test_a_day_may_be_written_as_the_dutch_do_but_is_no_number(world: World):
    year, month, date = day(90).split("-")
    assert of(world, [row(valid_until=f"{date}-{month}-{year}")]).rows[0].shape.valid_until.isoformat() == day(90)
    assert codes(of(world, [row(valid_until=46722)], form="xlsx")) == [("F2", "date-parsing")]


def test_names_and_words_do_as_well_as_codes(world: World):
    effect = Capability.objects.get(pk="sandbags").effects.get(pk="water-kept-out")
    head = ["Naam", "Owner", "Wat ermee bereikt wordt", "Bron", "Classes"]
    found = of(world, [["Pompen", "VR24", effect.name_nl, "Region", "civil; ad-hoc"]], head)
    assert found.faults == [] and found.rows[0].shape.classes == ["civil", "ad-hoc"]


def test_the_same_twice_and_what_is_proposed_already_are_told(world: World):
    assert codes(of(world, [row(code="sandbags"), row(code="sandbags")])) == [("A3", "code-is-there-twice")]
    sent = of(world, [row(code="sandbags", name_nl="Anders")])
    take_over(world, sent)
    assert codes(of(world, [row(code="sandbags", name_nl="Nog anders")])) == [("B2", "listing-stands-alone")]


def take_over(world: World, found: preview.Preview) -> Listing:
    rows = [(it.number, it.shape) for it in found.to_take_over]
    return acts.take_over(acts.RowsIn.of(rows), by=world.desk)


def test_looking_changes_nothing_and_taking_over_makes_a_proposal_of_each_row(world: World, login: Any):
    client, before = login(*DESK), Entry.objects.count()
    page = client.post("/listings/import", {"file": file([row(), row(name_nl="Boten")])})
    assert page.status_code == 200 and Entry.objects.count() == before
    shown = page.context["preview"]
    sent = {"rows": shown.packed, "seen": shown.seen}
    assert client.post("/listings/import/take-over", sent).status_code == 303
    assert sorted(Listing.objects.values_list("code", flat=True)) == ["boten", "pompen"]
    assert Notice.objects.filter(kind="listing-proposed").values("entry").distinct().count() == 1


def test_one_bad_row_keeps_all_others_out(world: World, login: Any):
    client = login(*DESK)
    page = client.post("/listings/import", {"file": file([row(), row(name_nl="Boten", effects="dragons")])})
    assert page.status_code == 422 and b"<code>D3</code>" in page.content
    assert b'action="/listings/import/take-over"' not in page.content
    assert not Listing.objects.exists()


def test_what_changed_since_the_preview_is_shown_anew_and_not_taken_over(world: World, login: Any):
    client = login(*DESK)
    shown = client.post("/listings/import", {"file": file([row(code="sandbags", name_nl="Anders")])}).context["preview"]
    Capability.objects.filter(pk="sandbags").update(name_nl="Intussen")
    page = client.post("/listings/import/take-over", {"rows": shown.packed, "seen": shown.seen})
    assert page.status_code == 409 and not Listing.objects.exists()
    again = page.context["preview"]
    assert client.post("/listings/import/take-over", {"rows": again.packed, "seen": again.seen}).status_code == 303


@pytest.mark.parametrize("rows", ["", "rubbish", "eJwDAAAAAAE=", "W10="])
def test_rows_that_are_not_what_was_sent_out_are_refused(world: World, login: Any, rows: str):
    assert login(*DESK).post("/listings/import/take-over", {"rows": rows, "seen": "x"}).status_code in (409, 422)
    assert not Listing.objects.exists()


def test_a_macro_a_wrong_type_and_no_file_are_refused_at_the_file(world: World, login: Any):
    client = login(*DESK)
    for sent in (
        {},
        {"file": SimpleUploadedFile("a.xlsx", b"PK rubbish")},
        {"file": SimpleUploadedFile("a.txt", b"x")},
    ):
        assert client.post("/listings/import", sent).status_code == 422
    assert client.post("/listings/import", {"file": SimpleUploadedFile("a.csv", b"x\n" * 5000)}).status_code == 422


def test_machines_get_the_same_preview_the_same_faults_and_the_same_act(world: World, client: Any):
    _, key = tokens.issue("test", by=world.desk)

    def call(rows: Sequence[Sequence[object]], asked: str = "") -> Any:
        path = f"/api/v1/listings/import{asked}"
        return client.post(path, {"file": file(rows)}, headers={"Authorization": f"Bearer {key}"})

    answer = call([row()])
    assert answer.status_code == 200, answer.content
    assert answer.json()["rows"][0]["kind"] == "new" and answer.json()["taken_over"] == 0
    wrong = call([row(effects="dragons")], "?take_over=true")
    assert wrong.status_code == 422 and wrong.json()["faults"][0]["field"] == "D2"
    assert not Listing.objects.exists()
    assert call([row()], "?take_over=true").json()["taken_over"] == 1
