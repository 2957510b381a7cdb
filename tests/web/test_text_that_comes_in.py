"""Text that comes in: what nobody sees is taken out, what is too long is refused with the numbers, nothing is cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin

import pytest
from django.utils.translation import override
from pydantic import TypeAdapter, ValidationError

import steun
from steun.web.ask.attachment.acts import clean_name
from steun.web.ask.request.model import Request
from steun.web.kernel import words
from steun.web.kernel.failure.problems import malformed
from steun.web.kernel.input.shape import Email, Letters, Phone, Shape, Short, Text
from steun.web.kernel.people.models import Person
from tests.builders import key
from tests.web.test_typed_numbers import shapes
from tests.words import catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PK = key("a request with text")
UNSEEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad\u3164\u2800"
TEMPLATES = Path(steun.__file__).parent / "web" / "templates"
ODD = [
    "", "x" * 9000, "a\x00", "\ud800", "no code!", -1, 10**9, 10**30, 1.5, 1e300, float("nan"), float("inf"), True,
    None, [], {}, ["x"] * 400, {"x": 1}, "1066-10-14T09:00:00Z", "soon", 317000, 95.0, "06-abc", "jan@voorbeeld",
    [{}] * 60,
]  # fmt: skip


def incoming() -> list[tuple[str, object]]:
    """Every field of every shape that comes in, with its rules."""
    import steun.web.urls  # noqa: F401  # every room is loaded

    ends = ("In", "Change", "Draft", "Set", "Move", "New", "Shape", "Evidence", "LastResort")
    kinds = [one for one in shapes() if one.__name__.endswith(ends)]
    return [(f"{k.__name__}.{n}", Annotated[f.annotation, f]) for k in kinds for n, f in k.model_fields.items()]


def wrong(kind: object, sent: object) -> list[object]:
    try:
        TypeAdapter(kind).validate_python(sent)
    except ValidationError as error:
        return list(malformed(error).faults)
    return []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_fault_of_every_field_is_a_sentence_without_holes(language):
    known = {code for context, code in catalogue(language) if context == "fault"}
    holes = set()
    for name, kind in incoming():
        for sent in ODD:
            for fault in wrong(kind, sent):
                with override(language):
                    said = words.sentence("fault", fault.code, fault.facts)
                if fault.code not in known or "%(" in said or "…" in said:
                    holes.add((name, fault.code, said))
    assert sorted(holes) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sentence_can_break_on_its_facts(language):
    for (context, code), text in catalogue(language).items():
        if "%(" in text and context:
            assert "%(" not in text % words.Facts({}), (context, code)


def test_what_a_limit_says_is_a_number_people_write():
    (fault,) = wrong(dict(incoming())["RequestIn.radius_m"], 600_000)
    assert words.sentence("fault", fault.code, fault.facts) == "Hoogstens 500000."


@pytest.mark.parametrize("sign", UNSEEN)
@pytest.mark.parametrize("kind", [Text, Short, Annotated[str, Letters(160, least=1)]])
def test_marks_of_direction_and_what_does_not_show_are_taken_out(kind, sign):
    assert TypeAdapter(kind).validate_python(f"{sign}Anna{sign}gnp.exe{sign}") == "Annagnp.exe"


def test_what_joins_letters_of_other_scripts_and_emoji_stays():
    for text in ("👩\u200d🚒 brandweer", "می\u200cخواهم", "Zoë", "Fryslân", "日本"):
        assert TypeAdapter(Short).validate_python(text) == text


def test_letters_are_composed_and_line_ends_are_one():
    assert TypeAdapter(Text).validate_python("Zoe\u0308\r\na\u2028b\x85c") == "Zoë\na\nb\nc"


def test_a_name_of_nothing_that_shows_is_no_name(api):
    answer = api("administrator", "STEUN")(
        "post", "/organisations/VR24/persons", {"email": "x@example.org", "name": "\u3164\u200b"}
    )
    assert answer.status_code == 422 and answer.json()["faults"][0]["code"] == "required"


def test_every_text_of_every_shape_is_clean():
    unclean = []
    for name, kind in incoming():
        for sent in ("A\u202eb", ["A\u202eb"]):
            try:
                taken = TypeAdapter(kind).validate_python(sent)
            except ValidationError:
                continue
            if "\u202e" in str(taken):
                unclean.append(name)
    assert unclean == []


@pytest.mark.parametrize(
    "typed", ["06–12345678", "06‑12345678", "06\u00a012345678", "\u202a06-12345678\u202c", "０６－12345678"]
)
def test_a_telephone_number_is_taken_whatever_it_was_copied_from(login, typed):
    client = login("administrator", "STEUN")
    form = {"email": "new@example.org", "name": "New Person", "language": "nl", "phone": typed}
    assert client.post("/organisations/VR24/invite", form).status_code in (302, 303)
    assert Person.objects.get(email="new@example.org").phone in {"06-12345678", "06 12345678"}


@pytest.mark.parametrize(
    "typed",
    ["045-5550123 tst 12", "045-5550123 ext. 12", "+31 (0)45 5550123 x12", "06-12345678 (privé)",
     "06-12345678 (privé), 045-5550123 tst 12", "06-12345678 of 045-5550123", "06-12345678 (Jan de Wit); 112", "112"],
)  # fmt: skip
def test_a_telephone_number_may_say_its_extension_whose_it_is_and_a_second_one(login, api, typed):
    form = {"email": "new@example.org", "name": "New Person", "language": "nl", "phone": typed}
    assert login("administrator", "STEUN").post("/organisations/VR24/invite", form).status_code in (302, 303)
    assert Person.objects.get(email="new@example.org").phone == typed
    machine = {"email": "other@example.org", "name": "Other Person", "phone": typed}
    assert api("administrator", "STEUN")("post", "/organisations/VR24/persons", machine).status_code == 201


@pytest.mark.parametrize(
    "typed",
    ["06-12345678 privé", "06-123, bel Jan", "x12", "06-12345678,", "(privé)", "06-1 <b>", "()", "((((", "06"],
)
def test_words_that_are_no_label_are_no_telephone_number(typed):
    with pytest.raises(ValidationError):
        TypeAdapter(Phone).validate_python(typed)


@pytest.mark.parametrize("name", ["...", "\u0301", "123", "-"])
def test_a_name_that_cannot_be_called_is_no_name(world, api, name):
    person = {"email": "other@example.org", "name": name}
    assert faults(api("administrator", "STEUN")("post", "/organisations/VR24/persons", person)) == ["name: required"]
    gate = world.gate(world.asked(), "locc-judges")
    said = {"phoned_person": name, "reason": "Heard it"}
    answer = api("duty-officer", "VR24")("post", f"/gates/{gate.pk}/acts/phone", said)
    assert faults(answer) == ["phoned_person: required"]


def faults(answer):
    return [f"{it['field']}: {it['code']}" for it in answer.json()["faults"]]


def test_an_address_in_wide_letters_is_the_same_address(api):
    call = api("administrator", "STEUN")
    plain = {"email": "jan@example.org", "name": "Jan de Wit"}
    assert call("post", "/organisations/VR24/persons", plain).status_code == 201
    again = call("post", "/organisations/VR24/persons", {**plain, "email": "\uff4aan@example.org"})
    assert [it["code"] for it in again.json()["reasons"]] == ["person-is-new"]


@pytest.mark.parametrize("name", ["Jan\tde Wit", "Jan\r\nde Wit", "Jan\u00a0de\u2028Wit", "  Jan   de Wit\n"])
def test_what_is_one_line_stays_one(api, name):
    machine = {"email": "other@example.org", "name": name}
    assert api("administrator", "STEUN")("post", "/organisations/VR24/persons", machine).status_code == 201
    assert Person.objects.get(email="other@example.org").name == "Jan de Wit"


@pytest.mark.parametrize(
    "typed",
    ["mailto:jan@voorbeeld.nl", "jan@voorbeeld..nl", "jan@-voorbeeld.nl", "jan@[127.0.0.1]", "jan@voorbeeld.nl."],
)
def test_what_only_looks_like_an_address_is_none(typed):
    with pytest.raises(ValidationError):
        TypeAdapter(Email).validate_python(typed)


def test_a_machine_reads_how_long_a_text_is_and_may_be(api):
    """The sentence was told with holes: the facts of a fault got lost on their way through the API."""
    answer = api("administrator", "STEUN")(
        "post", "/organisations/VR24/persons", {"email": "new@example.org", "name": "x" * 161}
    )
    [fault] = answer.json()["faults"]
    assert (fault["facts"], fault["text"]) == (
        {"max_length": 120, "given": 161},
        "At most 120 characters; these are 161.",
    )
    for path, body in (
        ("/requests", {"title": "x" * 300, "reason": "x" * 9000, "lon": 900, "lat": "x", "priority": 77}),
        ("/incidents", {"name": "x" * 300, "kind": "flood", "place": "", "lon": 317000, "lat": 186000}),
    ):
        faults = api("duty-officer", "VR24")("post", path, body).json()["faults"]
        assert len(faults) >= 3 and not [f for f in faults if "…" in f["text"] or "%(" in f["text"]], faults


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("email", "jan@voorbeeld", "Dit is geen e-mailadres."),
        ("email", "jan voorbeeld.nl", "Dit is geen e-mailadres."),
        ("phone", "zes-een-twee", "Dit is geen telefoonnummer"),
        ("name", "x" * 161, "Hoogstens 120 tekens; dit zijn er 161."),
    ],
)
def test_an_invitation_says_what_is_wrong_with_name_address_and_telephone(login, field, typed, said):
    form = {"email": "new@example.org", "name": "New Person", "language": "nl", "phone": "", field: typed}
    answer = login("administrator", "STEUN").post("/organisations/VR24/invite", form)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_eight_thousand_letters_are_taken_and_one_more_is_refused_with_the_numbers(login):
    client = login("duty-officer", "VR24")

    def saved(text: str, version: str = "") -> list[dict]:
        answer = client.post(f"/requests/{PK}/autosave", {"title": "Water", "reason": text, "version": version})
        return json.loads(answer.content)["faults"]

    lines = "regel\r\n" * 1142  # 7,994 signs as they arrive, 6,852 as they are kept
    assert saved(lines + "\r\nmeer regels" * 90) == []
    assert len(Request.objects.get(pk=PK).reason) <= 8000
    (fault,) = saved("x" * 8123, "0")
    assert fault["text"] == "Hoogstens 8000 tekens; dit zijn er 8123." and fault["field"] == "reason"
    assert Request.objects.get(pk=PK).reason.startswith("regel")


def test_no_field_of_a_page_cuts_what_is_pasted():
    """`maxlength` lets a browser cut a pasted text without a word; the server says what is too long."""
    cutting = [str(p.relative_to(TEMPLATES)) for p in TEMPLATES.rglob("*.html") if "maxlength" in p.read_text()]
    assert cutting == []


def test_a_pasted_head_of_the_journal_is_not_compared_by_its_beginning(world, login):
    from steun.web.kernel.journal.models import Entry

    world.draft()
    head = Entry.objects.order_by("-number").first().hash
    client = login("auditor", "REKENKAMER", "en")
    for published, known in ((head, True), (head + "0", False)):
        page = client.post("/journal/verify", {"published": published}).content.decode()
        assert ("The published head occurs in it." in page) is known


def test_a_file_name_is_short_enough_for_its_column_whatever_it_looks_like():
    for name in ("a" * 300, "a." + "b" * 300, "a" * 300 + ".pdf", ".pdf", "x\u202efdp.exe", "\u200b\u2066.txt"):
        plain = clean_name(name)
        assert len(plain) <= 160 and not set(UNSEEN) & set(plain)
    assert clean_name("a" * 300 + ".pdf").endswith("….pdf")


def test_no_text_of_a_shape_is_longer_than_its_column():
    """PostgreSQL refuses what does not fit, SQLite does not: the shape says it first, on both."""
    from steun.web.ask.incident.model import Incident
    from steun.web.ask.incident.shape import IncidentIn
    from steun.web.ask.request.model import Line
    from steun.web.ask.request.shape import LineIn, RequestIn
    from steun.web.people.person.shape import AboutIn, PersonIn

    pairs: list[tuple[type[Shape], type]] = [
        (IncidentIn, Incident), (RequestIn, Request), (LineIn, Line), (PersonIn, Person), (AboutIn, Person),
    ]  # fmt: skip
    for shape, model in pairs:
        for name in shape.model_fields:
            column = next((f for f in model._meta.concrete_fields if f.name == name), None)
            most = getattr(column, "max_length", None)
            if most and get_origin(shape.model_fields[name].annotation) is not Literal:
                longer = "x@" + "y" * most + ".nl" if name == "email" else "1" * (most + 1)
                kind = Annotated[shape.model_fields[name].annotation, shape.model_fields[name]]
                if str in (get_args(shape.model_fields[name].annotation) or (shape.model_fields[name].annotation,)):
                    assert wrong(kind, longer), (shape.__name__, name)


@pytest.mark.parametrize(("kind", "sent"), [(Phone, "06-12345678"), (Email, "Jan.van-den.Berg+piket@vrzl.nl")])
def test_what_is_right_stays_as_it_is(kind, sent):
    assert TypeAdapter(kind).validate_python(sent) == sent
