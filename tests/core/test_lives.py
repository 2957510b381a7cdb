"""The tables of moves themselves: a green random walk proves little, so the tables are tested."""

import inspect

import pytest

from steun.core.ask import gate, incident, request, rules, states
from steun.core.ask.gate import GATE, outcome
from steun.core.ask.request import REQUEST
from steun.core.ask.rules import RequestFacts
from steun.core.decide import commitment
from steun.core.decide.commitment import COMMITMENT
from steun.core.deliver import deployment
from steun.core.deliver.deployment import DEPLOYMENT
from steun.core.kernel.machine import CLOCK, NEW
from steun.core.learn import evaluation
from tests.core.modules import LIVES

RULES = sorted(
    {rule for life in LIVES for move in life.moves for rule in move.when}, key=lambda rule: rule.__qualname__
)


def moves(life, name):
    return [m for m in life.moves if m.name == name]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_names_its_source(rule):
    assert "Source:" in (inspect.getdoc(rule) or "")


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_every_state_can_be_reached_from_a_birth(life):
    reached = set(life.births)
    while new := {b for a, b in life.steps if a in reached} - reached:
        reached |= new

    assert reached == set(life.states)


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_no_two_moves_of_one_name_leave_the_same_state(life):
    names = [(m.source, m.name) for m in life.moves]

    assert len(names) == len(set(names))


def test_sending_needs_law_and_the_three_things_without_which_nobody_can_help():
    [submit] = moves(REQUEST, "submit")

    assert set(submit.when) - set(rules.PLAUSIBLE) == {
        rules.effect_is_named,
        rules.place_is_named,
        rules.start_is_set,
        rules.period_is_forward,
        rules.a_basis_is_chosen,
        rules.addressee_is_named,
        rules.addressee_is_asked,
        rules.authority_is_known,
        rules.basis_fits_task,
        rules.special_case_is_argued,
        rules.last_resort_shown_if_basis_asks,
        rules.motivated,
        rules.required_signatures_given,
        rules.incident_is_open,  # a question, no block: see below
    }


def test_what_no_law_demands_is_only_asked_once_before_sending():
    assert rules.incident_is_open(RequestFacts(incident="closed")).askable
    assert rules.incident_is_open(RequestFacts(incident="closed", knowingly=True)).met


def test_policy_fields_block_the_order_and_not_the_request():
    policy = {rules.end_is_set, rules.reception_is_arranged, rules.means_are_committed}

    assert not policy & set(moves(REQUEST, "submit")[0].when)
    for name in ("order", "reinforce"):
        for move in moves(REQUEST, name):
            assert policy <= set(move.when)


def test_only_the_deciders_of_the_legal_basis_grant_and_refuse():
    for name in ("grant", "refuse"):
        for move in moves(REQUEST, name):
            assert move.by is request.deciders
            assert rules.every_part_is_decided in move.when


def test_nothing_closes_without_an_evaluation():
    [close] = [m for m in REQUEST.moves if m.target == "closed"]

    assert rules.evaluation_is_given in close.when


def test_a_refusal_of_a_gate_wants_reasons_and_under_wvr_51_an_urgent_reason_and_a_signatory():
    for move in moves(GATE, "refuse"):
        assert {gate.it_can_be_refused, gate.refusal_has_reasons, gate.urgent_reason_and_signatory} <= set(move.when)


def test_a_phone_act_names_who_spoke_and_is_confirmed_in_writing_by_the_holder_alone():
    [phone] = moves(GATE, "phone")

    assert {gate.phone_is_allowed, gate.who_was_phoned_is_named} <= set(phone.when)
    assert all(confirm.by is gate.holder for confirm in moves(GATE, "confirm"))


def test_a_second_person_confirms_what_was_said_and_neither_wrote_it_down_nor_asked():
    [attest] = moves(GATE, "attest")

    assert attest.by is gate.second
    assert {gate.heard_by_somebody_else, gate.second_is_not_of_the_requester} == set(attest.when)


def test_nobody_is_ordered_on_what_was_only_said_or_by_who_asked():
    for name in ("order", "reinforce"):
        for move in moves(REQUEST, name):
            needed = {rules.decisions_are_confirmed, rules.required_signatures_given, rules.ordered_by_another}
            assert needed <= set(move.when)


