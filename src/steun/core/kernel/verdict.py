"""The answer of a rule: met, or not met and why, with its source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Fact = str | int | bool | None
NO_FACTS: Mapping[str, Fact] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says about one case.

    `code` is a stable dotted-free word with a Dutch and an English text (`web/words.py`); `source` names the law
    article, paper or policy; `facts` are the numbers and names that the sentence needs. A verdict that is not
    `binding` warns and never blocks: policy asked again later, or a law text that nobody has read literally.

    >>> bool(Verdict(False, "end-is-set", "policy"))
    False
    """

    met: bool
    code: str
    source: str
    facts: Mapping[str, Fact] = field(default_factory=lambda: NO_FACTS)
    binding: bool = True
    because: tuple["Verdict", ...] = ()  # the claims below this one that are not met
    askable: bool = False  # a question, asked once: whoever repeats the act *knowingly* goes on

    def __bool__(self) -> bool:
        return self.met

    @property
    def blocks(self) -> bool:
        """Not met, and it may stop a move."""
        return self.binding and not self.met

    def as_dict(self) -> dict[str, object]:
        return {
            "code": self.code,
            "met": self.met,
            "source": self.source,
            "facts": dict(self.facts),
            "binding": self.binding,
            **({"askable": True} if self.askable else {}),
            **({"because": [v.as_dict() for v in self.because]} if self.because else {}),
        }
