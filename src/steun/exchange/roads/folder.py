"""A road register as a folder: `about.toml` (whose it is, as of when, who owns which road) and four CSV files."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

from steun.core.know.roads.register import Owner, RoadRegister
from steun.exchange.roads import tables

ABOUT = "about.toml"


def is_there(folder: Path) -> bool:
    return (folder / ABOUT).is_file()


def read(folder: Path) -> RoadRegister:
    """The register of a folder; an empty one when it has none. Raises `Malformed`."""
    if not is_there(folder):
        return RoadRegister()
    about = tomllib.loads((folder / ABOUT).read_text("utf-8"))
    empty = RoadRegister(
        owners=tuple(Owner(**row) for row in about.get("owner", ())), source=about["source"], since=about["since"],
        generalised=about["generalised"],
    )  # fmt: skip
    files = {name: folder / f"{name}.csv" for name in tables.FILES}
    there = {name: file for name, file in files.items() if name != "sites" or file.is_file()}  # older ones have none
    return tables.read({name: file.read_text("utf-8") for name, file in there.items()}, empty)


def write(folder: Path, register: RoadRegister, source: str, since: date) -> None:
    """Put a register there. What it says about itself comes last: readers look at its time to see that it is newer."""
    folder.mkdir(parents=True, exist_ok=True)
    register = replace(register, source=source, since=since)
    for name, text in {**tables.write(register), ABOUT: about(register)}.items():
        fresh = folder / f"{name}.new"
        fresh.write_text(text, "utf-8")
        os.replace(fresh, folder / name)


def about(register: RoadRegister) -> str:
    lines = [
        f"source = {quoted(register.source)}", f"since = {register.since}",
        f"generalised = {str(register.generalised).lower()}",
    ]  # fmt: skip
    for it in register.owners:
        lines += [
            "", "[[owner]]", f"road = {quoted(it.road)}", f"organisation = {quoted(it.organisation)}",
            f"evidence = {quoted(it.evidence)}",
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A basic string of TOML: JSON writes the same."""
    return json.dumps(text, ensure_ascii=False)
