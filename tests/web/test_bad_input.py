"""What nobody should send, and somebody does: told calmly, at the field, in one's own language; nothing stored."""

from __future__ import annotations

import pytest
from django.test import Client

from steun.web.ask.incident.model import Incident
from steun.web.ask.request.model import Request
from steun.web.decide.commitment.model import Commitment
from steun.web.kernel import clock
from steun.web.kernel.failure import problems
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.keys import new_key
from steun.web.know.decree import acts as decrees
from steun.web.know.decree.model import Decree
from steun.web.know.decree.shape import DecreeIn
from steun.web.learn.evaluation.model import Evaluation

HUGE = "x" * 2_600_000
ANSWERS = {"effect_reached": "yes", "in_time": "yes", "promise_kept": "yes"}
BAD_MOMENTS = (
    "2026-01-32T10:00",
    "99999-01-01T10:00",
    "2026-13-01T10:00",
    "yesterday",
    "1066-10-14T09:00",
    "2026-02-30T00:00",
)
RUBBISH = {
    "control characters": {"reason": "a\x00b\x07", "text": "\x1b[2J", "title": "\x00", "name": "\x00", "until": "\x00"},
    "wrong types": {"quantity": "[]", "until": "{}", "grip": "NaN", "unit": "1", "starts_at": "0", "lon": "inf"},
    "numbers that are none": {"quantity": "1e9", "capacity": "-0", "lon": "1" * 400, "priority": "٣", "number": "0x10"},
    "moments that are none": {"until": "2026-01-32", "hold_until": "99999-01-01T00:00", "happened_at": "31-02-26"},
    "far too much": {"reason": "r" * 9000, "note": "n" * 9000, "phoned_person": "p" * 500, "remark": "r" * 9000},
    "odd ids": {"id": "not-an-id", "other": "00000000", "unit": "'; DROP TABLE steun_request; --"},
    "nothing at all": {},
}  # fmt: skip
ACTIONS = (
    "/requests/{request}/submit", "/requests/{request}/return",
    "/requests/{request}/withdraw", "/requests/{request}/join",
    "/requests/{request}/ask-longer", "/requests/{request}/shorten", "/requests/{request}/extend",
    "/requests/{request}/decline", "/requests/{request}/end",
    "/requests/{request}/edit", "/requests/{request}/autosave",
    "/requests/{request}/route", "/requests/{request}/soonest", "/requests/{request}/attachments",
    "/requests/{request}/reserve",
    "/requests/{request}/order", "/requests/{request}/evaluation", "/requests/{request}/close", "/gates/{gate}/pass",
    "/gates/{gate}/phone", "/gates/{gate}/confirm", "/gates/{gate}/refuse", "/commitments/{held}/prolong",
    "/incidents/new", "/incidents/{incident}/scale", "/incidents/{incident}/note", "/units/alpha/recount",
    "/units/alpha/absence", "/requests/{unknown}/withdraw", "/gates/{unknown}/pass", "/deployments/{unknown}/depart",
    "/commitments/{unknown}/release", "/incidents/{unknown}/note", "/absences/{unknown}/back", "/journal/verify",
    "/decrees/new", "/decrees/{decree}/use", "/decrees/{decree}/end", "/decrees/{decree}/take-back",
    "/decrees/{unknown}/use",
)  # fmt: skip
PROBLEM = "application/problem+json"


@pytest.fixture
def places(world) -> dict[str, object]:
    """Something of every kind to send rubbish to, in the middle of its life."""
    request = world.asked()
    held = world.commit(request, hold_until=world.now + (world.shape().ends_at - world.shape().starts_at) / 8)
    gate = world.gate(request, "locc-judges")
    ids = {
        "request": request.pk,
        "gate": gate.pk,
        "held": held.pk,
        "incident": world.incident().pk,
        "decree": decree_of(world).pk,
        "unknown": new_key(),
    }
    return {**ids, "draft": world.draft().pk}


def decree_of(world) -> Decree:
    """A decree in force, entered by who may."""
    said = DecreeIn(power="own-14", reference="Stb. 2026, 1", starts_on=clock.today())
    return decrees.enter(said, by=world.actor("minister-jenv", "MIN-JENV"))


def stored() -> tuple[object, ...]:
    """What must be as it was: every entry, and every row that tells a state."""
    rows = (Request, Commitment, Incident, Evaluation, Decree)
    return (Entry.objects.count(), *(list(model.objects.order_by("pk").values_list("pk", "state")) for model in rows))


def is_calm(answer) -> bool:
    """A page, a fragment or a problem that says what is wrong, without a stack of calls."""
    text = answer.content.decode()
    return 400 <= answer.status_code < 500 and "Traceback" not in text and bool(text)


