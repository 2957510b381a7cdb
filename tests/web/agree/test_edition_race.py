"""Two publish at once: real threads, separate connections, both databases."""

from __future__ import annotations

from steun.core.kernel.errors import Refused
from steun.web.agree.edition import acts
from steun.web.agree.edition.model import Edition
from tests.databases import at_once
from tests.web.samples.edition import DOPS, edition


def test_of_two_drafts_published_at_once_one_gets_the_number_and_the_other_is_refused(own_world):
    """The second does not say what the first changed."""
    drafts = [edition(own_world, title=title) for title in ("One", "Two")]
    dops = own_world.actor(*DOPS)

    results = at_once(lambda n: acts.publish(drafts[n].pk, by=dops), 2, 2)

    assert sorted(type(it).__name__ for it in results) == ["Edition", "Refused"], results
    assert any(isinstance(it, Refused) and "edition-follows-the-last" in str(it) for it in results)
    assert list(Edition.objects.filter(state="published").values_list("number", flat=True)) == [1]
