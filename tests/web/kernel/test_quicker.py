"""The quicker compiler writes what Django's own writes, to the letter, for questions of every kind that we ask."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet

from steun.web.ask.gate.model import Gate
from steun.web.ask.request.model import Line, Request
from steun.web.desks.case.read import case
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.people.models import Mandate, Organisation
from steun.web.kernel.sql import quicker
from tests.builders import PEOPLE

THEIRS = {
    "sqlite": "django.db.models.sql.compiler",
    "postgresql": "django.db.backends.postgresql.compiler",
}
SELDOM: dict[str, Any] = {
    "some columns": lambda: Request.objects.only("number", "requester__name_nl").select_related("requester"),
    "all but one": lambda: Request.objects.defer("search"),
    "values": lambda: Request.objects.values("number", "requester__name_nl").order_by("number"),
    "one value": lambda: Request.objects.values_list("pk", flat=True)[:5],
    "a name that is also an alias": lambda: Request.objects.annotate(state_=F("state")).order_by("state_"),
    "counted": lambda: Request.objects.annotate(n=Count("gates")).filter(n__gt=1).order_by("-n", "pk"),
    "of another table": lambda: Gate.objects.order_by("request__number", "-position"),
    "another table twice": lambda: Organisation.objects.filter(region__parent__kind="province").order_by("region"),
    "through rows": lambda: Request.objects.filter(municipalities="GM0994", lines__capability="sandbags").distinct(),
    "last first": lambda: Line.objects.reverse(),
    "any order": lambda: Gate.objects.order_by(),
    "by an expression": lambda: Request.objects.order_by(F("starts_at").asc(nulls_last=True), "pk"),
    "one of both": lambda: Line.objects.order_by().union(Line.objects.filter(minimum=1).order_by()),
    "held by nobody": lambda: Mandate.objects.filter(~Exists(Gate.objects.filter(done_by=OuterRef("person")))),
    "locked": lambda: Request.objects.select_related("effect", "incident").select_for_update(of=("self",)),
    "nothing": lambda: Entry.objects.none(),
}


def written(rows: QuerySet[Any], compilers: Any) -> tuple[Any, ...]:
    """The statement, its parameters, and which columns make which rows."""
    compiler = compilers.SQLCompiler(rows.query.clone(), connection, "default")
    try:
        statement, params = compiler.as_sql()
    except EmptyResultSet:
        return ("nothing",)
    return statement, tuple(map(str, params)), filled(compiler.klass_info), compiler.annotation_col_map


def filled(rows: Any) -> Any:
    """Which columns make which rows, without the functions that tie these together, which are new each time."""
    if rows is None:
        return None
    tied = [filled(inner) for inner in rows.get("related_klass_infos", ())]
    return rows["model"], list(rows["select_fields"]), rows.get("field"), tied


def same(rows: QuerySet[Any]) -> bool:
    ours = import_module(connection.ops.compiler_module)
    assert issubclass(ours.SQLCompiler, quicker.Quicker)
    theirs = import_module(THEIRS[connection.vendor])
    first = written(rows, ours), written(rows, theirs), written(rows, ours)  # and once more, out of what was kept
    return first[0] == first[1] == first[2]


def questions(world: Any) -> Iterator[QuerySet[Any]]:
    """Every table by itself, by its keys, and as each role sees it."""
    actors = [world.actor(*seat) for seat in PEOPLE]
    for model in apps.get_models():
        rows = model._default_manager.all()
        yield from (rows, rows.filter(pk=None), rows.order_by("pk"), rows.order_by("-pk")[:1], rows.select_related())
        if hasattr(rows, "visible_to"):
            yield from (rows.visible_to(actor).order_by() for actor in actors)
            yield from (rows.visible_to(actor) for actor in actors)


@pytest.mark.django_db
def test_of_every_table_and_for_every_role_the_statements_are_the_same(world):
    quicker.COLUMNS.clear()

    asked = list(questions(world))

    assert len(asked) > 300
    assert [str(rows.query) for rows in asked if not same(rows)] == []
    assert len(quicker.COLUMNS) > 20, "nothing was written in the quick way"


@pytest.mark.django_db
@pytest.mark.parametrize("rows", SELDOM.values(), ids=SELDOM.keys())
def test_what_is_seldom_asked_is_written_the_same(rows):
    assert same(rows())


def test_rows_are_read_into_the_same_fields(world):
    request = world.asked()

    found = case(request.pk, world.desk)
    again = Request.objects.prefetch_related(Prefetch("gates", Gate.objects.select_related("part"))).get(pk=request.pk)

    assert found.title == again.title == request.title and found.requester.code == "VR24"
    assert [g.part.basis for g in again.gates.all()] == [g.part.basis for g in found.gates.all()] != []