@pytest.mark.parametrize("kind", RUBBISH)
@pytest.mark.parametrize(
    "role", [("duty-officer", "VR24"), ("toc", "TOC"), ("minister-jenv", "MIN-JENV")], ids=lambda r: r[0]
)
def test_rubbish_in_a_form_is_never_a_500(places, login, kind, role):
    client = login(*role)
    client.raise_request_exception = False

    wrong = {
        path: answer.status_code for path in ACTIONS
        if (answer := client.post(path.format(**places), RUBBISH[kind])).status_code >= 500
    }  # fmt: skip

    assert not wrong


@pytest.mark.parametrize("moment", BAD_MOMENTS)
def test_a_day_that_does_not_exist_is_told_at_its_field_and_stays_typed(world, login, moment):
    request, incident = world.granted(), world.incident()
    unready = world.granted(ends_at=None, lodging="")
    unit, decree = "alpha", decree_of(world)
    before = stored()
    forms = (
        ("duty-officer", "VR24", f"/requests/{request.pk}/ask-longer", {"until": moment, "reason": "It rises"}),
        ("duty-officer", "VR24", f"/requests/{request.pk}/shorten", {"until": moment}),
        ("duty-officer", "VR24", f"/requests/{unready.pk}/complete", {"ends_at": moment, "lodging": "School"}),
        ("duty-officer", "VR24", f"/incidents/{incident.pk}/note", {"text": "Dyke", "happened_at": moment}),
        ("toc", "TOC", f"/requests/{request.pk}/reserve",
         {"unit": unit, "capability": "sandbags", "quantity": "5", "kind": "commit", "arrives": moment,
          "page": "decide", "form": f"reserve-{world.unit('alpha').pk}-sandbags"}),
        ("toc", "TOC", "/units/alpha/absence",
         {"quantity": "5", "starts_at": moment, "ends_at": "2026-02-01T10:00", "reason": "Ill"}),
        ("minister-jenv", "MIN-JENV", "/decrees/new",
         {"power": "own-28", "reference": "Stb. 2026, 2", "starts_on": moment, "ends_on": "2090-01-01"}),
        ("minister-jenv", "MIN-JENV", "/decrees/new",
         {"power": "own-28", "reference": "Stb. 2026, 2", "starts_on": "2026-01-01", "ends_on": moment}),
        ("minister-defence", "MIN-DEF", f"/decrees/{decree.pk}/use", {"how": "Two units", "happened_at": moment}),
    )  # fmt: skip

    for role, organisation, path, fields in forms:
        answer = login(role, organisation).post(path, fields)
        page = answer.content.decode()
        assert answer.status_code == 422 and moment in page, path
    assert stored() == before


def test_an_end_before_the_start_is_refused_and_stays_typed(world, login, api):
    request = world.draft(starts_at=None, ends_at=None)
    world.sign(request)
    form = {"starts_at": "2026-08-02T10:00", "ends_at": "2026-08-01T10:00", "then": "submit", "version": "0"}

    page = login("duty-officer", "VR24").post(f"/requests/{request.pk}/edit", form)
    away = login("toc", "TOC").post(
        "/units/alpha/absence",
        {"quantity": "5", "starts_at": "2090-02-02T10:00", "ends_at": "2090-02-01T10:00", "reason": "Ill"},
    )
    machine = api("duty-officer", "VR24")("post", f"/requests/{request.pk}/moves/submit", {})

    assert (page.status_code, away.status_code, machine.status_code) == (409, 422, 409)
    assert "01-08-2026 10:00" in page.content.decode() and "2090-02-01T10:00" in away.content.decode()
    assert "end-lies-after-start" in {r["code"] for r in machine.json()["reasons"]}
    assert Request.objects.get(pk=request.pk).state == "draft"


@pytest.mark.parametrize(("language", "words"), [("nl", "Geef dit op."), ("en", "")])
def test_every_fault_of_a_form_is_told_at_its_field_in_ones_own_language(world, login, language, words):
    form = {
        "name": "",
        "place": "",
        "kind": "plague",
        "grip": "9",
        "started_at": "2026-01-32T00:00",
        "description": "Dry",
    }

    page = login("duty-officer", "VR24", language).post("/incidents/new", form)
    text = page.content.decode()

    assert page.status_code == 422 and "Dry" in text and "2026-01-32T00:00" in text
    for field in ("name", "place", "started_at"):
        assert f'id="incident-{field}-error"' in text, field
    assert not Incident.objects.exists()


