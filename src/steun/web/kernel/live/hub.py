"""One thread per process that looks at the journal for all open streams, and tells each what its seat may know.

Everything that a stream is told passes here in one order: let in, caught up, then each batch. So nothing is missed
between two of them, and nothing told twice. Before a batch is told, whoever logged out is let go.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic

from django.db import connections

from steun.web.kernel.actor import Actor
from steun.web.kernel.live import changes
from steun.web.kernel.live.member import Member, admit, ended
from steun.web.kernel.live.wake import Wake

log = logging.getLogger("steun")
AGAIN = 1.0
"""Seconds between two looks whether log-ins and mandates stand, when nothing else happens; and after a failure."""
REST = 30.0
"""Seconds without a stream after which the thread ends."""


Message = tuple[Member, str, object]
Post = Callable[[list[Message], int], None]
"""Takes what was found at once, for whom it is, and the number up to which everybody is told with it."""


class Hub:
    """`open` and `close` from any thread; the rest happens in the hub's own, which calls `post`."""

    def __init__(self, post: Post, wake: Wake | None = None) -> None:
        self.post, self.wake = post, wake or Wake()
        self.coming: SimpleQueue[Member] = SimpleQueue()
        self.going: SimpleQueue[Member] = SimpleQueue()
        self.members: set[Member] = set()
        self.last = -1
        self.checked = 0.0
        self.lock = Lock()
        self.thread: Thread | None = None

    def open(self, member: Member) -> None:
        """It is told `open`, or `end` with a reason; after `open`, `changes` until it may not stay."""
        self.coming.put(member)
        self.wake.news.set()
        with self.lock:
            if self.thread is None:
                self.thread = Thread(target=self.run, daemon=True, name="live")
                self.thread.start()

    def close(self, member: Member) -> None:
        self.going.put(member)

    def run(self) -> None:
        self.wake.start()
        empty_since = monotonic()
        while True:
            try:
                self.round()
            except Exception:
                log.exception("live: looking at the journal failed")
                connections.close_all()
                self.wake.over.wait(AGAIN)
            if self.members:
                empty_since = monotonic()
            elif monotonic() - empty_since > REST and self.rests():
                return
            self.wake.wait()

    def rests(self) -> bool:
        """End the thread, unless somebody came meanwhile."""
        with self.lock:
            if not self.coming.empty():
                return False
            self.thread, self.last = None, -1
        self.wake.stop()
        connections.close_all()
        return True

    def round(self) -> None:
        """One look: who left, who comes, who may not stay, what is new."""
        for gone in drained(self.going):
            self.members.discard(gone)
        if self.last < 0:
            self.last = changes.head()
        self.let_in(drained(self.coming))
        last = changes.head()
        if not self.members:
            self.last = last
            return
        if last != self.last or monotonic() - self.checked >= AGAIN:
            self.dismiss()
        if last != self.last:
            batch = changes.Batch(self.last, last)
            found = [(m, "changes", news) for m in self.members if (news := batch.news_for(actor_of(m)))]
            self.last = last
            self.post(list(found), last)

    def let_in(self, coming: list[Member]) -> None:
        """The new ones, with what they missed up to where everybody is."""
        if not coming:
            return
        try:
            refused = admit(coming)
            missed = {m: changes.since(actor_of(m), m.after, self.last) for m in coming if m not in refused}
        except Exception:
            for member in coming:  # they are let in once the database answers
                self.coming.put(member)
            raise
        for member in missed:
            changes.make_ready(actor_of(member))
        said: list[Message] = [(member, "end", why) for member, why in refused.items()]
        for member, news in missed.items():
            self.members.add(member)
            said += [(member, "open", self.last), *([(member, "changes", news)] if news else [])]
        self.post(said, self.last)

    def dismiss(self) -> None:
        """Whoever may not stay is told why, and no more."""
        gone = ended(self.members)
        self.checked = monotonic()
        self.members -= gone.keys()
        if gone:
            self.post([(member, "end", why) for member, why in gone.items()], self.last)


def actor_of(member: Member) -> Actor:
    assert member.actor is not None, "it was let in"
    return member.actor


def drained(queue: SimpleQueue[Member]) -> list[Member]:
    found = []
    while True:
        try:
            found.append(queue.get_nowait())
        except Empty:
            return found
