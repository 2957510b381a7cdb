"""A page of the record renders whatever was recorded: every action there is, with data that fits it or not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import steun.web
from steun.web.ask.incident.model import Incident
from steun.web.kernel.actor import Actor
from steun.web.kernel.journal.models import Entry
from steun.web.kernel.journal.record import record
from tests.words import catalogue

pytestmark = pytest.mark.django_db
ACTIONS = sorted({code for context, code in catalogue("nl") if context == "action"} | {"odd.never-heard", "x", ""})
ODD: list[Any] = [
    None, True, False, 0, -1, 2**70, "", "x", "2026-13-45", "<b>", [], [None, 1, {}], ["x", "y"], [["x"]],
    {}, {"a": {"b": [1, None]}}, {"lines": [None], "starts_at": ["x", 5], "priority": [{}, []]}, [{"request": None}],
]  # fmt: skip
LANGUAGES = ("nl", "en")


def keys() -> set[str]:
    """Every key of the data of entries that pages look at, and those that entries of today tell."""
    code = "\n".join(path.read_text() for path in Path(steun.web.__path__[0]).rglob("*.py"))
    return {*re.findall(r"""data(?:\.get\(|\[)"(\w+)\"""", code), *re.findall(r"""shown\("(\w+)"\)""", code), "changes"}


def recorded(world: Any, case: UUID, values: list[Any]) -> None:
    """One entry of each action for each odd value, at every key; and one with no data at all."""
    names, by = sorted(keys()), world.actor("locc", "LOCC")
    odd = Actor(person="nobody", role="never-heard", organisation="NOWHERE", on_behalf_of="nobody")
    for number, action in enumerate(ACTIONS):
        subject = (f"gate:{case}", "gate:x", "", "request:", f"incident:{case}", "mandate:none")[number % 6]
        record(action, subject=subject, by=odd, case=case, basis="no-law,,wvr-51")
        for value in values:
            record(action, subject=subject, by=by, case=case, basis="wvr-51", data=dict.fromkeys(names, value))


def pages(client: Any, address: str, follow: str) -> int:
    """How many pages were read until the end; each must answer."""
    count = 0
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        count += 1
        found = re.search(rf'href="(\?[^"]*{follow}=\d+[^"]*)" rel="next"', answer.content.decode())
        address = address.partition("?")[0] + found[1].replace("&amp;", "&") if found else ""
    return count


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", range(3))
def test_the_journal_renders_every_action_with_whatever_was_recorded(world, login, language, part):
    request = world.asked()
    recorded(world, request.pk, ODD[part::3])
    client = login("auditor", "REKENKAMER", language)
    assert pages(client, "/journal", "before") > len(ACTIONS) * len(ODD[part::3]) // 50
    assert pages(client, f"/journal/{request.pk}", "after") > 1
    assert client.get(f"/requests/{request.pk}").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_an_incident_renders_whatever_was_recorded(world, login, language):
    incident = world.incident()
    recorded(world, incident.pk, ODD[::5])
    client = login("locc", "LOCC", language)
    assert client.get(f"/incidents/{incident.pk}").status_code == 200
    assert pages(client, f"/journal/{incident.pk}", "after") > 1
    assert Incident.objects.get(pk=incident.pk).state == "open"


def test_the_journal_can_be_read_after_prices_were_loaded(world, login):
    """It once answered 500 from that moment on: *units* was a number there, and a list of codes elsewhere."""
    from steun.web.decide.policy.acts import load_prices

    load_prices("Herijking 2026", {"alpha": 5, "bravo": 7}, by=world.actor("minister-jenv", "MIN-JENV"), reason="New")
    page = login("auditor", "REKENKAMER").get("/journal").content.decode()
    assert "Herijking 2026" in page and "prijzen van 2 eenheden" in page


def test_an_export_and_the_api_give_whatever_was_recorded(world, api):
    request = world.asked()
    recorded(world, request.pk, ODD[::6])
    call, after, seen = api("auditor", "REKENKAMER"), "", 0
    while after is not None:
        answer = call("get", f"/journal?limit=500&after={after}")
        assert answer.status_code == 200
        seen, after = seen + len(answer.json()["items"]), answer.json()["next"]
    assert seen == Entry.objects.count()
