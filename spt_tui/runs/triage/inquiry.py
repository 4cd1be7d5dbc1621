"""Questions to a file system that may not answer: a few at a time, and one that hangs holds up no other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from spt_tui.runs.patience import NoAnswer

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")

THREADS = 4
"""That ask at a time: a slow server is asked by a few, and the screen's thread has few rivals."""
PATIENCE_SECONDS = 8.0
"""What takes longer is not waited for; its thread is lost, and another takes its place."""
MOST_LOST = 4 * THREADS
"""Threads that hang before nothing more is asked: a server that is gone answers nobody."""
LOOK_SECONDS = 0.2


class Inquiry(Generic[Key, Answer]):
    """Asks on daemon threads that are never joined; one thread puts the questions and takes the answers.

    A question is a call that raises only OSError and ValueError, which are answers too.
    """

    def __init__(self, threads: int = THREADS, patience: float = PATIENCE_SECONDS) -> None:
        self._threads = threads
        self._patience = patience
        self._asked: SimpleQueue[_Question[Key, Answer] | None] = SimpleQueue()
        self._answered: SimpleQueue[_Question[Key, Answer]] = SimpleQueue()
        self._open: dict[Key, _Question[Key, Answer]] = {}
        self._alive = 0
        self._lost = 0

    @property
    def waiting(self) -> int:
        """Questions without an answer so far."""
        return len(self._open)

    def ask(self, key: Key, call: Callable[[], Answer]) -> None:
        """Put a question, whose key no open one has."""
        question = self._open[key] = _Question(key, call)
        self._asked.put(question)
        if self._alive < min(self._threads, len(self._open)):
            self._start()

    def next(self) -> tuple[Key, Answer | OSError | ValueError] | None:
        """The next answer, `NoAnswer` for what took too long; `None` if none came in a moment."""
        try:
            question = self._answered.get(timeout=0 if self._lost >= MOST_LOST else LOOK_SECONDS)
        except Empty:
            return self._given_up()
        if question.dropped:  # it has been answered for already
            return None
        del self._open[question.key]
        return question.key, question.answer[0]

    def close(self) -> None:
        """Ask nothing more. Returns at once."""
        for _ in range(self._alive + self._lost):
            self._asked.put(None)

    def _start(self) -> None:
        self._alive += 1
        threading.Thread(target=_ask_on, args=(self._asked, self._answered), name="triage", daemon=True).start()

    def _given_up(self) -> tuple[Key, OSError] | None:
        late = time.monotonic() - self._patience
        for question in self._open.values():
            if self._lost >= MOST_LOST or (question.began is not None and question.began < late):
                return self._give_up(question)
        return None

    def _give_up(self, question: _Question[Key, Answer]) -> tuple[Key, OSError]:
        del self._open[question.key]
        question.dropped = True
        if question.began is not None and self._lost < MOST_LOST:
            self._lost += 1
            self._alive -= 1
            if self._open:
                self._start()
        return question.key, NoAnswer(0, f"no answer for {self._patience:g} s")


class _Question(Generic[Key, Answer]):
    def __init__(self, key: Key, call: Callable[[], Answer]) -> None:
        self.key = key
        self.call = call
        self.began: float | None = None
        """When a thread took it (monotonic); `None` while it waits for one."""
        self.dropped = False
        self.answer: list[Answer | OSError | ValueError] = []


def _ask_on(asked: SimpleQueue[_Question[Key, Answer] | None], answered: SimpleQueue[_Question[Key, Answer]]) -> None:
    while (question := asked.get()) is not None:
        question.began = time.monotonic()
        if question.dropped:
            continue
        try:
            question.answer.append(question.call())
        except (OSError, ValueError) as error:
            question.answer.append(error)
        answered.put(question)
        if question.dropped:  # another thread has taken the place of this one
            return
