"""The life of a request, from draft to closed. Read the table aloud; it is the contract."""

from steun.core.ask import rules
from steun.core.ask.rules import RequestFacts
from steun.core.kernel.machine import CLOCK, NEW, Machine, Move, Seats
from steun.core.kernel.seats import seats_for


def requester(facts: RequestFacts) -> Seats:
    """Whoever speaks for the requesting organisation: its duty officer, and the roles that the bases name."""
    return seats_for(facts.requester_roles, facts.requester)


def drafters(facts: RequestFacts) -> Seats:
    """The requester, and the regional military adviser who helps to ask well."""
    return requester(facts) | (seats_for(facts.roles.advisers, facts.adviser) if facts.adviser else frozenset())


def separators(facts: RequestFacts) -> Seats:
    """Whose act on an addition (declining it, taking it back) makes it a draft of its own again."""
    return facts.separators


def judges(facts: RequestFacts) -> Seats:
    """Who judges completeness may send back for completion."""
    return facts.judges


def deciders(facts: RequestFacts) -> Seats:
    """Whoever passes the last gate grants; whoever fails one refuses. Computed from the gates of the legal basis."""
    return facts.deciders


def planners(facts: RequestFacts) -> Seats:
    """Who commits and orders means: DOPS and TOC; where somebody in particular was asked, that organisation."""
    return seats_for(facts.roles.providers if facts.addressee else facts.roles.planners, facts.addressee)


def orderers(facts: RequestFacts) -> Seats:
    """Who orders units: TOC; where somebody in particular was asked, that organisation."""
    return seats_for(facts.roles.providers if facts.addressee else facts.roles.orderers, facts.addressee)


def reporters(facts: RequestFacts) -> Seats:
    """Whose report moves the request on: the commander on the spot or whoever ordered."""
    return orderers(facts) | frozenset({*facts.roles.unit_commanders, *facts.roles.suppliers})


def shorteners(facts: RequestFacts) -> Seats:
    """Who may end early: the requester, who needs it no longer, and whoever ordered."""
    return requester(facts) | planners(facts)


def rescuers(facts: RequestFacts) -> Seats:
    """Who may let the saving of lives go before what is still to be confirmed: Defence and LOCC. Policy."""
    return facts.rescuers


def pieces_asked(facts: RequestFacts) -> int:
    """What a request asks in all."""
    return facts.asked


def pieces_ordered(facts: RequestFacts) -> int:
    """What one mandate sets going for a request, with what it did before."""
    return facts.ordering


CORE = (rules.effect_is_named, rules.place_is_named, rules.start_is_set, rules.period_is_forward, *rules.PLAUSIBLE)
LAWFUL = (
    rules.a_basis_is_chosen,
    rules.addressee_is_named,
    rules.addressee_is_asked,
    rules.authority_is_known,
    rules.basis_fits_task,
    rules.special_case_is_argued,
    rules.last_resort_shown_if_basis_asks,
    rules.motivated,
    rules.required_signatures_given,
)
ASKED_ONCE = (rules.incident_is_open,)
READY = (
    rules.end_is_set, rules.reception_is_arranged, rules.means_are_committed, rules.required_signatures_given,
    rules.decisions_are_confirmed, rules.ordered_by_another,
)  # fmt: skip
URGED = (
    rules.something_is_unconfirmed, rules.said_once, rules.urging_has_words, rules.urged_by_another,
    rules.it_saves_lives,
)  # fmt: skip
GRANTED = (rules.every_part_is_decided, rules.some_part_is_granted)
REFUSED = (rules.every_part_is_decided, rules.no_part_is_granted)
ASK_LATER = (rules.new_end_lies_later,)
EARLIER = (rules.new_end_lies_earlier,)
ASKED = (rules.extension_was_asked,)
EXTENDED = (*ASKED, rules.new_end_is_near, rules.extended_by_another)
CLOCKWORK: Seats = frozenset({CLOCK})
BACK = (rules.every_unit_is_back,)

