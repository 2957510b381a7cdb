"""The order to a unit as a document: what, where, when and with what, for whoever may see the case."""

import pytest

from steun.exchange import paper
from steun.web.deliver.deployment import order


@pytest.mark.parametrize(("language", "word"), [("nl", "Wat er moet gebeuren"), ("en", "What must be done")])
def test_it_says_what_must_be_done_where_and_when(world, login, language, word, monkeypatch):
    request = world.ordered(assembly_point="Barracks gate 3", lodging="Gym hall")
    deployment = request.deployments.get()
    made: list[paper.Document] = []
    pdf = paper.pdf
    monkeypatch.setattr(order.paper, "pdf", lambda document: made.append(document) or pdf(document))
    answer = login("unit-commander", "DEF-13LB", language).get(f"/deployments/{deployment.pk}/pdf")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
    texts = str(made[0].sections)
    for text in (word, "68", "Barracks gate 3", "Gym hall", request.reason, deployment.entry.hash):
        assert text in texts, text
    assert request.number in made[0].title and made[0].language == language


def test_it_is_there_for_who_may_see_the_case_alone(world, login):
    deployment = world.ordered().deployments.get()
    assert login("duty-officer", "VR01").get(f"/deployments/{deployment.pk}/pdf").status_code == 404
