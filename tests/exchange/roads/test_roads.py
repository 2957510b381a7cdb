"""The road register from files: what they say is taken over, what is wrong is named with its row and column."""

from datetime import date
from pathlib import Path

import pytest

from steun.cli import main
from steun.core.kernel.errors import Malformed
from steun.core.know.roads.register import RoadRegister
from steun.exchange.roads import folder, tables
from steun.rules.load import FOLDER

NODES = "id,name,kind,lat,lon\nW,West,junction,52.0,5.0\nE,East,junction,52.0,5.4\n"
LINKS = "a,b,road,lanes_each_way,km,evidence\nW,E,A1,2,30.5,K\n"
BRIDGES = "road,name,kind,a,b,movable,mlc_wheeled,height_m,adr_category,evidence\n"
VILD = Path(__file__).parents[4] / "shared" / "data" / "roads-nl"
NOTHING = RoadRegister()


def read(known: RoadRegister = NOTHING, **files: str) -> RoadRegister:
    return tables.read(files, known)


def test_an_empty_cell_takes_away_nothing_that_is_known() -> None:
    known = read(nodes=NODES, links=LINKS, bridges=f"{BRIDGES}A1,Bridge,bridge,W,E,,80,4.5,,S: owner\n")

    again = read(known, bridges=f"{BRIDGES}A1,Bridge,bridge,E,W,yes,,,,\n")

    assert again.limit("W.E.A1", "load_wheeled") == 80
    assert again.limit("W.E.A1", "height_cm") == 450
    assert again.movable("W.E.A1")


@pytest.mark.parametrize(
    ("file", "text", "places"),
    [
        ("nodes", "id,name,kind,lat,lon\nW,,junction,95,x\n", {"nodes.2.name", "nodes.2.lat", "nodes.2.lon"}),
        ("nodes", "id,name,kind,lat,lon\nW,West,junction,nan,inf\n", {"nodes.2.lat", "nodes.2.lon"}),
        ("links", "a,b,road,lanes_each_way,km\nW,NOWHERE,A1,2,3\n", {"links.2.b"}),
        ("links", "a,b,road,lanes_each_way,km\nW,W,A1,0,-3\n", {"links.2.b", "links.2.lanes_each_way", "links.2.km"}),
        ("links", "a,b,road,lanes_each_way,km\nW,E,A1,,\n", {"links.2.lanes_each_way", "links.2.km"}),
        ("bridges", f"{BRIDGES}A1,Bridge,bridge,W,E,,9999,nan,Z,\n", {
            "bridges.2.mlc_wheeled", "bridges.2.height_m", "bridges.2.adr_category",
        }),
        ("bridges", f"{BRIDGES}A1,Bridge,bridge,W,X,,,,,\n", {"bridges.2.road"}),
        ("strange", "one,two\n1,2\n", {"strange"}),
        ("empty", "", {"empty"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_at_once_with_its_place(file: str, text: str, places: set[str]) -> None:
    known = read(nodes=NODES, links=LINKS)

    with pytest.raises(Malformed) as wrong:
        read(known, **{file: text})

    assert {it.field for it in wrong.value.faults} == places


def test_the_register_that_comes_with_the_rules_is_whole_and_comes_back_from_its_own_files(tmp_path: Path) -> None:
    known = folder.read(FOLDER / "roads")

    folder.write(tmp_path / "roads", known, 'They "said" so', date(2026, 12, 1))
    again = folder.read(tmp_path / "roads")

    assert len(known.nodes) > 150 and len(known.links) > 200
    assert (again.nodes, again.links, again.structures) == (known.nodes, known.links, known.structures)
    assert (again.source, again.since, again.owners) == ('They "said" so', date(2026, 12, 1), known.owners)
    assert not any(it.load_wheeled or it.height_cm for it in known.structures), "load classes are not public"


def test_an_import_shows_each_change_and_takes_over_nothing_before_the_yes(tmp_path, settings, capsys) -> None:
    settings.ROADS = str(tmp_path / "roads")
    file = tmp_path / "bridges.csv"
    file.write_text(f"{BRIDGES}A16,Van Brienenoordbrug,bridge,J-TER,J-RIN,,100,,,S: the owner\n")
    command = ["import", "roads", str(file), "--source", "RWS"]

    assert main(command) == 0
    assert "A16 Van Brienenoordbrug: load_wheeled: unknown -> 100" in capsys.readouterr().out
    assert not (tmp_path / "roads").exists()

    assert main([*command, "--yes"]) == 0
    taken = folder.read(tmp_path / "roads")
    assert taken.source == "RWS"
    assert next(it for it in taken.structures if it.name == "Van Brienenoordbrug").load_wheeled == 100


def test_a_file_with_a_fault_changes_nothing(tmp_path, settings, capsys) -> None:
    settings.ROADS = str(tmp_path / "roads")
    file = tmp_path / "bridges.csv"
    file.write_text(f"{BRIDGES}A16,Bridge,bridge,NOWHERE,J-RIN,,100,,,\n")

    assert main(["import", "roads", str(file), "--yes"]) == 2
    assert "bridges.csv.2.road: unknown-code" in capsys.readouterr().err
    assert not (tmp_path / "roads").exists()


@pytest.mark.skipif(not VILD.is_dir(), reason="the tables of VILD are not here")
def test_the_tables_of_the_national_location_table_can_be_taken_in() -> None:
    known = folder.read(FOLDER / "roads")

    found = tables.read({path.name: path.read_text("utf-8") for path in VILD.glob("*.csv")}, known)

    assert len(found.structures) > 100
    assert {it.tunnel for it in found.structures if it.name == "Drechttunnel"} == {"C"}
    assert found.links["J-WAT.J-DIE.A1"].metres == 3_700