REQUEST: Machine[RequestFacts] = Machine("request", [
    Move("draft",     NEW,        "draft",     by=drafters),
    Move("share",     "draft",    "draft",     by=drafters),
    Move("submit",    "draft",    "asked",     by=requester, when=(*CORE, *LAWFUL, *ASKED_ONCE), spends=pieces_asked),
    Move("join",      "draft",    "joined",    by=requester, when=(rules.joined_request_is_open,), spends=pieces_asked),
    Move("separate",  "joined",   "draft",     by=separators),
    Move("return",    "asked",    "draft",     by=judges),
    Move("withdraw",  "draft",    "withdrawn", by=requester),
    Move("withdraw",  "asked",    "withdrawn", by=requester),
    Move("withdraw",  "granted",  "withdrawn", by=requester),
    Move("grant",     "asked",    "granted",   by=deciders,  when=GRANTED),
    Move("refuse",    "asked",    "refused",   by=deciders,  when=REFUSED),
    Move("refuse",    "granted",  "refused",   by=deciders,  when=REFUSED),
    Move("lives-first", "granted",  "granted",  by=rescuers, when=URGED),
    Move("lives-first", "ordered",  "ordered",  by=rescuers, when=URGED),
    Move("lives-first", "deployed", "deployed", by=rescuers, when=URGED),
    Move("order",     "granted",  "ordered",   by=orderers,  when=READY, spends=pieces_ordered),
    Move("reinforce", "ordered",  "ordered",   by=orderers,  when=READY, spends=pieces_ordered),
    Move("reinforce", "deployed", "deployed",  by=orderers,  when=READY, spends=pieces_ordered),
    Move("arrive",    "ordered",  "deployed",  by=reporters, when=(rules.some_unit_is_there,)),
    Move("ask-longer", "granted",  "granted",  by=requester, when=ASK_LATER, spends=pieces_asked),
    Move("ask-longer", "ordered",  "ordered",  by=requester, when=ASK_LATER, spends=pieces_asked),
    Move("ask-longer", "deployed", "deployed", by=requester, when=ASK_LATER, spends=pieces_asked),
    Move("extend",    "granted",  "granted",   by=planners,  when=EXTENDED, spends=pieces_asked),
    Move("extend",    "ordered",  "ordered",   by=planners,  when=EXTENDED, spends=pieces_asked),
    Move("extend",    "deployed", "deployed",  by=planners,  when=EXTENDED, spends=pieces_asked),
    Move("decline",   "granted",  "granted",   by=planners,  when=ASKED),
    Move("decline",   "ordered",  "ordered",   by=planners,  when=ASKED),
    Move("decline",   "deployed", "deployed",  by=planners,  when=ASKED),
    Move("shorten",   "granted",  "granted",   by=shorteners, when=EARLIER),
    Move("shorten",   "ordered",  "ordered",   by=shorteners, when=EARLIER),
    Move("shorten",   "deployed", "deployed",  by=shorteners, when=EARLIER),
    Move("complete",  "granted",  "granted",   by=drafters),
    Move("complete",  "asked",    "asked",     by=drafters),
    Move("remind",    "asked",    "asked",     by=CLOCKWORK),
    Move("remind",    "granted",  "granted",   by=CLOCKWORK),
    Move("end",       "granted",  "ended",     by=shorteners, when=BACK),
    Move("end",       "ordered",  "ended",     by=reporters, when=BACK),
    Move("end",       "deployed", "ended",     by=reporters, when=BACK),
    Move("close",     "ended",    "closed",    by=requester, when=(rules.evaluation_is_given,)),
], rests_on=rules.bases_of)  # fmt: skip

OVER = (*REQUEST.ends, "joined")
"""States in which nobody waits for it: what joined another request is followed there; it comes back as a draft."""
FINISHED = ("ended", *OVER)
"""States of what goes on no more, though it may still have to be evaluated."""
