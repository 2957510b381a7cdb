"""What stands in the address of a question is taken as it stands, or refused at its name: never another question."""

from __future__ import annotations

import pytest

POINT = "lon=5.83&lat=50.87"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/requests?stat=asked", "stat"), ("/requests?limit=5&Limit=6", "Limit"), ("/me?x", "x"),
        ("/promises/sandbags?quantity=37", "quantity"),
        ("/organisations?query=Limburg", "query"),
    ],
)  # fmt: skip
def test_a_filter_that_does_not_exist_is_named_and_not_left_out(api, path, name):
    answer = api("duty-officer", "VR24")("get", path)

    assert answer.status_code == 422
    assert [(fault["field"], fault["code"]) for fault in answer.json()["faults"]] == [(name, "extra-forbidden")]


@pytest.mark.parametrize("typed", ["1_0", "5.0", "+5", " 5", "٥", "５", "1e1", "0x5", "5,0", "NaN", "", "9" * 40])
def test_a_whole_number_in_an_address_is_digits_and_nothing_cleverer(api, typed):
    call = api("duty-officer", "VR24")
    given = typed.replace("+", "%2B").replace(" ", "%20")

    for name in ("limit", "priority", "changed_after"):
        assert call("get", f"/requests?{name}={given}").json()["faults"][0]["field"] == name
    assert call("get", "/requests?limit=5&priority=1&changed_after=0").status_code == 200


@pytest.mark.parametrize("typed", ["5_0", "5,83", "٥", "1e1", "+5.8", "NaN", "1e309", "5°", "5."])
def test_degrees_in_an_address_are_a_number_as_machines_write_it(api, typed):
    call = api("duty-officer", "VR24")
    given = typed.replace("+", "%2B")

    assert call("get", f"/promises/sandbags?lon={given}&lat=50.87").json()["faults"][0]["field"] == "lon"
    assert call("get", f"/promises/sandbags?lon=5.83&lat={given}").json()["faults"][0]["field"] == "lat"


@pytest.mark.parametrize("seat", [("duty-officer", "VR24"), ("locc", "LOCC")])
@pytest.mark.parametrize(
    "asked", ["ends=2016-01-01T00:00:00Z", "wanted=2098-01-02T00:00:00Z&ends=2098-01-01T00:00:00Z"]
)
def test_an_end_before_the_begin_is_a_fault_and_no_promise(api, seat, asked):
    answer = api(*seat)("get", f"/promises/sandbags?{POINT}&{asked}")

    assert answer.status_code == 422
    assert [(f["field"], f["code"]) for f in answer.json()["faults"]] == [("ends", "end-lies-after-start")]
