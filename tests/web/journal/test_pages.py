"""The journal as people see it: who decided what, when, on what ground; exported and verified; and what is withheld."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steun.core.kernel.journal.chain import verify
from steun.exchange.journal_jsonl import read
from steun.web.desks.audit import read as queries
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import head, record
from tests.web.journal.test_chain import sql, unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(login):
    return login("auditor", "REKENKAMER")


def seen(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1]))


def numbers(answer) -> list[int]:
    return [int(n) for n in re.findall(r'data-label="Nr\." class="num top">(\d+)<', answer.content.decode())]


def test_the_list_tells_newest_first(auditor, world):
    world.asked()
    found = numbers(auditor.get("/journal"))
    assert found == sorted(found, reverse=True) and found[0] == head().number


def test_older_entries_are_a_page_away_and_none_is_lost_or_told_twice(auditor, world, monkeypatch):
    world.ended()
    monkeypatch.setattr("steun.web.desks.audit.read.page.__defaults__", (7,))
    found, address = [], "/journal"
    while address:
        answer = auditor.get(address)
        found += numbers(answer)
        more = re.search(r'href="(\?[^"]*)" rel="next"', answer.content.decode())
        address = f"/journal{more[1]}" if more else ""
    assert found == list(range(head().number, 0, -1))


def test_the_page_of_a_case_tells_who_decided_what_when_on_what_ground(auditor, world):
    request = world.granted()
    words = seen(auditor.get(f"/journal/{request.pk}"))
    said = ("Bijstand bij brand, ramp of crisis", "art. 51(1)", "wet", "beleid", "The Geul rises above its banks")
    for text in ("Voorzitter veiligheidsregio", "safety-region-chair VR24", *said):
        assert text in words, text


def test_an_act_under_a_mandate_names_the_mandator(auditor, world):
    request = world.asked()
    mandate = world.mandate("minister-jenv", "MIN-JENV")
    mandate.on_behalf_of = world.person("minister-defence", "MIN-DEF")
    mandate.save()
    actor = world.actor("minister-jenv", "MIN-JENV")
    record("request.draft", subject=request.key, case=request.pk, by=actor)
    assert "namens minister-defence MIN-DEF" in seen(auditor.get(f"/journal/{request.pk}"))


def test_what_happened_earlier_than_it_was_written_down_says_so(auditor, world):
    request = world.asked()
    record(
        "request.draft", subject=request.key, case=request.pk, by=world.desk, happened_at=world.now - timedelta(hours=3)
    )
    assert "opgeschreven" in seen(auditor.get(f"/journal/{request.pk}"))


def test_a_case_that_one_may_not_see_is_not_there(login, world):
    request = world.asked()
    stranger = login("duty-officer", "VR01")
    assert stranger.get(f"/journal/{request.pk}").status_code == 404
    assert "Geul" not in seen(stranger.get("/journal"))


def test_the_journal_shows_everything_once_visibility_is_switched_off(login, world, monkeypatch):
    request = world.asked()
    monkeypatch.setattr("steun.web.kernel.journal.models.EntryQuerySet.visible_to", lambda rows, actor: rows)
    monkeypatch.setattr(queries, "visible", lambda actor: Entry.objects.all())
    stranger = login("duty-officer", "VR01")
    assert "Geul" in seen(stranger.get("/journal"))
    assert b"Geul" in b"".join(stranger.get("/journal/export.jsonl").streaming_content)
    assert request.pk


def test_holds_are_for_defence_and_locc(login, world):
    request = world.asked()
    world.commit(request, hold_until=world.now + timedelta(hours=4))
    assert "alpha" not in seen(login("duty-officer", "VR24").get(f"/journal/{request.pk}"))
    words = seen(login("locc", "LOCC").get(f"/journal/{request.pk}"))
    assert "alpha" in words and "voor Defensie en LOCC" in words


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ({"kind": "gate"}, lambda e: e.action.startswith("gate.")),
        ({"action": "request.submit"}, lambda e: e.action == "request.submit"),
        ({"organisation": "zuid-limburg"}, lambda e: e.organisation == "VR24"),
        ({"organisation": "LOCC"}, lambda e: e.organisation == "LOCC"),
        ({"organisation": "nonsense"}, lambda e: False),
    ],
)
def test_the_list_is_filtered(auditor, world, wanted, fits):
    world.granted()
    expected = [e.number for e in Entry.objects.order_by("-number") if fits(e)]
    assert numbers(auditor.get("/journal", wanted)) == expected


def test_the_list_is_filtered_by_the_number_of_a_request(auditor, world):
    one, other = world.asked(), world.asked()
    found = numbers(auditor.get("/journal", {"case": one.number.lower()}))
    assert set(found) == set(Entry.objects.filter(case=one.pk).values_list("number", flat=True))
    assert other.number != one.number


def test_the_list_is_filtered_by_the_day_in_the_netherlands(auditor, world):
    late = world.now.replace(year=2021, month=7, day=14, hour=22, minute=30)
    record("case.note", subject="case:1", by=world.desk, happened_at=late)
    assert len(numbers(auditor.get("/journal", {"day": "2021-07-15"}))) == 1
    assert numbers(auditor.get("/journal", {"day": "2021-07-14"})) == []


@pytest.mark.parametrize(
    "query", ["?day=gisteren", "?before=x", "?before=99999999999999999999", "?kind=nonsense", "?case=%00"]
)
def test_odd_questions_to_the_journal_get_a_calm_answer(auditor, query):
    assert auditor.get(f"/journal{query}").status_code == 200


def test_the_export_is_a_file_that_verifies(auditor, world):
    world.granted()
    answer = auditor.get("/journal/export.jsonl")
    assert answer.streaming and "attachment" in answer["Content-Disposition"]
    assert verify(read(io.BytesIO(b"".join(answer.streaming_content)))).heads == (head(),)


def test_a_region_exports_its_own_cases_and_the_chain_still_holds(login, world):
    world.commit(world.asked(), hold_until=world.now + timedelta(hours=4))
    whole = b"".join(login("duty-officer", "VR24").get("/journal/export.jsonl").streaming_content)
    assert verify(read(io.BytesIO(whole))).heads == (head(),)
    assert b"commitment.hold" not in whole and b'"withheld":true' in whole and b"Geul" in whole


def test_the_button_verifies_and_shows_count_and_head(auditor, world):
    world.asked()
    words = seen(auditor.post("/journal/verify"))
    number, last = head().number, head().hash
    assert "De keten klopt" in words and f"{number} regels" in words and last in words


def test_the_button_tells_where_the_chain_breaks(auditor, world):
    world.asked()
    unguarded("steun_entry_no_update")
    sql("UPDATE steun_entry SET reason = 'never said' WHERE number = %s", [2])
    answer = auditor.post("/journal/verify")
    assert answer.status_code == 500 and "Eerste fout bij regel 2" in answer.content.decode()


def test_a_published_head_is_looked_for(auditor, world):
    world.asked()
    published = head().hash
    world.asked()
    assert "De gepubliceerde kop komt erin voor" in seen(
        auditor.post("/journal/verify", {"published": published.upper()})
    )
    assert "komt niet voor in dit journaal" in seen(auditor.post("/journal/verify", {"published": "f" * 64}))


@pytest.mark.parametrize("address", ["/journal", "/journal/export.jsonl"])
def test_a_stranger_is_asked_to_log_in(client, db, address):
    assert client.get(address).status_code in {302, 401}


def test_the_number_of_queries_does_not_grow_with_the_entries(auditor, world):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert auditor.get("/journal").status_code == 200
        return len(asked)

    world.asked()
    count()
    before = count()
    world.granted()
    assert count() <= before + 1
    assert queries.A_PAGE == 50


def test_a_basis_that_no_law_here_knows_is_said_to_be_unknown(auditor, world):
    record("case.note", subject="case:1", by=world.desk, basis="gone-1")
    assert "een grondslag die hier niet bekend is" in seen(auditor.get("/journal"))
