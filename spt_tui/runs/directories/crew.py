"""Questions to the file system: asked one by one while it answers quickly, several at a time once it is slow.

Threads help only against waiting: on a fast disk they would fight for the interpreter. So the scanner's own thread asks
until the answers turn out to take long; then a few threads take the questions in small batches, the scanner's own asks
only while it would wait for them, and what follows from an answer still happens in that thread alone. Should one of its
own questions hang, another thread takes its place (`relieve`), and the few threads ask until that answer comes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.directories.job import Batch, Job
from spt_tui.runs.directories.member import Member

SLOW_SECONDS = 1.5e-4
"""A system call that waits longer than this, mostly, is worth a thread."""
MEASURED = 32
"""System calls over which the wait is measured."""
BATCH = 4
"""Questions that one thread takes at once, at the most."""
STUCK_SECONDS = 12.0
"""A question without an answer for so long is given up, and its thread with it."""
LOOK_SECONDS = 0.05
"""While nothing is answered, others hear so often from a crew that waits."""


NOTHING: Iterator[Job] = iter(())
"""No more jobs."""


class Relieved(Exception):
    """Another thread has gone on with the work: the one that gets this does nothing more."""


@dataclass(slots=True, eq=False)
class _Question:
    """What the thread that gives the work asks by itself."""

    path: str
    since: float
    """When it was asked (monotonic)."""
    job: Job | None = None
    """`None`: no other thread can go on without the answer."""


class Crew:
    """Does jobs. One thread at a time gives it work; `threads` more help while the file system is slow."""

    def __init__(self, threads: int = 8) -> None:
        self.stuck: dict[str, float] = {}
        """Directory -> when a question about it was asked (monotonic) that nobody waits for any more."""
        self._limit = max(1, threads)
        self._disk = Disk()
        self._members: list[Member] = []
        self._jobs: list[Job] = []
        self._asked: SimpleQueue[Batch | None] = SimpleQueue()
        self._answered: SimpleQueue[Batch] = SimpleQueue()
        self._out: list[Batch] = []
        self._waits: list[float] = []
        self._measured = 0
        self._is_slow = False
        self._is_closed = threading.Event()
        self._own: _Question | None = None
        self._turn = threading.Lock()

    @property
    def disk(self) -> Disk:
        """For questions that the scanner's thread asks by itself."""
        return self._disk

    @property
    def calls(self) -> int:
        """System calls of all threads so far."""
        return self._disk.calls + sum(member.disk.calls for member in self._members)

    @property
    def cpu_seconds(self) -> float:
        """Of the helping threads."""
        return sum(member.cpu_seconds for member in self._members)

    @property
    def threads(self) -> int:
        """Helping threads that were started and live."""
        return sum(member.is_alive() for member in self._members)

    @property
    def is_slow(self) -> bool:
        """True while threads help."""
        return self._is_slow or bool(self.stuck)

    @property
    def is_closed(self) -> bool:
        """True once `close` was called."""
        return self._is_closed.is_set()

    @property
    def waited(self) -> float:
        """Seconds that the thread that gives the work has waited for its present answer. Any thread may ask."""
        own = self._own
        return 0.0 if own is None else time.monotonic() - own.since

    @property
    def is_silent(self) -> bool:
        """True while that answer does not come."""
        return self.waited > STUCK_SECONDS

    def unanswered(self) -> dict[str, float]:
        """Directory -> when it was asked (monotonic) what is still not answered. Any thread may ask."""
        own = self._own
        waited_for = {own.path: own.since} if own is not None and self.is_silent else {}
        return {**self.stuck, **waited_for}

    @contextmanager
    def waiting_for(self, path: str) -> Iterator[None]:
        """The caller asks about `path` by itself, and cannot go on without the answer."""
        self._own = _Question(path, time.monotonic())
        try:
            yield
        finally:
            self._own = None

    def relieve(self, start: Callable[[], None]) -> bool:
        """Give up the question in which the thread that gives the work hangs, and `start` another; True if that was so.

        Called from a third thread. The one that hangs gets `Relieved` if it ever comes back.
        """
        with self._turn:
            own = self._own
            if own is None or own.job is None or not self.is_silent:
                return False
            self._own = None
            self.stuck[own.path] = own.since
            own.job.dropped()
            start()
        return True

    def add(self, job: Job) -> None:
        """Let this be done next: of jobs that were added, the last comes first."""
        self._jobs.append(job)

    def close(self) -> None:
        """Send the threads home after their present question. Returns at once; nothing is done any more."""
        self._is_closed.set()
        for _ in self._members:
            self._asked.put(None)

    def work(self, more: Iterator[Job] = NOTHING) -> Iterator[None]:
        """Do what was added, what that adds, and then `more`, which is asked only when there is room.

        Raises `Relieved` in a thread whose place another one has taken. A step ends after each answer, and at least
        every `LOOK_SECONDS`.
        """
        while not self._is_closed.is_set():
            if self.is_slow or self._out:
                self._send(more)
                if not self._out:
                    return
                yield from self._take(more)
            else:
                job = self._next(more)
                if job is None:
                    return
                self._do(job)
                yield

    def _next(self, more: Iterator[Job]) -> Job | None:
        while True:
            job = self._jobs.pop() if self._jobs else next(more, None)
            if job is None or job.path not in self.stuck:
                return job
            job.dropped()

    def _do(self, job: Job) -> None:
        calls, began = self._disk.calls, time.perf_counter()
        question = self._own = _Question(job.path, time.monotonic(), job)
        answer = job.ask(self._disk)
        with self._turn:
            is_relieved = self._own is not question
            if not is_relieved:
                self._own = None
        if is_relieved:
            self._answered.put(Batch([job], given_up=job))
            raise Relieved
        self._measure(time.perf_counter() - began, self._disk.calls - calls)
        job.then(answer)

    def _measure(self, seconds: float, calls: int) -> None:
        if calls:
            self._waits.append(seconds / calls)
            self._measured += calls
        if self._measured >= MEASURED:
            median = sorted(self._waits)[len(self._waits) // 2]  # the module `statistics` takes 6 ms to load
            self._is_slow = median > (SLOW_SECONDS / 2 if self._is_slow else SLOW_SECONDS)
            self._waits.clear()
            self._measured = 0

    def _send(self, more: Iterator[Job]) -> None:
        """Have two batches for each thread: one that it does and one that waits for it."""
        while self.is_slow and len(self._out) < 2 * self._limit:
            size = max(1, min(BATCH, len(self._jobs) // (2 * self._limit)))
            jobs = [job for job in (self._next(more) for _ in range(size)) if job is not None]
            if not jobs:
                return
            batch = Batch(jobs)
            self._out.append(batch)
            self._asked.put(batch)
            self._man()

    def _man(self) -> None:
        threads = self.threads
        if threads - len(self.stuck) < min(self._limit, len(self._out)) and threads < 2 * self._limit:
            member = Member(self._asked, self._answered, self._is_closed)
            self._members.append(member)
            member.start()

    def _take(self, more: Iterator[Job]) -> Iterator[None]:
        """Take the answers to a batch; while there is none this thread asks, too, unless something is known to hang."""
        job = self._next(more) if self._answered.empty() and not self.stuck else None
        if job is not None:
            self._do(job)
            yield
            return
        try:
            batch = self._answered.get(timeout=LOOK_SECONDS)
        except Empty:
            self._give_up(time.monotonic() - STUCK_SECONDS)
            yield
            return
        if batch.given_up is not None:
            self.stuck.pop(batch.given_up.path, None)
            return
        self._out.remove(batch)
        for job, (answer, seconds, calls) in zip(batch.jobs, batch.answers, strict=True):
            self._measure(seconds, calls)
            job.then(answer)
            yield

    def _give_up(self, before: float) -> None:
        """Wait no more for questions that were asked `before`; the rest of their batches is asked again."""
        for batch in [each for each in self._out if 0 < each.began < before and len(each.answers) < len(each.jobs)]:
            done = len(batch.answers)
            batch.given_up = batch.jobs[done]
            self._out.remove(batch)
            self.stuck[batch.given_up.path] = batch.began
            batch.given_up.dropped()
            for job, (answer, _, _) in zip(batch.jobs[:done], batch.answers, strict=False):
                job.then(answer)
            self._jobs += batch.jobs[done + 1 :]
        if len(self.stuck) >= 2 * self._limit:  # every thread there may be hangs: there is nobody to do the rest
            self.drop_all()

    def drop_all(self) -> None:
        """Wait for no answer any more, and ask nothing of what was added."""
        for job in [*self._jobs, *(job for batch in self._out for job in batch.jobs)]:
            job.dropped()
        for batch in self._out:
            batch.given_up = batch.jobs[0]
        self._jobs, self._out = [], []
