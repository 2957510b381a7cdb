"""An answer to a poll as a sheet: taken along with the needs that stand, filled in, shown with every fault at its cell,
and taken over whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from steun.core.kernel.errors import Malformed, NotYours, Refused
from steun.exchange.tables import sheet, workbook
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Notice, Organisation
from steun.web.know.answersheet import acts
from steun.web.know.answersheet.weighing import COLUMNS, of_file
from steun.web.know.intake.preview import Preview
from steun.web.know.need import acts as needs
from steun.web.know.need.model import Need
from steun.web.know.poll import acts as polls
from steun.web.people.person import key as tokens
from tests.builders import World
from tests.exchange.test_incoming import book
from tests.exchange.test_incoming import cell as xml_cell
from tests.exchange.test_incoming import row as xml_row
from tests.web.samples import need as sample
from tests.web.samples import poll as asked

pytestmark = pytest.mark.django_db
DESK, DOPS, LOCC, STRANGER = ("duty-officer", "VR24"), ("dops", "DOPS"), ("locc", "LOCC"), ("duty-officer", "VR01")
HEAD = list(COLUMNS.names)


def row(**more: Any) -> list[object]:
    return [{**sample.given(), **more}.get(name, "") for name in HEAD]


def content(rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD, form: str = "csv") -> bytes:
    writer: Any = sheet if form == "csv" else workbook
    return writer.write(head, rows)


def of(poll: Any, rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD, form: str = "csv") -> Preview:
    return of_file(f"table.{form}", content(rows, head, form), poll, "VR24")


def codes(found: Preview) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in found.faults]


def take_over(world: World, poll: Any, found: Preview) -> None:
    acts.bring_in(poll.pk, acts.AnswerRowsIn.of((it.number, it.shape) for it in found.to_take_over), by=world.desk)


def named(poll: Any) -> set[Any]:
    return set(poll.asked.get(organisation="VR24").needs.values_list("pk", flat=True))


def sent(rows: Sequence[Sequence[object]]) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("table.csv", content(rows))}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_sheet_as_it_was_taken_along_is_an_answer_with_the_needs_that_stand(world, login, form, language):
    poll, first = asked.poll(world), sample.stated(world)
    second = sample.stated(world, capability="", effect="water-kept-out", addressee="")
    taken = login(*DESK, language).get(f"/polls/{poll.pk}/import/table.{form}")
    found = of_file(f"a.{form}", taken.content, poll, "VR24")
    assert codes(found) == [] and [it.kind for it in found.rows] == ["same", "same"]
    before = Entry.objects.count()
    take_over(world, poll, found)
    assert named(poll) == {first.pk, second.pk}
    assert Entry.objects.count() == before + 1, "needs that stay the same have no entry"
    with pytest.raises(Malformed) as nothing:
        take_over(world, poll, of_file(f"a.{form}", taken.content, poll, "VR24"))
    assert [it.code for it in nothing.value.faults] == ["table-changes-nothing"]


def test_the_heads_are_in_the_language_of_the_reader_and_the_second_sheet_has_what_may_stand_in_a_cell(world, login):
    poll = asked.poll(world)
    sample.stated(world)
    for language, head, values in (("nl", "van wie", "Toegestane waarden"), ("en", "of whom", "Allowed values")):
        book = ZipFile(BytesIO(login(*DESK, language).get(f"/polls/{poll.pk}/import/table.xlsx").content))
        first, second = (book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
        assert head in first and values in book.read("xl/workbook.xml").decode()
        assert "sandbags" in second and "DOPS" in second and "VR24<" not in second, "nobody needs of oneself"
        assert f"'{values}'!$A$2:$A$" in first and first.count("<dataValidation ") == 3


def test_each_row_is_shown_as_new_changed_or_the_same_and_one_press_takes_all_of_it_over(world, login):
    poll, same, other = asked.poll(world), sample.stated(world), sample.stated(world, place="Maas")
    rows = [
        row(need=same.pk), row(need=other.pk, place="Maas", quantity=70), row(place="Roer"), row(place="Vecht"),
    ]  # fmt: skip
    client, before = login(*DESK, "en"), Entry.objects.count()
    page = client.post(f"/polls/{poll.pk}/import", sent(rows))
    shown = page.context["preview"]
    assert page.status_code == 200 and [it.kind for it in shown.rows] == ["same", "change", "new", "new"]
    assert [(it.label, it.was, it.now) for it in shown.rows[1].changes] == [("how many", "60", "70")]
    assert Entry.objects.count() == before, "looking changes nothing"
    answer = client.post(f"/polls/{poll.pk}/import/take-over", {"rows": shown.packed, "seen": shown.seen})
    assert answer.status_code == 303 and answer["Location"] == f"/polls/{poll.pk}"
    assert set(Need.objects.values_list("place", "quantity", "state")) == {
        ("Geul", 60, "stated"), ("Maas", 70, "stated"), ("Roer", 60, "stated"), ("Vecht", 60, "stated"),
    }  # fmt: skip
    assert named(poll) == set(Need.objects.values_list("pk", flat=True))
    notices = Notice.objects.filter(kind="needs-stated", organisation="DOPS")
    assert len(set(notices.values_list("entry", flat=True))) == 1, "of whom several are needed hears it once"
    assert [str(it) for it in replay()] == []


def test_the_same_file_twice_makes_no_need_twice(world):
    poll, rows = asked.poll(world), [row(place="Roer"), row(place="Vecht")]
    take_over(world, poll, of(poll, rows))
    again = of(poll, [*rows, row(place="Dommel")])
    assert [it.kind for it in again.rows] == ["same", "same", "new"]
    take_over(world, poll, again)
    assert Need.objects.count() == 3 and len(named(poll)) == 3


def test_what_the_table_leaves_out_leaves_the_answer_and_stays_stated(world, login):
    poll, kept, left = asked.poll(world), sample.stated(world), sample.stated(world, place="Maas")
    polls.answer(poll.pk, by=world.desk, needs=[kept.pk, left.pk])
    found = of(poll, [row(need=kept.pk)])
    assert len(found.left) == 1 and "Maas" in found.left[0]
    take_over(world, poll, found)
    left.refresh_from_db()
    assert named(poll) == {kept.pk} and left.state == "stated"


def test_a_column_that_is_left_out_stays_and_an_empty_cell_empties(world):
    poll, it = asked.poll(world), sample.stated(world)
    found = of(poll, [[it.pk, 70]], ["need", "quantity"])
    assert codes(found) == [] and found.rows[0].shape.place == "Geul" and found.rows[0].shape.quantity == 70
    assert of(poll, [row(need=it.pk, addressee="")]).rows[0].shape.addressee == ""
    assert codes(of(poll, [row(need=it.pk, place="")])) == [("G2", "required")]


def test_names_in_either_language_do_as_well_as_codes(world):
    poll = asked.poll(world)
    rows = [row(capability="Emergency generator", addressee=Organisation.objects.get(pk="DOPS").name_nl)]
    found = of(poll, rows)
    assert codes(found) == [] and found.rows[0].shape.capability == "generator"
    with override("nl"):
        heads = [COLUMNS.label(name) for name in HEAD]
    assert codes(of(poll, [row()], [heads[0].upper(), *heads[1:]])) == []


def test_a_name_of_several_is_asked_for_by_its_code_and_never_guessed(world, login):
    Organisation.objects.filter(pk__in=("RWS", "DOPS")).update(name_nl="Waterschap", name_en="Waterschap")
    poll = asked.poll(world)
    assert codes(of(poll, [row(addressee="Waterschap")])) == [("I2", "name-of-several")]
    it = sample.stated(world)
    taken = login(*DESK).get(f"/polls/{poll.pk}/import/table.csv").content
    assert b"DOPS" in taken and [r.shape.need for r in of_file("a.csv", taken, poll, "VR24").rows] == [it.pk]


def test_every_problem_is_told_at_its_cell_all_at_once(world):
    poll, other = asked.poll(world), needs.draft(sample.NeedIn(**sample.given(addressee="RWS")), by=world.actor(*DOPS))
    needs.state(other.pk, by=world.actor(*DOPS))
    own = sample.stated(world)
    rows = [
        row(capability="dragons"), row(quantity="2,5", place="A"), row(quantity=0, place="B"),
        row(quantity=-1, place="C"), row(reaction_minutes="", place="D"), row(addressee="VR24", place="E"),
        row(capability="", place="F"), row(need=other.pk, place="G"), row(need="no key", place="H"),
        row(need=own.pk), row(need=own.pk, place="I"), row(place="J"), row(place="J"), row(scenario="x" * 300),
    ]  # fmt: skip
    assert sorted(codes(of(poll, rows)), key=lambda it: int(it[0][1:])) == [
        ("B2", "unknown-code"), ("D3", "whole-number"), ("D4", "greater-than-equal"), ("D5", "unreadable-number"),
        ("E6", "required"), ("I7", "need-is-of-somebody-else"), ("B8", "need-names-something"),
        ("A9", "need-is-not-stated"), ("A10", "uuid-parsing"), ("A12", "need-is-there-twice"),
        ("A14", "need-is-there-twice"), ("H15", "text-too-long"),
    ]  # fmt: skip


def test_one_bad_row_keeps_all_others_out(world, login):
    poll, client, before = asked.poll(world), login(*DESK), Entry.objects.count()
    page = client.post(f"/polls/{poll.pk}/import", sent([row(), row(place="Maas", quantity=0)]))
    assert page.status_code == 422 and b"<code>D3</code>" in page.content
    assert b"/import/take-over" not in page.content
    shown = acts.AnswerRowsIn.model_validate(
        {"rows": [{"number": 2, "said": sample.given()}, {"number": 3, "said": sample.given(addressee="VR24")}]}
    )
    with pytest.raises(Malformed) as wrong:
        acts.bring_in(poll.pk, shown, by=world.desk)
    assert [it.field for it in wrong.value.faults] == ["3:3"]
    assert Entry.objects.count() == before and not Need.objects.exists()


TEXT = "<is><t>{}</t></is>"


def cells(number: int, *inner: str) -> str:
    """A row of a sheet; what is empty has no cell."""
    there = [(f"{'ABCDEFGHIJ'[n]}{number}", it) for n, it in enumerate(inner) if it]
    return xml_row(*(xml_cell(at, it, **({"t": "inlineStr"} if "<is>" in it else {})) for at, it in there))


NAMES = cells(1, *(TEXT.format(name) for name in HEAD))
FIRST = ("", TEXT.format("sandbags"), "", "<v>60</v>", "<v>360</v>", "<v>72</v>", TEXT.format("Geul"), TEXT.format("x"))


def with_cell(n: int, inner: str) -> str:
    return NAMES + cells(2, *(inner if n == k else it for k, it in enumerate(FIRST)))


BAD = {
    "formula": (book(with_cell(3, "<f>1+1</f><v>2</v>")), {("D2", "cell-is-computed")}),
    "decimals": (book(with_cell(3, "<v>2.5</v>")), {("D2", "whole-number")}),
    "merged": (
        book(with_cell(9, ""), after='<mergeCells><mergeCell ref="G2:H2"/></mergeCells>'), {("G2", "cells-are-merged")},
    ),
    "head": (book(cells(1, TEXT.format("naam")) + cells(2, TEXT.format("x"))), {("A1", "unknown-column")}),
    "empty": (book(NAMES), {("file", "table-is-empty")}),
    "bomb": (book(" " * 40_000_000), {("file", "table-is-too-large")}),
    "rows": (
        workbook.write(HEAD, [row(place=f"Place {n}") for n in range(1_001)]), {("file", "table-has-too-many-rows")},
    ),
    "macro": (book("", vbaProject="x"), None),
    "other": (b"PK rubbish", None),
    "nothing": (b"", None),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_cannot_be_taken_as_it_is_changes_nothing_and_says_where(world, login, kind):
    poll, (bad, at) = asked.poll(world), BAD[kind]
    before = Entry.objects.count()
    page = login(*DESK).post(f"/polls/{poll.pk}/import", {"file": SimpleUploadedFile("a.xlsx", bad)})
    assert page.status_code == 422 and Entry.objects.count() == before and not Need.objects.exists()
    if at:
        assert at <= set(codes(page.context["preview"]))
    else:
        assert b'id="intake-file-error"' in page.content


def test_a_day_in_a_cell_of_a_number_is_told(world):
    forms = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    styles = f'{workbook.TOP}<styleSheet xmlns="{workbook.MAIN}">{forms}</styleSheet>'
    dated = with_cell(3, "<v>46722</v>").replace('r="D2"', 'r="D2" s="1"')
    assert codes(of_file("a.xlsx", book(dated, styles=styles), asked.poll(world), "VR24")) == [("D2", "whole-number")]


def test_what_changed_since_the_preview_is_shown_anew_and_not_taken_over(world, login):
    poll, it, client = asked.poll(world), sample.stated(world), login(*DESK)
    shown = client.post(f"/polls/{poll.pk}/import", sent([row(need=it.pk, quantity=70)])).context["preview"]
    needs.revise(it.pk, sample.NeedIn(**sample.given(quantity=65)), by=world.desk)
    page = client.post(f"/polls/{poll.pk}/import/take-over", {"rows": shown.packed, "seen": shown.seen})
    assert page.status_code == 409 and named(poll) == set()
    again = page.context["preview"]
    assert [(c.was, c.now) for c in again.rows[0].changes] == [("65", "70")]
    sent_again = {"rows": again.packed, "seen": again.seen}
    assert client.post(f"/polls/{poll.pk}/import/take-over", sent_again).status_code == 303


@pytest.mark.parametrize("rows", ["", "rubbish", "eJwDAAAAAAE=", "W10="])
def test_rows_that_are_not_what_was_sent_out_are_refused(world, login, rows):
    poll = asked.poll(world)
    sent_back = {"rows": rows, "seen": "x"}
    assert login(*DESK).post(f"/polls/{poll.pk}/import/take-over", sent_back).status_code in (409, 422)
    assert not Need.objects.exists()


def test_only_who_is_asked_and_only_while_it_is_open(world, login):
    poll, rows = asked.poll(world), acts.AnswerRowsIn.model_validate({"rows": [{"number": 2, "said": sample.given()}]})
    assert login(*STRANGER).get(f"/polls/{poll.pk}/import").status_code == 404
    assert login(*LOCC).get(f"/polls/{poll.pk}/import").status_code == 403
    assert login(*LOCC).get(f"/polls/{poll.pk}/import/table.xlsx").status_code == 403
    with pytest.raises(NotYours):
        acts.bring_in(poll.pk, rows, by=world.actor(*LOCC))
    polls.close(poll.pk, by=world.actor(*LOCC))
    assert login(*DESK).get(f"/polls/{poll.pk}/import").status_code == 409
    with pytest.raises(Refused):
        acts.bring_in(poll.pk, rows, by=world.desk)
    assert not Need.objects.exists()


def test_machines_get_the_same_preview_the_same_faults_and_the_same_act(world, client):
    poll, (_, key) = asked.poll(world), tokens.issue("test", by=world.desk)

    def call(rows: Sequence[Sequence[object]], more: str = "") -> Any:
        path = f"/api/v1/polls/{poll.pk}/import{more}"
        return client.post(path, sent(rows), headers={"Authorization": f"Bearer {key}"})

    answer = call([row()])
    assert answer.status_code == 200, answer.content
    assert answer.json()["rows"][0]["kind"] == "new" and answer.json()["taken_over"] == 0
    wrong = call([row(quantity=0)], "?take_over=true")
    assert wrong.status_code == 422 and wrong.json()["faults"][0]["field"] == "D2"
    assert not Need.objects.exists()
    assert call([row()], "?take_over=true").json()["taken_over"] == 1
    assert len(named(poll)) == 1