def test_the_request_form_names_all_that_is_wrong_and_keeps_it(login):
    pk = new_key()
    form = {
        "title": "Wa\x07ter", "point": "north, 123", "starts_at": "2026-01-32T10:00", "ends_at": "soon",
        "radius_km": "far", "effect": "magic", "line_capability": "sandbags", "line_quantity": "many", "line_note": "",
        "task": "Fill and lay",
    }  # fmt: skip
    pages = {}

    for language in ("nl", "en"):
        answer = login("duty-officer", "VR24", language).post(f"/requests/{pk}/edit", form)
        pages[language] = text = answer.content.decode()
        assert answer.status_code == 422
        assert not [
            typed for typed in ("north, 123", "2026-01-32T10:00", "soon", "far", "many") if f'"{typed}"' not in text
        ]
    assert pages["nl"] != pages["en"]
    kept = Request.objects.get(pk=pk)  # what was right is saved, what was wrong is not
    assert (kept.task, kept.title, kept.lon, kept.starts_at, kept.lines.count()) == ("Fill and lay", "", None, None, 0)


@pytest.mark.parametrize(
    "name", ["incident", "effect", "addressee", "municipalities", "task_kind", "priority", "bases"]
)
@pytest.mark.parametrize("typed", ["0001-01-01T00:00:00+14:00", "x", "{}", "0", "1e999", "a" * 300])
def test_a_choice_that_nobody_offers_is_a_fault_of_the_form(login, world, name, typed):
    draft = world.draft()

    answer = login("duty-officer", "VR24").post(f"/requests/{draft.pk}/edit", {name: typed, "title": "New"})

    assert answer.status_code in (200, 303, 422), answer.content[:200]


def test_an_id_of_another_region_and_an_id_of_nothing_look_the_same(places, login):
    client, before = login("duty-officer", "VR01", "en"), stored()

    for path in ACTIONS:
        if ("{request}" not in path and "{gate}" not in path and "{incident}" not in path) or "edit" in path:
            continue
        if path.endswith(
            ("autosave", "attachments", "route", "soonest")
        ):  # an id that one has not seen may be a new draft's
            continue
        foreign = client.post(path.format(**places), {"reason": "x"})
        unknown = client.post(path.format(**dict.fromkeys(places, new_key())), {"reason": "x"})
        assert foreign.status_code == unknown.status_code == 404, path
    assert stored() == before


@pytest.mark.parametrize("what", ["edit", "autosave", "attachments"])
def test_a_draft_cannot_be_made_over_somebody_else_s_request(places, login, what):
    client, before = login("duty-officer", "VR01", "en"), stored()
    client.raise_request_exception = False

    answer = client.post(f"/requests/{places['request']}/{what}", {"title": "Mine now", "version": "0"})

    assert is_calm(answer) and stored() == before


def test_a_page_of_another_region_is_not_there(places, login):
    client = login("duty-officer", "VR01")

    for path in ("", "/edit", "/decide", "/evaluation", "/similar"):
        assert client.get(f"/requests/{places['request']}{path}").status_code == 404, path
    assert client.get(f"/journal/{places['request']}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/requests/{request}/return", "/incidents/new", "/requests/{draft}/autosave", "/gates/{gate}/refuse"]
)
def test_more_than_anybody_types_is_a_calm_4xx(places, login, path):
    client, before = login("locc", "LOCC", "en"), stored()
    client.raise_request_exception = False

    body = client.post(path.format(**places), f"reason={HUGE}", content_type="application/x-www-form-urlencoded")
    fields = client.post(path.format(**places), {f"field{n}": "1" for n in range(3000)})

    assert is_calm(body) and is_calm(fields), (body.status_code, fields.status_code)
    assert stored() == before


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b"reason=%FF%FE", "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"reason=x", "application/x-www-form-urlencoded; charset=no-such-set"),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
        (b"anything", "multipart/form-data"),
        (b"<reason/>", "application/xml"),
        (b'{"reason": 1}', "application/json"),
        (b"", ""),
    ],
)  # fmt: skip
def test_a_form_in_bad_letters_or_of_another_kind_is_no_500(places, login, body, media):
    client = login("locc", "LOCC", "en")
    client.raise_request_exception = False

    for path in ("/requests/{unknown}/return", "/incidents/new", "/gates/{gate}/refuse", "/units/alpha/recount"):
        answer = client.generic("POST", path.format(**places), body, content_type=media)
        assert answer.status_code < 500, (path, media)


def test_a_page_that_only_takes_posts_or_gets_says_so(places, login):
    client, before = login("toc", "TOC"), stored()

    for method, path in (
        ("get", "/requests/{request}/withdraw"), ("put", "/requests/{request}/withdraw"), ("get", "/gates/{gate}/pass"),
        ("delete", "/requests/{request}"), ("post", "/requests/{request}"),
        ("post", "/journal"), ("patch", "/incidents/new"),
        ("get", "/requests/{request}/reserve"),
    ):  # fmt: skip
        answer = getattr(client, method)(path.format(**places))
        assert (
            answer.status_code == 405 and answer["Allow"] and "Deze pagina kan dat niet doen" in answer.content.decode()
        ), path
    assert stored() == before


