"""Both sides sign at once: real threads, separate connections, both databases."""

from __future__ import annotations

from steun.web.agree.agreement import acts
from steun.web.agree.agreement.model import Agreement, Side
from steun.web.agree.agreement.shape import TermsIn
from steun.web.desks.audit.check import replay
from steun.web.kernel.journal import feed
from steun.web.kernel.journal.models import Entry
from steun.web.know.need.model import Need
from tests.databases import at_once
from tests.web.samples import agreement as deals
from tests.web.samples import need as needs

SEATS = (deals.DOPS, deals.CHAIR)
ROUNDS = 6


def test_of_two_sides_that_sign_at_once_both_count_and_it_is_concluded_once(own_world):
    need = needs.stated(own_world)
    its = [deals.deal(own_world, answers=[need.pk], quantity=10) for _ in range(ROUNDS)]
    actors = [own_world.actor(*seat) for seat in SEATS]

    results = at_once(lambda n: acts.agree(its[n // 2].pk, by=actors[n % 2]), 2 * ROUNDS, 4)

    assert [type(it) for it in results] == [Agreement] * (2 * ROUNDS), results
    for it in its:
        it.refresh_from_db()
        assert it.state == "agreed"
        assert not Side.objects.filter(agreement=it, agreed_by=None).exists()
        concluded = Entry.objects.filter(subject=it.key, action="agreement.conclude")
        assert concluded.count() == 1
    need = Need.objects.get(pk=need.pk)
    assert (need.state, need.covered) == ("answered", 10 * ROUNDS)
    assert feed.verify().entries == Entry.objects.count()
    assert [str(difference) for difference in replay()] == []


def test_of_who_signs_and_who_says_other_terms_at_once_nobody_is_held_to_terms_not_seen(own_world):
    """A counter that came first empties the yes; a yes that came first falls with the counter."""
    its = [deals.deal(own_world, "VR24") for _ in range(ROUNDS)]
    dops, chair = (own_world.actor(*seat) for seat in SEATS)
    other = TermsIn(**deals.terms(quantity=25))

    def act(n: int) -> object:
        pk = its[n // 2].pk
        return acts.agree(pk, by=dops) if n % 2 else acts.counter(pk, other, by=chair)

    at_once(act, 2 * ROUNDS, 4)

    for it in its:
        it.refresh_from_db()
        agreed = set(Side.objects.filter(agreement=it).exclude(agreed_by=None).values_list("organisation", flat=True))
        assert (it.state, it.quantity, agreed) in (
            ("agreed", 40, {"DOPS", "VR24"}),  # signed first: there is nothing left to counter
            ("countered", 25, {"DOPS"}),  # countered first, and the DOPS agreed to what stood then
            ("countered", 25, set()),
        )
    assert [str(difference) for difference in replay()] == []
