"""What a thread draws, and what its end leaves behind."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable

from spt_tui.ui.compare.drawer import Drawer
from spt_tui.ui.compare.keys_first import KeysFirst


def settled(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold soon."""
    deadline = time.monotonic() + 5
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.001)
    return holds()


def settings() -> tuple[tuple[int, int, int], float]:
    """What threads and garbage go by."""
    return gc.get_threshold(), sys.getswitchinterval()


def test_keys_come_first_until_the_subject_is_gone() -> None:
    """And not only until the screen is: its curves are looked at once more otherwise."""
    usual, may_end = settings(), threading.Event()
    drawn = threading.Event()

    def draw(subject: object, width: int, height: int) -> None:
        drawn.set()
        may_end.wait(5)

    drawer: Drawer[object, None] = Drawer(object, draw, lambda picture: None)
    drawer.start()
    drawer.resize(10, 10)
    assert drawn.wait(5)
    drawer.stop()
    assert settings() != usual
    may_end.set()
    assert settled(lambda: settings() == usual)
    assert drawer._subject is None


def test_of_several_the_last_one_ends_it() -> None:
    usual = settings()
    KeysFirst.begin()
    changed = settings()
    KeysFirst.begin()
    KeysFirst.end()
    assert settings() == changed != usual
    KeysFirst.end()
    assert settings() == usual


def test_an_urgent_change_hurries_a_drawing() -> None:
    """A key does; what was read can wait."""
    asked, may_end, told = threading.Event(), threading.Event(), list[bool]()

    def draw(subject: object, width: int, height: int) -> None:
        told.append(drawer.is_hurried)
        asked.set()
        may_end.wait(5)
        told.append(drawer.is_hurried)

    drawer: Drawer[object, None] = Drawer(object, draw, lambda picture: None)
    drawer.start()
    drawer.resize(10, 10)
    assert asked.wait(5)
    drawer.change(lambda subject: None, is_urgent=False)
    told.append(drawer.is_hurried)
    drawer.change(lambda subject: None)
    may_end.set()
    assert settled(lambda: len(told) > 2)
    drawer.stop()
    assert told[:3] == [False, False, True]
