"""Several questions at a time, each of which may wait for a disk, or for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

HANDS = 4
"""Threads that ask."""
PATIENCE = 5.0
"""Seconds to wait for one answer."""
MOST_LATE = 16
"""Threads that may hang. Once so many do, nothing more is asked."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def asked(
    items: Iterable[Item], ask: Callable[[Item], Answer], hands: int = HANDS, patience: float = PATIENCE
) -> Iterator[tuple[Item, Answer | None]]:
    """`ask` of each item, on up to `hands` daemon threads at a time, in the order in which the answers come.

    An item whose answer takes longer than `patience` seconds comes without one, and another thread goes on with the
    rest; should it answer while others are still waited for, it comes again. An OSError or ValueError of `ask` is
    raised here. When the iterator is closed nothing more is asked or waited for.
    """
    work = _Work(items, ask)
    try:
        work.man(hands)
        while work.goes_on():
            try:
                item, answer, error = work.answers.get(timeout=work.seconds_left(patience))
            except Empty:
                for late in work.give_up(patience):
                    yield late, None
                work.man(hands)
                continue
            if error is not None:
                raise error
            yield item, answer
    finally:
        work.stop()


class _Work(Generic[Item, Answer]):
    """What is to be asked, what is being asked, and what came of it."""

    def __init__(self, items: Iterable[Item], ask: Callable[[Item], Answer]) -> None:
        self.answers: SimpleQueue[tuple[Item, Answer | None, Exception | None]] = SimpleQueue()
        self._ask = ask
        self._waiting = list(items)[::-1]
        self._asking: dict[object, tuple[Item, float]] = {}
        """Thread -> its item, and since when it waits (monotonic)."""
        self._hands = 0
        self._late = 0
        self._turn = threading.Lock()

    def man(self, hands: int) -> None:
        """Have `hands` threads ask, if there is so much to ask."""
        with self._turn:
            more = min(hands - self._hands, len(self._waiting))
            self._hands += more
        for started in range(more):
            try:
                threading.Thread(target=self._work, name="hand", daemon=True).start()
            except RuntimeError:  # this user has threads enough
                self._do_with_fewer(more - started)
                return

    def goes_on(self) -> bool:
        """Whether there will be an answer, or a reason to `give_up`."""
        with self._turn:
            return bool(self._asking or self._waiting) or not self.answers.empty()

    def seconds_left(self, patience: float) -> float:
        """Until the first of those who are asked has had so long."""
        with self._turn:
            first = min((since for _, since in self._asking.values()), default=time.monotonic())
        return max(0.0, first + patience - time.monotonic()) + 0.001

    def give_up(self, patience: float) -> list[Item]:
        """Wait no more for those who have had so long; these are they."""
        with self._turn:
            before = time.monotonic() - patience
            late = [thread for thread, (_, since) in self._asking.items() if since <= before]
            items = [self._asking.pop(thread)[0] for thread in late]
            self._hands -= len(late)
            self._late += len(late)
            if self._late >= MOST_LATE:
                items += self._waiting[::-1]
                self._waiting.clear()
            return items

    def stop(self) -> None:
        """Ask nothing more."""
        with self._turn:
            self._waiting.clear()

    def _do_with_fewer(self, missing: int) -> None:
        """Threads are missing; where there is none at all, ask here."""
        with self._turn:
            self._hands -= missing
            is_alone = not self._hands
            self._hands += is_alone
        if is_alone:
            self._work()

    def _work(self) -> None:
        me = object()
        while True:
            with self._turn:
                if not self._waiting:
                    self._hands -= 1
                    return
                item = self._waiting.pop()
                self._asking[me] = item, time.monotonic()
            found = self._answer(item)
            with self._turn:
                self.answers.put(found)
                if self._asking.pop(me, None) is None:
                    return

    def _answer(self, item: Item) -> tuple[Item, Answer | None, Exception | None]:
        try:
            return item, self._ask(item), None
        except (OSError, ValueError) as error:
            return item, None, error
