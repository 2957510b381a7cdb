"""The rules of a merge of needs."""

from steun.core.know.merging import merge as m
from steun.core.know.merging.merge import MergeFacts as F
from tests.core.tables.truth import row, table

TWO = frozenset({"VR24", "DOPS"})
ONE = frozenset({"VR24"})

TABLES = [
    table(m.needs_are_of_several, "merge-is-of-several", "Steun", met=[F(owners=TWO)], unmet=[F(), F(owners=ONE)]),
    table(
        m.needs_are_of_one_means, "merge-is-of-one-means", "Steun",
        met=[F(means=frozenset({"pumps"}))], unmet=[F(), F(means=frozenset({"pumps", "boats"}))],
    ),
    table(m.needs_are_answers, "merge-needs-are-answers", "Steun", met=[row(F(answers=True))], unmet=[row(F())]),
    table(m.one_of_them_counts, "merge-names-what-counts", "Steun", met=[row(F(counts=True))], unmet=[row(F())]),
    table(m.needs_are_in_no_other, "merge-stands-alone", "Steun", met=[row(F(alone=True))], unmet=[row(F())]),
    table(
        m.every_owner_consented, "merge-has-every-consent", "Steun",
        met=[F(owners=TWO, consented=TWO), F(owners=ONE, consented=TWO)],
        unmet=[F(), F(owners=TWO), F(owners=TWO, consented=ONE)],
    ),
    table(
        m.step_is_argued, "merge-step-is-argued", "Steun",
        met=[F(reason="Two dykes")], unmet=[F(), F(reason=" ")],
    ),
]  # fmt: skip
