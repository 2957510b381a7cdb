"""The one list of lives. A new life is added here, and nowhere else."""

from steun.web.ask.attachment.life import LIFE as attachment
from steun.web.ask.incident.life import LIFE as incident
from steun.web.ask.request.life import LIFE as request
from steun.web.decide.commitment.life import LIFE as commitment
from steun.web.decide.gate.life import LIFE as gate
from steun.web.decide.proposal.life import LIFE as proposal
from steun.web.deliver.deployment.life import LIFE as deployment
from steun.web.kernel.lives import collect
from steun.web.learn.evaluation.life import LIFE as evaluation

LIVES = collect((incident, request, attachment, gate, commitment, proposal, deployment, evaluation))
