"""This machine's processors, memory and network through psutil, and beside them the job's part and the disk.

psutil is imported by the first call, not with this module: it costs tens of milliseconds that the first frame of a
screen cannot spare.
"""

from __future__ import annotations

import os
import platform
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from spt_tui.hardware.host.disk import DiskReader
from spt_tui.hardware.host.job import JobReader
from spt_tui.hardware.host.network import Counters, NetBytes, counted_interfaces, is_device, net_rates
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


class Reading(NamedTuple):
    """Counters that are read in pairs: what happened between two readings is what is said."""

    at: float = 0.0
    """Seconds, monotonic."""
    cores: CoreTimes = ()
    net: Counters = {}


class HostReader:
    """Reads the host again and again, each time about the interval since the reading before. For one thread."""

    def __init__(self, directory: str | None = None, root: str = "/") -> None:
        self.disk = DiskReader(directory)
        """Set its `directory` to that whose file system is wanted."""
        self._job = JobReader(root)
        self._interfaces: dict[frozenset[str], frozenset[str]] = {}
        self._before = Reading()

    def read(self) -> Host:
        """The host now. The first call takes `FIRST_WINDOW` seconds, later ones about a millisecond."""
        if not self._before.at:
            self._before = self._reading()
            self.disk.read()
            self._job.read(mem_total())
            time.sleep(FIRST_WINDOW)
        before, self._before = self._before, self._reading()
        host = read_host(before, self._before)
        return replace(host, disk=self.disk.read(), job=self._job.read(host.mem_total))

    def _reading(self) -> Reading:
        net = net_bytes()
        names = frozenset(net)
        counted = self._interfaces.get(names)
        if counted is None:
            counted = counted_interfaces(names, is_device)
            self._interfaces = {names: counted}
        return Reading(time.monotonic(), core_times(), {name: net[name] for name in counted})


def read_host(before: Reading, after: Reading) -> Host:
    """The host now, its processors and its network between two readings; without disk and job."""
    memory = _ask(lambda: _psutil().virtual_memory())
    swap = _ask(lambda: _psutil().swap_memory())
    rates = net_rates(before.net, after.net, after.at - before.at)
    return Host(
        hostname=clean(platform.node()) or "this node",
        cpu=busy_percent(before.cores, after.cores),
        cores=busy_percents(before.cores, after.cores),
        load=_ask(os.getloadavg),
        mem_used=memory and memory.total - memory.available,
        mem_total=memory and memory.total,
        swap_used=swap and swap.used,
        swap_total=swap and swap.total,
        net_rx=rates.rx,
        net_tx=rates.tx,
    )


def mem_total() -> int | None:
    """Bytes of this machine's memory."""
    memory = _ask(lambda: _psutil().virtual_memory())
    return memory and memory.total


def net_bytes() -> Counters:
    """The bytes of each interface; empty if the machine cannot say."""
    counters = _ask(lambda: _psutil().net_io_counters(pernic=True, nowrap=False)) or {}
    return {name: NetBytes(bytes.bytes_recv, bytes.bytes_sent) for name, bytes in counters.items()}


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
