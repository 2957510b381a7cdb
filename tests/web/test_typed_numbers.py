"""Numbers that people type, in every form that takes one; numbers that machines send, in every shape that has one."""

from __future__ import annotations

import json
from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from steun.web.ask.request.model import Request
from steun.web.kernel.input.shape import Shape
from steun.web.kernel.journal.models import Entry
from steun.web.know.unit.model import Unit
from tests.builders import key

pytestmark = pytest.mark.django_db
PK = key("a typed request")


def saved_row(client, quantity: str, minimum: str = "") -> tuple[list[int], dict[str, str]]:
    """What is saved of a wish typed so, and the faults at its fields."""
    row = {"line_capability": ["sandbags"], "line_quantity": [quantity], "line_minimum": [minimum], "line_note": [""]}
    answer = json.loads(client.post(f"/requests/{PK}/autosave", {"title": "Water", **row}).content)
    saved = [line.quantity for line in Request.objects.get(pk=PK).lines.all()]
    return saved, {f["field"]: f["text"] for f in answer["faults"]}


def test_a_wish_outlives_a_fault_in_its_least(login):
    saved, faults = saved_row(login("duty-officer", "VR24"), "1.000", "2,5")
    assert saved == [1000] and list(faults) == ["lines.0.minimum"]


@pytest.mark.parametrize(
    ("language", "typed", "saved"),
    [
        ("nl", "1.000", 1000),
        ("nl", "250.000", 250000),
        ("nl", " 12 ", 12),
        ("nl", "12 000", 12000),
        ("en", "1,000", 1000),
    ],
)
def test_a_number_is_saved_as_its_language_writes_it(login, language, typed, saved):
    assert saved_row(login("duty-officer", "VR24", language), typed) == ([saved], {})


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("nl", "1,000", "op twee manieren"),
        ("en", "1.000", "two ways"),
        ("nl", "2.500,5", "geheel getal"),
        ("nl", "100.0", "100"),
        ("nl", "1_000", "Dit getal kan niet"),
        ("nl", "１２", "Dit getal kan niet"),
        ("nl", "1e3", "Dit getal kan niet"),
        ("nl", "2.000.000", "1000000"),
    ],
)
def test_a_number_that_is_not_one_is_said_at_its_field_and_not_saved(login, language, typed, said):
    saved, faults = saved_row(login("duty-officer", "VR24", language), typed)
    assert saved == [] and said in faults["lines.0.quantity"] and "%(" not in faults["lines.0.quantity"]


@pytest.fixture
def forms(world, login):
    """Every other form with a number: how to send it with a number, and what the number changes."""
    held = world.granted()
    deployment = world.ordered().deployments.get()
    alpha = world.unit("alpha")

    def post(role, path, field, more=None):
        return lambda typed: login(*role).post(path, {field: typed, **(more or {})})

    toc, setter = ("toc", "TOC"), ("minister-defence", "MIN-DEF")
    giver, unit = ("administrator", "STEUN"), ("unit-commander", "DEF-13LB")
    person = world.person("mayor", "GM0994").email
    window = {"starts_at": "2027-01-01T10:00", "ends_at": "2027-01-02T10:00", "reason": "exercise"}
    keep = {"unit": str(alpha.pk), "capability": "sandbags", "kind": "commit"}
    return {
        "recount": post(toc, "/units/alpha/recount", "capacity", {"reason": "counted"}),
        "absence": post(toc, "/units/alpha/absence", "quantity", window),
        "reserve": post(toc, f"/requests/{held.pk}/reserve", "quantity", keep),
        "report": post(unit, f"/deployments/{deployment.pk}/depart", "quantity"),
        "policy": post(setter, "/policy", "lead", {"reason": "because"}),
        "mandate": post(
            giver, "/organisations/VR24/mandates/new", "quantity", {"email": person, "role": "duty-officer"}
        ),
    }


@pytest.mark.parametrize("name", ["recount", "absence", "reserve", "report", "policy", "mandate"])
def test_every_form_asks_back_what_can_be_read_in_two_ways(forms, name):
    before = Entry.objects.count(), Unit.objects.get(code="alpha").capacity
    answer = forms[name]("1,000")
    page = answer.content.decode()
    assert answer.status_code == 422 and "op twee manieren" in page and "1,000" in page
    assert (Entry.objects.count(), Unit.objects.get(code="alpha").capacity) == before


