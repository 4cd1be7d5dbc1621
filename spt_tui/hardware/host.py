"""This machine's processors and memory, through psutil.

psutil is imported by the first call, not with this module: it costs tens of milliseconds that the first frame of a
screen cannot spare.
"""

from __future__ import annotations

import os
import platform
import time
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from spt_tui.hardware.sample import Host
from spt_tui.text import clean

FIRST_WINDOW = 0.1
"""Seconds over which the first reading watches the processors; later ones watch since the reading before."""

Value = TypeVar("Value")


class CoreTime(NamedTuple):
    """Seconds of one logical core since boot."""

    busy: float
    total: float


CoreTimes = tuple[CoreTime, ...]


class HostReader:
    """Reads the host again and again, each time about the interval since the reading before. For one thread."""

    def __init__(self) -> None:
        self._before: CoreTimes = ()

    def read(self) -> Host:
        """The host now. The first call takes `FIRST_WINDOW` seconds, later ones less than a millisecond."""
        if not self._before:
            self._before = core_times()
            time.sleep(FIRST_WINDOW)
        before, self._before = self._before, core_times()
        return read_host(before, self._before)


def read_host(before: CoreTimes, after: CoreTimes) -> Host:
    """The host now, its processors between two readings of `core_times`."""
    memory = _ask(lambda: _psutil().virtual_memory())
    swap = _ask(lambda: _psutil().swap_memory())
    return Host(
        hostname=clean(platform.node()) or "this node",
        cpu=busy_percent(before, after),
        cores=busy_percents(before, after),
        load=_ask(os.getloadavg),
        mem_used=memory and memory.total - memory.available,
        mem_total=memory and memory.total,
        swap_used=swap and swap.used,
        swap_total=swap and swap.total,
    )


def core_times() -> CoreTimes:
    """Each logical core's times since boot; empty if the machine cannot say."""
    return tuple(_core_time(times) for times in _ask(lambda: _psutil().cpu_times(percpu=True)) or ())


def busy_percents(before: CoreTimes, after: CoreTimes) -> tuple[float, ...]:
    """Percent busy of each core, 0 to 100; empty if the readings are not of the same cores."""
    if len(before) != len(after):
        return ()
    return tuple(_share(new.busy - old.busy, new.total - old.total) for old, new in zip(before, after, strict=True))


def busy_percent(before: CoreTimes, after: CoreTimes) -> float | None:
    """Percent busy of all cores together, 0 to 100."""
    if not after or len(before) != len(after):
        return None
    busy, total = (sum(new[field] - old[field] for old, new in zip(before, after, strict=True)) for field in (0, 1))
    return _share(busy, total)


def _share(busy: float, total: float) -> float:
    """Percent. Counters of a core that was taken offline can run backwards."""
    return min(100.0, max(0.0, 100.0 * busy / total)) if total > 0 else 0.0


def _core_time(times: Any) -> CoreTime:
    """A `psutil.cpu_times` tuple; Linux counts guest time within user and nice time too."""
    total = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
    return CoreTime(total - times.idle - getattr(times, "iowait", 0.0), total)


def _ask(question: Callable[[], Value]) -> Value | None:
    """The answer, or `None` where a container hides the file or the platform lacks the counter."""
    try:
        return question()
    except (OSError, ValueError, KeyError, RuntimeError):
        return None


def _psutil() -> Any:
    """psutil, quiet: in some containers it warns on stderr, which is where a screen is drawn."""
    if not _loaded:
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"psutil(\.|$)")
        import psutil

        _loaded.append(psutil)
    return _loaded[0]


_loaded: list[Any] = []
