"""What is suggested while somebody types a place."""

from __future__ import annotations

import pytest

from steun.core.know.places import Known, suggested

PLACES = [
    Known("junction", "A", "Valkenburg", 5.8, 50.9),
    Known("municipality", "GM0994", "Valkenburg aan de Geul", 5.83, 50.87, "Zuid-Limburg"),
    Known("municipality", "GM0796", "'s-Hertogenbosch", 5.3, 51.7),
    Known("site", "oirschot", "Generaal-majoor de Ruyter van Steveninckkazerne", 5.3, 51.5, "Oirschot"),
    Known("municipality", "FRY", "Súdwest-Fryslân", 5.5, 53.0),
]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("valk", ["A", "GM0994"]),
        ("valkenburg", ["A", "GM0994"]),
        ("geul valk", ["GM0994"]),
        ("hertogen", ["GM0796"]),
        ("’s-hertogenbosch", ["GM0796"]),
        ("sudwest frys", ["FRY"]),
        ("ruyter", ["oirschot"]),
        ("enburg", []),
        ("", []),
        ("  ", []),
    ],
)
def test_a_place_is_suggested_by_the_beginnings_of_its_words(typed, codes):
    assert sorted(place.code for place in suggested(typed, PLACES, 10)) == sorted(codes)


def test_the_whole_name_stands_first_then_the_likelier_kind():
    assert suggested("Valkenburg", PLACES, 10)[0].code == "A"
    assert suggested("valk", PLACES, 10)[0].code == "GM0994"
    assert len(suggested("valk", PLACES, 1)) == 1