def test_a_unit_is_counted_with_a_thousands_point(forms):
    assert forms["recount"]("1.000").status_code in (302, 303)
    assert Unit.objects.get(code="alpha").capacity == 1000


def shapes(kind: type[Shape] = Shape) -> list[type[Shape]]:
    found = [one for sub in kind.__subclasses__() for one in (sub, *shapes(sub))]
    return [one for one in dict.fromkeys(found) if not one.__name__.endswith(("Out", "Row"))]


def whole_fields() -> list[tuple[str, object]]:
    """Every field of what comes in through the API that is a whole number, with its rules."""
    import steun.web.urls  # noqa: F401  # every room is loaded

    found = []
    for shape in shapes():
        for name, field in shape.model_fields.items():
            if (
                "int" in str(field.annotation)
                and "list" not in str(field.annotation)
                and "dict" not in str(field.annotation)
            ):
                found.append((f"{shape.__name__}.{name}", Annotated[field.annotation, field]))
    return found


def test_machines_send_whole_numbers_as_numbers():
    fields = whole_fields()
    incoming = [f for f in fields if f[0].split(".")[0].endswith(("In", "Change", "Draft", "Set", "Move", "New"))]
    assert len(incoming) > 10
    lenient = []
    for name, kind in incoming:
        reader = TypeAdapter(kind)
        for sent in ("100", "1.000", 100.0, True, "1_000", "１２"):
            try:
                reader.validate_python(sent)
            except ValidationError:
                continue
            lenient.append((name, sent))
    assert lenient == []


@pytest.mark.parametrize("sent", ["100", "1.000", 100.0, True])
def test_the_api_takes_no_text_for_a_number(world, api, sent):
    call = api("duty-officer", "VR24")
    answer = call("post", "/requests", {"title": "Water", "lines": [{"capability": "sandbags", "quantity": sent}]})
    assert answer.status_code == 422 and answer.json()["faults"][0]["field"].endswith("quantity")


def test_what_is_counted_stands_beside_the_number_where_it_is_typed_and_read(world, login):
    request = world.asked(lines=[{"capability": "sandbags", "quantity": 25}])
    client = login("duty-officer", "VR24")
    draft = world.draft()
    said = "25 × Zandzakken vullen, dijk ophogen, in militairen"
    assert said in client.get(f"/requests/{request.pk}").content.decode()
    assert said in client.get(f"/requests/{request.pk}/form/wvr-51").content.decode()
    assert said in login("locc", "LOCC").get(f"/requests/{request.pk}/decide").content.decode()
    form = login("duty-officer", "VR24").get(f"/requests/{draft.pk}/edit").content.decode()
    assert "data-counted>militairen</span>" in form and 'data-counted="militairen"' in form
    assert "25 × Sandbag filling, dyke raising, in soldiers" in (
        login("duty-officer", "VR24", "en").get(f"/requests/{request.pk}").content.decode()
    )


def test_what_is_counted_is_told_to_machines(world, api):
    request = world.asked()
    (line,) = api("duty-officer", "VR24")("get", f"/requests/{request.pk}").json()["lines"]
    assert (line["quantity"], line["counted"]) == (68, "soldiers")


def test_a_wish_far_beyond_all_that_is_known_is_doubted_before_it_is_sent(world, login, api):
    beyond = world.draft(lines=[{"capability": "sandbags", "quantity": 250_000}])
    fine = world.draft(lines=[{"capability": "sandbags", "quantity": 900}])
    client = login("duty-officer", "VR24")
    said = "vraagt veel meer dan er van die capaciteit bekend is"
    assert said in client.get(f"/requests/{beyond.pk}/edit").content.decode()
    assert said not in client.get(f"/requests/{fine.pk}/edit").content.decode()
    call = api("duty-officer", "VR24")
    codes = [w["code"] for w in call("get", f"/requests/{beyond.pk}").json()["warnings"]]
    assert codes == ["requirements-are-plausible"] and call("get", f"/requests/{fine.pk}").json()["warnings"] == []
    world.sign(beyond)
    assert call("post", f"/requests/{beyond.pk}/moves/submit", {}).status_code == 200