def test_who_asks_does_not_decide():
    for move in GATE.moves:
        if move.target == "passed" and move.by is gate.holder:
            assert gate.not_ones_own_request in move.when


def test_lives_go_first_by_a_reasoned_act_of_somebody_who_did_not_ask():
    for move in moves(REQUEST, "lives-first"):
        assert move.by is request.rescuers
        assert {rules.urging_has_words, rules.urged_by_another} <= set(move.when)


def test_what_gives_asks_or_orders_pieces_is_bound_by_the_number_in_a_mandate():
    spending = {f"{life.name}.{move.name}" for life in LIVES for move in life.moves if move.spends}

    assert spending == {
        "gate.pass", "gate.confirm", "request.submit", "request.order", "request.reinforce", "commitment.hold",
        "commitment.commit", "addition.take-up", "addition.add", "request.join", "agreement.agree",
        "commitment.prolong", "request.ask-longer", "request.extend",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["request", "gate", "commitment", "deployment", "evaluation"])
def test_every_life_that_gives_effect_to_a_request_says_on_which_bases_it_rests(name):
    [life] = [life for life in LIVES if life.name == name]

    assert life.rests_on is not None


BY_TIME = {
    "proposal": {"begin", "finish", "fail"},
    "recalibration": {"begin", "halt", "finish", "fail"},
    "roadplan": {"begin", "halt", "finish", "fail"},
}
"""What a worker does."""
ON_ITS_DAY = {"begin", "expire", "succeed", "close"}
"""What was agreed or said beforehand, on its day or at its hour."""


def test_the_clock_only_reminds_and_escalates_makes_advice_and_does_what_was_said_beforehand():
    for life in LIVES:
        for move in life.moves:
            if move.by == frozenset({CLOCK}) and move.name not in BY_TIME.get(life.name, ON_ITS_DAY):
                assert move.name in {"remind", "escalate"} and move.source == move.target


def test_nobody_is_on_scene_without_the_consent_that_the_law_wants():
    [arrive] = moves(DEPLOYMENT, "arrive")

    assert deployment.gezag_consents in arrive.when


def test_every_reservation_asks_whether_the_unit_is_free():
    for move in COMMITMENT.moves:
        if move.source == NEW or move.name == "extend":
            assert commitment.unit_is_free in move.when


def test_an_evaluation_answers_its_three_questions():
    for move in evaluation.EVALUATION.moves:
        if move.target == "given":
            assert evaluation.every_question_is_answered in move.when


def test_an_incident_closes_after_its_requests():
    assert incident.no_request_is_open in moves(incident.INCIDENT, "close")[0].when


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ([("before-sending", "passed"), ("before-grant", "passed")], "granted"),
        ([("before-grant", "passed"), ("before-grant", "open")], "open"),
        ([("before-grant", "phoned"), ("before-grant", "waived")], "granted"),
        ([("before-grant", "attested"), ("before-grant", "passed")], "granted"),
        ([("before-grant", "refused"), ("before-grant", "open")], "refused"),
        ([("before-grant", "dropped"), ("before-grant", "passed"), ("before-deployment", "open")], "granted"),
    ],
)
def test_the_last_gate_passed_is_the_grant_and_one_failed_is_the_refusal(gates, expected):
    assert outcome(gates) == expected


def test_a_set_of_states_follows_from_the_moves():
    """Who is reminded still has to act; who has not arrived departs or arrives; who is not home comes back."""

    def sources(life, *names):
        return {m.source for m in life.moves if m.name in names}

    assert set(gate.WAITING) == sources(GATE, "remind") and set(gate.SAID) == sources(GATE, "confirm")
    assert set(deployment.COMING) == sources(DEPLOYMENT, "depart", "arrive")
    assert set(deployment.UNDER_WAY) == sources(DEPLOYMENT, "depart", "arrive", "release", "return")
    assert set(deployment.ARRIVED) == set(DEPLOYMENT.states) - set(deployment.COMING) - {"cancelled"}
    assert set(states.GRANTED) == sources(REQUEST, "lives-first")
    assert set(states.OPEN) == sources(REQUEST, "lives-first", "grant")
