"""The road register of this installation: the one that comes with the rules, or the one that somebody imported."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from steun.core.kernel.text.folding import folded
from steun.core.know.roads.register import RoadLink, RoadRegister, Structure, places
from steun.exchange.roads import folder as road_folder
from steun.rules.load import chosen, law

ABOUT = road_folder.ABOUT


@dataclass(frozen=True, slots=True)
class Stretch:
    """A link with what follows from its place: the municipalities and regions along it, and whose it is."""

    link: RoadLink
    municipalities: tuple[str, ...]
    regions: tuple[str, ...]
    owners: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.link.code

    @property
    def name(self) -> str:
        """The road between two places, as people say it."""
        nodes = register().nodes
        return f"{self.link.road} {nodes[self.link.a].name} – {nodes[self.link.b].name}"

    @property
    def structures(self) -> tuple[Structure, ...]:
        return register().on.get(self.link.code, ())


def folder() -> Path:
    """Where the register stands: the imported one when there is one."""
    imported = Path(settings.ROADS)
    return imported if road_folder.is_there(imported) else chosen() / "roads"


def register() -> RoadRegister:
    """The register; an empty one in a country that has none."""
    home = folder()
    about = home / ABOUT
    return loaded(home, about.stat().st_mtime_ns) if about.is_file() else RoadRegister()


@lru_cache(maxsize=2)
def loaded(home: Path, changed: int) -> RoadRegister:
    """The register of a folder. `changed`: its last change, so that a newer one is read."""
    return road_folder.read(home)


def stretches() -> dict[str, Stretch]:
    """Every link with the places through which it runs."""
    home = folder()
    about = home / ABOUT
    return placed(home, about.stat().st_mtime_ns) if about.is_file() else {}


@lru_cache(maxsize=2)
def placed(home: Path, changed: int) -> dict[str, Stretch]:
    found = loaded(home, changed)
    through = places(found, towns())
    return {
        code: Stretch(link, *through[code], owners(found, link, through[code][1])) for code, link in found.links.items()
    }


@cache
def towns() -> tuple[tuple[float, float, str, str], ...]:
    """A point in each municipality, with its region."""
    return tuple((m[2], m[3], m[0], code) for code, region in law().regions.items() for m in region.municipalities)


def owners(found: RoadRegister, link: RoadLink, regions: tuple[str, ...]) -> tuple[str, ...]:
    """The organisations that own a link, as far as its number says; none when nobody knows."""
    owner = found.owner(link.road)
    if owner is None:
        return ()
    return (
        (owner.organisation,)
        if owner.organisation
        else tuple(dict.fromkeys(law().regions[r].province for r in regions))
    )


def searched(text: str, region: str = "") -> list[Stretch]:
    """Links of which each word of a text is found in the road, its ends or its bridges; of a region or of all."""
    terms = folded(text).split()
    found = [it for it in stretches().values() if not region or region in it.regions]
    return [it for it in found if all(term in words_of(it) for term in terms)]


def words_of(it: Stretch) -> str:
    return folded(f"{it.name} {it.code} {' '.join(one.name for one in it.structures)}")
