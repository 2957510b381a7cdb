"""A listing: the region proposes its pumps for the catalogue; LOCC reviews and DOPS publishes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from steun.web.kernel import clock
from steun.web.know.catalogue.model import TEXTS
from steun.web.know.listing import acts
from steun.web.know.listing.shape import ListingIn
from tests.builders import World
from tests.web.samples.sample import Case, Sample

DESK, LOCC, DOPS = ("duty-officer", "VR24"), ("locc", "LOCC"), ("dops", "DOPS")


def day(n: int) -> str:
    return (clock.today() + timedelta(days=n)).isoformat()


def given(**more: Any) -> dict[str, Any]:
    said = {"name_nl": "Pompen van de regio", "name_en": "Pumps of the region", "place_nl": "Zuid", "source": "Region"}
    counted = {"counted_nl": "pompen", "counted_en": "pumps", "reaction_formal": 120, "classes": ["civil"]}
    return {**said, **counted, "owner": "VR24", "effects": ["water-kept-out"], "valid_until": day(300), **more}


def change(**more: Any) -> dict[str, Any]:
    """To what the catalogue says of sandbags."""
    return given(code="sandbags", name_nl="Zandzakken", name_en="Sandbags", **more)


def listing(world: World, **more: Any) -> Any:
    return acts.propose(ListingIn(**given(**more)), by=world.desk)


def reviewed(world: World, **more: Any) -> Any:
    return acts.review(listing(world, **more).pk, by=world.actor(*LOCC))


def published(world: World, **more: Any) -> Any:
    return acts.publish(reviewed(world, **more).pk, by=world.actor(*DOPS))


def returned(world: World) -> Any:
    return acts.give_back(listing(world).pk, by=world.actor(*LOCC), reason="Which pumps?")


def later(world: World, it: Any) -> None:
    """All the way, and replaced by a newer one."""
    acts.review(it.pk, by=world.actor(*LOCC))
    acts.publish(it.pk, by=world.actor(*DOPS))
    acts.reconfirm(it.pk, by=world.desk, valid_until=clock.today() + timedelta(days=400))
    published(world, code=it.code, name_nl="Grote pompen")


def said(mark: str) -> dict[str, Any]:
    texts = {f"{name}_{language}": mark for name in TEXTS for language in ("nl", "en")}
    plain = {"reaction_formal": 120, "season_from": 4, "season_until": 10, "source": mark, "year": "2026"}
    names = {"name_nl": mark, "name_en": mark, "effects": ["water-kept-out"], "classes": ["civil"], "evidence": "S"}
    return {**texts, **plain, **names}


SAMPLE = Sample(
    row=listing, begin="propose", may=lambda row: lambda actor: True, shaped={"said": said}, later=later,
    seats=(DESK, LOCC, DOPS),
    cases={
        "propose": lambda w: Case(DESK, None, given()),
        "review": lambda w: Case(LOCC, listing(w).pk),
        "publish": lambda w: Case(DOPS, reviewed(w).pk),
        "reconfirm": lambda w: Case(DESK, published(w).pk, {"valid_until": day(400)}),
        "revise": lambda w: Case(DESK, returned(w).pk, given(name_nl="Grote pompen")),
        "return": lambda w: Case(LOCC, listing(w).pk, {"reason": "Which pumps?"}),
        "withdraw": lambda w: Case(DESK, published(w).pk, {"reason": "They were sold"}),
    },
    bad=(
        ({"effects": []}, {"effects"}),
        ({"effects": ["dragons"]}, {"effects.0"}),
        ({"name_nl": " ", "source": ""}, {"name_nl", "source"}),
        ({"valid_until": day(0)}, {"valid_until"}),
        ({"valid_until": day(2000), "season_from": 4}, {"valid_until", "season_from"}),
        ({"season_from": 0, "season_until": 13}, {"season_from", "season_until"}),
        ({"owner": "NOBODY", "effects": []}, {"owner", "effects"}),
        ({"classes": ["dragons"]}, {"classes.0"}),
        ({"reaction_formal": -1}, {"reaction_formal"}),
    ),
)  # fmt: skip
