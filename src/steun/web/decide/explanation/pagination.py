"""A long proposal page by page: first what changes, then who gets nothing more. What was ticked and typed on another
page goes along, so that nothing is lost when one turns the page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from steun.web.decide.explanation import read as why
from steun.web.decide.explanation.displaced import Displaced, displaced
from steun.web.decide.explanation.names import Names
from steun.web.decide.proposal.model import Proposal, ProposalLine
from steun.web.decide.proposal.read import A_PAGE

LIVES = 1
"""The class of what saves lives."""
Group = tuple[int, list[why.Row]]
"""The requirements of one class."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """What is ticked and typed, by the keys of lines. key: chosen; keep: stays as it was locked; out: left out."""

    key: frozenset[str]
    keep: frozenset[str]
    out: frozenset[str]
    locked: frozenset[str]
    typed: Mapping[str, str]

    def fill(self, row: why.Row) -> None:
        key = row.line.key
        row.chosen, row.is_out = key in self.key, key in self.out
        row.was_locked, row.is_locked = key in self.locked, key in self.keep

    def fill_group(self, group: Displaced) -> None:
        group.chosen = bool(group.keys) and set(group.keys.split()) <= self.key
        group.typed = self.typed.get(group.name, "")

    def of_requirement(self, line: ProposalLine) -> list[tuple[str, str]]:
        """The ticked boxes of a requirement, as fields of the form."""
        boxes = {"key": self.key, "keep": self.keep & self.locked, "out": self.out}
        return [(name, line.key) for name, keys in boxes.items() if line.key in keys]

    def of_group(self, group: Displaced) -> list[tuple[str, str]]:
        """What is ticked and typed at promises that give way."""
        fields = [("key", group.keys)] if group.chosen else []
        return [*fields, (group.name, group.typed)] if group.typed else fields


def boxes(http: HttpRequest, it: Proposal, *, is_sent: bool) -> Boxes:
    """The form as it was sent; at first, what this proposal locked or left out."""
    locked = frozenset(it.locked)
    if not is_sent:
        return Boxes(frozenset(), locked, frozenset(it.left_out), locked, {})
    ticked = {name: frozenset(k for v in http.POST.getlist(name) for k in v.split()) for name in ("key", "keep", "out")}
    return Boxes(**ticked, locked=locked, typed=http.POST.dict())


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """One page of a proposal. carried: the fields of the form that stand on other pages; elsewhere: chosen there."""

    page: Page[Any]
    displaced: list[Displaced]
    gaining: list[Group]
    without: list[Group]
    carried: list[tuple[str, str]]
    elsewhere: int
    sums: dict[str, int]

    @property
    def numbers(self) -> list[int | str]:
        """The pages that one can turn to; those in between are left out."""
        return list(self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=2))

    @property
    def displaced_at(self) -> str:
        return self.at(0, "displaced")

    @property
    def without_at(self) -> str:
        return self.at(self.page.paginator.count - self.sums["nothing_more"], "without")

    def at(self, index: int, place: str) -> str:
        """Where a part begins: on this page, or the address of the page on which it does."""
        number = index // A_PAGE + 1
        return f"#{place}" if number == self.page.number else f"?page={number}#{place}"


def page_of(lines: Collection[ProposalLine], names: Names, form: Boxes, number: str | None) -> ProposalPage:
    """The page with this number. Only its own lines are put into words."""
    gone = displaced(lines, names)
    requirements = sorted((line for line in lines if line.commitment_id is None), key=lambda line: not gains(line))
    for group in gone:
        form.fill_group(group)
    page = Paginator([*gone, *requirements], A_PAGE).get_page(number)
    shown = [it for it in page.object_list if isinstance(it, Displaced)]
    rows = [why.row_of(it, names) for it in page.object_list if isinstance(it, ProposalLine)]
    for row in rows:
        form.fill(row)
    here = {row.line.key for row in rows}
    away = [line for line in requirements if line.key not in here and line.outcome == "proposed"]
    carried = [pair for line in away for pair in form.of_requirement(line)]
    carried += [pair for group in gone if group not in shown and group.choosable for pair in form.of_group(group)]
    return ProposalPage(
        page, shown, by_class([row for row in rows if row.gains]), by_class([row for row in rows if not row.gains]),
        carried, sum(name == "key" for name, _ in carried), sums(requirements, gone),
    )  # fmt: skip


def gains(line: ProposalLine) -> bool:
    return line.given > line.stands


def by_class(rows: Collection[why.Row]) -> list[Group]:
    return [(k, list(its)) for k, its in groupby(rows, lambda row: row.line.priority)]


def sums(requirements: Collection[ProposalLine], gone: Collection[Displaced]) -> dict[str, int]:
    """What the first sentences say."""
    short = [line for line in requirements if line.given < line.asked]
    decidable: list[Any] = [line for line in requirements if line.outcome == "proposed"]
    return {
        "lives": sum(line.priority == LIVES for line in short),
        "adopted": sum(line.outcome == "adopted" for line in requirements),
        "overruled": sum(line.outcome == "overruled" for line in requirements),
        "undecided": sum(gains(line) for line in decidable),
        "requirements": len(requirements),
        "whole": len(requirements) - len(short),
        "part": sum(gains(line) for line in short),
        "nothing": sum(not gains(line) for line in short),
        "nothing_more": sum(not gains(line) for line in requirements),
        "losing": sum(group.lost > 0 for group in gone),
        "open": len(decidable) + sum(group.choosable for group in gone),
        "first_come": sum(line.first_come >= line.asked for line in requirements),
    }
