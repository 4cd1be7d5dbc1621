"""The thread that draws what is compared: a thousand curves take longer than a key may wait."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from spt_tui.repeat import Repeater
from spt_tui.ui.compare.keys_first import KeysFirst

IDLE_SECONDS = 3_600.0
"""The thread looks at nothing but when it is asked to."""
FOLLOW_SECONDS = 2.0
"""It looks so often where there is something to follow."""

CALM = 2.0
"""After a drawing that nobody pressed a key for there is none for so many times as long: reading goes on meanwhile."""

Subject = TypeVar("Subject")
Picture = TypeVar("Picture")


class Drawer(Generic[Subject, Picture]):
    """Owns a subject on a thread: makes it, changes it in the order of the calls, and draws it after the changes.

    `draw(subject, width, height)` is given cells; `deliver` gets each picture on the thread. Of several changes that
    wait together only the outcome is drawn. `follow` takes what is new into the subject, and tells whether that changed
    it.
    """

    def __init__(
        self,
        make: Callable[[], Subject],
        draw: Callable[[Subject, int, int], Picture],
        deliver: Callable[[Picture], None],
        follow: Callable[[Subject], bool] | None = None,
    ) -> None:
        self._follow = follow
        self._idle = FOLLOW_SECONDS if follow else IDLE_SECONDS
        self._make = make
        self._draw = draw
        self._deliver = deliver
        self._subject: Subject | None = None
        self._changes: deque[Callable[[Subject], object]] = deque()
        self._size = (0, 0)
        self._is_drawn = False
        self._is_urgent = True
        self._rest_until = 0.0
        self._repeater = Repeater(self._step, self._idle, "draw", self._forget)

    @property
    def is_hurried(self) -> bool:
        """Whether an urgent change waits, for the end of a drawing mostly."""
        return self._is_urgent

    def start(self) -> None:
        """Make the subject, and draw it once a size is known. Keys come first until it is gone again."""
        self._repeater.start()
        KeysFirst.begin()

    def stop(self) -> None:
        """Draw no more, and let go of the subject."""
        self._repeater.stop()

    def resize(self, width: int, height: int) -> None:
        """Draw in so many cells from now on."""
        self._size = (width, height)
        self.change(lambda subject: None)

    def change(self, change: Callable[[Subject], object], is_urgent: bool = True) -> None:
        """Let `change` act on the subject, and draw it, in a while if that is not urgent. Any thread may ask."""
        self._changes.append(change)
        self._is_urgent = self._is_urgent or is_urgent
        self._repeater.nudge()

    def _step(self) -> None:
        if self._subject is None:
            self._subject = self._make()
        is_urgent, self._is_urgent = self._is_urgent, False
        while self._changes:
            self._changes.popleft()(self._subject)
            self._is_drawn = False
        if self._follow is not None and self._is_drawn and self._follow(self._subject):
            self._is_drawn = False
        rest = self._rest_until - time.monotonic()
        self._repeater.interval = self._idle
        if self._is_drawn or min(self._size) < 1 or self._repeater.stopped:
            return
        if rest > 0 and not is_urgent:
            self._repeater.interval = rest
            return
        began = time.monotonic()
        self._is_drawn = True
        self._deliver(self._draw(self._subject, *self._size))
        self._rest_until = time.monotonic() + CALM * (time.monotonic() - began)

    def _forget(self) -> None:
        self._subject = None
        KeysFirst.end()  # not before: what collects garbage would look at all of it once more
