"""Writers of one database in this process, first come, first served."""

from __future__ import annotations

from collections import defaultdict, deque
from threading import Event, Lock


class Turns:
    """A queue for one thing that one may have at a time. Whoever waits longest is next.

    >>> turns, first, second = Turns(), Event(), Event()
    >>> turns.take(first, 0), turns.take(second, 0)
    (True, False)
    >>> turns.leave(first)
    >>> turns.take(second, 0)
    True
    """

    def __init__(self) -> None:
        self.mutex, self.line = Lock(), deque[Event]()

    def take(self, ticket: Event, seconds: float) -> bool:
        """Wait for our turn, at most so long. Who has it gives it back with `leave`."""
        ticket.clear()
        with self.mutex:
            self.line.append(ticket)
            if self.line[0] is ticket:
                return True
        if ticket.wait(seconds):
            return True
        with self.mutex:
            if self.line[0] is ticket:  # it came just now
                return True
            self.line.remove(ticket)
        return False

    def leave(self, ticket: Event) -> None:
        """Let the next one go. Leaving twice, or without having been there, does nothing."""
        with self.mutex:
            if ticket not in self.line:
                return
            was_first = self.line[0] is ticket
            self.line.remove(ticket)
            if was_first and self.line:
                self.line[0].set()


OF_DATABASE: defaultdict[str, Turns] = defaultdict(Turns)
"""By the name of the database."""
