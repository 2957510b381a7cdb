"""Each limit of a mandate against what an act reaches."""

from steun.core.kernel.limits import Stake, reaches
from tests.core.tables.truth import part, row, table

AWB = "Awb, art. 10:1"
PASS = Stake("gate.pass", frozenset({"msob"}), 5)
FIVE = {"quantity": 5}

TABLES = [
    table(
        part(reaches, "mandate-reaches-act"), "mandate-reaches-act", AWB,
        met=[({"acts": ["gate.pass", "gate.refuse"]}, PASS)],
        unmet=[({"acts": ["gate.refuse"]}, PASS), ({"acts": []}, PASS)],
    ),
    table(
        part(reaches, "mandate-reaches-basis"), "mandate-reaches-basis", AWB,
        met=[({"bases": ["msob", "wvr-51"]}, PASS), ({"bases": []}, Stake("gate.pass"))],
        unmet=[({"bases": ["wvr-51"]}, PASS), ({"bases": ["msob"]}, Stake("gate.pass", frozenset({"msob", "wvr-51"})))],
    ),
    table(
        part(reaches, "mandate-reaches-quantity"), "mandate-reaches-quantity", AWB,
        met=[row(FIVE, PASS, asked=5, most=5), row({"quantity": 0}, Stake("gate.pass"), asked=0, most=0)],
        unmet=[row(FIVE, Stake("gate.pass", pieces=6), asked=6, most=5)],
    ),
]  # fmt: skip
