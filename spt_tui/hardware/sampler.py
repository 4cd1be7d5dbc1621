"""Samples of this machine, one every few seconds, to whoever subscribed."""

from __future__ import annotations

import contextlib
import queue
import time

from spt_tui.hardware.gpu_reader import GpuReader
from spt_tui.hardware.host.host_reader import HostReader
from spt_tui.hardware.processes.gpu_processes import ProcessReader
from spt_tui.hardware.sample import Sample
from spt_tui.repeat import Repeater


class Sampler:
    """Reads this machine every `interval` seconds on a thread of its own, and hands each `Sample` to its subscribers.

    A GPU that does not answer within the deadline makes a sample at most that late and nothing else: the host's
    values go on, the GPU's keep their last reading and say how old it is. `stop` returns at once, whatever hangs.
    """

    def __init__(self, interval: float = 2.0, directory: str | None = None) -> None:
        self._machine = Machine(directory=directory)
        self._subscribers: list[queue.Queue[Sample]] = []
        self._last: Sample | None = None
        self._repeater = Repeater(self._publish, interval, "hardware sampler")

    def look_at(self, directory: str | None) -> None:
        """From now on `Host.disk` is the file system of this directory, the run tree; `None`: nobody wants to know."""
        self._machine.host.disk.directory = directory

    def start(self) -> None:
        """Start the thread; a sampler starts once. The first sample follows in about a fifth of a second."""
        self._repeater.start()

    def stop(self) -> None:
        """Read nothing more. Returns at once."""
        self._repeater.stop()

    def subscribe(self) -> queue.Queue[Sample]:
        """A queue of one: it holds the newest sample not yet taken, so a slow reader sees no backlog."""
        inbox: queue.Queue[Sample] = queue.Queue(maxsize=1)
        if last := self._last:
            inbox.put_nowait(last)
        self._subscribers.append(inbox)
        return inbox

    def unsubscribe(self, inbox: queue.Queue[Sample]) -> None:
        """Put nothing more into `inbox`."""
        if inbox in self._subscribers:
            self._subscribers.remove(inbox)

    def _publish(self) -> None:
        self._last = sample = self._machine.read()
        if self._repeater.stopped:
            return
        for inbox in tuple(self._subscribers):
            put_newest(inbox, sample)


def put_newest(inbox: queue.Queue[Sample], sample: Sample) -> None:
    """Put `sample` in place of what nobody has taken yet. Never blocks; for one producer."""
    while True:
        try:
            inbox.put_nowait(sample)
            return
        except queue.Full:
            with contextlib.suppress(queue.Empty):
                inbox.get_nowait()


class Machine:
    """The host and its GPUs, read at the same time. For one thread.

    GPUs that do not answer are waited for until `deadline` seconds are over; `directory` is in the file system that is
    of interest. Without `names` the processes on the GPUs stay numbers, which costs less.
    """

    def __init__(self, deadline: float = 0.5, directory: str | None = None, names: bool = True) -> None:
        self.host = HostReader(directory)
        self._gpus = GpuReader(deadline)
        self._processes = ProcessReader() if names else None

    def read(self, whole: bool = False) -> Sample:
        """Everything now, what is counted over time since the reading before. The first takes a tenth of a second.

        Counters of GPUs that take long come with the next reading, or are waited for to have the `whole` now.
        """
        self._gpus.begin()
        host = self.host.read()
        gpus, problem, driver = self._gpus.finish(whole)
        named = self._processes.named(gpus) if self._processes else gpus
        return Sample(time.time(), host, named, problem, driver)
