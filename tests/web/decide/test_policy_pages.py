"""The page of the policy: what counts, who said so and why; an authority sets another; prices come from a file."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steun.core.decide.policy import AllocationPolicy
from steun.web.decide.policy import acts as policies
from steun.web.decide.policy.model import AllocationPolicy as Row
from steun.web.decide.policy.model import PriceList, policy_in_force

JENV, DEF = ("minister-jenv", "MIN-JENV"), ("minister-defence", "MIN-DEF")
GOOD = {"displace": ["5", "4"], "hold": ["5"], "fairness": "1", "reserve": "1", "lead": "20", "reason": "Lives first"}


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def file(content: object, name: str = "prices.json") -> SimpleUploadedFile:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile(name, data, "application/json")


def load(client, content: object, **words: object):
    given = {"name": "2026", "reason": "The herijking of 2026", "id": str(uuid4()), "prices": file(content), **words}
    return client.post("/policy/prices", {k: v for k, v in given.items() if v is not None})


def test_a_minister_sets_the_policy_and_the_page_says_who_and_why(world, login) -> None:
    answer = login(*JENV, "en").post("/policy", {**GOOD, "id": str(uuid4())})
    assert (answer.status_code, answer.url) == (303, "/policy")
    assert policy_in_force() == (AllocationPolicy((4, 5), (5,), True, True, 20), 1)
    page = text(login("locc", "LOCC", "en").get("/policy"))
    assert "Lives first" in page and "Minister of Justice and Security" in page
    assert "continuity, other" in page and "nobody: every promise stands → " in page


def test_a_form_sent_twice_sets_once(world, login) -> None:
    client, given = login(*DEF), {**GOOD, "id": str(uuid4())}
    assert [client.post("/policy", given).status_code for _ in range(2)] == [303, 303]
    assert Row.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lead": "241"}, "lead"),
        ({"lead": "soon"}, "lead"),
        ({"displace": ["1"]}, "displace"),
        ({"displace": ["nobody"]}, "displace"),
        ({"hold": ["2"]}, "hold"),
        ({"hold": ["5"], "reserve": ""}, "hold"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(world, login, wrong, field) -> None:
    answer = login(*JENV, "en").post("/policy", {**GOOD, **wrong, "id": str(uuid4())})
    page = text(answer)
    assert answer.status_code == 422 and f'id="policy-{field}-error"' in page and f'href="#policy-{field}"' in page
    assert ("Lives first" in page) == ("reason" not in wrong)
    assert ('name="fairness" value="1" checked' in page) and not Row.objects.exists()


def test_every_fault_is_told_at_once(world, login) -> None:
    page = text(login(*JENV).post("/policy", {"displace": ["1"], "hold": ["1"], "lead": "999", "reason": ""}))
    assert all(f'id="policy-{field}-error"' in page for field in ("displace", "hold", "lead", "reason"))
    assert 'value="999"' in page


def test_others_read_who_can_set_it_and_get_no_form(world, login) -> None:
    client = login("locc", "LOCC", "en")
    page = text(client.get("/policy"))
    assert 'action="/policy"' not in page and "Minister of Defence" in page and "Who can set it" in page
    assert client.post("/policy", GOOD).status_code == 403
    assert load(client, {"alpha": 1}).status_code == 403


def test_who_does_not_divide_does_not_find_the_page(world, login) -> None:
    client = login("mayor", "GM0994")
    assert client.get("/policy").status_code == client.post("/policy", GOOD).status_code == 404
    assert load(client, {"alpha": 1}).status_code == 404


def test_the_page_asks_no_more_for_twenty_settings_than_for_two(world, login) -> None:
    client, minister = login(*JENV), world.actor(*JENV)
    asked = []
    for many in (2, 22):
        for n in range(many):
            policies.set_policy(AllocationPolicy(lead=n), by=minister, reason=f"Reason {many}-{n}")
        client.get("/policy")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = text(client.get("/policy"))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert "Reason 22-2<" in page and "Reason 22-1<" not in page, "the last twenty are shown"


# --- Reserve prices


def test_until_a_herijking_is_loaded_the_page_says_that_prices_come_from_generated_scenarios(world, login) -> None:
    client = login(*DEF, "en")
    assert "generated scenarios" in text(client.get("/policy"))
    assert load(client, {"alpha": 12, "bravo": 0}).url == "/policy#prices"
    assert PriceList.objects.get().prices == {"alpha": 12, "bravo": 0}
    page = text(client.get("/policy"))
    assert "generated scenarios" not in page and "the herijking “2026”" in page


def test_prices_that_make_no_sense_are_told_one_by_one(world, login) -> None:
    answer = load(login(*DEF, "en"), {"alpha": 1.5, "nowhere": 1, "bravo": -1, "<b>\u0000\ud800": 3}, name="")
    page = text(answer)
    assert answer.status_code == 422 and 'id="prices-prices-error"' in page and 'id="prices-name-error"' in page
    assert "<code>alpha</code>" in page and "<code>nowhere</code>" in page and "<code>&lt;b&gt;" in page
    assert "The herijking of 2026" in page and not PriceList.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"unit;price", b"\xff\xfe\x00", b"[1, 2]", b"12", b'{"alpha": ', b"", b"{}", b"[" * 100_000,
        b'{"alpha": ' + b"9" * 5_000 + b"}", b'{"alpha": 1, "alpha": 2}', b'{"alpha": NaN}', b'{"alpha": true}',
        b'{"alpha": {"a": 1}}', b'{"' + b"x" * 1_500_000 + b'": 1}', None,
    ],
    ids=str,
)  # fmt: skip
def test_a_file_that_is_no_price_list_is_a_fault_at_its_field(world, login, content) -> None:
    given = {"prices": None} if content is None else {}
    answer = load(login(*DEF), content or b"", **given)
    assert answer.status_code == 422 and 'id="prices-prices-error"' in text(answer)
    assert not PriceList.objects.exists()


def test_a_file_that_is_too_large_is_not_read(world, login) -> None:
    answer = load(login(*DEF, "en"), b'{"alpha": 1}' + b" " * 2_000_000)
    assert answer.status_code == 422 and "larger than 2 MB" in text(answer)


def test_of_many_wrong_prices_the_first_are_named_and_the_rest_counted(world, login) -> None:
    page = text(load(login(*DEF, "en"), {f"u{n}": 1 for n in range(50_000)}))
    assert page.count("<code>u") == 20 and "50000" in page


def test_a_good_file_with_a_form_that_is_wrong_loads_nothing(world, login) -> None:
    answer = load(login(*DEF), {"alpha": 1}, name="x" * 121)
    assert answer.status_code == 422 and not PriceList.objects.exists()
