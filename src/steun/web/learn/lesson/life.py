"""The life of a lesson, declared."""

from __future__ import annotations

from steun.core.learn.lesson import LESSON
from steun.web.kernel.input.shape import ActIn, ReasonIn
from steun.web.kernel.life.declaration import CLOCK, Act, Life
from steun.web.learn.lesson import acts, tick
from steun.web.learn.lesson.api import LessonOut, router, shown
from steun.web.learn.lesson.model import NAMED, ORIGIN, OUTCOME, TERMS, Lesson
from steun.web.learn.lesson.page import PAGES
from steun.web.learn.lesson.shape import AgainIn, CarryOutIn, DrawUpIn, LessonIn, ReviseIn, TermsIn, VerifyIn

LIFE = Life(
    LESSON, Lesson,
    acts=(
        Act("draw-up", DrawUpIn, acts.draw_up, whole=LessonIn, box="", path="/lessons", status=201),
        Act("accept", ActIn, acts.accept),
        Act("carry-out", CarryOutIn, acts.carry_out),
        Act("verify", VerifyIn, acts.verify),
        Act("revise", ReviseIn, acts.revise, whole=TermsIn, box=""),
        Act("postpone", AgainIn, acts.postpone),
        Act("reopen", AgainIn, acts.reopen),
        Act("refuse", ReasonIn, acts.refuse),
        Act("lapse", ReasonIn, acts.lapse),
        Act("withdraw", ReasonIn, acts.withdraw),
    ),
    follows={"remind": CLOCK, "repeat": "lesson.draw-up"},
    recorded=(*(f"{name}_id" for name in (*NAMED, *ORIGIN)), *TERMS, *OUTCOME), case="id", reads=acts.reads,
    tick=tick.lessons, pages=PAGES,
    audiences={
        "Lesson": {**dict.fromkeys(("finding", "action", "plan", "done", "exercise"), "sides"), "search": "nobody"}
    },
    codes={"Lesson": ("state", "basis")},
    path="/lessons/{uuid:pk}/moves/", response=LessonOut, show=shown, router=router,
)  # fmt: skip
