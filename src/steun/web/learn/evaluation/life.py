"""The life of an evaluation, declared."""

from steun.core.learn.evaluation import EVALUATION
from steun.web.kernel.lives import Life
from steun.web.learn.evaluation.model import Evaluation

LIFE = Life(EVALUATION, Evaluation, recorded=("effect_reached", "in_time", "promise_kept", "explanation"))