@pytest.mark.parametrize(
    "path", ["/requests", "/journal", "/incidents", "/evaluations", "/deployments", "/catalogue", "/units", "/law"]
)
def test_a_list_asked_for_nonsense_is_a_page(places, login, path):
    client = login("locc", "LOCC")
    client.raise_request_exception = False

    for query in ("page=-1", "page=x", "page=99999999999999999999", "q=%00", "q=%FF", "state=%00", "day=2026-01-32",
                  "before=x", "on=99999-01-01", "state=%00", "sort=%00", "region=%00", "after=%FF"):  # fmt: skip
        assert client.get(f"{path}?{query}").status_code < 500, (path, query)


def test_a_list_sent_by_a_stranger_or_without_proof_against_forgery_is_refused(world):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(
        world.person("duty-officer", "VR24"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    page, call = (
        client.post("/incidents/new", {"name": "x"}),
        client.post("/api/v1/requests", {}, content_type="application/json"),
    )

    assert page.status_code == call.status_code == 403 and call["Content-Type"] == PROBLEM
    assert not Incident.objects.exists() and not Request.objects.exists()


NAMED = ("/catalogue/{}", "/units/{}", "/law/{}", "/organisations/{}", "/units/{}/recount", "/organisations/{}/invite")


@pytest.mark.parametrize("odd", ["a%00b", "%00", "%07", "%ED%A0%80", "%F0%9F%98%80" * 40, "x" * 300])
def test_an_address_that_nobody_can_have_is_not_there(world, login, odd):
    """PostgreSQL keeps no NUL: to look for one is an error of its own."""
    client = login("administrator", "STEUN")
    client.raise_request_exception = False

    for path in NAMED:
        for method in ("get", "post"):
            answer = getattr(client, method)(path.format(odd))
            assert 400 <= answer.status_code < 500, (method, path)
    assert client.get(f"/api/v1/organisations/{odd}/mandates").status_code < 500


@pytest.mark.parametrize("odd", ["1", "", "%00", "x" * 300, "00000000-0000-0000-0000-000000000000"])
def test_a_list_of_an_incident_that_is_none_is_an_empty_page(world, login, api, odd):
    client = login("locc", "LOCC")
    client.raise_request_exception = False

    for path in ("/requests", "/handover", "/journal", "/deployments", "/evaluations"):
        assert client.get(f"{path}?incident={odd}").status_code < 500, path
    assert api("locc", "LOCC")("get", f"/requests?incident={odd}").status_code in (200, 422)


@pytest.mark.parametrize(
    "headers",
    [
        {"Referer": "http://["}, {"Referer": "http://[::1"}, {"Host": "evil.example", "Referer": "https://testserver/x"},
        {"Host": "["}, {"Origin": "http://["}, {"HX-Current-URL": "http://["}, {"Steun-Mandate": "\x00"},
        {"Accept-Language": ",;=" * 90}, {"Cookie": "steun-demo=a\x00b; steun-language=\x00"},
    ],
    ids=str,
)  # fmt: skip
def test_odd_headers_are_no_500(places, login, headers):
    client = login("locc", "LOCC")
    client.raise_request_exception = False

    for path in ("/requests", "/nowhere", "/requests/{unknown}", "/api/v1/requests"):
        assert client.get(path.format(**places), headers=headers).status_code < 500, path
    for path in ("/requests/{request}/return", "/nowhere"):
        assert client.post(path.format(**places), {"reason": "x"}, headers=headers).status_code < 500, path


@pytest.mark.parametrize("media", ["multipart/form-data", "multipart/form-data; boundary=x"])
def test_a_form_that_cannot_be_read_is_no_500_where_there_is_no_page(world, login, media):
    client = login("locc", "LOCC")
    client.raise_request_exception = False

    assert client.generic("POST", "/nowhere", b"[" * 5000, content_type=media).status_code == 404


def test_what_the_database_cannot_keep_is_told_as_input_that_cannot_be_used(own_world, api):
    """Where a field is not cleaned, the databases agree: neither keeps a NUL."""
    from django.db import DataError, transaction

    from steun.web.ask.request.model import Series

    with pytest.raises((DataError, ValueError)), transaction.atomic():
        Series.objects.create(prefix="a\x00b", year=1)
    assert problems.status_of(problems.translate(DataError("text cannot contain NUL (0x00) bytes"))) == 422
