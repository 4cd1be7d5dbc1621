"""The answer to a question that can take long, or for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class SlowAnswer(Generic[Answer]):
    """Asks `question` now and then, on a daemon thread for each time, and keeps the last answer. For one asker.

    A file server or a directory of users that hangs keeps one thread, and the answer that it gave before. `question`
    handles its own errors. Nobody asks while nobody wants to know, so there is nothing to stop.
    """

    def __init__(self, question: Callable[[], Answer], every: float, name: str) -> None:
        self._question = question
        self._every = every
        self._name = name
        self._due = 0.0
        self._answer: Answer | None = None
        self._idle = threading.Event()
        self._idle.set()

    def latest(self, hurry: bool = False, patience: float = 0.0) -> Answer | None:
        """The last answer, `None` before the first. Asks again when `every` seconds are over, or in a `hurry`.

        An answer that is on its way is waited for up to `patience` seconds.
        """
        if self._idle.is_set() and (hurry or time.monotonic() >= self._due):
            self._ask()
        if patience:
            self._idle.wait(patience)
        return self._answer

    def _ask(self) -> None:
        self._idle.clear()
        try:
            threading.Thread(target=self._run, name=self._name, daemon=True).start()
        except RuntimeError:  # no more threads for this user, or the program is ending
            self._rest()

    def _run(self) -> None:
        try:
            self._answer = self._question()
        finally:
            self._rest()

    def _rest(self) -> None:
        self._due = time.monotonic() + self._every
        self._idle.set()
