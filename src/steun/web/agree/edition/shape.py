"""What is said of an edition, from a form or through the API."""

from __future__ import annotations

from typing import Annotated

from steun.web.kernel.input.shape import ActIn, Letters, Shape


class WordsIn(Shape):
    """`title`: what it is called beside its number; `foreword`: what its readers should know first."""

    title: Annotated[str, Letters(120, least=1)]
    foreword: Annotated[str, Letters(4000)] = ""


class CompileIn(ActIn, WordsIn):
    """Write down what stands now: a draft, for the other side to publish."""


class CompileAnewIn(ActIn, WordsIn):
    """Write down again what stands now, and say the words anew."""
