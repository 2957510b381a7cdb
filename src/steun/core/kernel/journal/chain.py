"""Verifying a journal: every link of every chain is computed anew, entry by entry, also where content is withheld."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from steun.core.kernel.errors import Tampered
from steun.core.kernel.journal.entry import GENESIS, LINE, RESTS_ON, STUB, Head, hash_of, link

SIZE = 32
"""Bytes of one hash."""


@dataclass(slots=True)
class Chain:
    """What was read of the chain of one node: its hashes, and which of its entries were withheld."""

    node: str
    hashes: bytearray = field(default_factory=bytearray)  # shape: SIZE bytes per entry, in the order of numbers
    withheld: list[tuple[int, int]] = field(default_factory=list)  # first and last number of each run of stubs

    @property
    def length(self) -> int:
        return len(self.hashes) // SIZE

    @property
    def head(self) -> Head:
        return Head(self.node, self.length, self.hash(self.length))

    @property
    def stubs(self) -> int:
        return sum(last - first + 1 for first, last in self.withheld)

    def hash(self, number: int) -> str:
        """The hash of an entry; of number 0 what the first one follows. Empty when there is no such entry."""
        return self.hashes[(number - 1) * SIZE : number * SIZE].hex() if number > 0 else GENESIS

    def add(self, found: str, *, withheld: bool) -> None:
        self.hashes += bytes.fromhex(found)
        if not withheld:
            return
        number = self.length
        if self.withheld and self.withheld[-1][1] == number - 1:
            self.withheld[-1] = (self.withheld[-1][0], number)
        else:
            self.withheld.append((number, number))


@dataclass(frozen=True, slots=True)
class Report:
    """What a journal turned out to hold."""

    chains: tuple[Chain, ...]  # by node
    elsewhere: tuple[Head, ...] = ()  # entries that others rest on, of nodes whose chain is not here: not looked at

    @property
    def entries(self) -> int:
        return sum(chain.length for chain in self.chains)

    @property
    def heads(self) -> tuple[Head, ...]:
        return tuple(chain.head for chain in self.chains)

    @property
    def stubs(self) -> int:
        return sum(chain.stubs for chain in self.chains)

    def lines(self) -> list[str]:
        """What a console says of it: each chain, its head, and which of its entries are stubs."""
        found = []
        for chain in self.chains:
            found.append(f"{chain.node}: {chain.length} entries, the chain holds. Head: {chain.head.hash}")
            if chain.withheld:
                runs = ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in chain.withheld)
                found.append(f"{chain.node}: content withheld, place proven, of {chain.stubs} entries: {runs}")
        found += [f"not here, so not looked at: entry {it.number} of {it.node}, {it.hash}" for it in self.elsewhere]
        return found or ["0 entries: the journal is empty."]


def verify(lines: Iterable[Mapping[str, Any]], heads: Iterable[Head | str] = ()) -> Report:
    """Walk every chain from its first entry; raises `Tampered` at the first fault.

    `lines` are exported entries, or stubs of those that the reader may not see; chains of several nodes may lie side
    by side, in any order between them. Each of `heads` must occur: an entry as it was witnessed earlier, or only its
    hash. What an entry rests on must read here as it says, when the chain of that node is here.
    """
    chains: dict[str, Chain] = {}
    published = list(heads)
    wanted = {head for head in published if isinstance(head, str) and head != GENESIS}
    witnessed = [head for head in published if isinstance(head, Head)]
    grounds: list[tuple[str, int, Head]] = []
    for line in lines:
        node = line.get("node")
        if not isinstance(node, str) or not node:
            raise Tampered(0, "a line names no node; a journal from before there were nodes is migrated, then exported")
        chain = chains.setdefault(node, Chain(node))
        found, withheld = _linked(line, chain)
        chain.add(found, withheld=withheld)
        wanted.discard(found)
        if not withheld:
            grounds += [(node, chain.length, head) for head in rests_on(line["data"])]
    if wanted:
        raise Tampered(0, f"the published head {min(wanted)} does not occur in this journal")
    for head in witnessed:
        if head.node not in chains or chains[head.node].hash(head.number) != head.hash:
            raise Tampered(head.number, "is not what was witnessed earlier, or is gone", head.node)
    for node, number, head in grounds:
        if head.node in chains and chains[head.node].hash(head.number) != head.hash:
            raise Tampered(number, f"rests on entry {head.number} of {head.node}, which reads otherwise here", node)
    elsewhere = tuple(dict.fromkeys(head for _, _, head in grounds if head.node not in chains))
    return Report(tuple(chains[node] for node in sorted(chains)), elsewhere)


def rests_on(data: object) -> list[Head]:
    """The entries that an entry rests on, as its data names them. What is not such a name is none."""
    named = data.get(RESTS_ON) if isinstance(data, Mapping) else None
    found = []
    for it in named if isinstance(named, list) else ():
        match it:
            case {"node": str(node), "number": int(number), "hash": str(digest)} if number > 0:
                found.append(Head(node, number, digest))
    return found


def _linked(line: Mapping[str, Any], chain: Chain) -> tuple[str, bool]:
    """The hash of the next line of a chain, computed, and whether its content is withheld."""
    number = chain.length + 1
    if type(line.get("number")) is not int or line["number"] != number:
        raise Tampered(number, f"number {line.get('number')} stands where {number} should", chain.node)
    if line.get("previous") != chain.hash(chain.length):
        raise Tampered(number, "does not follow the entry before it", chain.node)
    withheld = line.get("withheld") is True
    if line.keys() != (fields := STUB if withheld else LINE):
        raise Tampered(number, _misfit(line.keys(), fields), chain.node)
    if withheld:
        found = link(chain.node, number, line["previous"], line["digest"])
    else:
        found = hash_of(line)
    if found != line["hash"]:
        why = "its digest" if withheld else "its content"
        raise Tampered(number, f"{why} does not match its hash", chain.node)
    return found, withheld


def _misfit(found: Set[str], fields: Set[str]) -> str:
    """Which fields a line lacks, and which it has beside those under its hash: nobody vouches for these."""
    missing, extra = fields - found, found - fields
    return (
        f"lacks {', '.join(sorted(missing))}" if missing else f"has fields outside its hash: {', '.join(sorted(extra))}"
    )
