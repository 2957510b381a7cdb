"""What the database refuses about stock: no piece of a unit is promised twice, whoever writes."""

from __future__ import annotations

from collections.abc import Iterator

from steun.core.decide.commitment import ACTIVE
from steun.web.kernel.life.guards import Guard, listed


def load(unit: str, start: str, end: str, *, commitment: str, absence: str, net: bool) -> str:
    """SQL: the most pieces of a unit occupied at any moment of [start, end), leaving out one row of each table.

    Pieces that fell short no longer occupy when `net`: so stock can fall, and nothing new is promised in their place.
    """
    active, quantity = listed(ACTIVE), "c.quantity - c.short" if net else "c.quantity"
    overlapping = f"x.unit_id = {unit} AND x.starts_at > {start} AND x.starts_at < {end}"
    moments = (
        f"SELECT {start} AS p "
        f"UNION SELECT x.starts_at FROM steun_commitment x WHERE {overlapping} AND x.state IN ({active}) "
        f"UNION SELECT x.starts_at FROM steun_absence x WHERE {overlapping}"
    )
    committed = (
        f"SELECT COALESCE(SUM({quantity}), 0) FROM steun_commitment c WHERE c.unit_id = {unit} "
        f"AND c.id <> {commitment} AND c.state IN ({active}) AND c.starts_at <= m.p AND c.ends_at > m.p"
    )
    away = (
        f"SELECT COALESCE(SUM(a.quantity), 0) FROM steun_absence a WHERE a.unit_id = {unit} AND a.id <> {absence} "
        "AND a.state <> 'cancelled' "
        f"AND a.starts_at <= m.p AND a.ends_at > m.p"
    )
    return f"(SELECT COALESCE(MAX(({committed}) + ({away})), 0) FROM ({moments}) m)"


def of_stock(vendor: str) -> Iterator[Guard]:
    """No piece is promised twice."""
    nobody = "'00000000-0000-0000-0000-000000000000'::uuid" if vendor == "postgresql" else "''"
    window = ("NEW.unit_id", "NEW.starts_at", "NEW.ends_at")
    stock = "(SELECT u.capacity FROM steun_unit u WHERE u.id = NEW.unit_id)"
    lock = "PERFORM 1 FROM steun_unit u WHERE u.id = NEW.unit_id FOR NO KEY UPDATE;"
    grown = (
        "(NEW.quantity > OLD.quantity OR NEW.starts_at < OLD.starts_at OR NEW.ends_at > OLD.ends_at "
        f"OR NEW.unit_id <> OLD.unit_id OR OLD.state NOT IN ({listed(ACTIVE)}))"
    )
    exceeded = f"NEW.quantity - NEW.short + {load(*window, commitment='NEW.id', absence=nobody, net=True)} > {stock}"
    mine = f"NEW.quantity - NEW.short + {load(*window, commitment='NEW.id', absence=nobody, net=False)} > {stock}"
    for event in ("INSERT", "UPDATE"):
        yield Guard(
            f"steun_commitment_stock_{event.lower()}",
            "steun_commitment",
            event,
            "these pieces are promised already",
            when=f"NEW.state IN ({listed(ACTIVE)})",
            lock=lock,
            refuse=mine if event == "INSERT" else f"({grown} AND {mine}) OR (NEW.short < OLD.short AND {exceeded})",
        )
        yield Guard(
            f"steun_absence_stock_{event.lower()}",
            "steun_absence",
            event,
            "these pieces are promised: say first who falls short",
            lock=lock,
            refuse=f"NEW.quantity + {load(*window, commitment=nobody, absence='NEW.id', net=True)} > {stock}",
        )
    # Only time from the count on matters: what was away last month cannot fall short any more.
    first, last = "'0001-01-01'", "'9999-01-01'"
    if vendor == "postgresql":
        first, last = f"{first}::timestamptz", f"{last}::timestamptz"
    counted = f"COALESCE((SELECT e.recorded_at FROM steun_entry e WHERE e.position = NEW.entry_id), {first})"
    always = ("NEW.id", counted, last)
    yield Guard(
        "steun_unit_stock",
        "steun_unit",
        "UPDATE",
        "stock falls below what is promised: say first who falls short",
        when="NEW.capacity < OLD.capacity",
        refuse=f"{load(*always, commitment=nobody, absence=nobody, net=True)} > NEW.capacity",
    )
