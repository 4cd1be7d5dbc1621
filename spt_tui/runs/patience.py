"""Calls that may never come back, such as to a home directory whose server is gone."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


class NoAnswer(OSError):
    """A call that took longer than one was ready to wait."""


def within(seconds: float, call: Callable[[], Answer], name: str) -> Answer:
    """What `call` gives, made on a daemon thread of this name; its OSError or ValueError is raised here.

    Raises `NoAnswer` if it takes longer. The call then goes on, and what it gives is lost: it has to know by itself
    that nobody waits any more if that matters. An error of another kind counts as no answer.
    """
    answers: queue.SimpleQueue[tuple[Answer | None, Exception | None]] = queue.SimpleQueue()

    def answer() -> None:
        try:
            answers.put((call(), None))
        except (OSError, ValueError) as error:
            answers.put((None, error))

    threading.Thread(target=answer, name=name, daemon=True).start()
    try:
        given, error = answers.get(timeout=seconds)
    except queue.Empty:
        raise NoAnswer(0, f"no answer for {seconds:g} s") from None
    if error is not None:
        raise error
    return given  # type: ignore[return-value]
